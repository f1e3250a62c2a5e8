//! `http/metrics-requires-auth`

use muster_sdk::Outcome;

use crate::endpoint::Purpose;
use crate::refusal;

muster_sdk::parameters! {
    struct Parameters {
        /// Statuses that refuse a request, or say that there is nothing.
        #[form(Range(100, 599))]
        refusals: Vec<i64> = [401, 403, 404],
    }
}

muster_sdk::rule! {
    id: "http/metrics-requires-auth",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "authentication", "metrics", "checklist"],
    documentation: "metrics_requires_auth.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    refusal::per_endpoint(
        Purpose::METRICS,
        "gives its metrics to everybody",
        "Let the application ask for a token, or let the proxy answer strangers with 404",
        &parameters.refusals,
    )
}
