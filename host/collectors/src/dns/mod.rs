//! What the DNS says about the domain and its public names.
//!
//! Source: the name servers of the project or of the system. All questions are asked side by side;
//! each that has no answer is an error of its own. Without a domain nothing is asked.

use std::collections::BTreeSet;

use muster_facts::dns::{Answer, DnsOverview, Entry, Lookup, Security as State, ZoneCut};
use muster_facts::{DnsFacts, Fact, FactError};
use tokio::task::JoinSet;

use crate::network::resolver::{RecordType, Resolver, Response, Security, Status, place};
use crate::network::within;
use crate::{Context, host};

/// Asked of each public name. `CNAME` asks for the alias itself.
const OF_NAMES: [RecordType; 3] = [RecordType::A, RecordType::Aaaa, RecordType::Cname];

/// Asked of the domain besides.
const OF_DOMAIN: [RecordType; 5] = [
    RecordType::Caa,
    RecordType::Mx,
    RecordType::Ns,
    RecordType::Txt,
    RecordType::Ds,
];

/// Collects the domain.
#[must_use]
pub fn collect(context: Context<'_>) -> DnsFacts {
    let Some(domain) = context.targets.edge.domain.as_deref() else {
        return DnsFacts {
            overview: Ok(None),
            lookups: Ok(Vec::new()),
            dnssec: Ok(None),
            delegation: Ok(None),
        };
    };
    match within(ask(context, domain)) {
        Ok(Ok(facts)) => facts,
        Ok(Err(error)) | Err(error) => DnsFacts {
            overview: Ok(Some(overview(context, domain, Vec::new()))),
            lookups: Err(error.clone()),
            dnssec: Err(error),
            delegation: delegation(),
        },
    }
}

async fn ask(context: Context<'_>, domain: &str) -> Fact<DnsFacts> {
    let resolver = Resolver::of(context)?;
    let questions = questions(domain, &context.targets.edge.names);
    let (lookups, security) =
        tokio::join!(answers(&resolver, questions), resolver.security(domain));
    Ok(DnsFacts {
        overview: Ok(Some(overview(context, domain, resolver.servers()))),
        lookups: Ok(lookups),
        dnssec: security.map(|security| Some(state(domain, security))),
        delegation: delegation(),
    })
}

/// Each question once, in the order of the names.
fn questions(domain: &str, names: &[String]) -> Vec<(String, RecordType)> {
    let of_names = names
        .iter()
        .flat_map(|name| OF_NAMES.map(|kind| (name.clone(), kind)));
    let of_domain = OF_DOMAIN.map(|kind| (domain.to_owned(), kind));
    let mut seen = BTreeSet::new();
    of_names
        .chain(of_domain)
        .filter(|question| seen.insert(question.clone()))
        .collect()
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
    let mut lookups = running.join_all().await;
    lookups.sort_by_key(|(index, _)| *index);
    lookups.into_iter().map(|(_, lookup)| lookup).collect()
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
fn overview(context: Context<'_>, domain: &str, servers: Vec<String>) -> DnsOverview {
    let edge = &context.targets.edge;
    let addresses = if edge.addresses.is_empty() {
        let found = host::collect(context).addresses.unwrap_or_default();
        let global = found.into_iter().filter(|found| found.scope == "global");
        global.map(|found| found.address).collect()
    } else {
        edge.addresses.iter().map(ToString::to_string).collect()
    };
    DnsOverview {
        domain: domain.to_owned(),
        names: edge.names.clone(),
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

/// Nobody but the parent's servers knows what the parent says, and only the servers that the
/// project or the system names are asked.
fn delegation() -> Fact<Option<ZoneCut>> {
    Err(FactError::Unsupported(
        "the servers of the parent zone are not asked".to_owned(),
    ))
}

#[cfg(test)]
mod tests;
