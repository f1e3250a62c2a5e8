//! `env/file-permissions`

use muster_sdk::{
    Finding, NotEvaluated, Outcome, account_name, env, is_account, mode_and_owner, shell_word,
};

use crate::bound_file::{absent, findings_per_file};

muster_sdk::parameters! {
    struct Parameters {
        /// Modes and owners that pass, each as `MODE OWNER:GROUP` with names or numbers, or `*` for
        /// any.
        #[needed(allowed)]
        #[form(Access)]
        allowed: Vec<String> = ["0600 root:root"],
    }
}

muster_sdk::rule! {
    id: "env/file-permissions",
    severity: High,
    precision: VeryHigh,
    tags: ["env", "files", "secrets", "checklist", "manual"],
    documentation: "file_permissions.md",
    parameters: Parameters,
    check: check,
}

/// Stands for any owner or group.
const ANY: &str = "*";
/// The permission bits of everybody else.
const OTHER: u32 = 0o007;
/// The permission bits of the group. Where there is an ACL, they are its mask.
const GROUP: u32 = 0o070;

fn check(parameters: Parameters) -> Outcome {
    let allowed: Vec<Permissions<'_>> = parameters
        .allowed
        .iter()
        .map(|entry| Permissions::parse(entry))
        .collect::<Result<_, _>>()?;
    // Where any owner will do, the mode alone is required.
    let required = parameters.allowed.join(" or ").replace(" *:*", "");
    findings_per_file(|file| {
        if let Some(absent) = absent(&file) {
            return Ok(vec![absent]);
        }
        let finding = judge_permissions(&file, &allowed)?;
        Ok(vec![
            finding.required(&required).at(file.source, "the file"),
        ])
    })
}

fn judge_permissions(
    file: &env::EnvFile,
    allowed: &[Permissions<'_>],
) -> Result<Finding, NotEvaluated> {
    let path = &file.path;
    let (Some(mode), Some(uid), Some(gid)) = (file.mode, file.uid, file.gid) else {
        let reason = format!("mode and owner of {path} are not known");
        return Err(NotEvaluated::because(reason));
    };
    let owner = account_name(file.owner.as_deref(), uid);
    let group = account_name(file.group.as_deref(), gid);
    let observed = mode_and_owner(mode, &owner, &group);
    let argument = shell_word(path);
    let fail = |message: String| Finding::fail(path, message).observed(&observed);

    if file.acl_extended == Some(true) {
        let message = format!("An access control list opens {path} to more than '{observed}'.");
        return Ok(fail(message).fix(format!("Run `setfacl --remove-all {argument}`")));
    }
    let is_allowed = allowed
        .iter()
        .any(|entry| entry.mode == mode && entry.owner(file, uid) && entry.group(file, gid));
    if !is_allowed || mode & OTHER != 0 {
        let message = if mode & OTHER != 0 {
            format!("{path} is '{observed}', so every account can reach it.")
        } else {
            format!("{path} is '{observed}', which the policy does not allow.")
        };
        let finding = fail(message);
        return Ok(match allowed.first() {
            Some(wanted) => finding.fix(format!("Run `{}`", wanted.commands(&argument))),
            None => finding,
        });
    }
    // Without group bits the mask of a list is empty, and so the list cannot grant anything.
    if file.acl_extended.is_none() && mode & GROUP != 0 {
        let task = format!("Check with `getfacl {argument}` that no access control list opens it.");
        return Ok(Finding::manual(path, task).observed(observed));
    }
    Ok(Finding::pass(path, format!("{path} is '{observed}'.")).observed(observed))
}

/// An entry of the parameter.
struct Permissions<'a> {
    mode: u32,
    owner: &'a str,
    group: &'a str,
}

impl<'a> Permissions<'a> {
    fn parse(entry: &'a str) -> Result<Self, NotEvaluated> {
        let parse = || {
            let (mode, owners) = entry.split_once(' ')?;
            let (owner, group) = owners.trim().split_once(':')?;
            Some(Self {
                mode: u32::from_str_radix(mode, 8).ok()?,
                owner,
                group,
            })
        };
        parse().ok_or_else(|| {
            NotEvaluated::because(format!(
                "parameter `allowed`: '{entry}' is not of the form `0600 root:root`"
            ))
        })
    }

