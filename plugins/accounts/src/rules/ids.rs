//! `accounts/ids`

use muster_sdk::accounts::{self, Account, Directory, Group};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, pass_unless};

use crate::unseen::unseen;

muster_sdk::parameters! {
    struct Parameters {
        /// What is looked for: `duplicate-uid`, `duplicate-gid`, `duplicate-user`, `duplicate-group`,
        /// `missing-group` (a primary group without a line), `gid-0` (accounts in root's group) or `group-gid-0`
        /// (groups with root's number).
        #[needed(checks)]
        #[form(Words(&[
            "duplicate-uid", "duplicate-gid", "duplicate-user", "duplicate-group", "missing-group", "gid-0",
            "group-gid-0",
        ]))]
        checks: Vec<String> = [
            "duplicate-uid", "duplicate-gid", "duplicate-user", "duplicate-group", "missing-group", "gid-0",
            "group-gid-0",
        ],
        /// Accounts and groups that may be so. The four are in root's group on Red Hat and Alpine, and nobody
        /// logs in to them.
        allowed: Vec<String> = ["sync", "shutdown", "halt", "operator"],
    }
}

muster_sdk::rule! {
    id: "accounts/ids",
    severity: Medium,
    precision: VeryHigh,
    tags: ["accounts"],
    documentation: "ids.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "ids";
const ROOT: &str = "root";

/// An account or a group, as the checks compare them.
struct Entry<'a> {
    name: &'a str,
    number: u32,
    source: &'a Source,
}

fn check(parameters: Parameters) -> Outcome {
    let accounts = accounts::accounts()?;
    let groups = accounts::groups()?;
    let users: Vec<Entry<'_>> = accounts.iter().map(of_account).collect();
    let named: Vec<Entry<'_>> = groups.iter().map(of_group).collect();
    let mut findings: Vec<Finding> = Vec::new();
    let databases = [Directory::DATABASE_PASSWD, Directory::DATABASE_GROUP];
    for check in &parameters.checks {
        findings.extend(match check.as_str() {
            "duplicate-uid" => same_number(&users, "uid", "account"),
            "duplicate-gid" => same_number(&named, "gid", "group"),
            "duplicate-user" => same_name(&users, "user", "account"),
            "duplicate-group" => same_name(&named, "group", "group"),
            "missing-group" => missing_group(&accounts, &groups),
            "gid-0" => gid_0(&accounts),
            "group-gid-0" => group_gid_0(&groups),
            other => {
                let reason = format!("parameter `checks`: '{other}' is not a check");
                return Err(NotEvaluated::because(reason));
            }
        });
    }
    let is_allowed = |finding: &Finding| {
        let name = finding.subject().rsplit('/').next().unwrap_or_default();
        parameters.allowed.iter().any(|allowed| allowed == name)
    };
    findings.retain(|finding| !is_allowed(finding));
    findings.extend(unseen(
        &databases,
        "whether a name or number is taken again",
    )?);
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            "Each account and group has a name and a number of its own.",
        )
    }))
}

fn of_account(account: &Account) -> Entry<'_> {
    Entry {
        name: &account.name,
        number: account.uid,
        source: &account.source,
    }
}

fn of_group(group: &Group) -> Entry<'_> {
    Entry {
        name: &group.name,
        number: group.gid,
        source: &group.source,
    }
}

/// A finding for each number that several have, under the name of the first.
fn same_number(entries: &[Entry<'_>], what: &str, kind: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Of a number, the entries stay in the order of the file.
    let mut sorted: Vec<&Entry<'_>> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.number);
    for same in sorted.chunk_by(|one, other| one.number == other.number) {
        let Some((first, others)) = same.split_first() else {
            continue;
        };
        let others: Vec<&&Entry<'_>> = others
            .iter()
            .filter(|entry| entry.name != first.name)
            .collect();
        if let Some(other) = others.first() {
            let names: Vec<&str> = others.iter().map(|entry| entry.name).collect();
            findings.push(
                failure(
                    what,
                    first,
                    format!(
                        "The {kind}s {} and {} have the number {}, so Linux takes them for one.",
                        first.name,
                        names.join(", "),
                        first.number
                    ),
                )
                .fix(format!(
                    "Give {} another number, and its files with it",
                    other.name
                ))
                .at(other.source.clone(), "has the same number"),
            );
        }
    }
    findings
}

/// A finding for each name that several have.
fn same_name(entries: &[Entry<'_>], what: &str, kind: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut sorted: Vec<&Entry<'_>> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.name);
    for same in sorted.chunk_by(|one, other| one.name == other.name) {
        if let [first, other, ..] = same {
            findings.push(
                failure(
                    what,
                    first,
                    format!(
                        "The {kind} {} has several lines, of which the first counts.",
                        first.name
                    ),
                )
                .fix(format!("Delete all lines of {} but one", first.name))
                .at(other.source.clone(), "has the same name"),
            );
        }
    }
    findings
}

fn failure(what: &str, entry: &Entry<'_>, message: String) -> Finding {
    Finding::fail(format!("{SUBJECT}/{what}/{}", entry.name), message)
        .observed(entry.number.to_string())
        .required("a name and a number of its own")
        .of_file(entry.source.name.clone())
        .at(entry.source.clone(), "the first")
}

fn missing_group(accounts: &[Account], groups: &[Group]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut known: Vec<u32> = groups.iter().map(|group| group.gid).collect();
    known.sort_unstable();
    for account in accounts {
        let subject = format!("{SUBJECT}/missing-group/{}", account.name);
        let is_missing = known.binary_search(&account.gid).is_err();
        if is_missing && !findings.iter().any(|known| known.subject() == subject) {
            findings.push(
                Finding::fail(
                    subject,
                    format!(
                        "{} is in the group {}, which is not in /etc/group: whoever gets that number next gets \
                         its files.",
                        account.name, account.gid
                    ),
                )
                .observed(account.gid.to_string())
                .required("a group of /etc/group")
                .fix(format!("Make the group, or give {} another one", account.name))
                .at(account.source.clone(), "names the group"),
            );
        }
    }
    findings
}

fn gid_0(accounts: &[Account]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for account in accounts
        .iter()
        .filter(|account| account.gid == 0 && account.name != ROOT)
    {
        let subject = format!("{SUBJECT}/gid-0/{}", account.name);
        if !findings.iter().any(|known| known.subject() == subject) {
            findings.push(
                Finding::fail(
                    subject,
                    format!(
                        "The primary group of {} is root's, so it can write wherever that group can.",
                        account.name
                    ),
                )
                .observed("0")
                .required("another primary group")
                .fix(format!("Give {} a group of its own", account.name))
                .at(account.source.clone(), "names the group"),
            );
        }
    }
    findings
}

fn group_gid_0(groups: &[Group]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for group in groups
        .iter()
        .filter(|group| group.gid == 0 && group.name != ROOT)
    {
        let subject = format!("{SUBJECT}/group-gid-0/{}", group.name);
        if !findings.iter().any(|known| known.subject() == subject) {
            findings.push(
                Finding::fail(
                    subject,
                    format!(
                        "The group {} has the number 0, so its members are in root's group.",
                        group.name
                    ),
                )
                .observed("0")
                .required("a number of its own")
                .fix(format!(
                    "Give {} another number, or delete its line",
                    group.name
                ))
                .of_file(group.source.name.clone())
                .at(group.source.clone(), "has the number 0"),
            );
        }
    }
    findings
}
