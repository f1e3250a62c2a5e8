//! `mail/spf-lookups`

use muster_sdk::mail::{Sender, SpfPolicy};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::rule! {
    id: "mail/spf-lookups",
    severity: High,
    tags: ["mail", "spf"],
    documentation: "spf_lookups.md",
    check: check,
}

/// Problems of limits (RFC 7208, 4.6.4).
const LIMITS: [&str; 3] = [
    "too-many-lookups",
    "too-many-void-lookups",
    "too-many-mail-servers",
];

fn check() -> Outcome {
    senders::findings_per_spf_policy(judge_lookups)
}

fn judge_lookups(sender: &Sender, policy: &SpfPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    let observed = format!(
        "{} lookups, {} that find nothing",
        policy.lookups, policy.void_lookups
    );
    let finding = match policy.problem.as_deref() {
        _ if policy.records.is_empty() => {
            return Finding::not_applicable(subject, format!("{domain} has no SPF record."));
        }
        Some(problem) if LIMITS.contains(&problem) => Finding::fail(
            subject,
            format!(
                "The SPF record of {domain} needs {observed}: {}.",
                policy.message.as_deref().unwrap_or(problem)
            ),
        )
        .fix(format!("Remove includes that {domain} no longer sends through, and write addresses for `a` and `mx`")),
        Some(problem) => {
            return Finding::not_applicable(
                subject,
                format!("The SPF of {domain} is wrong for another reason ({problem})."),
            );
        }
        None => Finding::pass(subject, format!("The SPF record of {domain} needs {observed}.")),
    };
    finding
        .observed(observed)
        .required("at most 10 lookups, and 2 that find nothing")
}
