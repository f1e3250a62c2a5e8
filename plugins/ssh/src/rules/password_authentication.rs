//! `ssh/password-authentication`

use muster_sdk::Outcome;

use crate::setting;

muster_sdk::rule! {
    id: "ssh/password-authentication",
    severity: High,
    tags: ["ssh", "access", "checklist"],
    documentation: "password_authentication.md",
    check: check,
}

fn check() -> Outcome {
    setting::require(
        "PasswordAuthentication",
        &["no"],
        "so a guessed password is enough to log in",
    )
}
