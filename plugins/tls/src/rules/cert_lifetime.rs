//! `tls/cert-lifetime`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, Outcome};

use crate::calendar::{DAY, date};
use crate::endpoint::{self, findings_per_endpoint, no_certificate, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Authorities whose certificates are judged: `web` (public authorities), `file` (the roots
        /// of the policy).
        #[form(Words(&["web", "file", "cloudflare-origin-ca"]))]
        anchors: Vec<String> = ["web"],
    }
}

muster_sdk::rule! {
    id: "tls/cert-lifetime",
    severity: Low,
    precision: VeryHigh,
    tags: ["tls", "certificate"],
    documentation: "cert_lifetime.md",
    parameters: Parameters,
    check: check,
}

/// The longest lifetime in days of a certificate that is issued from then on, newest first
/// (CA/Browser Forum, baseline requirements 6.3.2, ballot SC-081v3).
const LIMITS: [(i64, i64); 4] = [
    // 2029-03-15
    (1_868_227_200, 47),
    // 2027-03-15
    (1_805_068_800, 100),
    // 2026-03-15
    (1_773_532_800, 200),
    // 2020-09-01
    (1_598_918_400, 398),
];

fn check(parameters: Parameters) -> Outcome {
    findings_per_endpoint(|endpoint, observation| {
        judge_lifetime(endpoint, observation, &parameters.anchors)
    })
}

fn judge_lifetime(endpoint: &Endpoint, observation: &Observation, anchors: &[String]) -> Finding {
    let Some(certificate) = observation.chain.first() else {
        return no_certificate(endpoint);
    };
    let certificate_of = endpoint::certificate(endpoint);
    let judged = observation
        .trust
        .anchor
        .as_ref()
        .is_some_and(|anchor| anchors.contains(anchor));
    let issued = certificate.not_before;
    let limit = LIMITS.iter().find(|(from, _)| issued >= *from);
    let Some((_, days)) = limit.filter(|_| judged) else {
        return Finding::not_applicable(
            subject(endpoint),
            format!("{certificate_of} is not subject to the rules for public authorities."),
        );
    };
    // The last second counts (RFC 5280, 4.1.2.5).
    let lifetime = certificate
        .not_after
        .saturating_sub(issued)
        .saturating_add(1);
    let finding = if lifetime > days * DAY {
        Finding::fail(
            subject(endpoint),
            format!("{certificate_of} is valid for longer than {days} days."),
        )
    } else {
        Finding::pass(
            subject(endpoint),
            format!("{certificate_of} is valid for no more than {days} days."),
        )
    };
    finding
        .observed(format!("{} days, from {}", lifetime / DAY, date(issued)))
        .required(format!("{days} days at most"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_begin_on_the_days_of_the_ballot() {
        let days: Vec<String> = LIMITS.iter().map(|(from, _)| date(*from)).collect();
        assert_eq!(
            days,
            ["2029-03-15", "2027-03-15", "2026-03-15", "2020-09-01"]
        );
    }
}
