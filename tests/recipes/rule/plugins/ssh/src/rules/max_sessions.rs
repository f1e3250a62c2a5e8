//! `ssh/max-sessions`

use muster_sdk::Outcome;

use crate::limit::Limit;

muster_sdk::parameters! {
    struct Parameters {
        /// Sessions that one connection may open at most.
        max: i64 = 10,
    }
}

muster_sdk::rule! {
    id: "ssh/max-sessions",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "max_sessions.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Limit {
        name: "MaxSessions",
        most: parameters.max,
        zero: "so that nobody gets a shell",
        over: "so that one login can open many sessions",
        unit: "",
    }
    .outcome()
}
