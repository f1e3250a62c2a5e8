//! `ssh/login-grace-time`

use muster_sdk::Outcome;

use crate::limit::Limit;

muster_sdk::parameters! {
    struct Parameters {
        /// The most seconds until a connection has to be logged in.
        #[form(Range(1, 1_000_000_000))]
        max: i64 = 60,
    }
}

muster_sdk::rule! {
    id: "ssh/login-grace-time",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh", "access"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "login_grace_time.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Limit {
        name: "LoginGraceTime",
        most: parameters.max,
        zero: "so connections may wait for a login forever",
        over: "so connections may wait too long for a login",
        unit: " s",
    }
    .outcome()
}
