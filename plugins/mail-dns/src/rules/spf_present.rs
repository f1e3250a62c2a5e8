//! `mail/spf-present`

use muster_sdk::mail::{Sender, SpfPolicy};
use muster_sdk::{Finding, Outcome};

use crate::senders;
use crate::sending::takes_no_mail;

muster_sdk::rule! {
    id: "mail/spf-present",
    severity: High,
    precision: VeryHigh,
    tags: ["mail", "spf", "checklist"],
    documentation: "spf_present.md",
    check: check,
}

fn check() -> Outcome {
    senders::findings_per_spf_record(judge_spf)
}

fn judge_spf(sender: &Sender, policy: &SpfPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    let finding = match policy.records.len() {
        1 => Finding::pass(subject, format!("{domain} has an SPF record.")),
        0 => Finding::fail(
            subject,
            format!("{domain} has no SPF record, so anybody can send mail in its name."),
        )
        .fix(format!(
            "Add the record `{domain}. TXT \"{}\"`",
            if takes_no_mail(sender) {
                "v=spf1 -all"
            } else {
                "v=spf1 include:PROVIDER -all"
            }
        )),
        count => Finding::fail(
            subject,
            format!("{domain} has {count} SPF records, so receivers use none of them."),
        )
        .fix(format!("Merge the SPF records of {domain} into one")),
    };
    finding
        .observed(policy.records.join("\n"))
        .required("one record that begins with v=spf1")
}
