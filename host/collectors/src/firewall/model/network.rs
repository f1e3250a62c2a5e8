//! What the evaluation must know about the network around the rules: which interfaces lead to the
//! internet, which addresses are the host's own, by which interface a container is reached. Knows
//! procfs, not rules.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use muster_target::Collection;

use crate::firewall::model::packet::{Outgoing, is_virtual};
use crate::firewall::model::ruleset::{Action, Field, Ruleset, Test, Values, Version};
use crate::intervals::{number, parse_prefix, prefix};

/// See the module.
#[derive(Clone, Debug, Default)]
pub(in crate::firewall) struct HostNetwork {
    /// Addresses of the host, with their interfaces (empty: not known); `None` when they are not
    /// known.
    addresses: Option<Vec<(IpAddr, String)>>,
    /// Interfaces with a default route; empty when that is not known.
    uplinks: BTreeSet<(Version, String)>,
    /// Networks and the interface that leads there.
    routes: Vec<(Version, (u128, u128), String)>,
}

/// Interfaces by which packets from the internet come in, or may.
#[derive(Clone, Debug)]
pub(in crate::firewall) struct Uplinks {
    /// Whether default routes tell; otherwise each of the names may be one.
    pub(in crate::firewall) known: bool,
    /// `None` is an interface that no rule names.
    pub(in crate::firewall) names: Vec<Option<String>>,
}

impl HostNetwork {
    /// Reads the routes from procfs, where the target has it, and the addresses.
    #[must_use]
    pub(in crate::firewall) fn read(collection: &Collection<'_>) -> Self {
        let mut network = Self {
            addresses: addresses(collection),
            ..Self::default()
        };
        let system = collection.context.system;
        let text = |path: &str| system.read_text(Path::new(path)).unwrap_or_default();
        for line in text("/proc/net/route").lines().skip(1) {
            network.add(route_v4(line));
        }
        for line in text("/proc/net/ipv6_route").lines() {
            network.add(route_v6(line));
        }
        network
    }

    fn add(&mut self, route: Option<(IpAddr, u8, String)>) {
        let Some((address, length, interface)) = route.filter(|(.., name)| name != "lo") else {
            return;
        };
        if length == 0 {
            self.uplinks.insert((Version::of(address), interface));
        } else if let Some(range) = prefix(address, length) {
            self.routes.push((Version::of(address), range, interface));
        }
    }

    /// Adds what rules tell about bridges: `-s NETWORK ! -o BRIDGE -j MASQUERADE`, and
    /// `-d CONTAINER -o BRIDGE`.
    pub(in crate::firewall) fn learn(&mut self, ruleset: &Ruleset) {
        for version in Version::ALL {
            let tables = ruleset.tables.iter().filter(|t| t.family.sees(version));
            for rule in tables
                .flat_map(|t| t.chains.values())
                .flat_map(|c| &c.rules)
            {
                let Some(bridge) = bridge_of(&rule.tests) else {
                    continue;
                };
                for test in &rule.tests {
                    if let Test::Field {
                        field: Field::SourceAddress | Field::DestinationAddress,
                        values,
                        negated: false,
                    } = test
                        && let Values::Numbers(numbers) = values.as_ref()
                    {
                        let known = numbers
                            .iter()
                            .map(|range| (version, range, bridge.to_owned()));
                        self.routes.extend(known);
                    }
                }
            }
        }
    }

    /// Whether an address is the host's own, as far as is known.
    #[must_use]
    pub(in crate::firewall) fn is_host(&self, address: IpAddr) -> bool {
        address.is_loopback()
            || self
                .addresses
                .as_ref()
                .is_some_and(|known| known.iter().any(|(own, _)| *own == address))
    }

    /// The host's own addresses to which a router sends packets from the internet; `None` when they
    /// are not known, and none where only other addresses of the host are.
    #[must_use]
    pub(in crate::firewall) fn reachable_addresses(&self, version: Version) -> Option<Vec<u128>> {
        let uplinks: Vec<&str> = self.default_routes(version).collect();
        let reachable = self
            .addresses
            .as_ref()?
            .iter()
            .filter(|(address, interface)| {
                Version::of(*address) == version
                && is_routed(version, number(*address))
                // A private address is reached by who translates to it, which is done on the way
                // that leads to the internet.
                && (is_public(version, number(*address))
                    || interface.is_empty()
                    || if uplinks.is_empty() {
                        !is_virtual(interface)
                    } else {
                        uplinks.contains(&interface.as_str())
                    })
            });
        Some(reachable.map(|(address, _)| number(*address)).collect())
    }

    /// The host's own addresses to which no router sends packets from the internet, as far as they are
    /// known.
    #[must_use]
    pub(in crate::firewall) fn unrouted_addresses(&self) -> Vec<String> {
        let reachable: BTreeSet<(Version, u128)> = Version::ALL
            .into_iter()
            .flat_map(|version| {
                let reachable = self.reachable_addresses(version).unwrap_or_default();
                reachable.into_iter().map(move |address| (version, address))
            })
            .collect();
        self.addresses
            .iter()
            .flatten()
            .map(|(address, _)| *address)
            .filter(|address| !reachable.contains(&(Version::of(*address), number(*address))))
            .map(|address| address.to_string())
            .collect()
    }

    /// Interfaces with a default route for this version, or else for the other.
    fn default_routes(&self, version: Version) -> impl Iterator<Item = &str> {
        let own = self.uplinks.iter().any(|(of, _)| *of == version);
        self.uplinks
            .iter()
            .filter(move |(of, _)| !own || *of == version)
            .map(|(_, name)| name.as_str())
    }

