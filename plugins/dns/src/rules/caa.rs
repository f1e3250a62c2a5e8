//! `dns/caa`

use muster_sdk::dns::Lookup;
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::answers::{self, DnsAnswers};
use crate::authorization::Property;

muster_sdk::parameters! {
    struct Parameters {
        /// Domains of the certificate authorities that issue the certificates of the host.
        issuers: Vec<String> = ["letsencrypt.org"],
    }
}

muster_sdk::rule! {
    id: "dns/caa",
    severity: Low,
    precision: VeryHigh,
    tags: ["dns", "tls"],
    documentation: "caa.md",
    parameters: Parameters,
    check: check,
}

/// Names, and the lookup that says who can issue for them.
struct Relevant<'a> {
    lookup: &'a Lookup,
    names: Vec<&'a str>,
}

fn check(parameters: Parameters) -> Outcome {
    answers::with_answers(|answers| {
        let relevant = relevant(answers)?;
        let findings = relevant
            .into_iter()
            .map(|relevant| judge_issuers(&relevant, &parameters.issuers));
        Ok(findings.collect())
    })
}

/// The record sets that hold for the domain and its names, each once.
fn relevant(answers: &DnsAnswers) -> Result<Vec<Relevant<'_>>, NotEvaluated> {
    let overview = &answers.overview;
    let mut found: Vec<Relevant<'_>> = Vec::new();
    for name in std::iter::once(&overview.domain).chain(&overview.names) {
        let lookup = relevant_lookup(answers, name)?;
        match found
            .iter_mut()
            .find(|relevant| owner(relevant.lookup) == owner(lookup))
        {
            Some(relevant) if relevant.names.contains(&name.as_str()) => {}
            Some(relevant) => relevant.names.push(name),
            None => found.push(Relevant {
                lookup,
                names: vec![name],
            }),
        }
    }
    Ok(found)
}

/// Which name has the records: an alias has none of its own (RFC 1034, 3.6.2).
fn owner(lookup: &Lookup) -> &str {
    let alias = lookup
        .outcome
        .as_ref()
        .ok()
        .and_then(|answer| answer.aliases.last());
    alias.unwrap_or(&lookup.name)
}

/// The lookup that decides about a name: of the closest name with records, the name itself first
/// (RFC 8659, 3). A name above one that was not answered says nothing.
fn relevant_lookup<'a>(answers: &'a DnsAnswers, name: &str) -> Result<&'a Lookup, NotEvaluated> {
    let mut lookup = answers.find(name, "CAA")?;
    let mut climbed = name;
    while lookup
        .outcome
        .as_ref()
        .is_ok_and(|answer| answer.entries.is_empty())
        && let Some((_, above)) = climbed.split_once('.')
        // What lies above the last two labels was not asked for.
        && let Ok(next) = answers.find(above, "CAA")
    {
        lookup = next;
        climbed = above;
    }
    Ok(lookup)
}

/// The authorities that may issue; where one may, records that name nobody add nothing.
fn named(allowed: &[&str]) -> String {
    let named: Vec<&str> = allowed
        .iter()
        .copied()
        .filter(|name| *name != NOBODY)
        .collect();
    named.join(" and ")
}

/// Stands for a record that names no authority.
const NOBODY: &str = "nobody";

fn judge_issuers(relevant: &Relevant<'_>, issuers: &[String]) -> Finding {
    let Relevant { lookup, names } = relevant;
    let subject = format!("dns/{}/CAA", lookup.name);
    let owner = owner(lookup);
    let names = names.join(", ");
    let answer = match &lookup.outcome {
        Ok(answer) => answer,
        Err(error) => {
            return Finding::error(
                subject,
                format!(
                    "It is not known who can issue certificates for {names}: {}.",
                    error.reason()
                ),
            )
            .at(lookup.source.clone(), "was not answered");
        }
    };
    let records: Vec<&str> = answer
        .entries
        .iter()
        .map(|entry| entry.value.as_str())
        .collect();
    let properties = records.iter().map(|record| Property::read(record));
    let mut allowed = Vec::new();
    let mut unknown = None;
    for property in properties {
        match property {
            Property::Issue(issuer) => allowed.push(issuer.unwrap_or(NOBODY)),
            Property::Unknown(tag) => unknown = unknown.or(Some(tag)),
            Property::Nothing => {}
        }
    }
    let wanted = issuers.join(" or ");
    let add = format!(
        "Add the record `{owner}. CAA 0 issue \"{}\"`",
        issuers.first().map_or("", String::as_str)
    );
    let finding = if let Some(tag) = unknown {
        Finding::fail(
            subject,
            format!(
                "A CAA record of {owner} says that authorities must not issue unless they know its tag \
                 `{tag}`, which they do not, so certificates of {names} cannot be renewed."
            ),
        )
        .fix(format!(
            "Remove the record `{tag}` of {owner}, or write 0 for its flag"
        ))
    } else if allowed.is_empty() {
        Finding::fail(
            subject,
            format!(
                "No CAA record of {owner} says who can issue certificates for {names}, so every \
                 authority can."
            ),
        )
        .fix(add)
    } else if issuers.iter().any(|issuer| {
        allowed
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(issuer))
    }) {
        Finding::pass(
            subject,
            format!("CAA records of {owner} allow {}.", named(&allowed)),
        )
    } else {
        Finding::fail(
            subject,
            format!(
                "CAA records of {owner} do not allow {wanted}, so certificates of {names} cannot \
                 be renewed."
            ),
        )
        .fix(add)
    };
    finding
        .observed(records.join(", "))
        .required(wanted)
        .at(lookup.source.clone(), "says who can issue")
}
