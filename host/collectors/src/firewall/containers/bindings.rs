//! Where on the host the port of a container is published: on which addresses, and whether packets
//! are translated ahead of the host's input rules or a process listens behind them. As libnetwork of
//! Docker 29 does it (`drivers/bridge/port_mapping_linux.go`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::compose::networks::{Attachment, ComposeNetwork};
use crate::firewall::containers::engine::Engine;

/// How a packet to a published port gets to the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::firewall) enum Way {
    /// The destination is translated, and the packet is forwarded.
    Translated,
    /// A process of the host listens, and the host's input rules judge.
    Listening,
}

/// The addresses of the host on which a port is published. `asked` is the address that the Compose
/// file gives. A process that listens on every IPv6 address besides what is translated over IPv4 is
/// not listed: it is as open as the host's input rules say.
#[must_use]
pub(in crate::firewall) fn bindings_for(
    asked: Option<IpAddr>,
    attachment: &Attachment,
    engine: &Engine,
) -> Vec<(IpAddr, Way)> {
    let asked = asked.map(|address| address.to_canonical());
    let mut all = match attachment {
        Attachment::Unpublished => Vec::new(),
        Attachment::DefaultBridge => {
            let network = ComposeNetwork {
                default_address: engine.bridge_address,
                ..ComposeNetwork::ordinary()
            };
            on_network(asked, &network, None, engine)
        }
        Attachment::Networks(networks) => networks
            .iter()
            .filter(|network| network.publishes)
            .flat_map(|network| on_network(asked, network, engine.network_address, engine))
            .collect(),
    };
    all.sort_unstable();
    all.dedup();
    // Of one address the way past the input rules counts.
    all.dedup_by_key(|(address, _)| *address);
    if all.contains(&(Ipv4Addr::UNSPECIFIED.into(), Way::Translated)) {
        all.retain(|one| *one != (Ipv6Addr::UNSPECIFIED.into(), Way::Listening));
    }
    all
}

fn on_network(
    asked: Option<IpAddr>,
    network: &ComposeNetwork,
    usual: Option<IpAddr>,
    engine: &Engine,
) -> Vec<(IpAddr, Way)> {
    let default = network
        .default_address
        .or(usual)
        .unwrap_or(Ipv4Addr::UNSPECIFIED.into());
    let [translates_ipv4, translates_ipv6] = engine.translates;
    let [routed_ipv4, routed_ipv6] = network.routed;
    let way = |translates| match (translates, engine.proxies) {
        (true, _) => Some(Way::Translated),
        (false, true) => Some(Way::Listening),
        (false, false) => None,
    };
    let mut found = Vec::new();
    let ipv4 = match asked {
        Some(IpAddr::V6(_)) => None,
        Some(address) => Some(address),
        None => Some(default).filter(IpAddr::is_ipv4),
    };
    if let Some(address) = ipv4.filter(|_| network.ipv4 && !routed_ipv4) {
        found.extend(way(translates_ipv4).map(|way| (address, way)));
    }
    let ipv6 = match asked {
        Some(IpAddr::V4(_)) => None,
        Some(address) => Some(address),
        None if default == Ipv4Addr::UNSPECIFIED => Some(Ipv6Addr::UNSPECIFIED.into()),
        None => Some(default).filter(IpAddr::is_ipv6),
    };
    let Some(address) = ipv6 else {
        return found;
    };
    // Of a network that is declared elsewhere the worse is assumed where the file asks for IPv6.
    let has_ipv6 = network.ipv6.unwrap_or(asked.is_some());
    if has_ipv6 && routed_ipv6 {
        return found;
    }
    found.extend(way(translates_ipv6 && has_ipv6).map(|way| (address, way)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(asked: Option<&str>, network: ComposeNetwork, engine: &Engine) -> Vec<(String, Way)> {
        let asked = asked.map(|text| text.parse().unwrap());
        bindings_for(asked, &Attachment::Networks(vec![network]), engine)
            .into_iter()
            .map(|(address, way)| (address.to_string(), way))
            .collect()
    }

    fn one(address: &str, way: Way) -> Vec<(String, Way)> {
        vec![(address.to_owned(), way)]
    }

    #[test]
    fn a_port_is_translated_where_the_network_has_the_ip_version() {
        let ordinary = ComposeNetwork::ordinary();
        let docker = Engine::DOCKER;
        assert_eq!(
            on(None, ordinary.clone(), &docker),
            one("0.0.0.0", Way::Translated)
        );
        assert_eq!(
            on(Some("::"), ordinary.clone(), &docker),
            one("::", Way::Listening)
        );
        let both = ComposeNetwork {
            ipv6: Some(true),
            ..ordinary.clone()
        };
        assert_eq!(
            on(Some("::"), both.clone(), &docker),
            one("::", Way::Translated)
        );
        assert_eq!(on(None, both, &docker).len(), 2);
        let only_ipv6 = ComposeNetwork {
            ipv4: false,
            ipv6: Some(true),
            ..ordinary.clone()
        };
        assert_eq!(on(None, only_ipv6, &docker), one("::", Way::Translated));
        let elsewhere = ComposeNetwork {
            ipv6: None,
            ..ordinary
        };
        assert_eq!(
            on(Some("::"), elsewhere, &docker),
            one("::", Way::Translated)
        );
    }

    #[test]
    fn without_translation_a_process_listens_or_nothing_does() {
        let no_rules = Engine {
            translates: [false, false],
            ..Engine::DOCKER
        };
        let ordinary = ComposeNetwork::ordinary();
        assert!(
            on(None, ordinary.clone(), &no_rules).contains(&("0.0.0.0".into(), Way::Listening))
        );
        let no_proxy = Engine {
            proxies: false,
            ..no_rules
        };
        assert_eq!(on(None, ordinary.clone(), &no_proxy), []);
        let no_proxy = Engine {
            proxies: false,
            ..Engine::DOCKER
        };
        assert_eq!(on(Some("::1"), ordinary, &no_proxy), []);
    }

    #[test]
    fn a_default_address_is_for_ports_without_one_and_for_its_ip_version_alone() {
        let inside = ComposeNetwork {
            ipv6: Some(true),
            default_address: Some("127.0.0.1".parse().unwrap()),
            ..ComposeNetwork::ordinary()
        };
        let docker = Engine::DOCKER;
        assert_eq!(
            on(None, inside.clone(), &docker),
            one("127.0.0.1", Way::Translated)
        );
        assert_eq!(
            on(Some("192.0.2.1"), inside.clone(), &docker),
            one("192.0.2.1", Way::Translated)
        );
        assert_eq!(on(Some("::"), inside, &docker), one("::", Way::Translated));
    }

    #[test]
    fn a_mapped_address_is_the_one_that_it_stands_for() {
        assert_eq!(
            on(
                Some("::ffff:127.0.0.1"),
                ComposeNetwork::ordinary(),
                &Engine::DOCKER
            ),
            one("127.0.0.1", Way::Translated)
        );
    }

    #[test]
    fn a_routed_network_publishes_nothing_on_the_host() {
        let routed = ComposeNetwork {
            routed: [true, false],
            ..ComposeNetwork::ordinary()
        };
        assert!(
            on(None, routed, &Engine::DOCKER)
                .iter()
                .all(|(address, _)| address != "0.0.0.0")
        );
    }
}
