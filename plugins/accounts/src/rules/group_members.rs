//! `accounts/group-members`

use muster_sdk::accounts::{self, Directory};
use muster_sdk::{Finding, Outcome};

use crate::commands;
use crate::members::members;
use crate::unseen::unseen;

muster_sdk::parameters! {
    struct Parameters {
        /// Groups whose members are judged.
        #[needed(groups)]
        groups: Vec<String> = ["shadow"],
        /// Accounts that may be in them.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "accounts/group-members",
    severity: Medium,
    precision: VeryHigh,
    tags: ["accounts", "privileges"],
    documentation: "group_members.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "group";

fn check(parameters: Parameters) -> Outcome {
    let groups = accounts::groups()?;
    let accounts = accounts::accounts()?;
    let mut findings = Vec::new();
    for name in &parameters.groups {
        let subject = format!("{SUBJECT}/{name}");
        let Some(group) = groups.iter().find(|group| group.name == *name) else {
            let reason = format!("There is no group {name}.");
            findings.push(Finding::not_applicable(subject, reason).of_file("/etc/group"));
            continue;
        };
        let mut others = members(name, &groups, &accounts);
        others.retain(|member| !parameters.allowed.contains(&member.name));
        if others.is_empty() {
            let message = format!("Everyone in the group {name} is meant to be.");
            findings.push(
                Finding::pass(&subject, message)
                    .of_file("/etc/group")
                    .at(group.source.clone(), "the group"),
            );
        }
        for member in others {
            let account = &member.name;
            let fix = if member.is_primary {
                commands::sentence(&commands::change_primary_group(account))
            } else {
                format!("Run `{}`", commands::leave_group(account, name))
            };
            findings.push(
                Finding::fail(
                    format!("{subject}/{account}"),
                    format!("{account} is in the group {name}, but should not be."),
                )
                .observed(account)
                .required(if parameters.allowed.is_empty() {
                    "nobody".to_owned()
                } else {
                    parameters.allowed.join(", ")
                })
                .fix(fix)
                .of_file("/etc/group")
                .at(group.source.clone(), "the group"),
            );
        }
    }
    findings.extend(unseen(
        &[Directory::DATABASE_PASSWD, Directory::DATABASE_GROUP],
        "who is in the groups",
    )?);
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            SUBJECT,
            "Parameter `groups` names none.",
        ));
    }
    Ok(findings)
}
