//! `accounts/system-login`

use muster_sdk::accounts::{self, Account, Key, Password};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless, shell_word};

use crate::commands;
use crate::passwords::{ACCOUNTS, is_expired, is_usable, subject, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Accounts of the system that somebody logs in as.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "accounts/system-login",
    severity: High,
    precision: High,
    tags: ["accounts", "passwords", "ssh"],
    documentation: "system_login.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let accounts = accounts::accounts()?;
    let passwords = accounts::passwords()?;
    let keys = accounts::keys()?;
    let unread = accounts::unread_paths()?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut unclear = Vec::new();
    let candidates = accounts.iter().filter(|account| {
        account.system && account.interactive && !parameters.allowed.contains(&account.name)
    });
    for account in candidates {
        let subject = subject(&account.name);
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        let password = passwords.iter().find(|one| one.account == account.name);
        let Some(password) = password else {
            let reason = format!("nothing is known of the password of {}", account.name);
            return Err(NotEvaluated::because(reason));
        };
        if is_expired(password) {
            continue;
        }
        let keys: Vec<&Key> = keys.iter().filter(|key| opens(key, account)).collect();
        if is_usable(password) || !keys.is_empty() {
            findings.push(failure(subject, account, password, &keys));
            continue;
        }
        unclear.push(password);
        let path = unread.iter().find(|path| path.account == account.name);
        findings.extend(path.map(|path| {
            let name = &account.name;
            let reason = &path.reason;
            Finding::error(
                subject,
                format!("It is not known whether a key opens {name}: {reason}"),
            )
        }));
    }
    findings.extend(unknown(unclear, "whether there is a password"));
    Ok(pass_unless(findings, || {
        Finding::pass(
            ACCOUNTS,
            "No system account has both a shell and a password or key to log in with.",
        )
    }))
}

/// Whether a key opens a shell: one that runs a single command, as those of git servers do, does not.
fn opens(key: &Key, account: &Account) -> bool {
    key.account == account.name
        && !key
            .options
            .iter()
            .any(|option| option == Key::OPTIONS_COMMAND)
}

fn failure(subject: String, account: &Account, password: &Password, keys: &[&Key]) -> Finding {
    let name = &account.name;
    let key = keys.first();
    let (with, mut fix) = match (is_usable(password), key) {
        (true, Some(_)) => ("a password and a key", vec![commands::lock(name)]),
        (true, None) => ("a password", vec![commands::lock(name)]),
        (false, _) => ("a key", Vec::new()),
    };
    fix.push(commands::no_shell(name));
    let mut fix = format!("Run `{}`", fix.join(" && "));
    if let Some(key) = key {
        let file = shell_word(&key.source.name).into_owned();
        fix = format!("{fix}, and remove the keys from {file}");
    }
    Finding::fail(
        subject,
        format!(
            "{name} is a system account, and somebody can log in to its shell {} with {with}.",
            account.shell
        ),
    )
    .observed(format!("{} and {with}", account.shell))
    .required("no shell, or neither password nor key")
    .fix(format!(
        "{fix}; name it in the parameter `allowed` if somebody should log in"
    ))
    .at(account.source.clone(), "has a shell")
    .at_if(
        is_usable(password).then(|| password.source.clone()),
        "has a password",
    )
    .at_if(key.map(|key| key.source.clone()), "lets a key in")
}
