//! `mail/dkim-strength`

use muster_sdk::mail::{DkimKey, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// Minimum bits of an RSA key.
        rsa_bits: i64 = 2048,
    }
}

muster_sdk::rule! {
    id: "mail/dkim-strength",
    severity: Medium,
    precision: VeryHigh,
    tags: ["mail", "dkim", "crypto"],
    explained_by: [Place("mail/dkim-present")],
    documentation: "dkim_strength.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    senders::findings_per_sender(|sender| judge_key_strength(sender, parameters.rsa_bits))
}

fn judge_key_strength(sender: &Sender, rsa_bits: i64) -> Vec<Finding> {
    let domain = &sender.domain;
    if sender.dkim.is_empty() {
        return vec![Finding::not_applicable(
            format!("mail/{domain}/DKIM"),
            "No DKIM selectors are named.",
        )];
    }
    sender
        .dkim
        .iter()
        .map(|selector| {
            let subject = format!("mail/{domain}/DKIM/{}", selector.selector);
            let finding = match &selector.outcome {
                Ok(key) => of_key(subject, &selector.selector, key, rsa_bits),
                Err(error) => Finding::error(
                    subject,
                    format!(
                        "The key of the selector {} is not known: {}.",
                        selector.selector,
                        error.reason()
                    ),
                ),
            };
            finding.at(selector.source.clone(), "has the key")
        })
        .collect()
}

fn of_key(subject: String, selector: &str, key: &DkimKey, rsa_bits: i64) -> Finding {
    if key.status != DkimKey::STATUS_PRESENT {
        return Finding::not_applicable(
            subject,
            format!("The key of {selector} is {}.", key.status),
        );
    }
    let (Some(key_type), Some(bits)) = (&key.key_type, key.bits) else {
        return Finding::error(
            subject,
            format!("The length of the key of {selector} is not known."),
        );
    };
    let observed = format!("{key_type}, {bits} bits");
    let required = format!("RSA of {rsa_bits} bits or Ed25519, without t=y");
    let finding = if key_type == "rsa" && i64::from(bits) < rsa_bits {
        Finding::fail(
            subject,
            format!("The RSA key of {selector} has {bits} bits, less than {rsa_bits}."),
        )
        .fix("Have the mail provider create a longer key, and publish it at a new selector")
    } else if key.testing {
        Finding::fail(
            subject,
            format!("The key of {selector} says `t=y`, so receivers treat the mail as unsigned."),
        )
        .fix(format!("Remove `t=y` from the record of {selector}"))
    } else {
        Finding::pass(subject, format!("The key of {selector} is {observed}."))
    };
    finding.observed(observed).required(required)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Status};

    fn status(key_type: &str, bits: Option<u32>, testing: bool) -> Status {
        let key = DkimKey {
            status: "present".to_owned(),
            key_type: Some(key_type.to_owned()),
            bits,
            testing,
            ..sample()
        };
        FindingRecord::from(of_key("x".to_owned(), "s1", &key, 2048)).status
    }

    #[test]
    fn a_key_has_to_be_long_and_in_earnest() {
        assert_eq!(status("rsa", Some(2048), false), Status::Pass);
        assert_eq!(status("ed25519", Some(256), false), Status::Pass);
        assert_eq!(status("rsa", Some(1024), false), Status::Fail);
        assert_eq!(status("rsa", Some(2048), true), Status::Fail);
        assert!(matches!(status("rsa", None, false), Status::Error(_)));
    }
}
