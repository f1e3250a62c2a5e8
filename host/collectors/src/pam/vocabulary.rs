//! What may leave the collector: names of modules, and options that hold no secret. Anything else in a line may be a
//! password: modules that ask a database have one among their arguments. Pure.

use muster_names::nearest;

/// The modules of Linux-PAM and of distributions' packages.
const MODULES: &[&str] = &[
    "pam_access.so",
    "pam_apparmor.so",
    "pam_cap.so",
    "pam_cgfs.so",
    "pam_cracklib.so",
    "pam_debug.so",
    "pam_deny.so",
    "pam_duo.so",
    "pam_echo.so",
    "pam_ecryptfs.so",
    "pam_env.so",
    "pam_exec.so",
    "pam_faildelay.so",
    "pam_faillock.so",
    "pam_fprintd.so",
    "pam_fscrypt.so",
    "pam_gnome_keyring.so",
    "pam_google_authenticator.so",
    "pam_group.so",
    "pam_gss.so",
    "pam_issue.so",
    "pam_keyinit.so",
    "pam_krb5.so",
    "pam_kwallet5.so",
    "pam_lastlog.so",
    "pam_lastlog2.so",
    "pam_ldap.so",
    "pam_limits.so",
    "pam_listfile.so",
    "pam_localuser.so",
    "pam_loginuid.so",
    "pam_mail.so",
    "pam_mkhomedir.so",
    "pam_motd.so",
    "pam_mount.so",
    "pam_mysql.so",
    "pam_namespace.so",
    "pam_nologin.so",
    "pam_oath.so",
    "pam_oddjob_mkhomedir.so",
    "pam_passwdqc.so",
    "pam_permit.so",
    "pam_pgsql.so",
    "pam_pkcs11.so",
    "pam_postgresok.so",
    "pam_pwhistory.so",
    "pam_pwquality.so",
    "pam_radius_auth.so",
    "pam_rhosts.so",
    "pam_rootok.so",
    "pam_securetty.so",
    "pam_selinux.so",
    "pam_sepermit.so",
    "pam_shells.so",
    "pam_ssh_agent_auth.so",
    "pam_sss.so",
    "pam_sss_gss.so",
    "pam_succeed_if.so",
    "pam_systemd.so",
    "pam_systemd_home.so",
    "pam_tacplus.so",
    "pam_tally.so",
    "pam_tally2.so",
    "pam_tcb.so",
    "pam_time.so",
    "pam_timestamp.so",
    "pam_tty_audit.so",
    "pam_u2f.so",
    "pam_umask.so",
    "pam_unix.so",
    "pam_unix2.so",
    "pam_userdb.so",
    "pam_usertype.so",
    "pam_vas3.so",
    "pam_warn.so",
    "pam_wheel.so",
    "pam_winbind.so",
    "pam_xauth.so",
    "pam_yubico.so",
];

/// Stands for an unknown module.
const OTHER: &str = "other";

/// A module by the name of its file, which may be written with its directory or without its ending.
pub(super) fn module(written: &str) -> &'static str {
    let name = written.rsplit('/').next().unwrap_or(written);
    let known = MODULES
        .iter()
        .copied()
        .find(|known| *known == name || known.strip_suffix(".so").is_some_and(|stem| stem == name));
    known.unwrap_or(OTHER)
}

/// What an option can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is present or not.
    Switch,
    Number,
    /// At most as many as the module takes.
    Seconds,
    /// Seconds, or a word for no end.
    SecondsOrNever,
    /// The name of a group.
    Group,
}

/// An option of a module.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The value if nothing sets another.
    pub(super) default: &'static str,
}

const fn switch(name: &'static str) -> Known {
    Known {
        name,
        kind: Kind::Switch,
        default: "no",
    }
}

const fn number(name: &'static str, default: &'static str) -> Known {
    Known {
        name,
        kind: Kind::Number,
        default,
    }
}

const FAILLOCK: &[Known] = &[
    switch("audit"),
    number("deny", "3"),
    switch("even_deny_root"),
    Known {
        name: "fail_interval",
        kind: Kind::Seconds,
        default: "900",
    },
    switch("local_users_only"),
    switch("silent"),
    Known {
        name: "unlock_time",
        kind: Kind::SecondsOrNever,
        default: "600",
    },
];

const PWHISTORY: &[Known] = &[
    switch("enforce_for_root"),
    number("remember", "10"),
    number("retry", "1"),
    switch("use_authtok"),
];

const PWQUALITY: &[Known] = &[
    number("dcredit", "0"),
    number("dictcheck", "1"),
    number("difok", "1"),
    switch("enforce_for_root"),
    number("enforcing", "1"),
    number("gecoscheck", "0"),
    number("lcredit", "0"),
    switch("local_users_only"),
    number("maxclassrepeat", "0"),
    number("maxrepeat", "0"),
    number("maxsequence", "0"),
    number("minclass", "0"),
    number("minlen", "8"),
    number("ocredit", "0"),
    number("retry", "1"),
    number("ucredit", "0"),
    switch("use_authtok"),
    number("usercheck", "1"),
    number("usersubstr", "0"),
];

/// The options of pam_unix; [`HASHES`] says which of them name a method.
const UNIX: &[Known] = &[
    switch("nullok"),
    number("remember", "0"),
    number("rounds", "0"),
    switch("use_authtok"),
];

const WHEEL: &[Known] = &[
    switch("deny"),
    Known {
        name: "group",
        kind: Kind::Group,
        default: "wheel",
    },
    switch("root_only"),
    switch("trust"),
    switch("use_uid"),
];

