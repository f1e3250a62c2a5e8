//! `http/readyz`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{
    Purpose, described, is_among, listed, look_at, per_application, request, subject,
};

muster_sdk::parameters! {
    struct Parameters {
        /// Statuses of an application that is ready.
        #[form(Range(100, 599))]
        statuses: Vec<i64> = [200],
    }
}

muster_sdk::rule! {
    id: "http/readyz",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "health", "checklist"],
    explained_by: [
        Place("http/readyz-db"),
        Place("http/readyz-migrations"),
        Place("http/readyz-jobs"),
    ],
    documentation: "readyz.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    per_application(Purpose::READINESS, |probe, answer| {
        judge_readiness(probe, answer, &parameters.statuses)
    })
}

fn judge_readiness(probe: &Probe, answer: &Answer, statuses: &[i64]) -> Finding {
    let request = request(probe);
    let described = described(answer);
    let document = answer.document.as_ref();
    let failing: Vec<&str> = document
        .into_iter()
        .flat_map(|document| &document.checks)
        .filter(|check| check.ok == Some(false))
        .map(|check| check.name.as_str())
        .collect();
    let is_unwell = document.is_some_and(|document| document.ok == Some(false));
    let finding = if !failing.is_empty() {
        let names = failing.join(", ");
        let message = format!("{request} answers with {described}; what fails: {names}.");
        Finding::fail(subject(probe), message)
            .observed(format!("status {}: {names}", answer.status))
            .fix(format!(
                "Repair what fails, {names}; `curl -s {}` shows what the application says of it",
                probe.url
            ))
    } else if is_unwell {
        let message = format!(
            "{request} answers with {described}, and says that the application is not ready."
        );
        Finding::fail(subject(probe), message)
            .observed(format!("status {}: not ready", answer.status))
            .fix(look_at(probe))
    } else if is_among(answer.status, statuses) {
        Finding::pass(
            subject(probe),
            format!("{request} answers with {described}."),
        )
        .observed(format!("status {}", answer.status))
    } else {
        Finding::fail(
            subject(probe),
            format!("{request} answers with {described}."),
        )
        .observed(format!("status {}", answer.status))
        .fix(Purpose::READINESS.fix(probe, answer))
    };
    finding.required(format!("{} and no check that fails", listed(statuses)))
}
