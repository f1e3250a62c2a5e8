//! `accounts/su-restricted`

use muster_sdk::accounts::{self, Account, Directory, Group};
use muster_sdk::pam::{self, Entry, ModuleOption, Problem, Service};
use muster_sdk::{Finding, Outcome, Source, fits_pattern};

use crate::commands;
use crate::members::members;
use crate::unseen::unseen;

muster_sdk::parameters! {
    struct Parameters {
        /// The services that make anyone who knows a password root.
        services: Vec<String> = ["su", "su-l"],
        /// Accounts that may be in the group that su is for; `*` for any.
        allowed: Vec<String> = ["*"],
    }
}

muster_sdk::rule! {
    id: "accounts/su-restricted",
    severity: Low,
    precision: High,
    tags: ["accounts", "privileges"],
    documentation: "su_restricted.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "su";
const WHEEL: &str = "pam_wheel.so";

/// The group that pam_wheel(8) uses if its line names none.
const USUAL: &str = "wheel";

fn check(parameters: Parameters) -> Outcome {
    let services = pam::services()?;
    let entries = pam::entries()?;
    let problems = pam::problems()?;
    let options = pam::options()?;
    let mut findings = Vec::new();
    let chosen: Vec<&Service> = services
        .iter()
        .filter(|service| parameters.services.contains(&service.name))
        .collect();
    for service in &chosen {
        let file = service.source.name.as_str();
        let name = service.name.as_str();
        let asked: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.service == name && entry.kind == Entry::KIND_AUTH)
            .collect();
        if let Some(problem) = problems.iter().find(|problem| problem.service == name) {
            findings.push(unjudged(name, problem).of_file(file));
            continue;
        }
        // One that only includes another, as su-l does, is judged there.
        let mut before = chosen.iter().take_while(|other| other.name != name);
        if !asked.is_empty()
            && before.any(|other| lines_of(&entries, &other.name) == lines_of(&entries, name))
        {
            continue;
        }
        let lines: Vec<&Entry> = asked
            .iter()
            .copied()
            .filter(|entry| entry.module == WHEEL && entry.enforced)
            .collect();
        if lines.is_empty() {
            findings.push(
                Finding::fail(name, format!("Whoever knows root's password becomes root with {name}."))
                    .required("only members of a group")
                    .fix(format!(
                        "Behind the line of pam_rootok.so in {file} write `auth required {WHEEL} use_uid group=…`"
                    ))
                    .of_file(file)
                    .at(service.source.clone(), "asks no pam_wheel.so that counts"),
            );
        }
        for line in lines {
            findings.extend(judge(name, file, line, &options, &parameters.allowed)?);
        }
    }
    if findings.is_empty() {
        let reason = "No service that the policy names is there.";
        findings.push(Finding::not_applicable(SUBJECT, reason));
    }
    Ok(findings)
}

/// The lines of a service that ask a module to authenticate someone.
fn lines_of<'a>(entries: &'a [Entry], service: &str) -> Vec<&'a Source> {
    let own = entries
        .iter()
        .filter(|entry| entry.service == service && entry.kind == Entry::KIND_AUTH);
    own.map(|entry| &entry.source).collect()
}

fn unjudged(name: &str, problem: &Problem) -> Finding {
    let reason = format!("the service {name}: {}", problem.message);
    Finding::error(name, reason).at(problem.source.clone(), "is not understood")
}

fn judge(
    name: &str,
    file: &str,
    line: &Entry,
    options: &[ModuleOption],
    allowed: &[String],
) -> Outcome {
    let value = |option: &str| {
        let is_asked = |one: &&ModuleOption| one.entry == line.source && one.name == option;
        let found = options.iter().find(is_asked);
        found.and_then(|found| found.value.clone())
    };
    if value("deny").as_deref() != Some("no") {
        return Ok(vec![
            Finding::fail(
                name,
                format!("{WHEEL} turns away the members of a group from {name}, and nobody else."),
            )
            .fix(format!("Take `deny` out of {}", line.source.location()))
            .of_file(file)
            .at(line.source.clone(), "turns them away"),
        ]);
    }
    let Some(group) = value("group") else {
        let reason = format!("the group that {name} is for is not one of this host");
        return Ok(vec![
            Finding::error(name, reason)
                .of_file(file)
                .at(line.source.clone(), "names it"),
        ]);
    };
    let (groups, accounts) = (accounts::groups()?, accounts::accounts()?);
    let group = effective_group(group, &groups);
    let pass = Finding::pass(
        name,
        format!("Only members of {group} become root with {name}."),
    )
    .of_file(file)
    .at(line.source.clone(), "asks for the group");
    if allowed.iter().any(|one| one == "*") {
        return Ok(vec![pass]);
    }
    let mut findings = unwanted(name, &group, line, &groups, &accounts, allowed);
    let unseen = unseen(
        &[Directory::DATABASE_PASSWD, Directory::DATABASE_GROUP],
        "who is in the group that su is for",
    )?;
    if findings.is_empty() && unseen.is_empty() {
        findings.push(pass);
    }
    findings.extend(unseen);
    Ok(findings)
}

/// If the usual group does not exist, it is the one with the number 0.
fn effective_group(named: String, groups: &[Group]) -> String {
    if named != USUAL || groups.iter().any(|group| group.name == named) {
        return named;
    }
    let roots = groups.iter().find(|group| group.gid == 0);
    roots.map_or(named, |group| group.name.clone())
}

fn unwanted(
    name: &str,
    group: &str,
    line: &Entry,
    groups: &[Group],
    accounts: &[Account],
    allowed: &[String],
) -> Vec<Finding> {
    let others = members(group, groups, accounts).into_iter();
    let others = others.filter(|member| !allowed.iter().any(|one| fits_pattern(one, &member.name)));
    others
        .map(|member| {
            let account = &member.name;
            let fix = if member.is_primary {
                commands::sentence(&commands::change_primary_group(account))
            } else {
                format!("Run `{}`", commands::leave_group(account, group))
            };
            Finding::fail(
                format!("{name}/{account}"),
                format!("{account} is in {group}, whose members become root with {name}."),
            )
            .observed(account)
            .required(if allowed.is_empty() {
                "nobody".to_owned()
            } else {
                allowed.join(", ")
            })
            .fix(fix)
            .of_file("/etc/group")
            .at(line.source.clone(), "asks for the group")
        })
        .collect()
}