    /// What gives a file this mode and these owners.
    fn commands(&self, argument: &str) -> String {
        let Self { mode, owner, group } = self;
        let chmod = format!("chmod {mode:04o} {argument}");
        match (*owner, *group) {
            (ANY, ANY) => chmod,
            (owner, ANY) => format!("chown {owner} {argument} && {chmod}"),
            (ANY, group) => format!("chgrp {group} {argument} && {chmod}"),
            (owner, group) => format!("chown {owner}:{group} {argument} && {chmod}"),
        }
    }

    fn owner(&self, file: &env::EnvFile, uid: u32) -> bool {
        self.owner == ANY || is_account(self.owner, file.owner.as_deref(), uid)
    }

    fn group(&self, file: &env::EnvFile, gid: u32) -> bool {
        self.group == ANY || is_account(self.group, file.group.as_deref(), gid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, lines};

    fn judged(allowed: &str, change: impl Fn(&mut env::EnvFile)) -> String {
        let mut facts = file([]).facts;
        change(&mut facts);
        let finding = judge_permissions(&facts, &[Permissions::parse(allowed).unwrap()]).unwrap();
        lines(vec![finding]).remove(0)
    }

    #[test]
    fn root_is_number_zero_and_nothing_else() {
        let root = |owner: &str, uid| {
            let owner = Some(owner.to_owned());
            judged("0600 root:root", |f| {
                (f.owner, f.uid) = (owner.clone(), Some(uid));
            })
        };
        assert_eq!(root("toor", 0), "pass /etc/app.env");
        assert_eq!(root("root", 1000), "fail /etc/app.env");
    }

    #[test]
    fn accounts_match_by_name_or_number() {
        let docker = |allowed| {
            judged(allowed, |f| {
                (f.mode, f.gid, f.group) = (Some(0o640), Some(999), Some("docker".to_owned()));
            })
        };
        assert_eq!(docker("0640 root:docker"), "pass /etc/app.env");
        assert_eq!(docker("0640 0:999"), "pass /etc/app.env");
        assert_eq!(docker("0640 root:root"), "fail /etc/app.env");
    }

    #[test]
    fn any_owner_may_keep_the_file_to_itself() {
        let of_deploy = |mode| {
            move |f: &mut env::EnvFile| {
                (f.mode, f.uid, f.owner) = (Some(mode), Some(1000), Some("deploy".to_owned()));
            }
        };
        assert_eq!(judged("0600 *:*", of_deploy(0o600)), "pass /etc/app.env");
        assert_eq!(judged("0600 *:*", of_deploy(0o640)), "fail /etc/app.env");
        let commands = |entry| Permissions::parse(entry).unwrap().commands("/a");
        assert_eq!(commands("0600 *:*"), "chmod 0600 /a");
        assert_eq!(
            commands("0640 *:docker"),
            "chgrp docker /a && chmod 0640 /a"
        );
        assert_eq!(commands("0600 root:*"), "chown root /a && chmod 0600 /a");
        assert_eq!(
            commands("0600 root:root"),
            "chown root:root /a && chmod 0600 /a"
        );
    }

    #[test]
    fn a_bit_for_everybody_fails_even_where_the_policy_lists_it() {
        let world = |f: &mut env::EnvFile| f.mode = Some(0o644);
        assert_eq!(judged("0644 root:root", world), "fail /etc/app.env");
    }

    #[test]
    fn an_unknown_list_matters_only_behind_group_bits() {
        let unknown = |mode| {
            move |f: &mut env::EnvFile| {
                (f.mode, f.acl_extended) = (Some(mode), None);
            }
        };
        assert_eq!(
            judged("0600 root:root", unknown(0o600)),
            "pass /etc/app.env"
        );
        assert_eq!(
            judged("0640 root:root", unknown(0o640)),
            "manual /etc/app.env"
        );
        let extended = |f: &mut env::EnvFile| f.acl_extended = Some(true);
        assert_eq!(judged("0600 root:root", extended), "fail /etc/app.env");
    }

    #[test]
    fn an_entry_of_another_form_is_refused() {
        for entry in ["0600", "0600 root", "rw root:root", ""] {
            assert!(Permissions::parse(entry).is_err(), "{entry}");
        }
    }
}
