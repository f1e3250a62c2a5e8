//! `http/admin-requires-auth`

use muster_sdk::Outcome;

use crate::endpoint::Purpose;
use crate::refusal;

muster_sdk::parameters! {
    struct Parameters {
        /// Statuses that refuse a request.
        #[form(Range(100, 599))]
        refusals: Vec<i64> = [401, 403],
    }
}

muster_sdk::rule! {
    id: "http/admin-requires-auth",
    severity: Critical,
    precision: VeryHigh,
    tags: ["http", "authentication", "checklist"],
    documentation: "admin_requires_auth.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    refusal::per_endpoint(
        Purpose::ADMIN,
        "lets everybody in",
        "Check the credentials on this route, and let the proxy in front of it add none of its own",
        &parameters.refusals,
    )
}
