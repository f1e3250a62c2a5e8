//! What the DNS says about the domain and its public names.
//!
//! Source: the name servers of the project or of the system, and the servers of the parent zone that
//! the project names. All questions are asked side by side; each that has no answer is an error of
//! its own. Without a domain nothing is asked.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use muster_facts::dns::{Answer, DnsOverview, Entry, Lookup, Referral, Security as State};
use muster_facts::{DnsFacts, DomainFacts as _, Fact, FactError, Source};
use muster_target::Collection;
use tokio::task::JoinSet;

use crate::network::resolver::{RecordType, Resolver, Response, Security, Status, place};
use crate::network::within;

/// Asked of each public name. `CNAME` asks for the alias itself.
const OF_NAMES: [RecordType; 3] = [RecordType::A, RecordType::Aaaa, RecordType::Cname];

/// Asked of the domain besides, as are its name servers.
const OF_DOMAIN: [RecordType; 4] = [
    RecordType::Caa,
    RecordType::Mx,
    RecordType::Txt,
    RecordType::Ds,
];

/// Name servers of the zone whose addresses are asked for. The root has 13 (RFC 8109), and who has
/// more gains nothing.
const MOST_NAME_SERVERS: usize = 16;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> DnsFacts {
    let context = collection.context;
    let Some(domain) = context.targets.domain.as_deref() else {
        return DnsFacts {
            overview: Ok(None),
            lookups: Ok(Vec::new()),
            dnssec: Ok(None),
            referrals: Ok(Vec::new()),
        };
    };
    match within(ask(collection, domain)) {
        Ok(Ok(facts)) => facts,
        Ok(Err(error)) | Err(error) => DnsFacts {
            overview: Ok(Some(overview(collection, domain, Vec::new()))),
            ..DnsFacts::missing(&error)
        },
    }
}

async fn ask(collection: &Collection<'_>, domain: &str) -> Fact<DnsFacts> {
    let context = collection.context;
    let resolver = Resolver::of(context)?;
    let questions = questions(domain, context.targets.edge.names());
    let (mut lookups, servers, security, referrals) = tokio::join!(
        answers(&resolver, questions),
        name_servers(&resolver, domain),
        resolver.security(domain),
        referrals(&resolver, domain, &context.targets.edge.parent_servers),
    );
    // A public name may be that of a name server as well.
    for server in servers {
        let is_known = |lookup: &Lookup| lookup.source == server.source;
        if !lookups.iter().any(is_known) {
            lookups.push(server);
        }
    }
    Ok(DnsFacts {
        overview: Ok(Some(overview(collection, domain, resolver.servers()))),
        lookups: Ok(lookups),
        dnssec: security.map(|security| Some(state(domain, security))),
        referrals: Ok(referrals),
    })
}

/// Each question once, in the order of the names.
fn questions(domain: &str, names: &[String]) -> Vec<(String, RecordType)> {
    let of_names = names
        .iter()
        .flat_map(|name| OF_NAMES.map(|kind| (name.clone(), kind)));
    let of_authorities = std::iter::once(domain)
        .chain(names.iter().map(String::as_str))
        .flat_map(climb)
        .map(|name| (name.to_owned(), RecordType::Caa));
    let of_domain = OF_DOMAIN.map(|kind| (domain.to_owned(), kind));
    let mut seen = BTreeSet::new();
    of_names
        .chain(of_authorities)
        .chain(of_domain)
        .filter(|question| seen.insert(question.clone()))
        .collect()
}

/// The names at which an authority looks for CAA records, the first first (RFC 8659, 3): it climbs to
/// the root, and here to the last two labels, since top-level domains have none.
fn climb<'a>(name: &'a str) -> impl Iterator<Item = &'a str> {
    let labels = name.rmatch_indices('.').nth(1);
    let top = labels.map_or(name.len(), |(dot, _)| name.len() - dot - 1);
    let above = |name: &&'a str| name.split_once('.').map(|(_, above)| above);
    std::iter::successors(Some(name), above).take_while(move |name| name.len() >= top)
}

