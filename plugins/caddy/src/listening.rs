//! Who reaches a port of Caddy.

use muster_sdk::caddy::Caddyfile;
use muster_sdk::compose::{self, Port};
use muster_sdk::services::Setting;
use muster_sdk::{FactError, IpNet, parse_network, services};

use crate::addresses::is_loopback;

/// Whether other machines reach a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Everybody,
    /// The containers that share a network with Caddy, or the host itself.
    Host,
}

/// Who reaches a port: of a container, whoever reaches where it is published.
pub(crate) fn reach(caddyfile: &Caddyfile, port: u16) -> Result<Reach, FactError> {
    let Some(service) = &caddyfile.service else {
        return Ok(Reach::Everybody);
    };
    require(service, &["ports"])?;
    let is_host = |setting: &Setting| {
        setting.service == *service
            && setting.key == Setting::KEY_NETWORK_MODE
            && setting.value == "host"
    };
    let unknown_mode = services::unknowns()?.into_iter().find(|unknown| {
        unknown.service.as_deref() == Some(service) && unknown.key == Setting::KEY_NETWORK_MODE
    });
    if let Some(unknown) = unknown_mode {
        return Err(FactError::Failed(unknown.reason));
    }
    if services::settings()?.iter().any(is_host) {
        return Ok(Reach::Everybody);
    }
    let ports = compose::ports()?;
    let shows = |one: &&Port| {
        one.service == *service
            && (one.target.first..=one.target.last).contains(&port)
            && !one.host_address.as_deref().is_some_and(is_loopback)
    };
    Ok(match ports.iter().find(shows) {
        Some(_) => Reach::Everybody,
        None => Reach::Host,
    })
}

/// An error where one of these parts of Caddy's own service is not known, or what decides about them.
pub(crate) fn require(service: &str, parts: &[&str]) -> Result<(), FactError> {
    let gaps = compose::gaps()?;
    let unknown = gaps.into_iter().find(|gap| {
        let part = gap.part.as_str();
        gap.service.as_deref().is_none_or(|name| name == service)
            && (parts.contains(&part) || matches!(part, "include" | "extends"))
    });
    match unknown {
        Some(gap) => Err(FactError::Failed(gap.reason)),
        None => Ok(()),
    }
}

/// Whether each address of a network lies in one of several others.
pub(crate) fn lies_in(network: &str, others: &[String]) -> bool {
    let Some(network) = parse_network(network) else {
        return false;
    };
    let contains = |other: IpNet| other.contains(&network);
    others
        .iter()
        .filter_map(|other| parse_network(other))
        .any(contains)
}
