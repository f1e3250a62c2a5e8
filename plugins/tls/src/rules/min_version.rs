//! `tls/min-version`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::endpoint::{findings_per_endpoint, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// The oldest version that the server is allowed to accept: `1.1`, `1.2` or `1.3`.
        #[form(Words(&["1.1", "1.2", "1.3"]))]
        minimum: String = "1.2",
    }
}

muster_sdk::rule! {
    id: "tls/min-version",
    severity: High,
    precision: VeryHigh,
    tags: ["tls", "protocol", "checklist"],
    documentation: "min_version.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let minimum = parameters.minimum;
    if !matches!(minimum.as_str(), "1.1" | "1.2" | "1.3") {
        return Err(NotEvaluated::because(
            "`minimum` must be `1.1`, `1.2` or `1.3`",
        ));
    }
    findings_per_endpoint(|endpoint, observation| judge_versions(endpoint, observation, &minimum))
}

fn judge_versions(endpoint: &Endpoint, observation: &Observation, minimum: &str) -> Finding {
    let host = &endpoint.host;
    let mut accepted = Vec::new();
    let mut unknown = Vec::new();
    // The names sort as the versions do.
    for version in observation
        .versions
        .iter()
        .filter(|version| version.name.as_str() < minimum)
    {
        match version.accepted {
            Ok(true) => accepted.push(format!("TLS {}", version.name)),
            Ok(false) => {}
            Err(_) => unknown.push(format!("TLS {}", version.name)),
        }
    }
    let (accepted, unknown) = (accepted.join(" and "), unknown.join(" and "));
    let finding = if !accepted.is_empty() {
        Finding::fail(subject(endpoint), format!("{host} accepts {accepted}.")).observed(accepted)
    } else if !unknown.is_empty() {
        Finding::error(
            subject(endpoint),
            format!("Whether {host} accepts {unknown} could not be seen."),
        )
    } else {
        Finding::pass(
            subject(endpoint),
            format!("{host} refuses every version before TLS {minimum}."),
        )
    };
    finding.required(format!("TLS {minimum} or newer"))
}
