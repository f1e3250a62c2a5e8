//! Ports that containers publish on the host: those of NAT rules in force, and those that the
//! compose file declares. Says for each what the internet gets, and what the host's input rules
//! would have said.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use muster_facts::compose::Port;
use muster_facts::packet_filter::PublishedPort;

use crate::compose::networks::Attachment;
use crate::firewall::containers::bindings::{self, Way};
use crate::firewall::containers::docker::{FIRST_PICKED, Publication};
use crate::firewall::containers::engine::Engine;
use crate::firewall::model::packet::Protocol;
use crate::firewall::model::ruleset::{Action, Field, Hook, Rule, Ruleset, Test, Values, Version};
use crate::firewall::owners::programs;
use crate::firewall::reach::journey::TooLarge;
use crate::firewall::reach::{Door, Reachability};

/// The most ports that one NAT rule is listed for. A published range is rarely over a hundred.
const MOST_PORTS: usize = 1024;

/// Compose's ports as publications: one for each address of the host that a port is published on,
/// none for a port that is not published at all.
#[must_use]
pub(in crate::firewall) fn declared<'p>(
    ports: &'p [Port],
    attachments: &BTreeMap<String, Attachment>,
    engine: &Engine,
) -> Vec<(&'p Port, Publication)> {
    let usual = Attachment::usual();
    let mut all = Vec::new();
    for port in ports {
        let Some(protocol) = Protocol::PUBLISHED
            .into_iter()
            .find(|protocol| protocol.as_str() == port.protocol)
        else {
            continue;
        };
        let asked = port
            .host_address
            .as_deref()
            .and_then(|text| text.trim_matches(['[', ']']).parse().ok());
        let attachment = attachments.get(&port.service).unwrap_or(&usual);
        for (address, way) in bindings::bindings_for(asked, attachment, engine) {
            for (host, container_port) in pairs(port) {
                let publication = Publication {
                    address,
                    way,
                    protocol,
                    port: host,
                    door: host.unwrap_or(FIRST_PICKED),
                    container_port,
                    source: port.source.clone(),
                };
                all.push((port, publication));
            }
        }
    }
    number_picked(&mut all);
    all
}

/// Gives each port that is picked a number that no other has, as long as there are any: one rule would
/// otherwise speak for all of them.
fn number_picked(all: &mut [(&Port, Publication)]) {
    let declared: BTreeSet<u16> = all.iter().filter_map(|(_, one)| one.port).collect();
    let mut free = (FIRST_PICKED..=u16::MAX).filter(|port| !declared.contains(port));
    for (_, one) in all.iter_mut().filter(|(_, one)| one.port.is_none()) {
        one.door = free.next().unwrap_or(FIRST_PICKED);
    }
}

/// Ports of the host with those of the container: none where one is picked, of all or of a range that
/// is longer than the container's.
fn pairs(port: &Port) -> impl Iterator<Item = (Option<u16>, u16)> {
    let container = port.target.first..=port.target.last;
    let published = port
        .published
        .filter(|host| (host.first..=host.last).len() == container.len());
    let first = port.target.first;
    container.map(move |number| {
        let host = published.map(|host| host.first.saturating_add(number - first));
        (host, number)
    })
}

/// What declared ports are judged by.
pub(in crate::firewall) struct Rules<'r, 's> {
    /// The rules in force; for a target that is not running, those that it boots with.
    pub(in crate::firewall) now: &'r Reachability<'s>,
    /// The same with what the engine adds for every declared port.
    pub(in crate::firewall) predicted: &'r Reachability<'s>,
    /// Whether the rules are in force, so that they hold what runs.
    pub(in crate::firewall) in_force: bool,
    /// What listens on the host.
    pub(in crate::firewall) listening: &'r [(&'static str, IpAddr, u16)],
    /// Who publishes.
    pub(in crate::firewall) publisher: &'static str,
}

