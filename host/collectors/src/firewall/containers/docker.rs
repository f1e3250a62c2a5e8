//! What Docker and Podman add to a ruleset when a container publishes a port: destination NAT before
//! the host's input rules, and acceptance on the forward hook, after `DOCKER-USER` for Docker (Docker
//! documentation, "Packet filtering and firewalls"). Used where the rules themselves are not at
//! hand: for a target that is not running, and for services that are not.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use muster_facts::Source;

use crate::firewall::containers::bindings::Way;
use crate::firewall::containers::engine::Engine;
use crate::firewall::model::packet::{Protocol, address_type};
use crate::firewall::model::ruleset::{
    Action, Backend, Base, Chain, Field, Force, Hook, Place, Rule, Ruleset, Table, TableFamily,
    Test, Version,
};
use crate::firewall::owners::programs::{DOCKER, PODMAN};
use crate::intervals::{Intervals, number};

/// Stands for the container: the first address of Docker's default network. All default address
/// pools lie in the private ranges that rules for DOCKER-USER name.
const CONTAINER: Ipv4Addr = Ipv4Addr::new(172, 17, 0, 2);

/// The same over IPv6: an address of the unique local range, RFC 4193, that Docker takes its networks
/// from.
const CONTAINER_IPV6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x172, 0x17, 0, 0, 0, 0, 2);

/// The first of the ports that stand for those that Docker picks, as that of its range where the kernel
/// does not tell (`libnetwork/portallocator`).
pub(in crate::firewall) const FIRST_PICKED: u16 = 49_153;

/// A port that a container publishes on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) struct Publication {
    /// Host address; the unspecified one means every one of its IP version.
    pub(in crate::firewall) address: IpAddr,
    /// How packets get to the container.
    pub(in crate::firewall) way: Way,
    /// Transport protocol.
    pub(in crate::firewall) protocol: Protocol,
    /// Port of the host; none where one is picked when the container starts.
    pub(in crate::firewall) port: Option<u16>,
    /// The port, or one that stands for it and for no other.
    pub(in crate::firewall) door: u16,
    /// Port inside the container.
    pub(in crate::firewall) container_port: u16,
    /// Where it is declared.
    pub(in crate::firewall) source: Source,
}

/// Where an engine puts its rules.
#[derive(Clone, Copy, Debug)]
pub(in crate::firewall) struct Site<'e> {
    /// Whose rules.
    pub(in crate::firewall) engine: &'e Engine,
    /// Whether the host's iptables is the legacy one.
    pub(in crate::firewall) legacy: bool,
}

/// The ruleset as it is once the ports that are translated are published.
#[must_use]
pub(in crate::firewall) fn publish(
    mut ruleset: Ruleset,
    publications: &[Publication],
    site: Site<'_>,
) -> Ruleset {
    for version in Version::ALL {
        let published: Vec<&Publication> = publications
            .iter()
            .filter(|one| one.way == Way::Translated && Version::of(one.address) == version)
            .collect();
        if !published.is_empty() {
            add(&mut ruleset, version, &published, site);
        }
    }
    ruleset
}

fn add(ruleset: &mut Ruleset, version: Version, published: &[&Publication], site: Site<'_>) {
    let who = site.engine;
    let [nat, filter] = if who.own_tables {
        ["docker-bridges"; 2]
    } else {
        ["nat", "filter"]
    };
    let legacy = legacy(ruleset, version).unwrap_or(site.legacy);
    let translations = table(ruleset, version, nat, legacy);
    let chain = translations
        .chains
        .entry("PREROUTING".to_owned())
        .or_insert_with(|| base_chain(Hook::Prerouting, -100, true));
    chain
        .rules
        .extend(published.iter().map(|one| translation(one, who)));
    let acceptances = table(ruleset, version, filter, legacy);
    let has_user_chain = who.name == DOCKER && acceptances.chains.contains_key("DOCKER-USER");
    let forward = acceptances
        .chains
        .entry("FORWARD".to_owned())
        .or_insert_with(|| base_chain(Hook::Forward, 0, false));
    let user = rule(
        Vec::new(),
        Action::Jump("DOCKER-USER".to_owned()),
        "-A FORWARD -j DOCKER-USER",
    );
    let first = has_user_chain.then_some(user);
    let accepted = published.iter().map(|one| acceptance(one, who));
    forward
        .rules
        .splice(0..0, first.into_iter().chain(accepted));
}

