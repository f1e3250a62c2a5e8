//! `mail/dmarc-rua`

use muster_sdk::mail::{DmarcPolicy, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::rule! {
    id: "mail/dmarc-rua",
    severity: Low,
    tags: ["mail", "dmarc"],
    documentation: "dmarc_rua.md",
    check: check,
}

fn check() -> Outcome {
    senders::judge_dmarc(judge)
}

fn judge(sender: &Sender, policy: &DmarcPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    if policy.verdict != "ok" {
        return Finding::not_applicable(subject, format!("No DMARC record applies to {domain}."));
    }
    let addresses = policy.tags.iter().find(|(name, _)| name == "rua");
    let Some((_, addresses)) = addresses.filter(|(_, value)| !value.is_empty()) else {
        return Finding::fail(
            subject,
            format!("The DMARC record of {domain} names nobody who gets the reports (`rua`)."),
        )
        .required("rua=mailto:…")
        .fix(format!(
            "Add `rua=mailto:dmarc@{domain}` to the DMARC record"
        ));
    };
    if policy.report_addresses.is_empty() {
        return Finding::fail(
            subject,
            format!(
                "The DMARC record of {domain} names `{addresses}` for reports, which is not an address \
                 that reports are sent to: that begins with `mailto:` and names a mailbox."
            ),
        )
        .observed(addresses.clone())
        .required("rua=mailto:…")
        .fix(format!(
            "Write `rua=mailto:dmarc@{domain}` in the DMARC record"
        ));
    }
    let refused = policy
        .external_reports
        .iter()
        .find(|(_, accepts)| *accepts == Ok(false));
    let unknown = policy
        .external_reports
        .iter()
        .find_map(|(uri, accepts)| accepts.as_ref().err().map(|error| (uri, error)));
    let finding = if let Some((uri, _)) = refused {
        Finding::fail(
            subject,
            format!("Reports on {domain} are not sent to {uri}: that domain does not say that it takes them."),
        )
        .fix("Ask the receiver of the reports to publish its `_report._dmarc` record, or name another address")
    } else if let Some((uri, error)) = unknown {
        Finding::error(
            subject,
            format!(
                "It is not known whether {uri} takes the reports: {}.",
                error.reason()
            ),
        )
    } else {
        Finding::pass(subject, format!("Reports on {domain} are collected."))
    };
    finding
        .observed(addresses.clone())
        .required("an address that takes the reports")
}
