//! `accounts/shell`

use muster_sdk::accounts::{self, Account};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless};

use crate::commands;
use crate::passwords::{ACCOUNTS, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Whose shells are judged: `system`, or `all` but root's.
        #[form(Words(&["system", "all"]))]
        who: String = "system",
        /// Accounts that may have a shell.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "accounts/shell",
    severity: Low,
    precision: High,
    tags: ["accounts"],
    documentation: "shell.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let all = match parameters.who.as_str() {
        "system" => false,
        "all" => true,
        other => {
            let reason = format!("parameter `who`: '{other}' is neither `system` nor `all`");
            return Err(NotEvaluated::because(reason));
        }
    };
    let mut findings: Vec<Finding> = Vec::new();
    for account in &accounts::accounts()? {
        let subject = subject(&account.name);
        if account.interactive
            && (account.system || (all && account.uid != 0))
            && !parameters.allowed.contains(&account.name)
            && !findings.iter().any(|known| known.subject() == subject)
        {
            findings.push(failure(subject, account));
        }
    }
    Ok(pass_unless(findings, || {
        Finding::pass(ACCOUNTS, "Only the intended accounts have a shell.")
    }))
}

fn failure(subject: String, account: &Account) -> Finding {
    let name = &account.name;
    Finding::fail(
        subject,
        format!(
            "{name} has the shell {}, but should not have one.",
            account.shell
        ),
    )
    .observed(&account.shell)
    .required("nologin, or a place in the parameter `allowed`")
    .fix(format!("Run `{}`", commands::no_shell(name)))
    .at(account.source.clone(), "has a shell")
}
