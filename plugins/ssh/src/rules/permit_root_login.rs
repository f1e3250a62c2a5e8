//! `ssh/permit-root-login`

use muster_sdk::Outcome;

use crate::setting::Requirement;

muster_sdk::parameters! {
    struct Parameters {
        /// Values of PermitRootLogin that pass: `no`, `forced-commands-only`,
        /// `prohibit-password`.
        allowed: Vec<String> = ["no"],
    }
}

muster_sdk::rule! {
    id: "ssh/permit-root-login",
    severity: High,
    tags: ["ssh", "access", "checklist"],
    documentation: "permit_root_login.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let allowed: Vec<&str> = parameters.allowed.iter().map(String::as_str).collect();
    Requirement {
        name: "PermitRootLogin",
        allowed: &allowed,
        consequence: "so root can log in over SSH",
        before: "Make sure that another account can log in and become root. ",
    }
    .outcome()
}
