//! `ops/rate-limit-behaviour`

use muster_sdk::{Finding, Outcome};

use crate::feature::{Parameters, task};

const SUBJECT: &str = "application/rate-limit";

const TASK: &str = "Send more requests than a client may, and check that the answer becomes 429 and goes back to normal afterwards.";

muster_sdk::rule! {
    id: "ops/rate-limit-behaviour",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "availability", "checklist", "manual"],
    documentation: "rate_limit_behaviour.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    parameters.ask_where_on(SUBJECT, |steps| Finding::manual(SUBJECT, task(TASK, steps)))
}
