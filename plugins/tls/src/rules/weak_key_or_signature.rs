//! `tls/weak-key-or-signature`

use muster_sdk::tls::{Certificate, Endpoint, Observation};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{findings_per_endpoint, no_certificate, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Minimum bits of an RSA key.
        rsa_bits: i64 = 2048,
        /// Minimum bits of an elliptic curve key.
        ec_bits: i64 = 256,
    }
}

muster_sdk::rule! {
    id: "tls/weak-key-or-signature",
    severity: High,
    precision: VeryHigh,
    tags: ["tls", "certificate"],
    documentation: "weak_key_or_signature.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    findings_per_endpoint(|endpoint, observation| judge_key(endpoint, observation, &parameters))
}

fn judge_key(endpoint: &Endpoint, observation: &Observation, parameters: &Parameters) -> Finding {
    if observation.chain.is_empty() {
        return no_certificate(endpoint);
    }
    let host = &endpoint.host;
    let required = format!(
        "RSA keys of {} bits, elliptic curves of {}, signatures over SHA-2",
        parameters.rsa_bits, parameters.ec_bits
    );
    let mut unknown = None;
    for certificate in &observation.chain {
        let name = &certificate.subject;
        match strength(certificate, parameters) {
            Strength::Strong => {}
            Strength::Weak(what) => {
                return Finding::fail(
                    subject(endpoint),
                    format!("In the chain of {host}, the certificate {name} has {what}."),
                )
                .observed(what)
                .required(required);
            }
            Strength::Unknown => unknown = Some(&certificate.key_type),
        }
    }
    match unknown {
        Some(kind) => Finding::error(
            subject(endpoint),
            format!("The strength of a key of type {kind} is not known to Muster."),
        ),
        None => Finding::pass(
            subject(endpoint),
            format!("The keys and signatures in the chain of {host} are strong."),
        ),
    }
    .required(required)
}

enum Strength {
    Strong,
    Weak(String),
    Unknown,
}

fn strength(certificate: &Certificate, parameters: &Parameters) -> Strength {
    let bits = i64::from(certificate.key_bits);
    let kind = certificate.key_type.as_str();
    let least = match kind {
        "rsa" => parameters.rsa_bits,
        "ec" => parameters.ec_bits,
        "ed25519" | "ed448" => 0,
        _ => return Strength::Unknown,
    };
    let signature = &certificate.signature;
    // Nobody relies on a root's signature of itself.
    let broken = ["md2", "md5", "sha1"]
        .iter()
        .any(|digest| signature.starts_with(digest));
    if bits < least {
        Strength::Weak(format!("a key of {bits} bits ({kind})"))
    } else if broken && !certificate.self_signed {
        Strength::Weak(format!("a signature of {signature}"))
    } else {
        Strength::Strong
    }
}
