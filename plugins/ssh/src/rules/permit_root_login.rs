//! `ssh/permit-root-login`

use muster_sdk::Outcome;

use crate::setting::Requirement;

muster_sdk::parameters! {
    struct Parameters {
        /// Values of PermitRootLogin that pass besides `no`: `forced-commands-only`,
        /// `prohibit-password`.
        allowed: Vec<String> = ["no"],
    }
}

muster_sdk::rule! {
    id: "ssh/permit-root-login",
    severity: High,
    precision: VeryHigh,
    tags: ["ssh", "access", "checklist"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "permit_root_login.md",
    parameters: Parameters,
    check: check,
}

/// What root can do where the value is this one.
fn consequence(value: &str) -> &'static str {
    match value {
        "prohibit-password" | "without-password" => "so root can log in over SSH with a key",
        "forced-commands-only" => "so root can run the commands over SSH that a key is bound to",
        _ => "so root can log in over SSH",
    }
}

fn check(parameters: Parameters) -> Outcome {
    // No root at all is stricter than whatever is allowed.
    let allowed: Vec<&str> = parameters
        .allowed
        .iter()
        .map(String::as_str)
        .filter(|value| *value != "no")
        .chain(["no"])
        .collect();
    Requirement {
        name: "PermitRootLogin",
        allowed: &allowed,
        consequence,
        before: "Make sure that another account can log in and become root. ",
    }
    .outcome()
}
