//! `mail/dmarc-rua`

use muster_sdk::mail::{DmarcPolicy, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;
use crate::sending::{self, Sends, takes_no_mail};

muster_sdk::rule! {
    id: "mail/dmarc-rua",
    severity: Low,
    precision: VeryHigh,
    tags: ["mail", "dmarc"],
    documentation: "dmarc_rua.md",
    check: check,
}

fn check() -> Outcome {
    senders::findings_per_dmarc_policy(judge_rua)
}

/// Whether an address is at a domain.
fn is_at(uri: &str, domain: &str) -> bool {
    let host = uri.split(['?', '!']).next().unwrap_or(uri);
    host.rsplit('@').next().is_some_and(|host| {
        let host = host.strip_suffix('.').unwrap_or(host);
        host.eq_ignore_ascii_case(domain)
    })
}

/// An address for reports, of a domain that takes mail.
fn example(sender: &Sender) -> String {
    if takes_no_mail(sender) {
        "rua=mailto:MAILBOX@OTHER-DOMAIN".to_owned()
    } else {
        format!("rua=mailto:dmarc@{}", sender.domain)
    }
}

fn judge_rua(sender: &Sender, policy: &DmarcPolicy, subject: String) -> Finding {
    let domain = &sender.domain;
    if policy.verdict != DmarcPolicy::VERDICT_OK {
        return Finding::not_applicable(subject, format!("No DMARC record applies to {domain}."));
    }
    let addresses = policy.tags.iter().find(|(name, _)| name == "rua");
    let Some((_, addresses)) = addresses.filter(|(_, value)| !value.is_empty()) else {
        // They would be on forged mail alone, which is refused.
        if let Some(Sends::Nothing(why)) = sending::declared(sender) {
            return Finding::not_applicable(
                subject,
                format!(
                    "{domain} says that it sends no mail ({why}), so reports would say nothing \
                     about its own."
                ),
            );
        }
        return Finding::fail(
            subject,
            format!("The DMARC record of {domain} names nobody to receive the reports (`rua`)."),
        )
        .required("rua=mailto:…")
        .fix(format!("Add `{}` to the DMARC record", example(sender)));
    };
    if policy.report_addresses.is_empty() {
        return Finding::fail(
            subject,
            format!(
                "The DMARC record of {domain} names `{addresses}` for reports, but an address for \
                 reports begins with `mailto:` and names a mailbox."
            ),
        )
        .observed(addresses.clone())
        .required("rua=mailto:…")
        .fix(format!("Write `{}` in the DMARC record", example(sender)));
    }
    if takes_no_mail(sender) && policy.report_addresses.iter().all(|uri| is_at(uri, domain)) {
        return Finding::fail(
            subject,
            format!(
                "The DMARC record of {domain} names `{addresses}` for reports, but {domain} \
                 accepts no mail (null MX)."
            ),
        )
        .observed(addresses.clone())
        .required("an address that accepts the reports")
        .fix(format!("Write `{}` in the DMARC record", example(sender)));
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
            format!("Reports on {domain} are not sent to {uri}: that domain does not say that it accepts them."),
        )
        .fix("Ask the receiver of the reports to publish its `_report._dmarc` record, or name another address")
    } else if let Some((uri, error)) = unknown {
        Finding::error(
            subject,
            format!(
                "It is not known whether {uri} accepts the reports: {}.",
                error.reason()
            ),
        )
    } else {
        Finding::pass(subject, format!("Reports on {domain} are collected."))
    };
    finding
        .observed(addresses.clone())
        .required("an address that accepts the reports")
}
