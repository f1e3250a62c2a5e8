//! The collector on recorded systems.

use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &Recorded) -> PamFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

/// The modules of a service in one line each, with what is known of them.
fn stack(system: &Recorded, service: &str) -> Vec<String> {
    let found = facts(system);
    assert_eq!(found.problems.unwrap(), []);
    let entries = found.entries.unwrap().into_iter();
    entries
        .filter(|entry| entry.service == service)
        .map(|entry| {
            let words = [
                (entry.reached, " reached"),
                (entry.enforced, " enforced"),
                (entry.after_failure, " after-failure"),
                (entry.missing, " missing"),
            ];
            let words = words.iter().filter(|(holds, _)| *holds);
            let words: String = words.map(|(_, word)| *word).collect();
            format!("{} {}{words}", entry.kind, entry.module)
        })
        .collect()
}

/// The options that a line or a file sets, in one line each.
fn options(system: &Recorded) -> Vec<String> {
    let options = facts(system).options.unwrap().into_iter();
    options
        .filter(|option| option.origin != ModuleOption::ORIGIN_DEFAULT)
        .map(|option| {
            let shadowed = if option.shadowed.is_empty() {
                ""
            } else {
                " shadows"
            };
            let value = option.value.as_deref().unwrap_or("?");
            format!("{}={value} {}{shadowed}", option.name, option.origin)
        })
        .collect()
}

#[test]
fn a_host_without_pam_has_nothing() {
    let found = facts(&Recorded::new().file("/etc/os-release", "ID=alpine\n"));
    assert!(found.layouts.unwrap().is_empty() && found.services.unwrap().is_empty());
    assert!(found.entries.unwrap().is_empty() && found.options.unwrap().is_empty());
}

/// As pam-auth-update writes it, with pam_faillock as its manual has it.
const COMMON_AUTH: &str = "auth required pam_faillock.so preauth\nauth [success=2 default=ignore] pam_unix.so nullok\n\
     auth [default=die] pam_faillock.so authfail\nauth requisite pam_deny.so\nauth required pam_permit.so\n";

#[test]
fn jumps_of_debian_are_followed() {
    let system = Recorded::new()
        .file("/usr/sbin/pam-auth-update", "")
        .file("/etc/pam.d/sshd", "@include common-auth\n")
        .file("/etc/pam.d/common-auth", COMMON_AUTH)
        .file(
            "/etc/pam.d/common-auth.pam-old",
            "auth required pam_unix.so\n",
        );
    assert_eq!(
        stack(&system, "sshd"),
        [
            "auth pam_faillock.so reached enforced",
            "auth pam_unix.so reached enforced",
            "auth pam_faillock.so reached after-failure",
            "auth pam_deny.so",
            "auth pam_permit.so reached enforced",
        ]
    );
    let found = facts(&system);
    assert_eq!(found.layouts.unwrap()[0].kind, Layout::KIND_DEBIAN);
    let names: Vec<_> = found
        .services
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["common-auth", "sshd"]);
    // What many include is told once.
    assert_eq!(
        options(&system),
        [
            "phase=preauth argument",
            "nullok=yes argument",
            "phase=authfail argument"
        ]
    );
}

/// What authselect writes for its profile `sssd`, with pam_faillock and pam_pwhistory.
const SYSTEM_AUTH: &str = "\
auth        required                                     pam_env.so
auth        required                                     pam_faildelay.so delay=2000000
auth        required                                     pam_faillock.so preauth silent
auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
auth        [default=1 ignore=ignore success=ok]         pam_localuser.so
auth        sufficient                                   pam_unix.so
auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
auth        sufficient                                   pam_sss.so forward_pass
auth        required                                     pam_faillock.so authfail
auth        required                                     pam_deny.so

account     required                                     pam_faillock.so
account     required                                     pam_unix.so
account     sufficient                                   pam_localuser.so
account     sufficient                                   pam_usertype.so issystem
account     [default=bad success=ok user_unknown=ignore] pam_sss.so
account     required                                     pam_permit.so

password    requisite                                    pam_pwquality.so local_users_only
password    [default=1 ignore=ignore success=ok]         pam_localuser.so
password    requisite                                    pam_pwhistory.so use_authtok
password    sufficient                                   pam_unix.so yescrypt shadow use_authtok
password    [success=1 default=ignore]                   pam_localuser.so
password    sufficient                                   pam_sss.so use_authtok
password    required                                     pam_deny.so
";

