//! `ssh/hostkey-permissions`

use muster_sdk::paths::{self, Entry};
use muster_sdk::{
    Finding, NotEvaluated, Outcome, Source, fits_pattern, mode_and_owner, shell_word, sshd,
};

use crate::owner::owner_and_group;
use crate::setting::no_server;

muster_sdk::parameters! {
    struct Parameters {
        /// Private keys of the host in other places, as `HostKey` names them.
        #[requests(Path)]
        paths: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "ssh/hostkey-permissions",
    severity: High,
    precision: VeryHigh,
    tags: ["ssh", "files", "keys"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "hostkey_permissions.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "sshd/host-keys";

/// Where every distribution keeps the keys; the rule looks there on every host.
const USUAL: &str = "/etc/ssh/ssh_host_*_key";

/// The group for which Red Hat's sshd and `ssh-keysign` make an exception.
const KEYS_GROUP: &str = "ssh_keys";

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let is_key = |entry: &&Entry| {
        let is_meant = fits_pattern(USUAL, &entry.path) || parameters.paths.contains(&entry.path);
        is_meant && entry.kind != Entry::KIND_MISSING
    };
    let entries = paths::entries()?;
    let mut findings = Vec::new();
    for entry in entries.iter().filter(is_key) {
        findings.push(judge_key(entry)?);
    }
    for gap in paths::gaps()? {
        if gap.pattern == USUAL || parameters.paths.contains(&gap.pattern) {
            let reason = format!("Mode and owner are not known: {}.", gap.reason);
            findings.push(Finding::error(gap.pattern, reason));
        }
    }
    for setting in sshd::settings()? {
        if setting.keyword != "hostkey" {
            continue;
        }
        for path in &setting.values {
            // An agent has the private key to a public one.
            let is_other = path == "none" || path.ends_with(".pub");
            let is_looked_at = fits_pattern(USUAL, path) || parameters.paths.contains(path);
            if !is_other && !is_looked_at && !findings.iter().any(|known| known.subject() == path) {
                let reason = format!(
                    "Mode and owner of {path} are not known: name it in parameter `paths` of this rule."
                );
                let finding = Finding::error(path, reason);
                findings.push(finding.at_if(setting.source.clone(), "names the key"));
            }
        }
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            SUBJECT,
            "The host has no keys for SSH.",
        ));
    }
    Ok(findings)
}

fn judge_key(entry: &Entry) -> Result<Finding, NotEvaluated> {
    let path = &entry.path;
    let (Some(mode), Some(uid)) = (entry.mode, entry.uid) else {
        let reason = match entry.kind.as_str() {
            Entry::KIND_DANGLING_SYMLINK => format!("{path} is a link to nothing."),
            _ => format!("Mode and owner of {path} are not known."),
        };
        return Ok(Finding::error(path, reason));
    };
    let (owner, group) = owner_and_group(entry, uid);
    let observed = mode_and_owner(mode, &owner, &group);
    // Nobody is in the group of Red Hat; a program that signs for the host runs with it.
    let forbidden = match group.as_str() {
        KEYS_GROUP => 0o037,
        _ => 0o077,
    };
    let reader = if uid != 0 {
        Some(format!("the account {owner} has it"))
    } else if mode & 0o007 != 0 {
        Some("every account can read it".to_owned())
    } else if entry.acl_extended == Some(true) {
        Some("an access control list opens it".to_owned())
    } else if mode & forbidden != 0 {
        Some(format!("the group {group} can read it"))
    } else {
        None
    };
    let argument = shell_word(path);
    let finding = match reader {
        None => Finding::pass(path, format!("Root alone can read {path}.")),
        Some(who) => Finding::fail(
            path,
            format!("{path} is '{observed}', so {who}."),
        )
        .fix(match entry.acl_extended {
            Some(true) => format!(
                "Run `setfacl --remove-all {argument} && chown root:root {argument} && chmod 0600 {argument}`"
            ),
            Some(false) | None => {
                format!("Run `chown root:root {argument} && chmod 0600 {argument}`")
            }
        }),
    };
    Ok(finding
        .observed(observed)
        .required("0600, owned by root")
        .at(Source::file(path.clone()), "is a private key")
        .of_file(path))
}
