//! `dns/record-missing`

use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::answers::{self, DnsAnswers};

muster_sdk::rule! {
    id: "dns/record-missing",
    severity: High,
    precision: VeryHigh,
    tags: ["dns", "availability", "checklist"],
    explained_by: [Place("dns/dangling-cname")],
    documentation: "record_missing.md",
    check: check,
}

fn check() -> Outcome {
    answers::findings_per_name(judge_existence)
}

fn judge_existence(answers: &DnsAnswers, name: &str) -> Result<Finding, NotEvaluated> {
    let subject = answers::subject(name);
    let addresses = answers.addresses(name)?;
    if let Some((_, source)) = addresses.entries.first() {
        let observed: Vec<&str> = addresses
            .entries
            .iter()
            .map(|(entry, _)| entry.value.as_str())
            .collect();
        return Ok(Finding::pass(subject, format!("{name} has an address."))
            .observed(observed.join(" "))
            .at(source.clone(), "has an address"));
    }
    let lookup = answers.find(name, "A")?;
    if let Some(reason) = addresses.unanswered.first() {
        return Ok(Finding::error(
            subject,
            format!("It is not known whether {name} has an address: {reason}."),
        )
        .at(lookup.source.clone(), "was not answered"));
    }
    let nxdomain = lookup.outcome.as_ref().is_ok_and(answers::is_nxdomain);
    let observed = if nxdomain {
        "NXDOMAIN"
    } else {
        "no A and no AAAA record"
    };
    Ok(Finding::fail(
        subject,
        format!("{name} has no address ({observed}), so nobody reaches it."),
    )
    .observed(observed)
    .required("an A or AAAA record")
    .at(lookup.source.clone(), "is missing")
    .fix(format!(
        "Add an A record for {name} with the address of the host"
    )))
}