/// The servers that the zone names, and then their addresses.
async fn name_servers(resolver: &Resolver, domain: &str) -> Vec<Lookup> {
    let mut lookups = answers(resolver, vec![(domain.to_owned(), RecordType::Ns)]).await;
    let names: BTreeSet<String> = lookups
        .iter()
        .filter_map(|lookup| lookup.outcome.as_ref().ok())
        // What an alias leads to is another domain's.
        .filter(|answer| answer.aliases.is_empty())
        .flat_map(|answer| &answer.entries)
        .map(|entry| entry.value.trim_end_matches('.').to_owned())
        .take(MOST_NAME_SERVERS)
        .collect();
    let questions = names
        .into_iter()
        .flat_map(|name| [RecordType::A, RecordType::Aaaa].map(|kind| (name.clone(), kind)))
        .collect();
    lookups.extend(answers(resolver, questions).await);
    lookups
}

/// Side by side, in the order of the project.
async fn referrals(resolver: &Resolver, domain: &str, servers: &[SocketAddr]) -> Vec<Referral> {
    let mut running = JoinSet::new();
    for (index, server) in servers.iter().copied().enumerate() {
        let (resolver, domain) = (resolver.clone(), domain.to_owned());
        running.spawn(async move {
            let referral = Referral {
                server: server.to_string(),
                outcome: resolver.referral(server, &domain).await,
                source: Source::logical(format!("dns/{domain}/NS/{server}")),
            };
            (index, referral)
        });
    }
    in_order(running).await
}

/// Side by side, in the order of the questions.
async fn answers(resolver: &Resolver, questions: Vec<(String, RecordType)>) -> Vec<Lookup> {
    let mut running = JoinSet::new();
    for (index, (name, kind)) in questions.into_iter().enumerate() {
        let resolver = resolver.clone();
        running.spawn(async move {
            let outcome = resolver.lookup(&name, kind).await;
            (index, lookup(name, kind, outcome))
        });
    }
    in_order(running).await
}

async fn in_order<T: 'static>(running: JoinSet<(usize, T)>) -> Vec<T> {
    let mut answers = running.join_all().await;
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn lookup(name: String, kind: RecordType, outcome: Result<Response, FactError>) -> Lookup {
    Lookup {
        source: place(&name, kind),
        name,
        record_type: kind.name().to_owned(),
        outcome: outcome.map(|response| Answer {
            status: match response.status {
                Status::NoError => "noerror",
                Status::NxDomain => "nxdomain",
            }
            .to_owned(),
            entries: response
                .records
                .into_iter()
                .map(|record| Entry {
                    name: record.name,
                    ttl: record.ttl,
                    value: record.value,
                })
                .collect(),
            aliases: response.aliases,
        }),
    }
}

/// Without addresses of the project, those of the running host. A host whose addresses are not
/// known has none here, and what needs one says so.
fn overview(collection: &Collection<'_>, domain: &str, servers: Vec<String>) -> DnsOverview {
    let edge = &collection.context.targets.edge;
    let addresses = if edge.addresses.is_empty() {
        let addresses = collection.host().map(|host| host.addresses.as_ref());
        let found = addresses.ok().and_then(Result::ok).into_iter().flatten();
        let global = found.filter(|found| found.scope == "global");
        global.map(|found| found.address.clone()).collect()
    } else {
        edge.addresses.iter().map(ToString::to_string).collect()
    };
    DnsOverview {
        domain: domain.to_owned(),
        names: edge.names().to_vec(),
        addresses,
        servers,
    }
}

fn state(domain: &str, security: Security) -> State {
    let (state, reason) = match security {
        Security::Secure => ("secure", None),
        Security::Insecure => ("insecure", None),
        Security::Bogus(reason) => ("bogus", Some(reason)),
        Security::Indeterminate(reason) => ("indeterminate", Some(reason)),
    };
    State {
        name: domain.to_owned(),
        state: state.to_owned(),
        reason,
        source: place(domain, RecordType::Ds),
    }
}

#[cfg(test)]
mod tests;
