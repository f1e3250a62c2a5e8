//! The packet filter: reads every rule that inbound packets meet, evaluates packets that stand for
//! whole classes, and reports which ports the internet gets through to.
//!
//! One model serves every source. Parsers (`nft_json`, `iptables_save`, `ufw`, `ipset`) bring rules
//! into the form of `ruleset`; `classes` and `senders` part ports and addresses where any rule tells
//! them apart; `journey` sends the packets of one sender to all ports at once through the hooks,
//! `sweep` through one chain. Sources in order: the rules in force
//! (`nft -j list ruleset`, `iptables-save` and its kin), else the files that are loaded at boot.

mod bundle;
mod classes;
mod docker;
mod headers;
mod helping;
mod index;
pub mod intervals;
pub mod ipset;
mod iptables_rule;
pub mod iptables_save;
mod iptables_targets;
mod journey;
mod loaders;
mod network;
mod nft_entries;
pub mod nft_json;
mod nft_rule;
mod nft_sets;
mod nft_text;
mod nft_values;
mod owners;
mod packet;
mod plan;
mod port_set;
mod programs;
mod published;
mod reach;
pub mod ruleset;
mod scripts;
mod senders;
mod sources;
mod strands;
mod sweep;
pub mod ufw;
mod ways;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use muster_facts::packet_filter::{FilterOverview, PublishedPort, Reach};
use muster_facts::{Fact, FactError, PacketFilterFacts};

use self::docker::Publication;
use self::journey::TooLarge;
use self::network::Network;
use self::reach::Reachability;
use self::ruleset::Version;
use self::sources::Reading;
use crate::Context;
use crate::boot::Boot;

/// Collects the domain.
#[must_use]
pub fn collect(context: Context<'_>) -> PacketFilterFacts {
    let boot = Boot::read(context.system);
    let reading = match sources::read(context, &boot) {
        Ok(reading) => reading,
        Err(error) => {
            return PacketFilterFacts {
                overview: Err(error.clone()),
                reachability: Err(error.clone()),
                published_ports: Err(error),
            };
        }
    };
    let mut network = Network::read(context);
    network.learn(&reading.ruleset);
    let ports = crate::compose::collect(context).ports;
    let declared = ports.as_deref().map(published::declared);
    let empty = Vec::new();
    let publications = |started_only: bool| -> Vec<Publication> {
        declared
            .as_ref()
            .unwrap_or(&empty)
            .iter()
            .filter(|(port, _)| !started_only || port.waits_for.is_empty())
            .map(|(_, publication)| publication.clone())
            .collect()
    };
    // Of a large ruleset there is no second one without need.
    let with = |publications: &[Publication]| {
        (!publications.is_empty()).then(|| docker::publish(reading.ruleset.clone(), publications))
    };
    let with_docker = with(&publications(false));
    // Rules in force already hold what Docker has added for running containers. Elsewhere those
    // count that start without being asked for.
    let with_started = if reading.in_force {
        None
    } else {
        with(&publications(true))
    };
    let simulated = with_started.is_some();
    let ruleset = with_started.as_ref().unwrap_or(&reading.ruleset);
    let reachability = Reachability::new(ruleset, &network, reading.nothing.clone());
    let ranges = reachability.ranges();
    let mut overview = overview(context, &boot, &reading, ranges.as_deref().ok());
    if simulated {
        overview.basis.push("compose".to_owned());
    }
    PacketFilterFacts {
        overview: Ok(overview),
        reachability: match &ports {
            // Without the compose file, the ports that Docker would open are missing.
            Err(error) if !reading.in_force && !matches!(error, FactError::Unsupported(_)) => {
                Err(error.clone())
            }
            _ => ranges.map_err(too_large),
        },
        published_ports: match declared {
            Ok(declared) => {
                let predicted = with_docker
                    .as_ref()
                    .map(|ruleset| Reachability::new(ruleset, &network, reading.nothing.clone()));
                let predicted = predicted.as_ref().unwrap_or(&reachability);
                published(&reading, &reachability, predicted, &declared)
            }
            Err(error) => Err(error.clone()),
        },
    }
}

fn overview(
    context: Context<'_>,
    boot: &Boot,
    reading: &Reading,
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
    }
}

/// Whether an ordinary sender is kept from any port of the host. A list of banned addresses alone
/// keeps nobody else out.
fn keeps_out(ranges: &[Reach], version: Version) -> bool {
    ranges.iter().any(|range| {
        range.family == version.as_str() && range.path == "input" && range.verdict != "open"
    })
}

fn published(
    reading: &Reading,
    now: &Reachability<'_>,
    predicted: &Reachability<'_>,
    declared: &[(&muster_facts::compose::Port, Publication)],
) -> Fact<Vec<PublishedPort>> {
    let mut all = published::from_compose(declared, predicted).map_err(too_large)?;
    if reading.in_force {
        all.extend(published::from_nat(&reading.ruleset, now, declared).map_err(too_large)?);
    }
    Ok(all)
}

fn too_large(error: TooLarge) -> FactError {
    FactError::Failed(error.to_string())
}

/// The whole port space under a ruleset, for tests and fuzzing: no addresses, no routes.
///
/// # Errors
/// When the ruleset is too large.
pub fn reachability(ruleset: &ruleset::Ruleset) -> Result<Vec<Reach>, FactError> {
    let mut network = Network::default();
    network.learn(ruleset);
    let nothing = muster_facts::packet_filter::Decision {
        text: "no base chain and no rule judges inbound packets".to_owned(),
        source: muster_facts::Source::command(nft_json::COMMAND),
    };
    Reachability::new(ruleset, &network, nothing)
        .ranges()
        .map_err(too_large)
}
