//! `ops/captcha-flow`

use muster_sdk::{Finding, Outcome};

use crate::feature::{Parameters, task};

const SUBJECT: &str = "application/captcha";

const TASK: &str = "Go through every form that a captcha guards, and check that it works with the captcha and is refused without it.";

muster_sdk::rule! {
    id: "ops/captcha-flow",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "captcha", "checklist", "manual"],
    documentation: "captcha_flow.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    parameters.ask_where_on(SUBJECT, |steps| Finding::manual(SUBJECT, task(TASK, steps)))
}
