//! `accounts/no-weak-hash`

use muster_sdk::accounts::{self, Password};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::commands;
use crate::passwords::{ACCOUNTS, subject, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Methods of hashing that are strong enough, as the fact `accounts.passwords` names them.
        allowed: Vec<String> = [
            "yescrypt", "gost-yescrypt", "scrypt", "bcrypt", "sha512", "sha256", "sm3-yescrypt", "sm3",
        ],
    }
}

muster_sdk::rule! {
    id: "accounts/no-weak-hash",
    severity: High,
    precision: VeryHigh,
    tags: ["accounts", "passwords"],
    documentation: "no_weak_hash.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let passwords = accounts::passwords()?;
    let is_hashed = |password: &&Password| password.state == Password::STATE_HASHED;
    let hashed = passwords.iter().filter(is_hashed);
    let mut findings: Vec<Finding> = hashed
        .filter_map(|password| judge(password, &parameters.allowed))
        .collect();
    findings.extend(unknown(&passwords, "how the password is hashed"));
    Ok(pass_unless(findings, || {
        Finding::pass(
            ACCOUNTS,
            "Every password that can be used is hashed by a strong method, where only root reads it.",
        )
    }))
}

/// None for a password that is as it should be.
fn judge(password: &Password, allowed: &[String]) -> Option<Finding> {
    let name = &password.account;
    let method = password.method.as_deref().unwrap_or(Password::METHOD_OTHER);
    let is_strong = allowed.iter().any(|one| one == method);
    if !is_strong && method == Password::METHOD_OTHER {
        return Some(
            Finding::error(
                subject(name),
                format!("The password of {name} is hashed by a method that Muster does not know."),
            )
            .at(password.source.clone(), "is hashed"),
        );
    }
    let set = commands::set_password(name);
    let (message, fix) = match (is_strong, password.in_passwd) {
        (true, false) => return None,
        (true, true) => (
            format!(
                "The hash of {name}'s password is in /etc/passwd, which every account can read."
            ),
            format!("First {}; then run `{set}`", commands::shadow(name)),
        ),
        (false, false) => (
            format!(
                "The password of {name} is hashed with {method}, which takes little time to guess."
            ),
            format!("Run `{set}`"),
        ),
        (false, true) => (
            format!(
                "The password of {name} is hashed with {method}, which takes little time to guess, and the hash is \
                 in /etc/passwd, which every account can read."
            ),
            format!("First {}; then run `{set}`", commands::shadow(name)),
        ),
    };
    Some(
        Finding::fail(subject(name), message)
            .observed(method)
            .required(allowed.join(", "))
            .fix(fix)
            .of_file(password.source.name.clone())
            .at(password.source.clone(), "is hashed"),
    )
}
