//! `dns/ns-delegation`

use std::collections::BTreeSet;

use muster_sdk::dns::{self, Referral};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, Source, cloudflare};

use crate::answers::{self, DnsAnswers};

muster_sdk::parameters! {
    struct Parameters {
        /// Name servers of another provider that serve the zone besides Cloudflare's.
        others: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "dns/ns-delegation",
    severity: High,
    precision: VeryHigh,
    tags: ["dns", "availability", "cross-domain"],
    documentation: "ns_delegation.md",
    parameters: Parameters,
    check: check,
}

/// A zone has at least two servers, so that it outlives one of them (RFC 1034, 4.1).
const FEWEST_SERVERS: usize = 2;

/// Names, lower case and without a final dot.
type Names = BTreeSet<String>;

/// What the zone itself says.
struct Published {
    domain: String,
    /// Whether there is such a name at all.
    exists: bool,
    /// None if the domain is not a zone of its own.
    servers: Names,
    source: Source,
}

fn check(parameters: Parameters) -> Outcome {
    answers::with_answers(|answers| {
        let domain = &answers.overview.domain;
        let lookup = answers.find(domain, "NS")?;
        let answer = match &lookup.outcome {
            Ok(answer) => answer,
            Err(error) => {
                let finding = Finding::error(
                    published_subject(domain),
                    format!(
                        "The name servers of {domain} are not known: {}.",
                        error.reason()
                    ),
                );
                return Ok(vec![finding.at(lookup.source.clone(), "was not answered")]);
            }
        };
        let published = Published {
            domain: domain.clone(),
            exists: !answers::is_nxdomain(answer),
            // What an alias leads to is another domain's.
            servers: if answer.aliases.is_empty() {
                names(answer.entries.iter().map(|entry| &entry.value))
            } else {
                Names::new()
            },
            source: lookup.source.clone(),
        };
        let mut findings = vec![
            judge_published(&published, assigned(domain, &parameters.others)),
            judge_delegation(&published, dns::referrals()),
        ];
        for server in &published.servers {
            findings.push(judge_server(answers, server)?);
        }
        Ok(findings)
    })
}

fn published_subject(domain: &str) -> String {
    format!("dns/{domain}/NS")
}

fn names<'a>(found: impl IntoIterator<Item = &'a String>) -> Names {
    found
        .into_iter()
        .map(|name| name.trim_end_matches('.').to_ascii_lowercase())
        .collect()
}

fn list(names: &Names) -> String {
    match names.len() {
        0 => "none".to_owned(),
        _ => Vec::from_iter(names.iter().map(String::as_str)).join(" "),
    }
}

/// The servers that Cloudflare has assigned to the domain, with the others that serve it, and
/// where that is said. None where Cloudflare does not serve it.
fn assigned(domain: &str, others: &[String]) -> Result<Option<(Names, Source)>, FactError> {
    let Some(zone) = cloudflare::overview()? else {
        return Ok(None);
    };
    if zone.name != domain || zone.name_servers.is_empty() {
        return Ok(None);
    }
    let servers = names(zone.name_servers.iter().chain(others));
    Ok(Some((servers, zone.source)))
}

fn judge_published(
    published: &Published,
    assigned: Result<Option<(Names, Source)>, FactError>,
) -> Finding {
    let Published {
        domain,
        exists,
        servers,
        source,
    } = published;
    let subject = published_subject(domain);
    let found = |finding: Finding| {
        finding
            .observed(list(servers))
            .at(source.clone(), "names the servers")
    };
    match assigned {
        _ if !exists => found(Finding::fail(
            subject,
            format!("{domain} does not exist, so nobody finds the host."),
        ))
        .required("a delegation")
        .fix(format!(
            "Check at the registrar whether {domain} is still registered"
        )),
        Ok(Some((assigned, zone))) if assigned != *servers => found(Finding::fail(
            subject,
            format!(
                "{domain} is served by other name servers than those of its zone at Cloudflare, so \
                 settings there have no effect."
            ),
        ))
        .required(list(&assigned))
        .at(zone, "assigns the servers")
        .fix(format!(
            "Set the name servers of {domain} at its registrar to {}",
            list(&assigned)
        )),
        Err(_) | Ok(_) if (1..FEWEST_SERVERS).contains(&servers.len()) => found(Finding::fail(
            subject,
            format!("{domain} has one name server: when it fails, nobody finds the host."),
        ))
        .required(format!("at least {FEWEST_SERVERS}"))
        .fix(format!(
            "Add a second name server in another network to {domain}, at its provider and at its \
             registrar"
        )),
        Err(error) => found(Finding::error(
            subject,
            format!(
                "It is not known which name servers Cloudflare has assigned to {domain}: {}.",
                error.reason()
            ),
        )),
        Ok(_) if servers.is_empty() => found(Finding::not_applicable(
            subject,
            format!("{domain} has no name servers of its own: it is part of another zone."),
        )),
        Ok(None) => found(Finding::pass(
            subject,
            format!("{domain} has {} name servers.", servers.len()),
        )),
        Ok(Some((_, zone))) => found(Finding::pass(
            subject,
            format!("{domain} is served by the name servers that Cloudflare has assigned to it."),
        ))
        .at(zone, "assigns the servers"),
    }
}

