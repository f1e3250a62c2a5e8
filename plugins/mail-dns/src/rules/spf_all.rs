//! `mail/spf-all`

use muster_sdk::mail::{Sender, SpfPolicy};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// Qualifiers of `all` that are strict enough.
        #[form(Words(&["+", "-", "~", "?"]))]
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
    senders::findings_per_spf_policy(|sender, policy, subject| {
        judge_all_term(sender, policy, subject, &parameters.allowed)
    })
}

fn judge_all_term(
    sender: &Sender,
    policy: &SpfPolicy,
    subject: String,
    allowed: &[String],
) -> Finding {
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
                "The SPF record of {domain} lets {} pass, so strangers can send mail in its name: \
                 {because}.",
                families.join(" and ")
            ),
        )
        .observed(policy.opened_by.join("\n"))
        .required("addresses that belong to senders of the domain")
        .fix(match foreign(policy, domain) {
            Some(other) => format!(
                "Remove from the SPF record of {domain} what leads to that of {other}, or have {other} name \
                 only the networks that it sends from"
            ),
            None => format!(
                "Write only the networks in the SPF record that mail of {domain} comes from"
            ),
        });
    }
    // It is the other record that ends so, and an `all` here would switch it off (RFC 7208, 6.1).
    let redirect = redirect(policy);
    let place = redirect.map_or_else(
        || format!("The SPF record of {domain}"),
        |target| format!("The SPF record to which `redirect={target}` of {domain} leads"),
    );
    let mend = redirect.map_or_else(
        || format!("End the SPF record of {domain} with `-all`"),
        |target| {
            // An include of a record that lets everybody pass would let everybody pass.
            let instead = match policy.all.as_deref() {
                Some("+") => "remove the redirect".to_owned(),
                Some(_) | None => format!("write `include:{target} -all` in place of the redirect"),
            };
            format!("End that record with `-all`; or, if it is not yours, {instead}")
        },
    );
    let qualifier = match &policy.all {
        Some(qualifier) => qualifier.as_str(),
        None => {
            return Finding::fail(
                subject,
                format!("{place} ends without `all`, so it says nothing about other senders."),
            )
            .observed("no all")
            .required(required)
            .fix(mend);
        }
    };
    let observed = format!("{qualifier}all");
    if allowed.iter().any(|one| one == qualifier) {
        return Finding::pass(subject, format!("{place} ends with `{observed}`."))
            .observed(observed)
            .required(required);
    }
    let meaning = match qualifier {
        "+" => "so the whole world can send mail in its name",
        _ => "so it says nothing about other senders",
    };
    Finding::fail(
        subject,
        format!("{place} ends with `{observed}`, {meaning}."),
    )
    .observed(observed)
    .required(required)
    .fix(mend)
}

/// The domain whose record lets too many pass, where that is another one.
fn foreign<'a>(policy: &'a SpfPolicy, domain: &str) -> Option<&'a str> {
    let mut others = policy
        .opened_by
        .iter()
        .filter_map(|term| Some(term.split_once(": ")?.0));
    let first = others.next()?;
    (first != domain && others.all(|other| other == first)).then_some(first)
}

/// Where a record leads on that has no `all` of its own.
fn redirect(policy: &SpfPolicy) -> Option<&str> {
    let terms = || {
        policy
            .records
            .first()
            .into_iter()
            .flat_map(|record| record.split(' '))
    };
    let is_all = |term: &str| {
        term.trim_start_matches(['+', '-', '~', '?'])
            .eq_ignore_ascii_case("all")
    };
    if terms().any(is_all) {
        return None;
    }
    terms().find_map(|term| {
        let (name, target) = term.split_once('=')?;
        name.eq_ignore_ascii_case("redirect").then_some(target)
    })
}

/// `all IPv4 addresses`, or `43 % of all IPv4 addresses`.
fn share((family, percent): &(String, u32)) -> String {
    match percent {
        100 => format!("all {family} addresses"),
        percent => format!("{percent} % of all {family} addresses"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::Source;
    use muster_sdk::testing::sample;

    fn policy(record: &str, opened_by: &[&str]) -> SpfPolicy {
        SpfPolicy {
            verdict: "ok".to_owned(),
            records: vec![record.to_owned()],
            opened_by: opened_by.iter().map(|term| (*term).to_owned()).collect(),
            source: Source::logical("dns/example.com/TXT"),
            ..sample()
        }
    }

    #[test]
    fn a_redirect_counts_where_the_record_has_no_all() {
        let target = |record| redirect(&policy(record, &[])).map(str::to_owned);
        assert_eq!(
            target("v=spf1 a REDIRECT=b.example").as_deref(),
            Some("b.example")
        );
        for record in [
            "v=spf1 -all",
            "v=spf1 redirect=b.example ~ALL",
            "v=spf1 exp=b.example",
        ] {
            assert_eq!(target(record), None, "{record}");
        }
    }

    #[test]
    fn the_record_at_fault_is_another_domain_s_only_where_all_terms_are() {
        let at = |terms: &[&str]| foreign(&policy("", terms), "a.example").map(str::to_owned);
        assert_eq!(at(&["b.example: +all"]).as_deref(), Some("b.example"));
        assert_eq!(at(&["a.example: a/0"]), None);
        assert_eq!(
            at(&["b.example: ip4:0.0.0.0/1", "a.example: ip4:128.0.0.0/1"]),
            None
        );
        assert_eq!(at(&[]), None);
    }
}
