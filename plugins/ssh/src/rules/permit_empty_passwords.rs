//! `ssh/permit-empty-passwords`

use muster_sdk::Outcome;

use crate::setting;

muster_sdk::rule! {
    id: "ssh/permit-empty-passwords",
    severity: Critical,
    tags: ["ssh", "access"],
    documentation: "permit_empty_passwords.md",
    check: check,
}

fn check() -> Outcome {
    setting::require(
        "PermitEmptyPasswords",
        &["no"],
        "so an account with an empty password is open to anyone",
    )
}
