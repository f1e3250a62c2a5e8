//! The zone at Cloudflare: its settings, records, rules and certificates, as API v4 tells them
//! (<https://developers.cloudflare.com/api/>) or as an export holds them. Reads, and never writes.
//!
//! What the token is not allowed to read is an error that names the permission, and never an empty list. The
//! same permissions are in the list of refusals.

mod answers;
mod api;
mod bots;
mod endpoint;
mod envelope;
mod export;
mod expression;
mod facts;
mod overrides;
mod page_rules;
mod rules;
mod shown_address;
mod tokens;
mod transport;
mod words;

use std::collections::BTreeMap;

use muster_facts::targets::{Cloudflare, Edge};
use muster_facts::{CloudflareFacts, DomainFacts as _, Fact, FactError, Secrets};
pub use muster_http::Address as ApiAddress;
use muster_target::{Collection, Context, NetworkAccess};

use self::answers::ZoneResults;
use crate::tls;

/// Where Cloudflare's API is (<https://developers.cloudflare.com/api/>).
const HOST: &str = "api.cloudflare.com";

/// Whether an address is that of Cloudflare's own API, whatever the path.
#[must_use]
pub fn is_cloudflare(address: &ApiAddress) -> bool {
    address.is_https_of(HOST)
}

/// Where answers come from, and what the project says that is part of the facts.
struct Asked<'a> {
    origin: &'static str,
    edge: &'a Edge,
    /// What rules compare a request with may be a secret.
    secrets: &'a Secrets,
}

/// Collects the facts.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> CloudflareFacts {
    let context = collection.context;
    let edge = &context.targets.edge;
    let named = edge.cloudflare.as_ref();
    let Some((target, zone)) = named.and_then(|target| Some((target, target.zone.as_deref()?)))
    else {
        return no_zone();
    };
    // Before anything that could repeat it.
    if let Some(Ok(token)) = &target.token {
        context.secrets.register(token);
    }
    let (origin, answers) = match &target.export {
        Some(path) => ("export", export::read_export(context.system, path, zone)),
        None => ("api", from_network(context, target, zone)),
    };
    match answers {
        Ok(answers) => {
            let secrets = context.secrets;
            facts::collect_zone_facts(
                &answers,
                &Asked {
                    origin,
                    edge,
                    secrets,
                },
            )
        }
        Err(error) => nothing(&error),
    }
}

fn from_network(
    context: Context<'_>,
    target: &Cloudflare,
    zone: &str,
) -> Result<ZoneResults, FactError> {
    match context.network {
        NetworkAccess::Live => {
            let token = match &target.token {
                Some(token) => token.as_ref().map_err(Clone::clone)?,
                None => return Err(FactError::Failed("no token was read".to_owned())),
            };
            api::ask((target, zone), token, &tls::named_roots(context)?)
        }
        NetworkAccess::Recorded => Err(FactError::Failed(
            "Cloudflare's answers are not part of the recording; add an export of the zone and \
             name it with `export` under `[targets.edge.cloudflare]`"
                .to_owned(),
        )),
        NetworkAccess::Off(error) => Err(error.clone()),
    }
}

/// What is found where the project names no zone.
fn no_zone() -> CloudflareFacts {
    CloudflareFacts {
        overview: Ok(None),
        settings: Ok(Vec::new()),
        dns_records: Ok(Vec::new()),
        edge_rules: by_phase(&Ok(Vec::new())),
        certificate_packs: Ok(Vec::new()),
        refusals: Ok(Vec::new()),
        token_permissions: Ok(None),
        address_ranges: Ok(Vec::new()),
    }
}

/// The same reason for everything.
fn nothing(error: &FactError) -> CloudflareFacts {
    CloudflareFacts {
        edge_rules: by_phase(&Err(error.clone())),
        ..CloudflareFacts::missing(error)
    }
}

fn by_phase<T: Clone>(fact: &Fact<T>) -> BTreeMap<String, Fact<T>> {
    endpoint::PHASES
        .into_iter()
        .map(|(phase, _)| phase)
        .chain([endpoint::PAGE_RULES_PHASE])
        .map(|phase| (phase.to_owned(), fact.clone()))
        .collect()
}
