//! `ssh/config-permissions`

use muster_sdk::paths::{self, Entry};
use muster_sdk::{Finding, Outcome, Source, mode_and_owner, shell_word, sshd};

use crate::owner::owner_and_group;
use crate::setting::no_server;

muster_sdk::rule! {
    id: "ssh/config-permissions",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh", "files"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "config_permissions.md",
    check: check,
}

/// Where drop-ins are that distributions include.
const DROP_INS: [&str; 2] = ["/etc/ssh/sshd_config.d/", "/usr/etc/ssh/sshd_config.d/"];

fn check() -> Outcome {
    if let Some(finding) = no_server("sshd/files")? {
        return Ok(vec![finding]);
    }
    let config = sshd::server()?.config;
    let is_drop_in = |path: &str| DROP_INS.iter().any(|directory| path.starts_with(directory));
    let entries = paths::entries()?;
    let is_read = |entry: &&Entry| {
        let is_file = entry.kind != Entry::KIND_MISSING;
        is_file && (entry.path == config || is_drop_in(&entry.path))
    };
    let mut findings: Vec<Finding> = entries.iter().filter(is_read).map(judge).collect();
    if !entries.iter().any(|entry| entry.path == config) {
        let reason = format!("Mode and owner of {config}, which sshd reads, are not known.");
        findings.push(Finding::error(&config, reason));
    }
    for gap in paths::gaps()? {
        if is_drop_in(&gap.pattern) || gap.pattern == config {
            let reason = format!("Mode and owner are not known: {}.", gap.reason);
            findings.push(Finding::error(gap.pattern, reason));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            "sshd/files",
            "sshd has no configuration file.",
        ));
    }
    Ok(findings)
}

fn judge(entry: &Entry) -> Finding {
    let path = &entry.path;
    let (Some(mode), Some(uid)) = (entry.mode, entry.uid) else {
        return Finding::error(path, format!("Mode and owner of {path} are not known."));
    };
    let (owner, group) = owner_and_group(entry, uid);
    let observed = mode_and_owner(mode, &owner, &group);
    // Who is in root's own group is as good as root.
    let by_group = mode & 0o020 != 0 && entry.gid != Some(0);
    let writers = if uid != 0 {
        Some(format!("the account {owner}"))
    } else if mode & 0o002 != 0 {
        Some("every account".to_owned())
    } else if by_group {
        Some("its group".to_owned())
    } else {
        None
    };
    let argument = shell_word(path);
    let finding = match writers {
        None => Finding::pass(path, format!("Nobody but root can change {path}.")),
        Some(who) => Finding::fail(
            path,
            format!("{path} is '{observed}', so {who} can change it."),
        )
        .fix(format!(
            "Run `chown root:root {argument} && chmod go-w {argument}`"
        )),
    };
    finding
        .observed(observed)
        .required("owned by root, and not writable by group or others")
        .at(Source::file(path.clone()), "is read by sshd")
        .of_file(path)
}
