//! What rules on passwords have in common.

use muster_sdk::Finding;
use muster_sdk::accounts::Password;

/// What all subjects of accounts are below.
pub(crate) const ACCOUNTS: &str = "account";

/// The subject of an account.
pub(crate) fn subject(account: &str) -> String {
    format!("{ACCOUNTS}/{account}")
}

/// Whether somebody can log in with the password, or without one.
pub(crate) fn is_usable(password: &Password) -> bool {
    matches!(
        password.state.as_str(),
        Password::STATE_HASHED | Password::STATE_EMPTY
    ) && !is_expired(password)
}

/// Whether nobody can log in to the account any more, with whatever.
pub(crate) fn is_expired(password: &Password) -> bool {
    password.expires_in.is_some_and(|days| days <= 0)
}

/// That something is not known of some accounts, if it is not: one finding, as it has one reason.
pub(crate) fn unknown<'a>(
    passwords: impl IntoIterator<Item = &'a Password>,
    question: &str,
) -> Option<Finding> {
    let unknown: Vec<&Password> = passwords
        .into_iter()
        .filter(|password| password.state == Password::STATE_UNKNOWN)
        .collect();
    let first = unknown.first()?;
    let reason = first.reason.as_deref().unwrap_or("its state is not known");
    Some(Finding::error(
        ACCOUNTS,
        format!(
            "It is not known {question} of {}: {reason}",
            match unknown.len() {
                1 => first.account.clone(),
                all => format!("{all} accounts"),
            }
        ),
    ))
}
