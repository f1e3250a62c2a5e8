//! `ssh/max-auth-tries`

use muster_sdk::Outcome;

use crate::limit::Limit;

muster_sdk::parameters! {
    struct Parameters {
        /// The most attempts in one connection.
        #[form(Range(1, 1_000_000_000))]
        max: i64 = 4,
    }
}

muster_sdk::rule! {
    id: "ssh/max-auth-tries",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh", "access"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "max_auth_tries.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Limit {
        name: "MaxAuthTries",
        most: parameters.max,
        zero: "so nobody gets in",
        over: "so one connection can try many passwords",
        unit: "",
    }
    .outcome()
}
