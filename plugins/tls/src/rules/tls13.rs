//! `tls/tls13`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, Outcome, tls};

use crate::endpoint::{findings_per_endpoint, subject};

muster_sdk::rule! {
    id: "tls/tls13",
    severity: Low,
    precision: VeryHigh,
    tags: ["tls", "protocol"],
    documentation: "tls13.md",
    check: check,
}

fn check() -> Outcome {
    findings_per_endpoint(judge_tls13)
}

fn judge_tls13(endpoint: &Endpoint, observation: &Observation) -> Finding {
    let host = &endpoint.host;
    let mut versions = observation.versions.iter();
    let finding = match versions
        .find(|version| version.name == tls::TlsVersion::NAME_1_3)
        .map(|version| &version.accepted)
    {
        Some(Ok(true)) => Finding::pass(subject(endpoint), format!("{host} offers TLS 1.3.")),
        Some(Ok(false)) => {
            Finding::fail(subject(endpoint), format!("{host} does not offer TLS 1.3."))
        }
        Some(Err(_)) | None => Finding::error(
            subject(endpoint),
            format!("Whether {host} offers TLS 1.3 could not be seen."),
        ),
    };
    finding
        .observed(format!("TLS {}", observation.negotiated_version))
        .required("TLS 1.3")
}