    /// By which interface an address is reached: the narrowest network that holds it.
    #[must_use]
    pub(in crate::firewall) fn way_to(&self, address: IpAddr) -> Outgoing {
        let value = number(address);
        self.routes
            .iter()
            .filter(|(version, range, _)| {
                *version == Version::of(address) && (range.0..=range.1).contains(&value)
            })
            .min_by_key(|(_, range, _)| range.1 - range.0)
            .map_or(Outgoing::Bridge, |(.., name)| {
                Outgoing::Interface(name.clone())
            })
    }

    /// The interfaces by which packets from the internet come in. Where no default route is known, every interface that rules name and that is not
    /// virtual may be one.
    #[must_use]
    pub(in crate::firewall) fn uplinks(&self, ruleset: &Ruleset, version: Version) -> Uplinks {
        if !self.uplinks.is_empty() {
            let known = self.default_routes(version);
            return Uplinks {
                known: true,
                names: known.map(str::to_owned).map(Some).collect(),
            };
        }
        let mut named = BTreeSet::new();
        let mut add = |values: &Values| {
            if let Values::Names(names) = values {
                named.extend(
                    names
                        .iter()
                        .map(|name| {
                            name.strip_suffix('*')
                                .map_or(name.clone(), |n| format!("{n}0"))
                        })
                        .filter(|name| !is_virtual(name)),
                );
            }
        };
        for rule in ruleset.rules() {
            for test in &rule.tests {
                if let Test::Field {
                    field: Field::IncomingInterface,
                    values,
                    ..
                } = test
                {
                    add(values);
                } else if let Test::Row { fields, rows, .. } = test
                    && fields.contains(&Field::IncomingInterface)
                {
                    rows.iter().flatten().for_each(&mut add);
                }
            }
            if let Action::Map { fields, rows } = &rule.action
                && fields.contains(&Field::IncomingInterface)
            {
                rows.iter().flat_map(|(row, _)| row).for_each(&mut add);
            }
        }
        Uplinks {
            known: false,
            names: std::iter::once(None)
                .chain(named.into_iter().map(Some))
                .collect(),
        }
    }
}

fn bridge_of(tests: &[Test]) -> Option<&str> {
    tests.iter().find_map(|test| {
        if let Test::Field {
            field: Field::OutgoingInterface,
            values,
            ..
        } = test
            && let Values::Names(names) = values.as_ref()
        {
            return names.first().map(String::as_str).filter(|n| is_virtual(n));
        }
        None
    })
}

fn addresses(collection: &Collection<'_>) -> Option<Vec<(IpAddr, String)>> {
    let known = collection.host().ok()?.addresses.as_ref().ok()?;
    let parsed: Vec<(IpAddr, String)> = known
        .iter()
        .filter_map(|one| Some((one.address.parse().ok()?, one.network_interface.clone())))
        .collect();
    (!parsed.is_empty()).then_some(parsed)
}

/// Whether routers forward packets to an address at all: it is not a loopback, link-local or multicast
/// address, nor one of a block that is reserved.
#[must_use]
pub(in crate::firewall) fn is_routed(version: Version, address: u128) -> bool {
    match version {
        Version::V4 => u32::try_from(address).is_ok_and(|bits| {
            let address = Ipv4Addr::from(bits);
            !(address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || bits >> 28 == 0xf
                || bits >> 24 == 0)
        }),
        Version::V6 => {
            let address = Ipv6Addr::from(address);
            !(address.is_loopback()
                || address.is_unicast_link_local()
                || address.is_multicast()
                || address.is_unspecified())
        }
    }
}

/// Whether an address is the internet's, and not of a private network.
#[must_use]
pub(in crate::firewall) fn is_public(version: Version, address: u128) -> bool {
    let mut ranges = public_ranges(version).into_iter();
    ranges.any(|(first, last)| (first..=last).contains(&address))
}

/// A line of `/proc/net/route`: interface, destination and mask in hexadecimal, little-endian.
fn route_v4(line: &str) -> Option<(IpAddr, u8, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |index: usize| {
        let word = words.get(index)?;
        u32::from_str_radix(word, 16).ok().map(u32::swap_bytes)
    };
    let (destination, mask) = (number(1)?, number(7)?);
    let address = IpAddr::V4(destination.into());
    let length = u8::try_from(mask.leading_ones()).ok()?;
    Some((address, length, (*words.first()?).to_owned()))
}

/// A line of `/proc/net/ipv6_route`: destination, prefix length, eight more, interface.
fn route_v6(line: &str) -> Option<(IpAddr, u8, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let destination = u128::from_str_radix(words.first()?, 16).ok()?;
    let length = u8::from_str_radix(words.get(1)?, 16).ok()?;
    let address = IpAddr::V6(destination.into());
    Some((address, length, (*words.get(9)?).to_owned()))
}

/// Whether a connection from the internet may come from an address. Documentation prefixes count
/// as public: they stand for public addresses in examples.
#[must_use]
pub(in crate::firewall) fn public_ranges(version: Version) -> Vec<(u128, u128)> {
    match version {
        // Everything but the special-purpose blocks of RFC 6890, multicast and class E.
        Version::V4 => {
            let mut special: Vec<(u128, u128)> = [
                "0.0.0.0/8",
                "10.0.0.0/8",
                "100.64.0.0/10",
                "127.0.0.0/8",
                "169.254.0.0/16",
                "172.16.0.0/12",
                "192.168.0.0/16",
                "224.0.0.0/3",
            ]
            .into_iter()
            .filter_map(parse_prefix)
            .collect();
            special.sort_unstable();
            let mut public = Vec::new();
            let mut next = 0;
            for (first, last) in special {
                if next < first {
                    public.push((next, first - 1));
                }
                next = last + 1;
            }
            public
        }
        // Global unicast, RFC 4291.
        Version::V6 => parse_prefix("2000::/3").into_iter().collect(),
    }
}
