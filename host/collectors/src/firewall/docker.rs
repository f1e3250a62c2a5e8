//! What Docker adds to a ruleset when a container publishes a port: destination NAT before the
//! host's input rules, and acceptance on the forward hook after `DOCKER-USER` (Docker
//! documentation, "Packet filtering and firewalls"). Used where the rules themselves are not at
//! hand: for a target that is not running, and for services that are not.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use muster_facts::Source;

use super::intervals::{Intervals, number};
use super::packet::{Protocol, address_type};
use super::ruleset::{
    Action, Backend, Base, Chain, Field, Force, Hook, Place, Rule, Ruleset, Table, TableFamily,
    Test,
};

/// Stands for the container: the first address of Docker's default network. All default address
/// pools lie in the private ranges that rules for DOCKER-USER name.
pub(super) const CONTAINER: IpAddr = IpAddr::V4(Ipv4Addr::new(172, 17, 0, 2));

/// A port that a container publishes on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Publication {
    /// Host address; `None` means every one.
    pub(super) address: Option<IpAddr>,
    /// Transport protocol.
    pub(super) protocol: Protocol,
    /// Port of the host.
    pub(super) port: u16,
    /// Port inside the container.
    pub(super) container_port: u16,
    /// Where it is declared.
    pub(super) source: Source,
}

/// The ruleset as it is once Docker has published the ports. IPv4 only: without an IPv6 network of
/// its own a container is reached over IPv6 through Docker's proxy, which the input rules see.
#[must_use]
pub(super) fn publish(mut ruleset: Ruleset, publications: &[Publication]) -> Ruleset {
    let published: Vec<&Publication> = publications
        .iter()
        .filter(|one| one.address.is_none_or(|address| address.is_ipv4()))
        .collect();
    if published.is_empty() {
        return ruleset;
    }
    let nat = table(&mut ruleset, "nat");
    let chain = nat
        .chains
        .entry("PREROUTING".to_owned())
        .or_insert_with(|| base_chain(Hook::Prerouting, -100, true));
    chain
        .rules
        .extend(published.iter().map(|one| translation(one)));
    let filter = table(&mut ruleset, "filter");
    let has_user_chain = filter.chains.contains_key("DOCKER-USER");
    let forward = filter
        .chains
        .entry("FORWARD".to_owned())
        .or_insert_with(|| base_chain(Hook::Forward, 0, false));
    let user = rule(
        Vec::new(),
        Action::Jump("DOCKER-USER".to_owned()),
        "-A FORWARD -j DOCKER-USER",
    );
    let first = has_user_chain.then_some(user);
    let accepted = published.iter().map(|one| acceptance(one));
    forward
        .rules
        .splice(0..0, first.into_iter().chain(accepted));
    ruleset
}

fn table<'r>(ruleset: &'r mut Ruleset, name: &str) -> &'r mut Table {
    let found = ruleset
        .tables
        .iter()
        .position(|table| table.family == TableFamily::Ip && table.name == name);
    let index = found.unwrap_or(ruleset.tables.len());
    if found.is_none() {
        ruleset.tables.push(Table {
            family: TableFamily::Ip,
            name: name.to_owned(),
            backend: Backend::Files,
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
        source: Source::logical("docker"),
        rules: Vec::new(),
    }
}

fn rule(tests: Vec<Test>, action: Action, text: &str) -> Rule {
    Rule {
        tests,
        action,
        text: text.to_owned(),
        place: Place::At(Box::new(Source::logical("docker"))),
    }
}

fn translation(one: &Publication) -> Rule {
    let mut tests = vec![
        Test::is(Field::Protocol, one.protocol.number()),
        Test::is(Field::DestinationPort, one.port.into()),
        Test::is(Field::DestinationType, address_type::LOCAL),
    ];
    let address = one.address.filter(|address| !address.is_unspecified());
    if let Some(address) = address {
        tests.push(Test::is(Field::DestinationAddress, number(address)));
    }
    let action = Action::Translate {
        address: Some(CONTAINER),
        port: Some(one.container_port),
    };
    Rule {
        place: Place::At(Box::new(one.source.clone())),
        ..rule(
            tests,
            action,
            &format!(
                "Docker publishes port {}/{} by destination NAT, ahead of the host's input rules",
                one.port,
                one.protocol.as_str()
            ),
        )
    }
}

fn acceptance(one: &Publication) -> Rule {
    let tests = vec![
        Test::is(Field::DestinationAddress, number(CONTAINER)),
        Test::is(Field::Protocol, one.protocol.number()),
        Test::is(Field::DestinationPort, one.container_port.into()),
        Test::numbers(
            Field::OriginalDestinationPort,
            Intervals::one(one.port.into()),
            false,
        ),
    ];
    Rule {
        place: Place::At(Box::new(one.source.clone())),
        ..rule(
            tests,
            Action::Accept,
            &format!(
                "Docker accepts forwarded packets for published port {}/{}; the host's input rules do not see them",
                one.port,
                one.protocol.as_str()
            ),
        )
    }
}
