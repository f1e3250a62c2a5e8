//! `ssh/permit-root-login`

use muster_sdk::Outcome;

use crate::setting;

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
    setting::require("PermitRootLogin", &allowed, "so root can log in over SSH")
}
