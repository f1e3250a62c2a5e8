//! `ops/email-delivery-test`

use muster_sdk::{Finding, Outcome};

use crate::feature::{Parameters, task};

const SUBJECT: &str = "application/email";

const TASK: &str = "Let the application send a test e-mail, and check that it arrives and that its Authentication-Results name spf=pass, dkim=pass and dmarc=pass.";

muster_sdk::rule! {
    id: "ops/email-delivery-test",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "email", "checklist", "manual"],
    documentation: "email_delivery_test.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    parameters.ask_where_on(SUBJECT, |steps| Finding::manual(SUBJECT, task(TASK, steps)))
}
