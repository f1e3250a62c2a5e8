//! `tls/origin-valid-for-strict`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, Outcome, tls};

use crate::endpoint::{findings_per_origin, reason, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Authorities whose certificates are accepted: `web` (public authorities),
        /// `cloudflare-origin-ca`, `file` (the roots of the policy, if Cloudflare has them in its
        /// custom trust store).
        #[form(Words(&["web", "file", "cloudflare-origin-ca"]))]
        anchors: Vec<String> = ["web", "cloudflare-origin-ca"],
    }
}

muster_sdk::rule! {
    id: "tls/origin-valid-for-strict",
    severity: High,
    tags: ["tls", "certificate", "cloudflare", "checklist"],
    explained_by: [
        Place("tls/cert-expired"),
        Place("tls/hostname-mismatch"),
        Place("tls/chain-incomplete"),
        Place("tls/weak-key-or-signature"),
        Place("tls/untrusted"),
    ],
    documentation: "origin_valid_for_strict.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    findings_per_origin(|endpoint, observation| {
        judge_origin(endpoint, observation, &parameters.anchors)
    })
}

fn judge_origin(endpoint: &Endpoint, observation: &Observation, anchors: &[String]) -> Finding {
    let host = &endpoint.host;
    let verification = &observation.trust;
    let anchor = verification.anchor.clone().unwrap_or_default();
    let refused = |why: &str| {
        Finding::fail(
            subject(endpoint),
            format!(
                "With Full (strict), Cloudflare refuses the origin's certificate for {host}. {why}"
            ),
        )
    };
    let finding = if verification.verdict != tls::Verification::VERDICT_TRUSTED {
        refused(reason(observation))
    } else if !anchors.contains(&anchor) {
        refused("Cloudflare does not trust its authority.")
    } else if !observation.name_matches {
        refused("It is for other names.")
    } else {
        Finding::pass(
            subject(endpoint),
            format!("The origin's certificate for {host} satisfies Full (strict)."),
        )
    };
    finding
        .observed(match anchor.as_str() {
            "" => verification.verdict.clone(),
            anchor => format!("{} ({anchor})", verification.verdict),
        })
        .required(format!(
            "a valid certificate for {host} from a public authority or Cloudflare's"
        ))
}