const fn family(version: Version) -> TableFamily {
    match version {
        Version::V4 => TableFamily::Ip,
        Version::V6 => TableFamily::Ip6,
    }
}

/// Whether Docker has its chains in the legacy tables; none where it has none.
fn legacy(ruleset: &Ruleset, version: Version) -> Option<bool> {
    let its =
        |table: &&Table| table.family == family(version) && table.chains.contains_key("DOCKER");
    let table = ruleset.tables.iter().find(its)?;
    Some(table.backend == Backend::IptablesLegacy)
}

fn table<'r>(
    ruleset: &'r mut Ruleset,
    version: Version,
    name: &str,
    legacy: bool,
) -> &'r mut Table {
    let family = family(version);
    let found = ruleset.tables.iter().position(|table| {
        table.family == family
            && table.name == name
            && (table.backend == Backend::IptablesLegacy) == legacy
    });
    let index = found.unwrap_or(ruleset.tables.len());
    if found.is_none() {
        ruleset.tables.push(Table {
            family,
            name: name.to_owned(),
            backend: if legacy {
                Backend::IptablesLegacy
            } else {
                Backend::Files
            },
            force: Force::Active,
            opaque: false,
            chains: BTreeMap::new(),
        });
    }
    #[expect(clippy::indexing_slicing, reason = "found above, or pushed above")]
    &mut ruleset.tables[index]
}

fn base_chain(hook: Hook, priority: i32, nat: bool) -> Chain {
    Chain {
        base: Some(Base {
            hook,
            priority,
            nat,
            drops: false,
        }),
        source: Source::logical(DOCKER),
        rules: Vec::new(),
    }
}

fn rule(tests: Vec<Test>, action: Action, text: &str) -> Rule {
    Rule {
        tests,
        action,
        text: text.to_owned(),
        place: Place::At(Box::new(Source::logical(DOCKER))),
    }
}

/// The engine as a sentence begins with it.
fn subject(engine: &Engine) -> &'static str {
    if engine.name == PODMAN {
        "Podman"
    } else {
        "Docker"
    }
}

fn container(one: &Publication) -> IpAddr {
    match one.address {
        IpAddr::V4(_) => CONTAINER.into(),
        IpAddr::V6(_) => CONTAINER_IPV6.into(),
    }
}

fn described(one: &Publication) -> String {
    let protocol = one.protocol.as_str();
    match one.port {
        Some(port) => format!("port {port}/{protocol}"),
        None => format!("container port {}/{protocol}", one.container_port),
    }
}

fn translation(one: &Publication, engine: &Engine) -> Rule {
    let mut tests = vec![
        Test::is(Field::Protocol, one.protocol.number()),
        Test::is(Field::DestinationPort, one.door.into()),
        Test::is(Field::DestinationType, address_type::LOCAL),
    ];
    if !one.address.is_unspecified() {
        tests.push(Test::is(Field::DestinationAddress, number(one.address)));
    }
    let action = Action::Translate {
        address: Some(container(one)),
        port: Some(one.container_port),
    };
    Rule {
        place: Place::At(Box::new(one.source.clone())),
        ..rule(
            tests,
            action,
            &format!(
                "{} publishes {} by destination NAT, ahead of the host's input rules",
                subject(engine),
                described(one)
            ),
        )
    }
}

fn acceptance(one: &Publication, engine: &Engine) -> Rule {
    let tests = vec![
        Test::is(Field::DestinationAddress, number(container(one))),
        Test::is(Field::Protocol, one.protocol.number()),
        Test::is(Field::DestinationPort, one.container_port.into()),
        Test::numbers(
            Field::OriginalDestinationPort,
            Intervals::one(one.door.into()),
            false,
        ),
    ];
    Rule {
        place: Place::At(Box::new(one.source.clone())),
        ..rule(
            tests,
            Action::Accept,
            &format!(
                "{} accepts forwarded packets for published {}; the host's input rules do not see them",
                subject(engine),
                described(one)
            ),
        )
    }
}
