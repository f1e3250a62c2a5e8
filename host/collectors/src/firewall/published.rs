//! Ports that containers publish on the host: those of NAT rules in force, and those that the
//! compose file declares. Says for each what the internet gets, and what the host's input rules
//! would have said.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use muster_facts::compose::Port;
use muster_facts::packet_filter::PublishedPort;

use super::docker::Publication;
use super::journey::TooLarge;
use super::packet::Protocol;
use super::reach::{Door, Reachability};
use super::ruleset::{Action, Field, Hook, Rule, Ruleset, Test, Values, Version};

/// The most ports that one NAT rule is listed for. A published range is rarely over a hundred;
/// a rule for all ports is the whole range in `reachability`.
const MOST_PORTS: usize = 1024;

/// Compose's ports as publications, one for each port of a range; those for which Docker picks the
/// host port have none.
#[must_use]
pub(super) fn declared(ports: &[Port]) -> Vec<(&Port, Publication)> {
    ports.iter().flat_map(of_entry).collect()
}

fn of_entry(port: &Port) -> impl Iterator<Item = (&Port, Publication)> {
    let protocol = Protocol::ALL
        .into_iter()
        .find(|protocol| protocol.as_str() == port.protocol);
    // As many as the container has: of more Docker picks one.
    let pairs = port.published.and_then(|published| {
        let (host, container) = (
            published.first..=published.last,
            port.target.first..=port.target.last,
        );
        (host.len() == container.len()).then(|| host.zip(container))
    });
    protocol
        .zip(pairs)
        .into_iter()
        .flat_map(move |(protocol, pairs)| {
            pairs.map(move |(host, container_port)| {
                let publication = Publication {
                    address: port
                        .host_address
                        .as_deref()
                        .and_then(|text| text.trim_matches(['[', ']']).parse().ok()),
                    protocol,
                    port: host,
                    container_port,
                    source: port.source.clone(),
                };
                (port, publication)
            })
        })
}

/// The facts about declared ports. `with_docker` holds the rules that Docker adds for them.
///
/// # Errors
/// When the ruleset is too large.
pub(super) fn from_compose(
    declared: &[(&Port, Publication)],
    with_docker: &Reachability<'_>,
) -> Result<Vec<PublishedPort>, TooLarge> {
    declared
        .iter()
        .map(|(port, publication)| {
            let address = publication
                .address
                .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
            let listing = Listing {
                owner: port.service.clone(),
                waits_for: port.waits_for.clone(),
                address,
                protocol: publication.protocol,
                port: publication.port,
                container_port: Some(publication.container_port),
                basis: "compose",
                source: publication.source.clone(),
            };
            listing.judge(with_docker)
        })
        .collect()
}

/// The facts about NAT rules in force.
///
/// # Errors
/// When the ruleset is too large.
pub(super) fn from_nat(
    ruleset: &Ruleset,
    reachability: &Reachability<'_>,
    declared: &[(&Port, Publication)],
) -> Result<Vec<PublishedPort>, TooLarge> {
    let mut found = Vec::new();
    for table in &ruleset.tables {
        for name in table.reached_from(&[Hook::Prerouting]) {
            let rules = table.chains.get(name).map_or(&[][..], |chain| &chain.rules);
            for rule in rules {
                for version in Version::ALL {
                    if table.family.sees(version) {
                        found.extend(listings(rule, version, declared));
                    }
                }
            }
        }
    }
    found
        .into_iter()
        .map(|listing| listing.judge(reachability))
        .collect()
}

/// A published port before it is judged.
struct Listing {
    owner: String,
    waits_for: Vec<String>,
    address: IpAddr,
    protocol: Protocol,
    port: u16,
    container_port: Option<u16>,
    basis: &'static str,
    source: muster_facts::Source,
}

impl Listing {
    fn judge(self, reachability: &Reachability<'_>) -> Result<PublishedPort, TooLarge> {
        let door = Door {
            version: Version::of(self.address),
            protocol: self.protocol,
            port: self.port,
        };
        let address = Some(self.address).filter(|address| !address.is_unspecified());
        let outside = reachability.ask(door, address, true)?;
        let input = reachability.ask(door, address, false)?;
        let local = self.address.is_loopback();
        Ok(PublishedPort {
            owner: self.owner,
            waits_for: self.waits_for,
            address: self.address.to_string(),
            protocol: self.protocol.as_str().to_owned(),
            port: self.port,
            container_port: self.container_port,
            basis: self.basis.to_owned(),
            verdict: if local { "local" } else { outside.verdict }.to_owned(),
            input_verdict: input.verdict.to_owned(),
            source: self.source,
            decided_by: outside.decided_by,
            unknown_because: outside.unknown_because,
        })
    }
}

/// What one DNAT rule publishes.
fn listings(rule: &Rule, version: Version, declared: &[(&Port, Publication)]) -> Vec<Listing> {
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
    add(&rule.action, numbers(rule, Field::DestinationPort));
    if let Action::Map { fields, rows } = &rule.action
        && fields.as_slice() == [Field::DestinationPort]
    {
        for (row, action) in rows.iter() {
            if let [Values::Numbers(ports)] = row.as_slice() {
                add(action, ports.iter().collect());
            }
        }
    }
    let bound = numbers(rule, Field::DestinationAddress);
    let protocols = numbers(rule, Field::Protocol);
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
            for protocol in Protocol::ALL {
                let number = protocol.number();
                if !protocols.iter().any(|(a, b)| (*a..=*b).contains(&number)) {
                    continue;
                }
                let service = declared.iter().find(|(_, one)| {
                    one.protocol == protocol
                        && one.port == port
                        && target_port.is_none_or(|target| target == one.container_port)
                });
                listings.push(Listing {
                    owner: service
                        .map_or_else(|| target.to_string(), |(port, _)| port.service.clone()),
                    waits_for: Vec::new(),
                    address: host,
                    protocol,
                    port,
                    container_port: Some(target_port.unwrap_or(port)),
                    basis: "nat",
                    source: rule.source(),
                });
            }
        }
    }
    listings
}

/// What a rule asks of a field; every value when it asks nothing that is known.
fn numbers(rule: &Rule, wanted: Field) -> Vec<(u128, u128)> {
    let asked = rule.tests.iter().find_map(|test| {
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
    });
    asked.unwrap_or_else(|| vec![(0, u16::MAX.into())])
}

fn address_of(version: Version, number: u128) -> IpAddr {
    match version {
        Version::V4 => u32::try_from(number)
            .map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from)
            .into(),
        Version::V6 => Ipv6Addr::from(number).into(),
    }
}
