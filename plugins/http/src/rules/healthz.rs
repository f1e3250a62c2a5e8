//! `http/healthz`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{
    Purpose, described, is_among, listed, look_at, per_application, request, subject,
};

muster_sdk::parameters! {
    struct Parameters {
        /// Statuses of an application that runs.
        #[form(Range(100, 599))]
        statuses: Vec<i64> = [200],
    }
}

muster_sdk::rule! {
    id: "http/healthz",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "health", "checklist"],
    documentation: "healthz.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    per_application(Purpose::HEALTH, |probe, answer| {
        judge_health(probe, answer, &parameters.statuses)
    })
}

fn judge_health(probe: &Probe, answer: &Answer, statuses: &[i64]) -> Finding {
    let request = request(probe);
    let described = described(answer);
    let verdict = answer.document.as_ref().and_then(|document| document.ok);
    let finding = if !is_among(answer.status, statuses) {
        Finding::fail(
            subject(probe),
            format!("{request} answers with {described}."),
        )
        .fix(Purpose::HEALTH.fix(probe, answer))
    } else if verdict == Some(false) {
        let message = format!(
            "{request} answers with {described}, but says that the application is not well."
        );
        Finding::fail(subject(probe), message).fix(look_at(probe))
    } else {
        Finding::pass(
            subject(probe),
            format!("{request} answers with {described}."),
        )
    };
    finding
        .observed(format!("status {}", answer.status))
        .required(listed(statuses))
}
