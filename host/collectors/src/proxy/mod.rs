//! The reverse proxy Caddy, by its Caddyfile: the file that the policy names, the one that a service of the Compose
//! project mounts where Caddy looks, or that of Caddy's packages. It is read as `caddy adapt` reads it: variables,
//! words, imports, blocks, and then the directives of each site in the order in which Caddy runs them.
//!
//! What a plugin of Caddy adds makes only what depends on it unknown. What Caddy refuses is told with file and line. No value of a
//! header, hash of a password or token leaves this collector, and no message has a word of the file.

mod accounts;
mod adapt;
mod address;
mod arguments;
mod certificates;
mod conditions;
mod directives;
mod environment;
mod files;
mod found;
mod glob;
mod headers;
mod imports;
mod logs;
mod matchers;
mod networks;
mod options;
mod place;
mod routes;
mod stop;
mod terminal;
mod tokens;
mod tree;
mod upstreams;
mod variables;

use muster_facts::caddy::{Caddyfile, Gap};
use muster_facts::{CaddyFacts, DomainFacts as _, FactError, Secrets, Source};
use muster_target::Collection;

use self::files::HostFiles;
use self::found::Found;
use self::imports::Imports;
use self::place::Located;
use self::stop::{Complaint, Stop};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> CaddyFacts {
    let public_names = collection.context.targets.edge.names().to_vec();
    let mut facts = match place::locate(collection) {
        Ok(None) => facts(None, Found::default()),
        Ok(Some(located)) => read(collection, &located),
        Err(error) => CaddyFacts::missing(&error),
    };
    facts.public_names = Ok(public_names);
    facts
}

fn facts(configuration: Option<Caddyfile>, found: Found) -> CaddyFacts {
    CaddyFacts {
        configuration: Ok(configuration),
        public_names: Ok(Vec::new()),
        options: Ok(found.options),
        servers: Ok(found.servers),
        sites: Ok(found.sites),
        logs: Ok(found.logs),
        routes: Ok(found.routes),
        header_operations: Ok(found.operations),
        upstreams: Ok(found.upstreams),
        route_trusts: Ok(found.trusts),
        gaps: Ok(found.gaps),
    }
}

fn read(collection: &Collection<'_>, located: &Located) -> CaddyFacts {
    let context = collection.context;
    let variables = environment::variables(collection, located);
    let file = located.file.display().to_string();
    let caddyfile = |verdict: &str, complaint: Option<&Complaint>| Caddyfile {
        file: file.clone(),
        found: located.found.to_owned(),
        service: located.service.clone(),
        verdict: verdict.to_owned(),
        reason: complaint.map(|complaint| complaint.reason.clone()),
        source: complaint.map_or_else(|| Source::file(&file), |complaint| complaint.place.source()),
    };
    let files = match HostFiles::new(context.system, located, &variables) {
        Ok(files) => files,
        Err(error) => return CaddyFacts::missing(&error),
    };
    let text = match files.caddyfile() {
        Ok(text) => text,
        Err(error) => return CaddyFacts::missing(&error),
    };
    let found = found(&files, located, &text, context.secrets);
    match found {
        Ok(found) => {
            let complaint = found.foreign.first().cloned();
            let verdict = match &complaint {
                Some(_) => Caddyfile::VERDICT_UNKNOWN,
                None => Caddyfile::VERDICT_READ,
            };
            facts(Some(caddyfile(verdict, complaint.as_ref())), found)
        }
        Err(stop) => {
            let (verdict, complaint, error) = match stop {
                Stop::Refused(complaint) => {
                    let error =
                        format!("Caddy refuses its configuration: {}", complaint.sentence());
                    (Caddyfile::VERDICT_REFUSED, complaint, error)
                }
                Stop::Unknown(complaint) => {
                    let error = complaint.sentence();
                    (Caddyfile::VERDICT_UNKNOWN, complaint, error)
                }
            };
            let mut facts = CaddyFacts::missing(&FactError::Failed(error));
            facts.configuration = Ok(Some(caddyfile(verdict, Some(&complaint))));
            facts
        }
    }
}

/// What a Caddyfile says.
fn found(
    files: &HostFiles<'_>,
    located: &Located,
    (file, text): &(std::sync::Arc<str>, String),
    secrets: &Secrets,
) -> Result<Found, Stop> {
    let mut imports = Imports::new(files, &located.seen, file, text)?;
    let parsed = tree::parse(&mut imports)?;
    let mut found = adapt::adapt(&parsed, secrets)?;
    for missing in imports.missing {
        found.miss(None, Gap::PART_SITES, &missing.place, &missing.reason);
        found.foreign.push(missing);
    }
    Ok(found)
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
