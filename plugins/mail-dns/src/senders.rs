//! What the rules share: each judges every domain that mail is sent from, and points to the DNS and
//! to where the domain was named.

use muster_sdk::mail::{self, DmarcPolicy, Sender, SpfPolicy};
use muster_sdk::{FactError, Finding, Outcome, Source, applicable};

/// Judges every sender; not applicable where there is none.
pub(crate) fn findings_per_sender(each: impl Fn(&Sender) -> Vec<Finding>) -> Outcome {
    let senders = applicable("mail", mail::senders())?;
    if senders.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "mail",
            "The project names no domain that mail is sent from.",
        )]);
    }
    Ok(senders.iter().flat_map(each).collect())
}

/// Judges the SPF policy of every sender; the subject is that policy. It is not known where anything
/// that it leads to is not.
pub(crate) fn findings_per_spf_policy(
    each: impl Fn(&Sender, &SpfPolicy, String) -> Finding,
) -> Outcome {
    findings_per_spf_record(|sender, policy, subject| match unanswered(policy) {
        Some(error) => unknown(subject, "SPF", sender, &error),
        None => each(sender, policy, subject),
    })
}

/// Judges the SPF records of every sender, wherever they lead.
pub(crate) fn findings_per_spf_record(
    each: impl Fn(&Sender, &SpfPolicy, String) -> Finding,
) -> Outcome {
    findings_per_sender(|sender| {
        let subject = format!("mail/{}/SPF", sender.domain);
        vec![match &sender.spf {
            Ok(policy) => named(
                each(sender, policy, subject).at(policy.source.clone(), "SPF"),
                sender,
            ),
            Err(error) => unknown(subject, "SPF", sender, error),
        }]
    })
}

/// Why the evaluation of a policy came to no end, where it did not.
pub(crate) fn unanswered(policy: &SpfPolicy) -> Option<FactError> {
    (policy.verdict == SpfPolicy::VERDICT_TEMPERROR)
        .then(|| FactError::Failed(policy.message.clone().unwrap_or_default()))
}

/// Judges the DMARC policy of every sender; the subject is that policy.
pub(crate) fn findings_per_dmarc_policy(
    each: impl Fn(&Sender, &DmarcPolicy, String) -> Finding,
) -> Outcome {
    findings_per_sender(|sender| {
        let subject = format!("mail/{}/DMARC", sender.domain);
        vec![match &sender.dmarc {
            Ok(policy) => named(
                each(sender, policy, subject).at(policy.source.clone(), "DMARC"),
                sender,
            ),
            Err(error) => unknown(subject, "DMARC", sender, error),
        }]
    })
}

/// Adds the line that names the domain, where it is a line.
pub(crate) fn named(finding: Finding, sender: &Sender) -> Finding {
    if sender.source.kind == Source::KIND_FILE {
        finding.at(sender.source.clone(), "names the sender")
    } else {
        finding
    }
}

fn unknown(subject: String, what: &str, sender: &Sender, error: &FactError) -> Finding {
    Finding::error(
        subject,
        format!(
            "The {what} of {} is not known: {}.",
            sender.domain,
            error.reason()
        ),
    )
}
