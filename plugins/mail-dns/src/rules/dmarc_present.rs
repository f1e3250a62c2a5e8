//! `mail/dmarc-present`

use muster_sdk::mail::{DmarcPolicy, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;
use crate::sending::takes_no_mail;

muster_sdk::rule! {
    id: "mail/dmarc-present",
    severity: High,
    precision: VeryHigh,
    tags: ["mail", "dmarc", "checklist"],
    documentation: "dmarc_present.md",
    check: check,
}

fn check() -> Outcome {
    senders::findings_per_dmarc_policy(judge_dmarc)
}

/// What a domain begins with; one that takes no mail has nobody who could read reports, and sends none.
fn record(sender: &Sender) -> String {
    if takes_no_mail(sender) {
        "v=DMARC1; p=reject".to_owned()
    } else {
        format!("v=DMARC1; p=none; rua=mailto:dmarc@{}", sender.domain)
    }
}

fn judge_dmarc(sender: &Sender, policy: &DmarcPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    let at = policy.found_at.as_deref().unwrap_or(domain);
    let finding = match policy.verdict.as_str() {
        DmarcPolicy::VERDICT_OK => Finding::pass(subject, format!("A DMARC record at {at} applies to {domain}.")),
        DmarcPolicy::VERDICT_NONE => Finding::fail(
            subject,
            format!("No DMARC record applies to {domain}, so receivers deliver forged mail as they like."),
        )
        .fix(format!("Add the record `_dmarc.{domain}. TXT \"{}\"`", record(sender))),
        _ => Finding::fail(
            subject,
            format!(
                "Receivers do not use the DMARC record at {at}: {}.",
                policy.problem.as_deref().unwrap_or("it is wrong")
            ),
        )
        .fix(match policy.records.len() {
            0 | 1 => format!("Correct the record at _dmarc.{at}"),
            _ => format!("Keep only one of the records at _dmarc.{at}"),
        }),
    };
    finding
        .observed(policy.records.join("\n"))
        .required("one record that begins with v=DMARC1")
}
