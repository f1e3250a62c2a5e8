//! `ops/deploy-runbook`

use muster_sdk::{Finding, Outcome};

use crate::feature::task;

const SUBJECT: &str = "operations/deploy";

const TASK: &str = "Deploy as the runbook says, and check that migrations are applied and that the smoke test passes.";

muster_sdk::parameters! {
    struct Parameters {
        /// What to type and where to look on such a host, step by step; a command stands in backticks.
        steps: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "ops/deploy-runbook",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "deploy", "checklist", "manual"],
    documentation: "deploy_runbook.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let task = task(TASK, &parameters.steps);
    Ok(vec![Finding::manual(SUBJECT, task)])
}
