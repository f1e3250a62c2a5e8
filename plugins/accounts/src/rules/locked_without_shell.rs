//! `accounts/locked-without-shell`

use muster_sdk::accounts::{self, Password};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless};

use crate::commands;
use crate::passwords::{ACCOUNTS, subject, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Accounts that may have a password without a shell, such as those of a mail server.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "accounts/locked-without-shell",
    severity: Low,
    precision: High,
    tags: ["accounts", "passwords"],
    documentation: "locked_without_shell.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let accounts = accounts::accounts()?;
    let passwords = accounts::passwords()?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut unclear = Vec::new();
    let candidates = accounts.iter().filter(|account| {
        !account.interactive && account.uid != 0 && !parameters.allowed.contains(&account.name)
    });
    for account in candidates {
        let name = &account.name;
        let subject = subject(name);
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        let password = passwords.iter().find(|one| one.account == *name);
        let Some(password) = password else {
            let reason = format!("nothing is known of the password of {name}");
            return Err(NotEvaluated::because(reason));
        };
        let has = match password.state.as_str() {
            Password::STATE_HASHED => "a password",
            Password::STATE_EMPTY => "an empty password",
            _ => {
                unclear.push(password);
                continue;
            }
        };
        findings.push(
            Finding::fail(
                subject,
                format!(
                    "{name} has no shell to work in, {}, and {has} all the same.",
                    account.shell
                ),
            )
            .observed(has)
            .required("locked, or a place in parameter `allowed`")
            .fix(format!("Run `{}`", commands::lock(name)))
            .at(password.source.clone(), "has a password")
            .at(account.source.clone(), "has no shell"),
        );
    }
    findings.extend(unknown(unclear, "whether there is a password"));
    Ok(pass_unless(findings, || {
        Finding::pass(
            ACCOUNTS,
            "No account without a shell has a password that can be used.",
        )
    }))
}
