//! `ssh/client-alive`

use muster_sdk::Outcome;

use crate::limit::Limit;

muster_sdk::parameters! {
    struct Parameters {
        /// The most seconds between two questions to a client that is silent.
        #[form(Range(1, 1_000_000_000))]
        max_interval: i64 = 300,
        /// The most questions without an answer.
        #[form(Range(1, 1_000_000_000))]
        max_count: i64 = 3,
    }
}

muster_sdk::rule! {
    id: "ssh/client-alive",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh", "access"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "client_alive.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let interval = Limit {
        name: "ClientAliveInterval",
        most: parameters.max_interval,
        zero: "so sshd never asks whether the client is still there",
        over: "so a dead session stays open for a long time",
        unit: " s",
    };
    let count = Limit {
        name: "ClientAliveCountMax",
        most: parameters.max_count,
        zero: "so a dead session is never closed",
        over: "so a dead session stays open for a long time",
        unit: "",
    };
    let mut findings = interval.outcome()?;
    findings.extend(count.outcome()?);
    Ok(findings)
}
