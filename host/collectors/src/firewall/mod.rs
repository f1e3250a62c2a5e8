//! The packet filter: reads every rule that inbound packets meet, evaluates packets that stand for
//! whole classes, and reports which ports the internet gets through to.
//!
//! One model serves every source. The parsers in `sources` bring rules into the form of `model`; `reach`
//! parts ports and senders where any rule tells them apart, and sends the packets of one sender to all
//! ports at once through the hooks. `owners` says whose rules they are and what loads them at boot,
//! `after_boot` what that changes, `shadowed` which rules come too late, `containers` what the ports of containers add. Sources in order: the rules in force
//! (`nft -j list ruleset`, `iptables-save` and its derivatives), else the files that are loaded at boot.

mod after_boot;
mod containers;
mod gateway;
mod model;
mod owners;
mod reach;
mod shadowed;
mod sources;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use muster_facts::packet_filter::{BootComparison, FilterOverview, PublishedPort, Reach};
use muster_facts::{DomainFacts as _, FactError, PacketFilterFacts};
use muster_target::{Collection, Context};

pub use self::model::ruleset;
pub use self::sources::iptables::{ipset, save as iptables_save};
pub use self::sources::nft::json as nft_json;
pub use self::sources::ufw;

use self::containers::bindings::Way;
use self::containers::docker;
use self::containers::docker::{Publication, Site};
use self::containers::engine::Engine;
use self::containers::published;
use self::containers::published::Rules;
use self::model::marks;
use self::model::network::HostNetwork;
use self::model::ruleset::{Ruleset, Version};
use self::reach::Reachability;
use self::reach::journey::TooLarge;
use self::sources::Reading;
use crate::compose::Loaded;
use crate::readers::boot::Boot;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> PacketFilterFacts {
    collect_filter(collection).unwrap_or_else(|error| PacketFilterFacts::missing(&error))
}

fn collect_filter(collection: &Collection<'_>) -> Result<PacketFilterFacts, FactError> {
    let context = collection.context;
    let boot = collection.shared::<Boot>()?;
    let mut reading = sources::read_rulesets(context, &boot)?;
    // Before marks are settled, which depends on the whole ruleset.
    let booted = after_boot::Booted::of(context, &boot, &reading);
    let mut network = HostNetwork::read(collection);
    network.learn(&reading.ruleset);
    marks::settle(&mut reading.ruleset, &network);
    let ports = collection
        .compose()
        .and_then(|compose| compose.ports.as_ref().map_err(Clone::clone));
    let projects = collection.shared::<Loaded>()?;
    let attachments = projects.attachments();
    // Who runs containers matters where a port of theirs is published, and takes a look at every process.
    let engine = match &ports {
        Ok(ports) if !ports.is_empty() => Engine::of(collection, &boot, projects.file()),
        Ok(_) | Err(_) => Ok(Engine::DOCKER),
    };
    let declared = match (&ports, &engine) {
        (Ok(ports), Ok(engine)) => Ok(published::declared(ports, &attachments, engine)),
        (Err(error), _) | (Ok(_), Err(error)) => Err(error.clone()),
    };
    let engine = engine.unwrap_or(Engine::DOCKER);
    let site = Site {
        engine: &engine,
        legacy: reading.legacy,
    };
    let publications: Vec<Publication> = declared
        .iter()
        .flatten()
        .map(|(_, publication)| publication.clone())
        .collect();
    // Rules in force already hold what Docker has added for running containers. What it will pick is
    // no port that could be named.
    let numbered: Vec<Publication> = if reading.in_force {
        Vec::new()
    } else {
        // Of services those count that start without being asked for.
        declared
            .iter()
            .flatten()
            .filter(|(port, one)| {
                port.waits_for.is_empty() && one.port.is_some() && one.way == Way::Translated
            })
            .map(|(_, publication)| publication.clone())
            .collect()
    };
    // Of a large ruleset there is no second one without need.
    let with = |publications: &[Publication]| {
        let translated = |one: &Publication| one.way == Way::Translated;
        publications
            .iter()
            .any(translated)
            .then(|| docker::publish(reading.ruleset.clone(), publications, site))
    };
    let with_numbered = with(&numbered);
    let with_docker = with(&publications);
    let ruleset = with_numbered.as_ref().unwrap_or(&reading.ruleset);
    let reachability = Reachability::new(ruleset, &network, reading.nothing.clone());
    let ranges = reachability.ranges();
    let mut overview = overview(context, &boot, &reading, &network, ranges.as_deref().ok());
    if !numbered.is_empty() {
        overview.basis.push("compose".to_owned());
    }
    let boot_rules = booted.and_then(|booted| {
        let Some(booted) = booted else {
            return Ok(None);
        };
        let now = ranges.as_deref().map_err(|error| too_large(*error))?;
        compare_with_boot(booted, now, &network, &reading).map(Some)
    });
    Ok(PacketFilterFacts {
        boot_rules,
        shadowed_rules: Ok(shadowed::shadowed_rules(&reading.ruleset)),
        overview: Ok(overview),
        loopback: reachability.loopback().map_err(too_large),
        source_translations: Ok(gateway::source_translations(&reading.ruleset)),
        reachability: match &declared {
            // Without the compose file, the ports that Docker would open are missing.
            Err(error) if !reading.in_force && !matches!(error, FactError::Unsupported(_)) => {
                Err(error.clone())
            }
            _ => ranges.map_err(too_large),
        },
        published_ports: declared.and_then(|declared| {
            let predicted = with_docker
                .as_ref()
                .map(|ruleset| Reachability::new(ruleset, &network, reading.nothing.clone()));
            let listening = crate::sockets::listening(collection).unwrap_or_default();
            let rules = Rules {
                now: &reachability,
                predicted: predicted.as_ref().unwrap_or(&reachability),
                in_force: reading.in_force,
                listening: &listening,
                publisher: engine.name,
            };
            published(&reading, &rules, &declared).map_err(too_large)
        }),
    })
}

