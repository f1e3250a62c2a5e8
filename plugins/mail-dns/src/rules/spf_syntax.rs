//! `mail/spf-syntax`

use muster_sdk::mail::{Sender, SpfPolicy};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::rule! {
    id: "mail/spf-syntax",
    severity: High,
    precision: VeryHigh,
    tags: ["mail", "spf"],
    documentation: "spf_syntax.md",
    check: check,
}

/// Limits, which `mail/spf-lookups` reports.
const LIMITS: [&str; 3] = [
    "too-many-lookups",
    "too-many-void-lookups",
    "too-many-mail-servers",
];

fn check() -> Outcome {
    senders::findings_per_spf_policy(judge_spf_syntax)
}

fn judge_spf_syntax(sender: &Sender, policy: &SpfPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    match policy.problem.as_deref() {
        _ if policy.records.is_empty() => {
            Finding::not_applicable(subject, format!("{domain} has no SPF record."))
        }
        // Several records of the domain itself are those that `mail/spf-present` reports.
        Some(problem) if LIMITS.contains(&problem) || policy.records.len() > 1 => {
            Finding::not_applicable(
                subject,
                format!("The SPF of {domain} is wrong for another reason ({problem})."),
            )
        }
        Some(problem) => Finding::fail(
            subject,
            format!(
                "Receivers cannot evaluate the SPF record of {domain}: {}.",
                policy.message.as_deref().unwrap_or(problem)
            ),
        )
        .observed(problem)
        .required("a record without mistakes, whose includes have records"),
        None => Finding::pass(
            subject,
            format!("The SPF record of {domain} is well-formed."),
        ),
    }
}