fn judge_delegation(published: &Published, referrals: Result<Vec<Referral>, FactError>) -> Finding {
    let Published {
        domain,
        servers,
        source,
        ..
    } = published;
    let subject = format!("dns/{domain}/delegation");
    let referrals = match referrals {
        Ok(referrals) => referrals,
        Err(error) => {
            return Finding::error(
                subject,
                format!(
                    "It is not known where {domain} is delegated to: {}.",
                    error.reason()
                ),
            );
        }
    };
    if referrals.is_empty() {
        return Finding::not_applicable(
            subject,
            "The servers of the parent zone are asked when `parent-servers` under \
             `[targets.edge]` names them.",
        );
    }
    let mut differing: Option<(&Referral, Names)> = None;
    let mut unknown = None;
    for referral in &referrals {
        match &referral.outcome {
            Ok(found) => {
                let found = names(found);
                if differing.is_none() && found != *servers {
                    differing = Some((referral, found));
                }
            }
            Err(error) => unknown = unknown.or(Some((referral, error))),
        }
    }
    let finding = match (differing, unknown) {
        (Some((referral, found)), _) if found.is_empty() => Finding::fail(
            subject,
            format!(
                "{} does not delegate {domain}, so nobody finds it.",
                referral.server
            ),
        )
        .observed(list(&found))
        .at(referral.source.clone(), "delegates to nobody"),
        (Some((referral, found)), _) => Finding::fail(
            subject,
            format!(
                "{} delegates {domain} to other name servers than the zone itself names.",
                referral.server
            ),
        )
        .observed(list(&found))
        .at(referral.source.clone(), "delegates"),
        (None, Some((referral, error))) => Finding::error(
            subject,
            format!(
                "It is not known where {domain} is delegated to: {}.",
                error.reason()
            ),
        )
        .at(referral.source.clone(), "was not answered"),
        (None, None) if servers.is_empty() => {
            return Finding::not_applicable(
                subject,
                format!("{domain} is not delegated: it is part of another zone."),
            );
        }
        (None, None) => Finding::pass(
            subject,
            format!("The parent zone delegates {domain} to the name servers that the zone names."),
        )
        .observed(list(servers)),
    };
    finding
        .required(list(servers))
        .at(source.clone(), "names the servers")
}

/// A name server is found by its own addresses: an alias may not stand there (RFC 2181, 10.3).
fn judge_server(answers: &DnsAnswers, server: &str) -> Result<Finding, NotEvaluated> {
    let subject = answers::subject(server);
    let lookup = answers.find(server, "A")?;
    let source = lookup.source.clone();
    if let Ok(answer) = &lookup.outcome
        && let Some(target) = answer.aliases.first()
    {
        return Ok(Finding::fail(
            subject,
            format!(
                "The name server {server} is an alias of {target}, which resolvers do not have to \
                 follow."
            ),
        )
        .observed(target.clone())
        .required("addresses")
        .at(source, "is an alias")
        .fix(format!(
            "Give {server} address records of its own, or name {target} as the name server"
        )));
    }
    let addresses = answers.addresses(server)?;
    if let Some((_, source)) = addresses.entries.first() {
        return Ok(
            Finding::pass(subject, format!("The name server {server} has an address."))
                .at(source.clone(), "has an address"),
        );
    }
    Ok(match addresses.unanswered.first() {
        Some(reason) => Finding::error(
            subject,
            format!("It is not known whether the name server {server} has an address: {reason}."),
        ),
        None => Finding::fail(
            subject,
            format!("The name server {server} has no address, so nobody can ask it."),
        )
        .required("an A or AAAA record")
        .fix(format!(
            "Add address records for {server}, or remove it from the name servers"
        )),
    }
    .at(source, "was asked for"))
}
