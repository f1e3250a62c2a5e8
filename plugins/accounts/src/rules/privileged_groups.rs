//! `accounts/privileged-groups`

use muster_sdk::accounts::{self, Directory, Group};
use muster_sdk::{Finding, Outcome};

use crate::commands;
use crate::members::{Member, members};
use crate::unseen::unseen;

muster_sdk::parameters! {
    struct Parameters {
        /// Groups whose members have root's rights, or what amounts to them.
        groups: Vec<String> = [
            "sudo", "wheel", "admin", "docker", "lxd", "incus", "incus-admin", "libvirt", "disk", "shadow",
        ],
        /// Accounts that may be in them. Without any, a person has to look.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "accounts/privileged-groups",
    severity: Medium,
    precision: Low,
    tags: ["accounts", "privileges", "manual"],
    documentation: "privileged_groups.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "group";

fn check(parameters: Parameters) -> Outcome {
    let groups = accounts::groups()?;
    let accounts = accounts::accounts()?;
    let mut findings = Vec::new();
    for name in &parameters.groups {
        let Some(group) = groups.iter().find(|group| group.name == *name) else {
            continue;
        };
        let members = members(name, &groups, &accounts);
        if !members.is_empty() {
            judge(group, &members, &parameters.allowed, &mut findings);
        }
    }
    findings.extend(unseen(
        &[Directory::DATABASE_PASSWD, Directory::DATABASE_GROUP],
        "who is in the groups",
    )?);
    if findings.is_empty() {
        let reason = "Nobody is in a group that gives root's rights.";
        findings.push(Finding::not_applicable(SUBJECT, reason));
    }
    Ok(findings)
}

/// What follows from being in a group, as a clause after `so`.
fn rights(group: &str) -> &'static str {
    match group {
        "docker" | "lxd" | "incus" | "incus-admin" | "libvirt" => {
            "may start a container that has the whole disk of the host"
        }
        "disk" => "may read and write every file past its permissions",
        "shadow" => "may read the hashes of all passwords",
        _ => "may become root",
    }
}

fn judge(group: &Group, members: &[Member], allowed: &[String], findings: &mut Vec<Finding>) {
    let name = &group.name;
    let subject = format!("{SUBJECT}/{name}");
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let all = names.join(", ");
    if allowed.is_empty() {
        let task = format!(
            "Check that these should be in the group {name}, which {}: {all}. Then name them in the parameter \
             `allowed`.",
            rights(name)
        );
        findings.push(
            Finding::manual(subject, task)
                .observed(all)
                .of_file("/etc/group")
                .at(group.source.clone(), "the group"),
        );
        return;
    }
    let before = findings.len();
    for member in members
        .iter()
        .filter(|member| !allowed.contains(&member.name))
    {
        let account = &member.name;
        let fix = if member.is_primary {
            commands::change_primary_group(account)
        } else {
            format!("run `{}`", commands::leave_group(account, name))
        };
        findings.push(
            Finding::fail(
                format!("{subject}/{account}"),
                format!("{account} is in the group {name}, so it {}.", rights(name)),
            )
            .observed(account)
            .required(allowed.join(", "))
            .fix(format!(
                "Name {account} in the parameter `allowed`, or {fix}"
            ))
            .of_file("/etc/group")
            .at(group.source.clone(), "the group"),
        );
    }
    if findings.len() == before {
        findings.push(
            Finding::pass(
                subject,
                format!("Everyone in the group {name} is meant to be: {all}."),
            )
            .observed(all)
            .of_file("/etc/group")
            .at(group.source.clone(), "the group"),
        );
    }
}
