//! `accounts/only-root-uid-0`

use muster_sdk::accounts::{self, Account, Directory};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::commands;
use crate::passwords::{ACCOUNTS, subject};
use crate::unseen::unseen;

muster_sdk::parameters! {
    struct Parameters {
        /// Accounts besides root that may have its number.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "accounts/only-root-uid-0",
    severity: High,
    precision: VeryHigh,
    tags: ["accounts", "privileges"],
    documentation: "only_root_uid_0.md",
    parameters: Parameters,
    check: check,
}

const ROOT: &str = "root";

fn check(parameters: Parameters) -> Outcome {
    let mut findings: Vec<Finding> = Vec::new();
    for account in &accounts::accounts()? {
        let name = &account.name;
        let subject = subject(name);
        let is_other = account.uid == 0 && name != ROOT && !parameters.allowed.contains(name);
        if is_other && !findings.iter().any(|known| known.subject() == subject) {
            findings.push(failure(subject, account));
        }
    }
    findings.extend(unseen(
        &[Directory::DATABASE_PASSWD],
        "whether an account has UID 0",
    )?);
    Ok(pass_unless(findings, || {
        Finding::pass(ACCOUNTS, "No account but root has UID 0.")
    }))
}

fn failure(subject: String, account: &Account) -> Finding {
    let name = &account.name;
    Finding::fail(
        subject,
        format!("{name} has UID 0, so it is root under another name."),
    )
    .observed("0")
    .required("a number of its own")
    .fix(format!(
        "Run `{}`, then {}; name it in the parameter `allowed` if it is meant to be root",
        commands::lock(name),
        commands::delete_lines(name)
    ))
    .at(account.source.clone(), "has the number 0")
}