impl<'r, 's> Rules<'r, 's> {
    /// The rules that say what becomes of a declared port. What is in force counts: a port that is
    /// translated, or that a process of the host holds, is as open as the rules make it. What they do
    /// not know yet is predicted.
    fn of(&self, one: &Publication) -> Result<&'r Reachability<'s>, TooLarge> {
        let Some(port) = one.port else {
            return Ok(if one.way == Way::Translated {
                self.predicted
            } else {
                self.now
            });
        };
        if one.way == Way::Listening {
            return Ok(self.now);
        }
        if self.in_force {
            let held = self.listening.iter().any(|(protocol, address, held)| {
                *held == port
                    && *protocol == one.protocol.as_str()
                    && (address.is_unspecified()
                        || one.address.is_unspecified()
                        || *address == one.address)
            });
            if held {
                return Ok(self.now);
            }
            let door = Door {
                version: Version::of(one.address),
                protocol: one.protocol,
                port,
            };
            let address = Some(one.address).filter(|address| !address.is_unspecified());
            if self.now.ask(door, address, true)?.forwarded_to.is_some() {
                return Ok(self.now);
            }
        }
        Ok(self.predicted)
    }
}

/// The facts about declared ports. `live` are those of rules in force.
///
/// # Errors
/// When the ruleset is too large.
pub(in crate::firewall) fn from_compose(
    declared: &[(&Port, Publication)],
    rules: &Rules<'_, '_>,
    live: &[PublishedPort],
) -> Result<Vec<PublishedPort>, TooLarge> {
    let mut found = Vec::new();
    for (port, one) in declared {
        // The number that was picked is in a rule in force.
        let is_live = one.port.is_none()
            && live.iter().any(|other| {
                other.owner == port.service
                    && other.protocol == one.protocol.as_str()
                    && other.container_port == Some(one.container_port)
            });
        if is_live {
            continue;
        }
        let listing = Listing {
            owner: port.service.clone(),
            waits_for: port.waits_for.clone(),
            address: one.address,
            protocol: one.protocol,
            port: one.port,
            door: one.door,
            container_port: Some(one.container_port),
            basis: "compose",
            publisher: Some(rules.publisher),
            way: one.way,
            source: one.source.clone(),
        };
        found.push(listing.published_port(rules.of(one)?)?);
    }
    Ok(found)
}

/// The facts about NAT rules in force.
///
/// # Errors
/// When the ruleset is too large.
pub(in crate::firewall) fn from_nat(
    ruleset: &Ruleset,
    reachability: &Reachability<'_>,
    declared: &[(&Port, Publication)],
) -> Result<Vec<PublishedPort>, TooLarge> {
    let mut found = Vec::new();
    for table in &ruleset.tables {
        for name in table.reached_from(&[Hook::Prerouting]) {
            let rules = table.chains.get(name).map_or(&[][..], |chain| &chain.rules);
            let publisher = programs::publisher(table, name);
            for rule in rules {
                for version in Version::ALL {
                    if table.family.sees(version) {
                        found.extend(listings(rule, version, declared).map(|listing| Listing {
                            publisher,
                            ..listing
                        }));
                    }
                }
            }
        }
    }
    found
        .into_iter()
        .map(|listing| listing.published_port(reachability))
        .collect()
}

/// A published port before it is judged.
struct Listing {
    owner: String,
    waits_for: Vec<String>,
    address: IpAddr,
    protocol: Protocol,
    port: Option<u16>,
    door: u16,
    container_port: Option<u16>,
    basis: &'static str,
    publisher: Option<&'static str>,
    way: Way,
    source: muster_facts::Source,
}

