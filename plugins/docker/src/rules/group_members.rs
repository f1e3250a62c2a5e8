//! `docker/group-members`

use muster_sdk::daemon;
use muster_sdk::distribution::Family;
use muster_sdk::{Distribution, Finding, Outcome, pass_unless, shell_word};

use crate::daemon::unless_rootful;

muster_sdk::parameters! {
    struct Parameters {
        /// Accounts that may give orders to Docker, and so have root's rights.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "docker/group-members",
    severity: Medium,
    precision: Low,
    tags: ["docker", "accounts", "privileges"],
    explained_by: [Place("docker/daemon-file-valid")],
    documentation: "group_members.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "docker/group";

fn check(parameters: Parameters) -> Outcome {
    let only_users = "Here, users run their own Docker daemons.";
    if let Some(findings) = unless_rootful(SUBJECT, only_users)? {
        return Ok(findings);
    }
    let mut findings = Vec::new();
    for member in daemon::members()? {
        let account = &member.account;
        if parameters.allowed.contains(account) {
            continue;
        }
        let finding = Finding::fail(
            format!("{SUBJECT}/{}/{account}", member.group),
            format!(
                "{account} is in the group {}, so it can control Docker and has root's rights without a \
                 password.",
                member.group
            ),
        )
        .observed(account)
        .required(if parameters.allowed.is_empty() {
            "no members".to_owned()
        } else {
            parameters.allowed.join(", ")
        })
        .fix(format!(
            "Run `{}`, or name {account} in the parameter `allowed`",
            removal(account, &member.group)
        ))
        .at(member.source.clone(), "lists it");
        findings.push(finding);
    }
    Ok(pass_unless(findings, || {
        Finding::pass(SUBJECT, "Only the intended accounts can control Docker.")
    }))
}

fn removal(account: &str, group: &str) -> String {
    let (account, group) = (shell_word(account), shell_word(group));
    match Distribution::of_host().family() {
        Family::Alpine => format!("delgroup {account} {group}"),
        Family::Debian
        | Family::RedHat
        | Family::Suse
        | Family::Arch
        | Family::Gentoo
        | Family::Other => format!("gpasswd --delete {account} {group}"),
    }
}
