//! `mail/dmarc-present`

use muster_sdk::mail::{DmarcPolicy, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::rule! {
    id: "mail/dmarc-present",
    severity: High,
    tags: ["mail", "dmarc", "checklist"],
    documentation: "dmarc_present.md",
    check: check,
}

fn check() -> Outcome {
    senders::judge_dmarc(judge)
}

fn judge(sender: &Sender, policy: &DmarcPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    let at = policy.found_at.as_deref().unwrap_or(domain);
    let finding = match policy.verdict.as_str() {
        "ok" => Finding::pass(subject, format!("A DMARC record at {at} applies to {domain}.")),
        "none" => Finding::fail(
            subject,
            format!("No DMARC record applies to {domain}, so receivers deliver forged mail as they like."),
        )
        .fix(format!("Add the record `_dmarc.{domain}. TXT \"v=DMARC1; p=none; rua=mailto:dmarc@{domain}\"`")),
        _ => Finding::fail(
            subject,
            format!(
                "Receivers do not use the DMARC record at {at}: {}.",
                policy.problem.as_deref().unwrap_or("it is wrong")
            ),
        ),
    };
    finding
        .observed(policy.records.join("\n"))
        .required("one record that begins with v=DMARC1")
}
