//! `tls/cert-expiring`

use muster_sdk::tls::{self, Endpoint, Observation};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::calendar::{DAY, date};
use crate::endpoint::{self, findings_per_endpoint, no_certificate, not_this, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// The part of its lifetime that a certificate must have left: 4 for a quarter.
        #[form(Range(1, 1_000_000_000))]
        lifetime_divisor: i64 = 4,
        /// Hours that it must have left, however short its lifetime.
        at_least_hours: i64 = 72,
        /// Days that are enough, however long its lifetime.
        enough_days: i64 = 30,
    }
}

muster_sdk::rule! {
    id: "tls/cert-expiring",
    severity: High,
    tags: ["tls", "certificate", "checklist"],
    documentation: "cert_expiring.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.lifetime_divisor < 1 {
        return Err(NotEvaluated::because(
            "`lifetime-divisor` must be 1 or more",
        ));
    }
    let now = tls::asked_at();
    findings_per_endpoint(|endpoint, observation| match &now {
        Ok(now) => judge_remaining(endpoint, observation, *now, &parameters),
        Err(_) => Finding::error(
            subject(endpoint),
            "It is not known when the server was asked.",
        ),
    })
}

fn judge_remaining(
    endpoint: &Endpoint,
    observation: &Observation,
    now: i64,
    parameters: &Parameters,
) -> Finding {
    let Some(certificate) = observation.chain.first() else {
        return no_certificate(endpoint);
    };
    let certificate_of = endpoint::certificate(endpoint);
    let to = date(certificate.not_after);
    if now > certificate.not_after {
        let expired = format!("{certificate_of} has expired already");
        return not_this(endpoint, &expired, "tls/cert-expired");
    }
    let lifetime = certificate.not_after.saturating_sub(certificate.not_before);
    let needed = (lifetime / parameters.lifetime_divisor)
        .min(parameters.enough_days.saturating_mul(DAY))
        .max(parameters.at_least_hours.saturating_mul(3600));
    let left = certificate.not_after.saturating_sub(now);
    let finding = if left < needed {
        Finding::fail(
            subject(endpoint),
            format!("{certificate_of} expires on {to} and has not been renewed."),
        )
    } else {
        Finding::pass(
            subject(endpoint),
            format!("{certificate_of} is valid until {to}."),
        )
    };
    finding
        .observed(format!("{} days left", left / DAY))
        .required(format!("{} days", needed.div_euclid(DAY)))
}