fn overview(
    context: Context<'_>,
    boot: &Boot,
    reading: &Reading,
    network: &HostNetwork,
    ranges: Option<&[Reach]>,
) -> FilterOverview {
    let filters = |version| {
        owners::filters(&reading.ruleset, version)
            && ranges.is_none_or(|ranges| keeps_out(ranges, version))
    };
    FilterOverview {
        basis: reading.basis.clone(),
        managers: owners::owners(context, boot, reading),
        filters_ipv4: filters(Version::V4),
        filters_ipv6: filters(Version::V6),
        unrouted_addresses: network.unrouted_addresses(),
    }
}

/// Whether an ordinary sender is kept from any port of the host. A list of banned addresses alone
/// keeps nobody else out.
fn keeps_out(ranges: &[Reach], version: Version) -> bool {
    ranges.iter().any(|range| {
        range.family == version.as_str() && range.path == "input" && range.verdict != "open"
    })
}

/// Those that are declared first: where a rule in force says the same, the file is pointed at.
fn published(
    reading: &Reading,
    rules: &Rules<'_, '_>,
    declared: &[(&muster_facts::compose::Port, Publication)],
) -> Result<Vec<PublishedPort>, TooLarge> {
    let live = if reading.in_force {
        published::from_nat(&reading.ruleset, rules.now, declared)?
    } else {
        Vec::new()
    };
    let mut all = published::from_compose(declared, rules, &live)?;
    all.extend(live);
    Ok(all)
}

fn compare_with_boot(
    booted: after_boot::Booted<'_>,
    now: &[Reach],
    network: &HostNetwork,
    reading: &Reading,
) -> Result<BootComparison, FactError> {
    booted.compare(now, |mut ruleset| {
        marks::settle(&mut ruleset, network);
        Reachability::new(&ruleset, network, reading.nothing.clone())
            .ranges()
            .map_err(too_large)
    })
}

fn too_large(error: TooLarge) -> FactError {
    FactError::Failed(error.to_string())
}

/// The whole port space under a ruleset, for tests and fuzzing: no addresses, no routes.
///
/// # Errors
/// When the ruleset is too large.
pub fn reachability(ruleset: &Ruleset) -> Result<Vec<Reach>, FactError> {
    let mut network = HostNetwork::default();
    network.learn(ruleset);
    let mut ruleset = ruleset.clone();
    marks::settle(&mut ruleset, &network);
    let nothing = sources::nothing_judges(nft_json::COMMAND);
    Reachability::new(&ruleset, &network, nothing)
        .ranges()
        .map_err(too_large)
}
