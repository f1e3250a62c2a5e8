//! `ops/payment-test-event`

use muster_sdk::{Finding, Outcome};

use crate::feature::{Parameters, task};

const SUBJECT: &str = "application/payments";

const TASK: &str = "Send a test event of the payment provider to the webhook, and check that the answer is 200 and that the log shows what became of it.";

muster_sdk::rule! {
    id: "ops/payment-test-event",
    severity: Info,
    precision: VeryHigh,
    tags: ["operations", "payments", "checklist", "manual"],
    documentation: "payment_test_event.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    parameters.ask_where_on(SUBJECT, |steps| Finding::manual(SUBJECT, task(TASK, steps)))
}
