//! `accounts/no-empty-password`

use muster_sdk::accounts::{self, Password};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::commands;
use crate::passwords::{ACCOUNTS, subject, unknown};

muster_sdk::rule! {
    id: "accounts/no-empty-password",
    severity: Critical,
    precision: VeryHigh,
    tags: ["accounts", "passwords"],
    documentation: "no_empty_password.md",
    check: check,
}

fn check() -> Outcome {
    let passwords = accounts::passwords()?;
    let is_empty = |password: &&Password| password.state == Password::STATE_EMPTY;
    let mut findings: Vec<Finding> = passwords.iter().filter(is_empty).map(failure).collect();
    findings.extend(unknown(&passwords, "whether there is a password"));
    Ok(pass_unless(findings, || {
        Finding::pass(ACCOUNTS, "No account has an empty password.")
    }))
}

fn failure(password: &Password) -> Finding {
    let name = &password.account;
    let lock = commands::lock(name);
    Finding::fail(
        subject(name),
        format!("{name} has an empty password, so anyone can become {name} without a password."),
    )
    .observed("empty")
    .required("a password, or a lock")
    .fix(if password.source.name == "/etc/passwd" {
        let shadow = commands::shadow(name);
        format!(
            "First {shadow}; then run `{lock}`, or `{}`",
            commands::set_password(name)
        )
    } else {
        format!(
            "Run `{lock}`, or set a password with `{}`",
            commands::set_password(name)
        )
    })
    .of_file(password.source.name.clone())
    .at(password.source.clone(), "has no password")
}