#[test]
fn an_account_of_the_host_is_one_for_its_modules() {
    let system = Recorded::new()
        .file("/etc/authselect/authselect.conf", "sssd\nwith-faillock\n")
        .file(
            "/usr/lib/pam.d/sshd",
            "auth substack system-auth\nauth include postlogin\n",
        )
        .file("/etc/pam.d/postlogin", "session optional pam_umask.so\n")
        .file("/etc/pam.d/system-auth", SYSTEM_AUTH);
    let own = stack(&system, "system-auth");
    let about = |module: &str| -> Vec<&String> {
        own.iter().filter(|line| line.contains(module)).collect()
    };
    assert_eq!(
        about("faillock"),
        [
            "auth pam_faillock.so reached enforced",
            "auth pam_faillock.so reached after-failure",
            "account pam_faillock.so reached enforced",
        ]
    );
    assert_eq!(
        about("pwquality"),
        ["password pam_pwquality.so reached enforced"]
    );
    assert_eq!(
        about("pwhistory"),
        ["password pam_pwhistory.so reached enforced"]
    );
    assert_eq!(
        about("auth pam_deny"),
        ["auth pam_deny.so reached after-failure"]
    );
    // The same in a substack.
    let within = stack(&system, "sshd");
    assert!(within.contains(&"auth pam_faillock.so reached after-failure".to_owned()));
    assert_eq!(
        facts(&system).layouts.unwrap()[0].kind,
        Layout::KIND_AUTHSELECT
    );
}

#[test]
fn who_keeps_out_of_it_enforces_nothing() {
    let password = |line: &str| {
        let text = format!("{line}\npassword required pam_unix.so\n");
        stack(&Recorded::new().file("/etc/pam.d/passwd", text), "passwd").remove(0)
    };
    let reached = "password pam_pwquality.so reached";
    assert_eq!(
        password("password required pam_pwquality.so"),
        format!("{reached} enforced")
    );
    assert_eq!(
        password("password requisite pam_pwquality.so"),
        format!("{reached} enforced")
    );
    assert_eq!(password("password optional pam_pwquality.so"), reached);
    assert_eq!(password("password sufficient pam_pwquality.so"), reached);
    assert_eq!(
        password("password [default=ignore success=ok] pam_pwquality.so"),
        reached
    );
    let missing = "password pam_pwquality.so missing";
    assert_eq!(password("-password required pam_pwquality.so"), missing);
}

#[test]
fn an_optional_module_counts_where_it_is_installed() {
    let text = "-auth required pam_faillock.so preauth\nauth required pam_unix.so\n";
    let bare = Recorded::new().file("/etc/pam.d/su", text);
    assert_eq!(stack(&bare, "su")[0], "auth pam_faillock.so missing");
    for place in ["/usr/lib64/security", "/usr/lib/x86_64-linux-gnu/security"] {
        let there = bare.clone().file(format!("{place}/pam_faillock.so"), "");
        assert_eq!(
            stack(&there, "su")[0],
            "auth pam_faillock.so reached enforced"
        );
    }
}

#[test]
fn root_needs_no_group() {
    let su = "auth sufficient pam_rootok.so\nauth required pam_wheel.so use_uid group=shop\n@include common-auth\n";
    let system = Recorded::new()
        .file("/etc/pam.d/su", su)
        .file("/etc/pam.d/common-auth", COMMON_AUTH)
        .file("/etc/group", "shop:x:1000:\n");
    assert_eq!(
        stack(&system, "su")[1],
        "auth pam_wheel.so reached enforced"
    );
    assert!(options(&system).contains(&"group=shop argument".to_owned()));
    let trusted = system.file("/etc/pam.d/su", su.replace("required", "sufficient"));
    assert_eq!(stack(&trusted, "su")[1], "auth pam_wheel.so reached");
}

#[test]
fn a_jump_takes_a_substack_for_one_module() {
    let system = Recorded::new()
        .file("/etc/pam.d/own", "auth requisite pam_access.so\nauth required pam_time.so\n")
        .file(
            "/etc/pam.d/shop",
            "auth [success=1 default=1] pam_unix.so\nauth substack own\nauth required pam_permit.so\n",
        );
    let modules = stack(&system, "shop");
    assert_eq!(modules[1..3], ["auth pam_access.so", "auth pam_time.so"]);
    assert_eq!(
        modules[3],
        "auth pam_permit.so reached enforced after-failure"
    );
}

