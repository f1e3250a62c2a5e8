//! `tls/hostname-mismatch`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{findings_per_endpoint, no_certificate, subject};

muster_sdk::rule! {
    id: "tls/hostname-mismatch",
    severity: Critical,
    precision: VeryHigh,
    tags: ["tls", "certificate", "checklist"],
    documentation: "hostname_mismatch.md",
    check: check,
}

/// Names that are shown; certificates may have hundreds.
const SHOWN: usize = 8;

fn check() -> Outcome {
    findings_per_endpoint(judge_hostname)
}

fn judge_hostname(endpoint: &Endpoint, observation: &Observation) -> Finding {
    let Some(certificate) = observation.chain.first() else {
        return no_certificate(endpoint);
    };
    let host = &endpoint.host;
    let shown: Vec<&str> = certificate
        .names
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect();
    let mut names = shown.join(", ");
    if names.is_empty() {
        "no names".clone_into(&mut names);
    } else if certificate.names.len() > SHOWN {
        names.push_str(", …");
    }
    let finding = if observation.name_matches {
        Finding::pass(subject(endpoint), format!("The certificate covers {host}."))
    } else {
        Finding::fail(
            subject(endpoint),
            format!("The certificate that answers for {host} is for {names}."),
        )
    };
    finding
        .observed(names)
        .required(format!("{host} among the subject alternative names"))
}
