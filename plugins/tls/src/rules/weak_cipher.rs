//! `tls/weak-cipher`

use muster_sdk::tls::{Endpoint, Observation};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{findings_per_endpoint, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Weak suites that are allowed anyway, by their IANA names.
        also_allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "tls/weak-cipher",
    severity: Medium,
    precision: VeryHigh,
    tags: ["tls", "protocol"],
    documentation: "weak_cipher.md",
    parameters: Parameters,
    check: check,
}

/// The most suites that a finding names: enough to see of what kind they are.
const MOST_NAMED: usize = 8;

fn check(parameters: Parameters) -> Outcome {
    findings_per_endpoint(|endpoint, observation| {
        judge_ciphers(endpoint, observation, &parameters.also_allowed)
    })
}

fn judge_ciphers(
    endpoint: &Endpoint,
    observation: &Observation,
    also_allowed: &[String],
) -> Finding {
    let host = &endpoint.host;
    let finding = match &observation.tls12_suites {
        Err(error) => Finding::error(subject(endpoint), error.reason()),
        Ok(suites) if suites.is_empty() => {
            Finding::pass(subject(endpoint), format!("{host} refuses TLS 1.2."))
        }
        Ok(suites) => {
            let weak: Vec<&str> = suites
                .iter()
                .filter(|suite| !is_strong(suite) && !also_allowed.contains(suite))
                .map(String::as_str)
                .collect();
            if weak.is_empty() {
                Finding::pass(
                    subject(endpoint),
                    format!(
                        "Every cipher suite that {host} accepts with TLS 1.2 is strong or allowed."
                    ),
                )
            } else {
                let reason = format!(
                    "{} of {} cipher suites that {host} accepts with TLS 1.2 are weak.",
                    weak.len(),
                    suites.len()
                );
                Finding::fail(subject(endpoint), reason).observed(named(&weak))
            }
        }
    };
    finding.required("ECDHE with GCM, CCM or ChaCha20-Poly1305")
}

/// Whether its keys are ephemeral and on an elliptic curve, the server proves who it is, and
/// encryption is authenticated (RFC 9325, 4.1 and 4.2).
fn is_strong(suite: &str) -> bool {
    let Some((exchange, cipher)) = suite.split_once("_WITH_") else {
        return false;
    };
    let authenticated = ["_GCM_", "_CCM", "_POLY1305_"];
    matches!(exchange, "TLS_ECDHE_ECDSA" | "TLS_ECDHE_RSA")
        && authenticated.iter().any(|mode| cipher.contains(mode))
}

fn named(suites: &[&str]) -> String {
    let (named, rest) = suites.split_at_checked(MOST_NAMED).unwrap_or((suites, &[]));
    match rest.len() {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_mozilla_recommends_are_strong() {
        // Intermediate configuration, guidelines 6.0.
        for suite in [
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
        ] {
            assert!(is_strong(suite), "{suite}");
        }
        for suite in [
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_NULL_SHA",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
            "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
            "0xc02f",
        ] {
            assert!(!is_strong(suite), "{suite}");
        }
    }

    #[test]
    fn a_long_list_ends_in_a_number() {
        assert_eq!(named(&["a", "b"]), "a, b");
        assert_eq!(named(&["a"; 8]), "a, a, a, a, a, a, a, a");
        assert_eq!(named(&["a"; 20]), "a, a, a, a, a, a, a, a and 12 more");
    }
}