#[test]
fn a_failed_module_behind_which_nothing_counts_is_not_counted() {
    // The counter stands before the password: it never hears that this was wrong.
    let system = Recorded::new().file(
        "/etc/pam.d/shop",
        "auth [default=ignore] pam_faillock.so authfail\nauth required pam_unix.so\n",
    );
    assert_eq!(stack(&system, "shop")[0], "auth pam_faillock.so reached");
}

#[test]
fn only_what_holds_no_secret_is_told() {
    let secret = "hunter2hunter2";
    let text = format!(
        "auth required pam_mysql.so passwd={secret} nullok\n\
         auth [success=1 default={secret}] pam_unix.so\nauth [{secret}=ok] pam_unix.so\n\
         auth required /lib/{secret}/pam_faillock.so deny={secret} conf=/{secret} user=[{secret} b] \\\n {secret}\n\
         auth required /opt/{secret}.so\nauth required pam_wheel.so group={secret}\nauth {secret} x\n\
         {secret} {secret}\nauth include {secret}\nauth required pam_unix.so {secret} remember=12345678\n"
    );
    let system = Recorded::new()
        .file("/etc/pam.d/shop", text)
        .file(
            "/etc/security/pwquality.conf",
            format!("badwords = {secret}\n{secret}\n"),
        )
        .file("/etc/pam.d/passwd", "password required pam_pwquality.so\n")
        .file("/etc/login.defs", format!("ENCRYPT_METHOD {secret}\n"));
    let found = facts(&system);
    assert_eq!(found.entries.as_ref().unwrap().len(), 6);
    assert_eq!(found.unread_files.as_ref().unwrap().len(), 2);
    assert!(!format!("{found:?}").contains(secret));
}

#[test]
fn what_cannot_be_resolved_is_a_problem() {
    let problems = |text: &str| {
        let system = Recorded::new().file("/etc/pam.d/shop", text);
        facts(&system).problems.unwrap().len()
    };
    assert_eq!(problems("auth required pam_unix.so\n"), 0);
    assert_eq!(problems("@include gone\n"), 1);
    assert_eq!(problems("auth substack gone\n"), 1);
    assert_eq!(problems("auth mandatory pam_unix.so\n"), 1);
    assert_eq!(problems("auth [success=x] pam_unix.so\n"), 1);
    assert_eq!(problems("auth [sucess=ok] pam_unix.so\n"), 1);
    assert_eq!(problems("auth required\n"), 1);
    assert!(problems("@include shop\n") > 0);
    assert!(problems("auth include shop\nauth include shop\n") > 0);
}

#[test]
fn one_file_alone_is_not_taken_for_nothing() {
    let alone = Recorded::new().file("/etc/pam.conf", "sshd auth required pam_unix.so\n");
    assert!(facts(&alone).services.is_err());
    assert!(facts(&alone.file("/etc/pam.d/su", "")).services.is_ok());
    let comments = Recorded::new().file("/etc/pam.conf", "# nothing\n");
    assert!(facts(&comments).services.unwrap().is_empty());
}

fn with_quality(arguments: &str) -> Recorded {
    Recorded::new().file(
        "/etc/pam.d/passwd",
        format!("password requisite pam_pwquality.so {arguments}\n"),
    )
}

#[test]
fn an_argument_counts_before_the_last_line_of_the_files() {
    let system = with_quality("retry=3 difok=4")
        .file(
            "/etc/security/pwquality.conf.d/50.conf",
            "minlen = 8\ndifok=2\n",
        )
        .file(
            "/etc/security/pwquality.conf",
            "# minlen = 9\nMinLen 14 # here\nenforce_for_root\nbadwords = a b\n",
        );
    assert_eq!(
        options(&system),
        [
            "difok=4 argument shadows",
            "enforce_for_root=yes file",
            "minlen=14 file shadows",
            "retry=3 argument",
            "shortest=14 file shadows",
            "classes=0 default",
        ]
        .into_iter()
        .filter(|line| !line.ends_with("default"))
        .collect::<Vec<_>>()
    );
}

#[test]
fn credits_make_a_password_shorter_or_ask_for_kinds() {
    let composed = |arguments: &str| -> Vec<String> {
        let found = options(&with_quality(arguments)).into_iter();
        found
            .filter(|line| line.starts_with("shortest") || line.starts_with("classes"))
            .collect()
    };
    assert_eq!(
        composed("minlen=14 dcredit=1 ucredit=2"),
        ["shortest=11 argument", "classes=0 argument"]
    );
    assert_eq!(
        composed("minlen=14 dcredit=-1 ucredit=-1 ocredit=-2"),
        ["shortest=14 argument", "classes=3 argument"]
    );
}

