//! `mail/dkim-present`

use muster_sdk::mail::{DkimKey, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;
use crate::sending::{self, Sends};

muster_sdk::rule! {
    id: "mail/dkim-present",
    severity: High,
    precision: Medium,
    tags: ["mail", "dkim", "checklist", "manual"],
    documentation: "dkim_present.md",
    check: check,
}

fn check() -> Outcome {
    senders::findings_per_sender(|sender| vec![senders::named(judge_dkim(sender), sender)])
}

fn judge_dkim(sender: &Sender) -> Finding {
    let domain = &sender.domain;
    let subject = format!("mail/{domain}/DKIM");
    if sender.dkim.is_empty() {
        if let Some(Sends::Nothing(why)) = sending::declared(sender) {
            return nothing_to_sign(subject, domain, &why);
        }
        return Finding::manual(
            subject,
            format!(
                "Name the selectors of {domain} in `targets.edge.dkim-selectors`; the DNS does not list them."
            ),
        );
    }
    let mut observed = Vec::new();
    let mut unanswered = None;
    for selector in &sender.dkim {
        match &selector.outcome {
            Ok(key) if key.status == DkimKey::STATUS_PRESENT && !is_too_short(key) => {
                return Finding::pass(
                    subject,
                    format!(
                        "{domain} has a DKIM key at the selector {}.",
                        selector.selector
                    ),
                )
                .at(selector.source.clone(), "has a key");
            }
            Ok(key) if key.status == DkimKey::STATUS_PRESENT => {
                observed.push(format!("{}: too short", selector.selector));
            }
            Ok(key) => {
                let problem = key
                    .problem
                    .as_deref()
                    .map(|problem| format!(" ({problem})"));
                observed.push(format!(
                    "{}: {}{}",
                    selector.selector,
                    key.status,
                    problem.unwrap_or_default()
                ));
            }
            Err(error) => unanswered = Some(error.reason()),
        }
    }
    let unsent = match sending::declared(sender) {
        Some(Sends::Nothing(why)) => return nothing_to_sign(subject, domain, &why),
        Some(Sends::Unknown(error)) => Some(error),
        None => None,
    };
    let observed = observed.join(", ");
    let finding = match unanswered.map(str::to_owned).or(unsent) {
        Some(reason) => Finding::error(
            subject,
            format!("It is not known whether {domain} has a DKIM key: {reason}."),
        ),
        None => Finding::fail(
            subject,
            format!("{domain} has no usable DKIM key ({observed}), so its mail cannot be told from forged mail."),
        )
        .fix(format!("Publish the records that the mail provider shows for {domain}")),
    };
    sender
        .dkim
        .iter()
        .fold(finding.observed(observed), |finding, selector| {
            finding.at(selector.source.clone(), "has no usable key")
        })
        .required("a key at one of the selectors")
}

fn nothing_to_sign(subject: String, domain: &str, why: &str) -> Finding {
    Finding::not_applicable(
        subject,
        format!("{domain} says that it sends no mail ({why}), so there is nothing to sign."),
    )
}

/// The least that verifiers may take as valid (RFC 8301, 3.2).
const LEAST_BITS: u32 = 1024;

fn is_too_short(key: &DkimKey) -> bool {
    key.key_type.as_deref() == Some("rsa") && key.bits.is_some_and(|bits| bits < LEAST_BITS)
}
