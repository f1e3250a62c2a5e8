//! `mail/spf-all`

use muster_sdk::mail::{Sender, SpfPolicy};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// Qualifiers of `all` that are strict enough.
        allowed: Vec<String> = ["-", "~"],
    }
}

muster_sdk::rule! {
    id: "mail/spf-all",
    severity: Medium,
    tags: ["mail", "spf", "checklist"],
    documentation: "spf_all.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    senders::judge_spf(|sender, policy, subject| {
        judge(sender, policy, subject, &parameters.allowed)
    })
}

fn judge(sender: &Sender, policy: &SpfPolicy, subject: String, allowed: &[String]) -> Finding {
    let domain = &sender.domain;
    if policy.records.is_empty() {
        return Finding::not_applicable(subject, format!("{domain} has no SPF record."));
    }
    let required: Vec<String> = allowed
        .iter()
        .map(|qualifier| format!("{qualifier}all"))
        .collect();
    let required = required.join(" or ");
    if let Some(problem) = &policy.problem {
        return Finding::not_applicable(
            subject,
            format!("The SPF of {domain} cannot be evaluated ({problem})."),
        );
    }
    if policy.all.as_deref() != Some("+") && !policy.open_to.is_empty() {
        let families: Vec<String> = policy.open_to.iter().map(share).collect();
        let because = match policy.opened_by.as_slice() {
            [] => "its terms taken together".to_owned(),
            terms => format!("`{}`", terms.join("`, `")),
        };
        return Finding::fail(
            subject,
            format!(
                "The SPF record of {domain} lets {} pass, so that strangers may send mail in its name: {because}.",
                families.join(" and ")
            ),
        )
        .observed(policy.opened_by.join("\n"))
        .required("addresses that belong to senders of the domain")
        .fix(format!(
            "Write only the networks in the SPF record that mail of {domain} comes from"
        ));
    }
    let qualifier = match &policy.all {
        Some(qualifier) => qualifier.as_str(),
        None => {
            return Finding::fail(
                subject,
                format!("The SPF record of {domain} ends without `all`, so it says nothing of other senders."),
            )
            .observed("no all")
            .required(required)
            .fix(format!("End the SPF record of {domain} with `-all`"));
        }
    };
    let observed = format!("{qualifier}all");
    if allowed.iter().any(|one| one == qualifier) {
        return Finding::pass(
            subject,
            format!("The SPF record of {domain} ends with `{observed}`."),
        )
        .observed(observed)
        .required(required);
    }
    let meaning = match qualifier {
        "+" => "so the whole world may send mail in its name",
        _ => "so it says nothing of other senders",
    };
    Finding::fail(
        subject,
        format!("The SPF record of {domain} ends with `{observed}`, {meaning}."),
    )
    .observed(observed)
    .required(required)
    .fix(format!("End the SPF record of {domain} with `-all`"))
}

/// `all IPv4 addresses`, or `43 % of all IPv4 addresses`.
fn share((family, percent): &(String, u32)) -> String {
    match percent {
        100 => format!("all {family} addresses"),
        percent => format!("{percent} % of all {family} addresses"),
    }
}
