//! `ops/admin-user-seeded`

use muster_sdk::{Finding, Outcome};

use crate::feature::task;

const SUBJECT: &str = "application/admin";

const TASK: &str = "Log in to the application as an administrator, and check that the account is a person's own and not the one of the first installation.";

muster_sdk::parameters! {
    struct Parameters {
        /// What to type and where to look on such a host, step by step; a command stands in backticks.
        steps: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "ops/admin-user-seeded",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "accounts", "checklist", "manual"],
    documentation: "admin_user_seeded.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let task = task(TASK, &parameters.steps);
    Ok(vec![Finding::manual(SUBJECT, task)])
}
