//! What is looked at, and what is found there.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike as _, SecondsFormat};
use muster_facts::targets::Targets;
use muster_facts::{Domain, FactError, SCHEMA, Secrets, Snapshot, Target};
use muster_target::{Context, Kind, Live, NetworkAccess, Root, System};

use crate::args;
use crate::edge;
use crate::failure::Failure;

/// Opens the target that the command line names.
pub(crate) fn open(target: &args::TargetArgs) -> Result<Box<dyn System>, Failure> {
    if let Some(directory) = &target.root {
        return Ok(Box::new(
            Root::open(directory).map_err(|error| Failure::new(error.to_string()))?,
        ));
    }
    if let Some(directory) = &target.recording {
        return Ok(Box::new(
            muster_target::load(directory).map_err(|error| Failure::new(error.to_string()))?,
        ));
    }
    Ok(Box::new(Live::new()))
}

/// Whether the network is asked about this target.
pub(crate) fn network(system: &dyn System, offline: bool) -> NetworkAccess {
    match system.kind() {
        Kind::Recording => NetworkAccess::Recorded,
        Kind::Live if offline => NetworkAccess::Off(FactError::Failed(
            "the network was not asked, because `--offline` was given".to_owned(),
        )),
        Kind::Live => NetworkAccess::Live,
        Kind::Root => NetworkAccess::Off(FactError::Unsupported(
            "The network is not asked about a directory: its names lead to another host."
                .to_owned(),
        )),
    }
}

/// Collects the given domains. Each is said to be `collected` when it is.
pub(crate) fn collect(
    system: &dyn System,
    network: &NetworkAccess,
    targets: &Targets,
    domains: &[Domain],
    confirmed: &edge::Confirmed,
    collected: &(dyn Fn(Domain) + Sync),
    secrets: &Secrets,
) -> Snapshot {
    let collected_at = collected_at(system);
    let targets = &edge::with_credentials(targets, system, confirmed);
    let context = Context {
        system,
        targets,
        network,
        secrets,
    };
    let collectors = [muster_collectors::COLLECTORS, muster_edge::COLLECTORS];
    let facts = muster_target::collect(context, &collectors, domains, collected);
    Snapshot {
        schema: SCHEMA.to_owned(),
        muster: env!("CARGO_PKG_VERSION").to_owned(),
        target: Target {
            name: match &targets.name {
                Some(name) => name.clone(),
                None => own_name(system, secrets),
            },
            // A name that somebody chose tells the host from every other.
            machine: match targets.name {
                Some(_) => None,
                None => muster_collectors::host::machine(system),
            },
            kind: system.kind().as_str().to_owned(),
        },
        collected_at,
        facts: facts.into(),
    }
}

/// The host's own name, in which a secret may stand as in any other text of the host.
fn own_name(system: &dyn System, secrets: &Secrets) -> String {
    let mut name = muster_collectors::host::name(system);
    if secrets.clean(&mut name).is_err() {
        name.clear();
    }
    name
}

/// When the facts are those of: for a recording, when it was made, where it says so.
fn collected_at(system: &dyn System) -> String {
    let recorded = || match system.kind() {
        Kind::Recording => utc(system.now()?.try_into().ok()?),
        Kind::Live | Kind::Root => None,
    };
    fixed_time().or_else(recorded).unwrap_or_else(now)
}

/// The time, or what `SOURCE_DATE_EPOCH` says it is, as RFC 3339 in UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub(crate) fn now() -> String {
    let elapsed = || SystemTime::now().duration_since(UNIX_EPOCH);
    fixed_time()
        .or_else(|| utc(elapsed().unwrap_or_default().as_secs()))
        .unwrap_or_default()
}

/// What `SOURCE_DATE_EPOCH` says that the time is
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
#[expect(
    clippy::disallowed_methods,
    reason = "the specification names an environment variable"
)]
fn fixed_time() -> Option<String> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?;
    utc(seconds.parse().ok()?)
}

/// `2026-01-31T23:59:59Z`. RFC 3339 has no form for what comes after the year 9999.
fn utc(seconds: u64) -> Option<String> {
    let time = DateTime::from_timestamp_secs(seconds.try_into().ok()?)?;
    (time.year() <= 9999).then(|| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_form_up_to_the_year_9999() {
        assert_eq!(utc(0).unwrap(), "1970-01-01T00:00:00Z");
        assert_eq!(utc(1_780_315_200).unwrap(), "2026-06-01T12:00:00Z");
        assert_eq!(utc(253_402_300_799).unwrap(), "9999-12-31T23:59:59Z");
        assert_eq!(utc(253_402_300_800), None);
        assert_eq!(utc(u64::MAX), None);
    }
}
