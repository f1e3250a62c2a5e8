//! `tls/chain-incomplete`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, Outcome, tls};

use crate::endpoint::{findings_per_endpoint, not_this, reason, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Whether each certificate that is sent must be issued by the next one, as TLS 1.2
        /// requires.
        require_order: bool = true,
    }
}

muster_sdk::rule! {
    id: "tls/chain-incomplete",
    severity: High,
    precision: VeryHigh,
    tags: ["tls", "certificate", "checklist"],
    documentation: "chain_incomplete.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    findings_per_endpoint(|endpoint, observation| {
        judge_chain(endpoint, observation, parameters.require_order)
    })
}

fn judge_chain(endpoint: &Endpoint, observation: &Observation, require_order: bool) -> Finding {
    let host = &endpoint.host;
    let finding = match observation.trust.verdict.as_str() {
        tls::Verification::VERDICT_MISSING_INTERMEDIATE => Finding::fail(
            subject(endpoint),
            format!(
                "{host} does not send its whole chain. {}",
                reason(observation)
            ),
        ),
        tls::Verification::VERDICT_TRUSTED | tls::Verification::VERDICT_WEAK
            if require_order && !observation.chain_in_order =>
        {
            Finding::fail(
                subject(endpoint),
                format!("{host} sends its chain out of order."),
            )
        }
        tls::Verification::VERDICT_TRUSTED | tls::Verification::VERDICT_WEAK => {
            Finding::pass(subject(endpoint), format!("{host} sends a whole chain."))
        }
        // Another problem comes first, and hides whether the rest of the chain is there.
        _ => {
            return not_this(
                endpoint,
                reason(observation).trim_end_matches('.'),
                "tls/untrusted",
            );
        }
    };
    let sent: Vec<&str> = observation
        .chain
        .iter()
        .map(|certificate| certificate.subject.as_str())
        .collect();
    finding.observed(sent.join(" · ")).required(
        "the server's certificate, then each issuer up to the root, which may be left out",
    )
}