#[test]
fn nothing_counts_behind_a_line_that_libpwquality_does_not_take() {
    let system = with_quality("difok=4").file("/etc/security/pwquality.conf", "minlen = x\n");
    assert_eq!(options(&system), ["difok=4 argument"]);
    assert_eq!(facts(&system).unread_files.unwrap().len(), 1);
}

#[test]
fn the_file_that_a_line_names_is_read() {
    let lock = |arguments: &str| {
        Recorded::new()
            .file(
                "/etc/pam.d/sshd",
                format!("auth required pam_faillock.so preauth {arguments}\n"),
            )
            .file(
                "/etc/security/faillock.conf",
                "deny = 5\nunlock_time never\n",
            )
            .file("/etc/security/shop.conf", "deny = 9\n")
    };
    assert_eq!(
        options(&lock("")),
        [
            "deny=5 file",
            "unlock_time=infinity file",
            "phase=preauth argument"
        ]
    );
    assert_eq!(
        options(&lock("conf=/etc/security/shop.conf unlock_time=700000")),
        [
            "deny=9 file",
            "unlock_time=? argument",
            "phase=preauth argument"
        ]
    );
    let gone = lock("conf=/etc/security/gone.conf deny=3");
    assert_eq!(
        options(&gone),
        ["deny=3 argument", "phase=preauth argument"]
    );
    assert_eq!(facts(&gone).unread_files.unwrap().len(), 1);
}

#[test]
fn some_releases_have_no_file_of_former_passwords() {
    let host = |release: &str| {
        Recorded::new()
            .file("/etc/os-release", release)
            .file("/etc/pam.d/passwd", "password required pam_pwhistory.so\n")
            .file("/etc/security/pwhistory.conf", "remember = 24\n")
    };
    assert_eq!(
        options(&host("ID=debian\nVERSION_ID=12\n")),
        [] as [&str; 0]
    );
    assert_eq!(
        options(&host("ID=debian\nVERSION_ID=13\n")),
        ["remember=24 file"]
    );
    assert_eq!(
        options(&host("ID=rocky\nVERSION_ID=9.4\n")),
        ["remember=24 file"]
    );
}

#[test]
fn the_method_of_hashes_is_on_the_line_or_in_login_defs() {
    let hash = |arguments: &str, method: &str| {
        let system = Recorded::new()
            .file(
                "/etc/pam.d/passwd",
                format!("password required pam_unix.so {arguments}\n"),
            )
            .file("/etc/login.defs", format!("ENCRYPT_METHOD {method}\n"));
        let found = facts(&system).options.unwrap().into_iter();
        let mut found = found.filter(|option| option.name == "hash");
        found.next().unwrap().value.unwrap()
    };
    assert_eq!(hash("obscure yescrypt", "DES"), "yescrypt");
    assert_eq!(hash("md5 sha512", "DES"), "sha512");
    assert_eq!(hash("obscure", "SHA512"), "sha512");
    assert_eq!(hash("obscure", "BCRYPT"), "des");
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[-@a-z=_\\[\\] \\\\#0-9.\n]{0,200}", other in any::<String>()) {
        let system = Recorded::new()
            .file("/etc/pam.d/shop", text)
            .file("/etc/pam.d/a", other.clone())
            .file("/etc/pam.d/b", "auth required pam_faillock.so\npassword required pam_pwquality.so\n")
            .file("/etc/security/pwquality.conf", other.clone())
            .file("/etc/security/faillock.conf", other);
        facts(&system);
    }
}

#[test]
fn no_line_of_pam_wheel_stands_for_another() {
    let system = |first: &str| {
        let su = format!(
            "auth sufficient pam_rootok.so\nauth {first} pam_wheel.so trust group=admins\n\
             auth required pam_wheel.so use_uid group=shop\n@include common-auth\n"
        );
        Recorded::new()
            .file("/etc/pam.d/su", su)
            .file("/etc/pam.d/common-auth", COMMON_AUTH)
            .file("/etc/group", "shop:x:1000:\nadmins:x:1001:\n")
    };
    for (first, expected) in [
        ("required", [" enforced", " enforced"]),
        ("optional", ["", " enforced"]),
        ("[success=1 default=ignore]", ["", ""]),
    ] {
        let found = stack(&system(first), "su");
        let expected = expected.map(|end| format!("auth pam_wheel.so reached{end}"));
        assert_eq!(found[1..3], expected, "{first}");
    }
}