/// The methods of pam_unix, as its arguments and login.defs(5) name them. Of two with the same beginning, the longer
/// comes first.
pub(super) const HASHES: [&str; 7] = [
    "bigcrypt",
    "blowfish",
    "gost_yescrypt",
    "md5",
    "sha256",
    "sha512",
    "yescrypt",
];

/// The options of a module; empty if its arguments are not reported.
pub(super) fn options(module: &str) -> &'static [Known] {
    match module {
        "pam_faillock.so" => FAILLOCK,
        "pam_pwhistory.so" => PWHISTORY,
        "pam_pwquality.so" => PWQUALITY,
        "pam_unix.so" => UNIX,
        "pam_wheel.so" => WHEEL,
        _ => &[],
    }
}

/// The modules with options that are reported.
const WITH_OPTIONS: [&str; 5] = [
    "pam_faillock.so",
    "pam_pwhistory.so",
    "pam_pwquality.so",
    "pam_unix.so",
    "pam_wheel.so",
];

/// Options that are composed of others, or are arguments without a name, each with its module.
const COMPOSED: [(&str, &str); 4] = [
    ("pam_faillock.so", "phase"),
    ("pam_pwquality.so", "classes"),
    ("pam_pwquality.so", "shortest"),
    ("pam_unix.so", "hash"),
];

/// What to write in place of a module that is not known; nothing for one that is.
pub(super) fn help_for_module(name: &str) -> Option<String> {
    if MODULES.contains(&name) {
        return None;
    }
    let mut modules = MODULES.iter().copied();
    let whole = modules.find(|known| known.strip_suffix(".so") == Some(name));
    Some(
        match whole.or_else(|| nearest(name, MODULES.iter().copied())) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "Muster does not know that module, and could not tell whether a stack asks it"
                .to_owned(),
        },
    )
}

/// What to write in place of an option that is not reported; nothing for one that is. The name is that of an option of any
/// module, or `pam_unix.so/nullok` for an option of one.
pub(super) fn help_for_option(name: &str) -> Option<String> {
    let (module, option) = match name.split_once('/') {
        Some((module, option)) => (Some(module), option),
        None => (None, name),
    };
    let is_of = |of: &&str| module.is_none_or(|module| module == *of);
    let modules = WITH_OPTIONS.iter().copied().filter(|of| is_of(of));
    let named = modules.flat_map(options).map(|known| known.name);
    let composed = COMPOSED.iter().filter(|(of, _)| is_of(of));
    let mut known: Vec<&str> = named.chain(composed.map(|(_, name)| *name)).collect();
    if known.contains(&option) {
        return None;
    }
    Some(match nearest(option, known.iter().copied()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => {
            known.sort_unstable();
            known.dedup();
            let of_module = module.map(|module| format!(" of {module}"));
            let known = known.join(", ");
            format!("Muster knows {known}{}", of_module.unwrap_or_default())
        }
    })
}

/// The most seconds that pam_faillock accepts.
const LONGEST: u32 = 604_800;

/// A value as it may be reported; none if it is not understood. The caller, who knows the groups, checks their names.
pub(super) fn told(kind: Kind, value: &str) -> Option<String> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    // Short enough to be no secret.
    let is_number =
        (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = || digits.parse::<u32>().ok().filter(|_| is_number);
    match kind {
        Kind::Switch => Some("yes".to_owned()),
        Kind::Number => number().map(|found| {
            let sign = if digits.len() < value.len() { "-" } else { "" };
            format!("{sign}{found}")
        }),
        Kind::SecondsOrNever if value == "never" => Some("infinity".to_owned()),
        Kind::Seconds | Kind::SecondsOrNever => {
            let found =
                number().filter(|found| *found <= LONGEST && digits.len() == value.len())?;
            let is_endless = kind == Kind::SecondsOrNever && found == 0;
            Some(if is_endless {
                "infinity".to_owned()
            } else {
                found.to_string()
            })
        }
        Kind::Group => None,
    }
}

/// Only libpwquality accepts a name in capitals.
pub(super) fn names(module: &str, known: &Known, name: &str) -> bool {
    match module {
        "pam_pwquality.so" => known.name.eq_ignore_ascii_case(name),
        _ => known.name == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_stack_could_be_asked_for_is_told_with_what_was_meant() {
        assert!(WITH_OPTIONS.iter().all(|module| MODULES.contains(module)));
        assert_eq!(help_for_module("pam_unix.so"), None);
        assert_eq!(
            help_for_module("pam_unix").as_deref(),
            Some("did you mean `pam_unix.so`?")
        );
        assert!(help_for_module("pam_shop_of_ours.so").is_some());
        for fine in ["deny", "hash", "shortest", "use_authtok"] {
            assert_eq!(help_for_option(fine), None, "{fine}");
        }
        for fine in [
            "pam_faillock.so/deny",
            "pam_wheel.so/deny",
            "pam_unix.so/hash",
        ] {
            assert_eq!(help_for_option(fine), None, "{fine}");
        }
        let help = |name| help_for_option(name).unwrap();
        assert_eq!(
            help("pam_unix.so/unlock_time"),
            "Muster knows hash, nullok, remember, rounds, use_authtok of pam_unix.so"
        );
        assert_eq!(help("pam_unix.so/nulok"), "did you mean `nullok`?");
        assert_eq!(help("minlength"), "did you mean `minlen`?");
        assert!(help("debug_everything").starts_with("Muster knows audit, classes, "));
    }
}
