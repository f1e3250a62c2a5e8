//! Endpoints that must refuse whoever shows no credentials.

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{Purpose, described, is_among, listed, per_application, request, subject};

/// Judges every endpoint of a purpose. `consequence` says what an endpoint that refuses nobody does, and `fix` how to
/// make it refuse.
pub(crate) fn per_endpoint(
    purpose: Purpose,
    consequence: &str,
    fix: &str,
    refusals: &[i64],
) -> Outcome {
    per_application(purpose, |probe, answer| {
        judge_refusal(probe, answer, consequence, fix, refusals)
    })
}

fn judge_refusal(
    probe: &Probe,
    answer: &Answer,
    consequence: &str,
    fix: &str,
    refusals: &[i64],
) -> Finding {
    let (subject, request) = (subject(probe), request(probe));
    let described = described(answer);
    let finding = if is_among(answer.status, refusals) {
        let message = format!("{request} without credentials is refused with {described}.");
        Finding::pass(subject, message)
    } else if (200..300).contains(&answer.status) {
        let message = format!(
            "{request} without credentials is answered with {described}: it {consequence}."
        );
        Finding::fail(subject, message).fix(fix)
    } else {
        // A page behind a redirect may be open, and one that fails today may be open tomorrow.
        let message = format!(
            "{request} without credentials is answered with {described}, which neither refuses nor lets in; \
             name the path that answers, or add the status to `refusals` if it refuses."
        );
        Finding::error(subject, message)
    };
    finding
        .observed(format!("status {}", answer.status))
        .required(listed(refusals))
}
