//! `http/cors-reflection`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{of_application, per_manner, request, subject};

muster_sdk::rule! {
    id: "http/cors-reflection",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "browser"],
    explained_by: [Host("env/cors-explicit")],
    documentation: "cors_reflection.md",
    check: check,
}

const FIX: &str =
    "List the origins that may read answers, and send Access-Control-Allow-Origin to them alone";

fn check() -> Outcome {
    per_manner(
        Probe::MANNER_CROSS_ORIGIN,
        "The project names no page, readiness or admin endpoint ([targets.http]).",
        |probe, answer| vec![of_application(probe, answer, judge_origin)],
    )
}

fn judge_origin(probe: &Probe, answer: &Answer) -> Finding {
    let (subject, request) = (subject(probe), request(probe));
    let with_cookies = answer.allows_credentials;
    let fail = |message: String| Finding::fail(subject, message).fix(FIX);
    let finding = match (answer.allowed_origin.as_str(), with_cookies) {
        (Answer::ALLOWED_ORIGIN_ECHOED, true) => fail(format!(
            "{request} lets any site read the answer that a logged-in visitor gets: it allows whatever origin \
             asks, with credentials."
        )),
        (Answer::ALLOWED_ORIGIN_ECHOED, false) => fail(format!(
            "{request} allows whatever origin asks, so any site can read the answer."
        )),
        (Answer::ALLOWED_ORIGIN_ANY, true) => fail(format!(
            "{request} allows any origin with credentials, which browsers refuse and other clients may not."
        )),
        (Answer::ALLOWED_ORIGIN_NULL, true) => fail(format!(
            "{request} allows the origin `null` with credentials, which any site can take on in a sandboxed frame."
        )),
        (Answer::ALLOWED_ORIGIN_ANY, false) => Finding::pass(
            subject,
            format!("{request} allows any origin, but not with credentials."),
        ),
        (Answer::ALLOWED_ORIGIN_NULL, false) => Finding::pass(
            subject,
            format!(
                "{request} allows the origin `null`, which any site can take on, but not with credentials."
            ),
        ),
        _ => Finding::pass(
            subject,
            format!("{request} does not allow a foreign origin."),
        ),
    };
    let credentials = if with_cookies {
        " with credentials"
    } else {
        ""
    };
    finding.observed(format!("{}{credentials}", answer.allowed_origin))
}
