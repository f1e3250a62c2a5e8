//! `ops/restore-procedure`

use muster_sdk::{Finding, Outcome};

use crate::feature::task;

const SUBJECT: &str = "operations/restore";

const TASK: &str = "Read the restore procedure as somebody who did not write it, and check that each step can be followed with what the reader can reach.";

muster_sdk::parameters! {
    struct Parameters {
        /// What to type and where to look on such a host, step by step; a command stands in backticks.
        steps: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "ops/restore-procedure",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "backup", "checklist", "manual"],
    documentation: "restore_procedure.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let task = task(TASK, &parameters.steps);
    Ok(vec![Finding::manual(SUBJECT, task)])
}
