//! TLS as a client sees it, for each name of the project at its public addresses and at the host's
//! own. Live servers are asked (`probe`); recorded answers are read ([`answers`]). From there on
//! both go the same way: certificates are read, the chain is verified at the time of asking
//! against the public roots, Cloudflare's for origins, and those of the project's file.

pub mod answers;
pub mod audience;
mod certificate;
mod connection;
pub mod flight;
mod handshake;
pub mod hello;
mod observe;
mod offer;
mod probe;
mod roots;
mod suites;
mod survey;
#[cfg(test)]
mod tests;
mod trust;
pub mod web;

use std::time::{SystemTime, UNIX_EPOCH};

use muster_facts::targets::Edge;
use muster_facts::tls::Endpoint;
use muster_facts::{DomainFacts as _, Fact, FactError, Source, TlsFacts};
use muster_target::{Collection, Context, LARGEST_FILE, NetworkAccess};

use rustls::pki_types::CertificateDer;

pub use observe::{Seen, observe, observe_all};
pub use roots::Trust;

use crate::network::resolver::Resolver;
use crate::network::{NOT_RECORDED, recorded_answers, within};

/// What was seen of a name at one address.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// The name.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The address; empty when there is none to ask.
    pub address: String,
    /// `edge`, `origin` or `both`.
    pub scope: String,
    /// What was seen, or why nothing was.
    pub outcome: Result<Seen, FactError>,
}

/// Collects the facts.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> TlsFacts {
    let context = collection.context;
    if context.targets.edge.names().is_empty() {
        return TlsFacts {
            asked_at: Err(FactError::Unsupported(
                "nobody was asked, because the project names no domain".to_owned(),
            )),
            endpoints: Ok(Vec::new()),
        };
    }
    let seen = match context.network {
        NetworkAccess::Live => live(context),
        NetworkAccess::Recorded => recorded(context),
        NetworkAccess::Off(error) => Err(error.clone()),
    };
    match seen {
        Ok((asked_at, sightings)) => TlsFacts {
            asked_at: Ok(asked_at),
            endpoints: endpoints(context, asked_at, sightings),
        },
        Err(error) => TlsFacts::missing(&error),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the time of asking is itself the fact; rules judge dates by it"
)]
fn live(context: Context<'_>) -> Result<(i64, Vec<Sighting>), FactError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    let edge = &context.targets.edge;
    let sightings = within(async { survey::survey(edge, Resolver::of(context)).await })?;
    Ok((seconds, sightings))
}

fn recorded(context: Context<'_>) -> Result<(i64, Vec<Sighting>), FactError> {
    let text = recorded_answers(context, "tls", "the answers over TLS")?;
    let answers = answers::parse(text).map_err(|error| FactError::Failed(error.to_string()))?;
    let edge = &context.targets.edge;
    let mut sightings = answers.sightings;
    // What the project does not name was not to be asked.
    sightings.retain(|sighting| edge.names().contains(&sighting.host));
    let absent = missing(edge, &sightings);
    sightings.extend(absent);
    Ok((answers.asked_at, sightings))
}

/// The places that a live target would have been asked at, and that the recording lacks.
fn missing(edge: &Edge, sightings: &[Sighting]) -> Vec<Sighting> {
    let recorded = |host: &str, scope: &str, address: Option<&str>| {
        sightings.iter().any(|sighting| {
            sighting.host == host
                && (sighting.scope == scope || sighting.scope == "both")
                && address.is_none_or(|address| sighting.address == address)
        })
    };
    let absent = |host: &str, scope: &str, address: String| Sighting {
        host: host.to_owned(),
        port: edge.https_port,
        address,
        scope: scope.to_owned(),
        outcome: Err(FactError::Failed(NOT_RECORDED.to_owned())),
    };
    let mut missing = Vec::new();
    for host in edge.names() {
        if !recorded(host, "edge", None) {
            missing.push(absent(host, "edge", String::new()));
        }
        for address in edge.addresses.iter().map(ToString::to_string) {
            if !recorded(host, "origin", Some(&address)) {
                missing.push(absent(host, "origin", address));
            }
        }
    }
    missing
}

/// Reads and verifies every chain; judging is for the rules.
fn endpoints(
    context: Context<'_>,
    asked_at: i64,
    mut sightings: Vec<Sighting>,
) -> Fact<Vec<Endpoint>> {
    let trust = trust(context)?;
    // Answers arrive in any order; reports do not.
    sightings.sort_by(|one, other| {
        (&one.host, &one.scope, &one.address).cmp(&(&other.host, &other.scope, &other.address))
    });
    Ok(sightings
        .into_iter()
        .flat_map(|sighting| of_one(sighting, asked_at, &trust))
        .collect())
}

/// One for each certificate that the server shows.
fn of_one(sighting: Sighting, asked_at: i64, trust: &Trust) -> Vec<Endpoint> {
    let Sighting {
        host,
        port,
        address,
        scope,
        outcome,
    } = sighting;
    let seen = match outcome {
        Ok(seen) => observe_all(seen, &host, asked_at, trust),
        Err(error) => vec![(None, Err(error))],
    };
    seen.into_iter()
        .map(|(shown_to, outcome)| Endpoint {
            source: Source::logical(format!("tls/{host}:{port}/{scope}")),
            outcome,
            host: host.clone(),
            port,
            address: address.clone(),
            scope: scope.clone(),
            shown_to: shown_to.map(|to| to.as_str().to_owned()),
        })
        .collect()
}

/// The roots that the project names besides the public ones.
///
/// # Errors
/// When its file of roots cannot be read.
pub(crate) fn named_roots(context: Context<'_>) -> Fact<Vec<CertificateDer<'static>>> {
    Ok(of_named_roots(context, roots::parse_roots)?.unwrap_or_default())
}

/// The public roots and those of the project's file.
fn trust(context: Context<'_>) -> Fact<Trust> {
    of_named_roots(context, |pem| Trust::new(Some(pem)))?
        .map_or_else(|| Trust::new(None).map_err(FactError::Failed), Ok)
}

/// Reads the project's file of roots; none where it names none.
fn of_named_roots<T>(
    context: Context<'_>,
    read: impl FnOnce(&[u8]) -> Result<T, String>,
) -> Fact<Option<T>> {
    let Some(path) = &context.targets.edge.tls_roots else {
        return Ok(None);
    };
    let pem = context.system.read(path, LARGEST_FILE)?;
    read(&pem)
        .map(Some)
        .map_err(|reason| FactError::Failed(format!("{}: {reason}", path.display())))
}
