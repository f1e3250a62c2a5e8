//! Facts for unit tests.

use muster_sdk::host::HostIdentity;
use muster_sdk::packet_filter::{Decision, FilterOverview, Manager, PublishedPort, Reach};
use muster_sdk::sockets::Listener;
use muster_sdk::testing::sample;
use muster_sdk::{Distribution, Source};

use crate::family;
use crate::front_end::FrontEnd;

pub(crate) fn source(name: &str) -> Source {
    Source::file(name)
}

pub(crate) fn reach(family: &str, protocol: &str, first: u16, last: u16, verdict: &str) -> Reach {
    Reach {
        family: family.to_owned(),
        protocol: protocol.to_owned(),
        first_port: first,
        last_port: last,
        verdict: verdict.to_owned(),
        path: "input".to_owned(),
        decided_by: vec![Decision {
            text: format!("{protocol} dport {first}-{last}"),
            source: source("/etc/nftables.conf"),
            ..sample()
        }],
        ..sample()
    }
}

pub(crate) fn listener(address: &str, port: u16, process: &str) -> Listener {
    Listener {
        protocol: "tcp".to_owned(),
        family: family::of_address(address).to_owned(),
        address: address.to_owned(),
        port,
        process: Some(process.to_owned()),
        source: source("sockets"),
        ..sample()
    }
}

pub(crate) fn published(address: &str, port: u16, container: u16, verdict: &str) -> PublishedPort {
    PublishedPort {
        owner: "db".to_owned(),
        address: address.to_owned(),
        protocol: "tcp".to_owned(),
        port,
        container_port: Some(container),
        basis: "compose".to_owned(),
        publisher: Some("docker".to_owned()),
        translated: true,
        verdict: verdict.to_owned(),
        input_verdict: "filtered".to_owned(),
        source: source("/opt/app/compose.yml"),
        ..sample()
    }
}

pub(crate) fn manager(name: &str, active: bool, enabled_on_boot: Option<bool>) -> Manager {
    Manager {
        name: name.to_owned(),
        purpose: match name {
            "docker" | "podman" => "containers",
            "fail2ban" => "bans",
            _ => "firewall",
        }
        .to_owned(),
        active,
        enabled_on_boot,
        ..sample()
    }
}

pub(crate) fn overview(managers: Vec<Manager>, ipv4: bool, ipv6: bool) -> FilterOverview {
    FilterOverview {
        basis: vec!["nft".to_owned()],
        managers,
        filters_ipv4: ipv4,
        filters_ipv6: ipv6,
        ..sample()
    }
}

/// A Debian whose firewall is this one.
pub(crate) fn front_end(firewall: &str) -> FrontEnd {
    front_end_of("debian", &[firewall])
}

/// A host of a distribution with these firewalls in force.
pub(crate) fn front_end_of(id: &str, firewalls: &[&str]) -> FrontEnd {
    let identity = HostIdentity {
        name: "web-1".to_owned(),
        os_id: id.to_owned(),
        os_like: match id {
            "ubuntu" => vec!["debian".to_owned()],
            _ => Vec::new(),
        },
        privileged: true,
        ..sample()
    };
    let managers = firewalls
        .iter()
        .map(|name| manager(name, true, None))
        .collect();
    FrontEnd::of(&overview(managers, true, true), Distribution::of(&identity))
}
