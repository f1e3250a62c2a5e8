//! How the containers of each service are attached to networks, as far as that decides what it means
//! to publish a port. What could not be read is taken for what publishes most.

use std::net::IpAddr;

use super::project::{Project, Service};
use super::scope::Part;
use super::yaml::Value;

/// The option of a bridge network that says on which address its ports are published.
const BINDING: &str = "com.docker.network.bridge.host_binding_ipv4";

/// How the ports of a service are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attachment {
    /// By the engine's default bridge, `network_mode: bridge`.
    DefaultBridge,
    /// Not at all: it is in the host's network, in none, or in another container's.
    Unpublished,
    /// By one of these networks.
    Networks(Vec<ComposeNetwork>),
}

impl Attachment {
    /// Where nothing is said.
    #[must_use]
    pub(crate) fn usual() -> Self {
        Self::Networks(vec![ComposeNetwork::ordinary()])
    }
}

/// A network of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ComposeNetwork {
    /// Whether its driver publishes ports, and it is not cut off from the outside.
    pub(crate) publishes: bool,
    /// Whether containers get an IPv4 address.
    pub(crate) ipv4: bool,
    /// Whether containers get an IPv6 address; none when another project declares it.
    pub(crate) ipv6: Option<bool>,
    /// Where ports without an address are published.
    pub(crate) default_address: Option<IpAddr>,
    /// Whether packets over this IP version are routed to the container, and none is translated.
    pub(crate) routed: [bool; 2],
}

impl ComposeNetwork {
    /// What Compose makes where nothing is said.
    pub(crate) const fn ordinary() -> Self {
        Self {
            publishes: true,
            ipv4: true,
            ipv6: Some(false),
            default_address: None,
            routed: [false, false],
        }
    }
}

/// How a service's ports are published.
#[must_use]
pub(super) fn attachment(project: &Project, service: &Service) -> Attachment {
    if let Some(mode) = service.find("network_mode") {
        let mode = text(&mode).unwrap_or_default();
        return match mode.as_str() {
            "host" | "none" => Attachment::Unpublished,
            _ if mode.starts_with("service:") || mode.starts_with("container:") => {
                Attachment::Unpublished
            }
            "bridge" | "default" => Attachment::DefaultBridge,
            _ => Attachment::usual(),
        };
    }
    let mut names = names(service);
    if names.is_empty() {
        names.push("default".to_owned());
    }
    let networks: Vec<ComposeNetwork> = names
        .iter()
        .filter_map(|name| network(project, name))
        .collect();
    if networks.is_empty() {
        return Attachment::Unpublished;
    }
    Attachment::Networks(networks)
}

/// The networks that a service names, in a list or as keys.
fn names(service: &Service) -> Vec<String> {
    let Some(part) = service.find("networks") else {
        return Vec::new();
    };
    match &part.node.value {
        Value::List(items) => items
            .iter()
            .filter_map(|item| text(&part.with(item)))
            .collect(),
        Value::Map(entries) => entries.iter().map(|(name, _)| name.clone()).collect(),
        Value::Scalar(_) | Value::Null => Vec::new(),
    }
}

/// The text of a scalar, where it is known.
fn text(part: &Part) -> Option<String> {
    part.text().ok().map(|text| text.filled.value)
}

/// What the project declares about a network; none for the host's own and for none at all.
fn network(project: &Project, name: &str) -> Option<ComposeNetwork> {
    let within = |part: &Part, key: &str| Some(part.with(part.node.get(key)?));
    let declarations: Vec<Part> = project
        .networks
        .iter()
        .filter_map(|networks| within(networks, name))
        .collect();
    let find = |key: &str| declarations.iter().rev().find_map(|part| within(part, key));
    let said = |key: &str| text(&find(key)?);
    let mut network = ComposeNetwork::ordinary();
    if find("external").is_some_and(|node| is_on(&node).unwrap_or(true)) {
        if matches!(said("name").as_deref().unwrap_or(name), "host" | "none") {
            return None;
        }
        network.ipv6 = None;
        return Some(network);
    }
    if let Some(driver) = said("driver") {
        match driver.as_str() {
            "host" | "none" | "null" => return None,
            // Their containers are in the network around the host, with addresses of their own.
            "macvlan" | "ipvlan" => network.publishes = false,
            _ => {}
        }
    }
    if find("internal").is_some_and(|node| is_on(&node) == Some(true)) {
        network.publishes = false;
    }
    if find("enable_ipv4").is_some_and(|node| is_on(&node) == Some(false)) {
        network.ipv4 = false;
    }
    if let Some(node) = find("enable_ipv6") {
        network.ipv6 = Some(is_on(&node).unwrap_or(true));
    }
    let option = |key: &str| {
        let mut options = declarations
            .iter()
            .rev()
            .filter_map(|part| within(part, "driver_opts"));
        options.find_map(|options| text(&within(&options, key)?))
    };
    network.default_address = option(BINDING).and_then(|text| text.parse().ok());
    for (routed, version) in network.routed.iter_mut().zip(["ipv4", "ipv6"]) {
        let mode = option(&format!("com.docker.network.bridge.gateway_mode_{version}"));
        *routed = mode.is_some_and(|mode| mode == "routed");
    }
    Some(network)
}

/// A switch; none where it is not known. `external` may hold a mapping, which means that it is on.
fn is_on(part: &Part) -> Option<bool> {
    if let Value::Map(_) = part.node.value {
        return Some(true);
    }
    match text(part)?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    }
}
