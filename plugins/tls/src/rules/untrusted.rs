//! `tls/untrusted`

use muster_sdk::tls::{self, Endpoint, Observation};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{findings_per_endpoint, not_this, reason, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Whether Cloudflare's authority for origins is accepted at the host's own address.
        allow_cloudflare_origin_ca: bool = true,
    }
}

muster_sdk::rule! {
    id: "tls/untrusted",
    severity: High,
    precision: VeryHigh,
    tags: ["tls", "certificate", "checklist"],
    documentation: "untrusted.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let now = tls::asked_at();
    findings_per_endpoint(|endpoint, observation| match &now {
        Ok(now) => judge_trust(endpoint, observation, *now, &parameters),
        Err(_) => Finding::error(
            subject(endpoint),
            "It is not known when the server was asked.",
        ),
    })
}

fn judge_trust(
    endpoint: &Endpoint,
    observation: &Observation,
    now: i64,
    parameters: &Parameters,
) -> Finding {
    let host = &endpoint.host;
    let verification = &observation.trust;
    let said = reason(observation);
    let other = |rule| not_this(endpoint, said.trim_end_matches('.'), rule);
    // The leaf's own dates, a missing link and a weak key have rules of their own.
    let leaf_is_valid = observation
        .chain
        .first()
        .is_none_or(|leaf| (leaf.not_before..=leaf.not_after).contains(&now));
    match verification.verdict.as_str() {
        tls::Verification::VERDICT_EXPIRED | tls::Verification::VERDICT_NOT_YET_VALID
            if !leaf_is_valid =>
        {
            return other("tls/cert-expired");
        }
        tls::Verification::VERDICT_MISSING_INTERMEDIATE => return other("tls/chain-incomplete"),
        tls::Verification::VERDICT_WEAK => return other("tls/weak-key-or-signature"),
        _ => {}
    }
    let anchor = verification.anchor.as_deref().unwrap_or_default();
    let finding = match (verification.verdict.as_str(), anchor) {
        (tls::Verification::VERDICT_TRUSTED, tls::Verification::ANCHOR_CLOUDFLARE_ORIGIN_CA) => {
            if endpoint.scope == Endpoint::SCOPE_ORIGIN && parameters.allow_cloudflare_origin_ca {
                Finding::pass(
                    subject(endpoint),
                    format!("Cloudflare trusts the certificate of {host} at the origin."),
                )
            } else {
                Finding::fail(
                    subject(endpoint),
                    format!("Only Cloudflare trusts the certificate of {host}; browsers do not."),
                )
            }
        }
        ("trusted", _) => Finding::pass(
            subject(endpoint),
            format!("The chain of {host} ends in a trusted root."),
        ),
        _ => Finding::fail(
            subject(endpoint),
            format!("No client trusts the certificate of {host}. {said}"),
        ),
    };
    finding
        .observed(match anchor {
            "" => verification.verdict.clone(),
            anchor => format!("{} ({anchor})", verification.verdict),
        })
        .required("a valid path to a trusted root")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::testing::sample;
    use muster_sdk::tls::Verification;
    use muster_sdk::{FindingRecord, Source, Status};

    fn status(scope: &str, allow_cloudflare_origin_ca: bool) -> Status {
        let observation = || Observation {
            chain_in_order: true,
            trust: Verification {
                verdict: "trusted".to_owned(),
                anchor: Some("cloudflare-origin-ca".to_owned()),
                ..sample()
            },
            name_matches: true,
            negotiated_version: "1.3".to_owned(),
            negotiated_suite: "TLS_AES_128_GCM_SHA256".to_owned(),
            https: Err(muster_sdk::FactError::Failed(String::new())),
            http: Err(muster_sdk::FactError::Failed(String::new())),
            ..sample()
        };
        let endpoint = Endpoint {
            host: "www.example.com".to_owned(),
            port: 443,
            address: "203.0.113.7".to_owned(),
            scope: scope.to_owned(),
            source: Source::logical(format!("tls/www.example.com:443/{scope}")),
            outcome: Ok(observation()),
            ..sample()
        };
        let parameters = Parameters {
            allow_cloudflare_origin_ca,
        };
        FindingRecord::from(judge_trust(&endpoint, &observation(), 0, &parameters)).status
    }

    #[test]
    fn what_only_cloudflare_trusts_is_for_origins_behind_it() {
        assert_eq!(status("origin", true), Status::Pass);
        assert_eq!(status("origin", false), Status::Fail);
        assert_eq!(status("edge", true), Status::Fail);
        assert_eq!(status("both", true), Status::Fail);
    }
}
