//! `tls/cert-expired`

use muster_sdk::tls::{self, Endpoint, Observation};
use muster_sdk::{Finding, Outcome};

use crate::calendar::date;
use crate::endpoint::{self, findings_per_endpoint, no_certificate, subject};

muster_sdk::rule! {
    id: "tls/cert-expired",
    severity: Critical,
    precision: VeryHigh,
    tags: ["tls", "certificate", "checklist"],
    documentation: "cert_expired.md",
    check: check,
}

fn check() -> Outcome {
    let now = tls::asked_at();
    findings_per_endpoint(|endpoint, observation| match &now {
        Ok(now) => judge_validity(endpoint, observation, *now),
        Err(_) => Finding::error(
            subject(endpoint),
            "It is not known when the server was asked.",
        ),
    })
}

fn judge_validity(endpoint: &Endpoint, observation: &Observation, now: i64) -> Finding {
    let Some(certificate) = observation.chain.first() else {
        return no_certificate(endpoint);
    };
    let certificate_of = endpoint::certificate(endpoint);
    let (from, to) = (date(certificate.not_before), date(certificate.not_after));
    let finding = if now > certificate.not_after {
        Finding::fail(
            subject(endpoint),
            format!("{certificate_of} expired on {to}."),
        )
    } else if now < certificate.not_before {
        Finding::fail(
            subject(endpoint),
            format!("{certificate_of} is not valid before {from}."),
        )
    } else {
        Finding::pass(
            subject(endpoint),
            format!("{certificate_of} is valid until {to}."),
        )
    };
    finding
        .observed(format!("valid from {from} to {to}"))
        .required(format!("valid on {}", date(now)))
}
