//! `ops/rate-limit-behaviour`

use muster_sdk::{Finding, Outcome};

use crate::feature::{ask_where_on, task};

const SUBJECT: &str = "application/rate-limit";

const TASK: &str = "Send more requests than a client may, and check that the answer becomes 429 and goes back to normal afterwards.";

muster_sdk::parameters! {
    struct Parameters {
        /// When it concerns a host: `EMAIL_MODE=smtp` if that key of an environment file has this value,
        /// `STORAGE=r2|s3` if it has one of them, `METRICS_ENABLED` if it is true. Always, where it is empty.
        enabled_when: String = "",
        /// The value that the application uses if a switch is missing or empty. Without an entry,
        /// the switch is off.
        assumed: Vec<(String, String)> = [],
        /// What to type and where to look on such a host, step by step; a command stands in backticks.
        steps: Vec<String> = [],
    }
}

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
    ask_where_on(
        SUBJECT,
        &parameters.enabled_when,
        &parameters.assumed,
        || Finding::manual(SUBJECT, task(TASK, &parameters.steps)),
    )
}