impl Listing {
    fn published_port(self, reachability: &Reachability<'_>) -> Result<PublishedPort, TooLarge> {
        let door = Door {
            version: Version::of(self.address),
            protocol: self.protocol,
            port: self.door,
        };
        let address = Some(self.address).filter(|address| !address.is_unspecified());
        let outside = reachability.ask(door, address, true)?;
        let input = reachability.ask(door, address, false)?;
        let local = self.address.is_loopback();
        // What a process holds is not translated, however the file would have it.
        let translated = outside.forwarded_to.is_some()
            || (self.way == Way::Translated && outside.verdict == "unknown");
        Ok(PublishedPort {
            owner: self.owner,
            waits_for: self.waits_for,
            address: self.address.to_string(),
            protocol: self.protocol.as_str().to_owned(),
            port: self.port.unwrap_or(0),
            container_port: self.container_port,
            basis: self.basis.to_owned(),
            publisher: self.publisher.map(str::to_owned),
            translated,
            verdict: if local { "local" } else { outside.verdict }.to_owned(),
            input_verdict: input.verdict.to_owned(),
            source: self.source,
            decided_by: outside.decided_by,
            unknown_because: outside.unknown_because,
        })
    }
}

/// What one DNAT rule publishes. A rule that names no port leads all of them, or those of the rules
/// that lead to it, to another machine: that is told by the reachability, not port by port.
fn listings(
    rule: &Rule,
    version: Version,
    declared: &[(&Port, Publication)],
) -> impl Iterator<Item = Listing> {
    let mut found = Vec::new();
    let mut add = |action: &Action, ports: Vec<(u128, u128)>| {
        if let Action::Translate {
            address: Some(address),
            port,
        } = action
            && Version::of(*address) == version
        {
            found.push((*address, *port, ports));
        }
    };
    if let Some(ports) = asked(rule, Field::DestinationPort) {
        add(&rule.action, ports);
    }
    if let Action::Map { fields, rows } = &rule.action
        && **fields == [Field::DestinationPort]
    {
        for (row, action) in rows.iter() {
            if let [Values::Numbers(ports)] = row.as_slice() {
                add(action, ports.iter().collect());
            }
        }
    }
    let bound = asked(rule, Field::DestinationAddress).unwrap_or_default();
    let protocols = asked(rule, Field::Protocol);
    let host = match bound.first() {
        Some((first, last)) if first == last => address_of(version, *first),
        _ => address_of(version, 0),
    };
    let mut listings = Vec::new();
    for (target, target_port, ports) in found {
        let ports = ports
            .into_iter()
            .flat_map(|(first, last)| first..=last)
            .filter_map(|port| u16::try_from(port).ok())
            .take(MOST_PORTS);
        for port in ports {
            for protocol in Protocol::PUBLISHED {
                let number = protocol.number();
                let is_asked = match &protocols {
                    Some(asked) => asked.iter().any(|(a, b)| (*a..=*b).contains(&number)),
                    None => Protocol::ALL.contains(&protocol),
                };
                if !is_asked {
                    continue;
                }
                let of = |with_port: Option<u16>| {
                    declared.iter().find(|(_, one)| {
                        one.protocol == protocol
                            && one.port == with_port
                            && target_port.is_none_or(|target| target == one.container_port)
                    })
                };
                let service = of(Some(port)).or_else(|| of(None));
                listings.push(Listing {
                    owner: service
                        .map_or_else(|| target.to_string(), |(port, _)| port.service.clone()),
                    waits_for: Vec::new(),
                    address: host,
                    protocol,
                    port: Some(port),
                    door: port,
                    container_port: Some(target_port.unwrap_or(port)),
                    basis: "nat",
                    publisher: None,
                    way: Way::Translated,
                    source: rule.source(),
                });
            }
        }
    }
    listings.into_iter()
}

/// What a rule asks of a field, when it asks anything that is known.
fn asked(rule: &Rule, wanted: Field) -> Option<Vec<(u128, u128)>> {
    rule.tests.iter().find_map(|test| {
        if let Test::Field {
            field,
            values,
            negated: false,
        } = test
            && *field == wanted
            && let Values::Numbers(numbers) = values.as_ref()
        {
            return Some(numbers.iter().collect());
        }
        None
    })
}

fn address_of(version: Version, number: u128) -> IpAddr {
    match version {
        Version::V4 => u32::try_from(number)
            .map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from)
            .into(),
        Version::V6 => Ipv6Addr::from(number).into(),
    }
}
