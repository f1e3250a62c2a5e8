//! `ssh/pubkey-authentication`

use muster_sdk::Outcome;

use crate::setting::Requirement;

muster_sdk::rule! {
    id: "ssh/pubkey-authentication",
    severity: High,
    precision: VeryHigh,
    tags: ["ssh", "access", "checklist"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "pubkey_authentication.md",
    check: check,
}

const REQUIREMENT: Requirement<'static> = Requirement {
    name: "PubkeyAuthentication",
    allowed: &["yes"],
    consequence: |_| "so sshd refuses keys",
    before: "",
};

fn check() -> Outcome {
    REQUIREMENT.outcome()
}
