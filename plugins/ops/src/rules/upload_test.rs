//! `ops/upload-test`

use muster_sdk::{Finding, Outcome};

use crate::feature::{Parameters, task};

const SUBJECT: &str = "application/uploads";

const TASK: &str = "Upload a file through the application, and check that it is where uploads are kept and can be opened again.";

muster_sdk::rule! {
    id: "ops/upload-test",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "uploads", "checklist", "manual"],
    documentation: "upload_test.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    parameters.ask_where_on(SUBJECT, |steps| Finding::manual(SUBJECT, task(TASK, steps)))
}
