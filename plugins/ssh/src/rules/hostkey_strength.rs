//! `ssh/hostkey-strength`

use muster_sdk::sshd::{self, HostKey, Setting};
use muster_sdk::{Finding, NotEvaluated, Outcome, shell_word};

use crate::advice::Advice;
use crate::setting::{effective, no_server};

muster_sdk::parameters! {
    struct Parameters {
        /// Bits that a key of RSA has at least.
        #[form(Range(1, 65_535))]
        rsa_bits: i64 = 2048,
    }
}

muster_sdk::rule! {
    id: "ssh/hostkey-strength",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh", "keys", "crypto"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "hostkey_strength.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "sshd/host-keys";

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let keys = sshd::host_keys()?;
    if keys.is_empty() {
        let reason = "The host has no keys for SSH.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    let accepted = effective("HostKeyAlgorithms", &sshd::settings()?)?;
    let advice = Advice::of_host()?;
    let judged = keys
        .iter()
        .map(|key| judge_key(key, parameters.rsa_bits, &accepted, &advice));
    judged.collect()
}

fn judge_key(
    key: &HostKey,
    rsa_bits: i64,
    accepted: &[Setting],
    advice: &Advice,
) -> Result<Finding, NotEvaluated> {
    let path = &key.path;
    let Some(algorithm) = key.algorithm.as_deref() else {
        let why = key.gap.as_deref().unwrap_or("it was not read");
        let reason = format!("It is not known how strong {path} is: {why}.");
        return Ok(placed(Finding::error(path, reason), key));
    };
    let (name, begins): (&str, &[&str]) = match algorithm {
        HostKey::ALGORITHM_RSA => ("RSA", &["ssh-rsa", "rsa-sha2-"]),
        HostKey::ALGORITHM_DSA => ("DSA", &["ssh-dss"]),
        HostKey::ALGORITHM_ECDSA => ("ECDSA", &["ecdsa-sha2-"]),
        HostKey::ALGORITHM_ED25519 => ("Ed25519", &["ssh-ed25519"]),
        _ => {
            let reason = format!("{path} is a key of an algorithm that Muster does not know.");
            return Ok(placed(Finding::error(path, reason), key));
        }
    };
    let bits = key.bits.ok_or_else(|| {
        NotEvaluated::because(format!("it is not known how many bits {path} has"))
    })?;
    let observed = format!("{name}, {bits} bits");
    let is_offered = accepted.iter().any(|setting| {
        let names = setting.values.iter().flat_map(|value| value.split(','));
        names
            .into_iter()
            .any(|name| begins.iter().any(|begin| name.starts_with(begin)))
    });
    let finding = if !is_offered {
        let message =
            format!("sshd does not use {path}: no algorithm of {name} is in HostKeyAlgorithms.");
        let source = accepted.first().and_then(|setting| setting.source.clone());
        Finding::pass(path, message).at_if(source, "sets the algorithms")
    } else if algorithm == HostKey::ALGORITHM_DSA {
        let message = format!("{path} is a key of DSA, which is too weak at any length.");
        Finding::fail(path, message).fix(remove(key, advice))
    } else if algorithm == HostKey::ALGORITHM_RSA && i64::from(bits) < rsa_bits {
        let message =
            format!("{path} is a key of RSA with {bits} bits, and not with {rsa_bits} or more.");
        Finding::fail(path, message).fix(replace(key, rsa_bits, advice))
    } else {
        Finding::pass(path, format!("{path} is a key of {name} with {bits} bits."))
    };
    let finding = finding.observed(observed).required(format!(
        "Ed25519, ECDSA, or RSA with at least {rsa_bits} bits"
    ));
    Ok(placed(finding, key))
}

fn placed(finding: Finding, key: &HostKey) -> Finding {
    finding
        .at(key.source.clone(), "is the key")
        .at_if(key.named_by.clone(), "names the key")
        .of_file(&key.path)
}

/// Today's default of ssh-keygen, where no more is required.
const USUAL_BITS: i64 = 3072;

/// How a new key takes the place of one of RSA.
fn replace(key: &HostKey, rsa_bits: i64, advice: &Advice) -> String {
    let bits = rsa_bits.max(USUAL_BITS);
    let (path, public) = files(key);
    format!(
        "`rm -f {path} {public} && ssh-keygen -q -t rsa -b {bits} -N '' -f {path}`, then `{}`",
        advice.reload()
    )
}

/// How sshd does without a key.
fn remove(key: &HostKey, advice: &Advice) -> String {
    let (path, public) = files(key);
    let how = match &key.named_by {
        Some(line) => format!(
            "Remove `HostKey {}` from {}, delete the key with `rm -f {path} {public}`",
            key.path,
            line.location()
        ),
        None => format!("`rm -f {path} {public}`"),
    };
    format!("{how}, then `{}`", advice.reload())
}

/// The files of the private and of the public key, for a shell.
fn files(key: &HostKey) -> (String, String) {
    let private = key.path.strip_suffix(".pub").unwrap_or(&key.path);
    let word = |path: &str| shell_word(path).into_owned();
    (word(private), word(&format!("{private}.pub")))
}
