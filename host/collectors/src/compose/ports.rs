//! The entries of `ports:`, in the short and the long syntax of the Compose specification.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use muster_facts::compose::Port;

use super::project::{Project, Service};
use super::yaml::{Node, Value};

/// Ports of all services together. The whole port space of one protocol fits.
const MOST_PORTS: usize = 1 << 17;

const NO_PORT: &str = "is not a port mapping that Muster understands; see the Compose specification, \
                       services, ports";

const SECRET_ADDRESS: &str = "a secret variable stands for the address of a port here; give the \
                              address a variable that is not named like a secret";

/// The ports of every service, whatever its profiles: a profile can be switched on at any time.
pub(super) fn collect(project: &Project) -> Result<Vec<Port>, String> {
    let mut ports = Vec::new();
    for service in &project.services {
        let begin = ports.len();
        for node in service.list("ports")? {
            let found = entry(project, service, &node)?;
            ports.extend(found);
            if ports.len() > MOST_PORTS {
                return Err(node.problem("the project has more ports than Muster lists"));
            }
        }
        keep_last(&mut ports, begin);
    }
    Ok(ports)
}

/// Compose publishes a mapping that several files repeat once.
fn keep_last(ports: &mut Vec<Port>, begin: usize) {
    let mut seen = std::collections::BTreeSet::new();
    let mut own = ports.split_off(begin);
    own.reverse();
    own.retain(|port| {
        seen.insert((
            port.host_address.clone(),
            port.published,
            port.target,
            port.protocol.clone(),
        ))
    });
    own.reverse();
    ports.extend(own);
}

fn entry(project: &Project, service: &Service, node: &Node) -> Result<Vec<Port>, String> {
    let mapping = match &node.value {
        Value::Scalar(_) => {
            let text = project.text(node)?;
            short(&text.value)
                .map(|mapping| {
                    // Where the address ends is told by the colons behind it.
                    let host = |text: &str| {
                        let (rest, _) = text.rsplit_once(':')?;
                        Some(rest.rsplit_once(':')?.0.to_owned())
                    };
                    if mapping.host_address.is_some() && host(&text.shown) != host(&text.value) {
                        return Err(node.problem(SECRET_ADDRESS));
                    }
                    Ok(mapping)
                })
                .transpose()?
        }
        Value::Map(_) => long(project, node)?,
        Value::Null | Value::List(_) => None,
    };
    let source = project.source(node);
    let mapping = mapping.ok_or_else(|| node.problem(NO_PORT))?;
    let ports = mapping
        .pairs()
        .ok_or_else(|| node.problem("the two ranges of ports differ in length"))?;
    Ok(ports
        .into_iter()
        .map(|(published, target)| Port {
            service: service.name.clone(),
            host_address: mapping.host_address.map(|address| address.to_string()),
            published,
            target,
            protocol: mapping.protocol.to_owned(),
            source: source.clone(),
        })
        .collect())
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    host_address: Option<IpAddr>,
    published: Option<RangeInclusive<u16>>,
    target: RangeInclusive<u16>,
    protocol: &'static str,
}

impl Mapping {
    /// Host port and container port, pair by pair. Of a range for a single container port Docker
    /// picks one, as it does of no port.
    pub(super) fn pairs(&self) -> Option<Vec<(Option<u16>, u16)>> {
        let targets = self.target.clone();
        match &self.published {
            None => Some(targets.map(|target| (None, target)).collect()),
            Some(published) if published.len() == targets.len() => {
                Some(published.clone().map(Some).zip(targets).collect())
            }
            Some(_) if targets.len() == 1 => Some(vec![(None, *targets.start())]),
            Some(_) => None,
        }
    }
}

/// `[[HOST:]PUBLISHED:]TARGET[/PROTOCOL]`.
pub(super) fn short(text: &str) -> Option<Mapping> {
    let (ports, protocol) = match text.rsplit_once('/') {
        Some((ports, name)) => (ports, protocol(name)?),
        None => (text, "tcp"),
    };
    let (host, target) = match ports.rsplit_once(':') {
        Some((host, target)) => (Some(host), target),
        None => (None, ports),
    };
    let (address, published) = match host.map(|host| host.rsplit_once(':').ok_or(host)) {
        None => ("", ""),
        Some(Ok((address, published))) => (address, published),
        Some(Err(published)) => ("", published),
    };
    Some(Mapping {
        host_address: host_address(address)?,
        published: published_range(published)?,
        target: range(target)?,
        protocol,
    })
}

fn long(project: &Project, node: &Node) -> Result<Option<Mapping>, String> {
    let (mut address, mut published, mut target) = (Some(None), Some(None), None);
    let mut transport = Some("tcp");
    for (key, value) in node.entries()? {
        let text = || project.text(value).map(|text| text.value);
        match key.as_str() {
            "target" => target = port(&text()?).map(|port| port..=port),
            "published" => published = published_range(&text()?),
            "host_ip" => {
                let text = project.text(value)?;
                address = host_address(&text.value);
                if text.shown != text.value {
                    return Err(value.problem(SECRET_ADDRESS));
                }
            }
            "protocol" => transport = protocol(&text()?),
            "mode" | "name" | "app_protocol" => {}
            _ if key.starts_with("x-") => {}
            _ => return Err(value.problem("this key of a port is not known to Muster")),
        }
    }
    Ok(match (address, published, target, transport) {
        (Some(host_address), Some(published), Some(target), Some(protocol)) => Some(Mapping {
            host_address,
            published,
            target,
            protocol,
        }),
        _ => None,
    })
}

/// None within for no address, which means all.
fn host_address(text: &str) -> Option<Option<IpAddr>> {
    if text.is_empty() {
        return Some(None);
    }
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse().ok().map(Some)
}

/// None within for no port, or 0: Docker then picks one.
fn published_range(text: &str) -> Option<Option<RangeInclusive<u16>>> {
    if text.is_empty() || text == "0" {
        return Some(None);
    }
    range(text).map(Some)
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (port(first)?, port(last)?);
    (first <= last).then_some(first..=last)
}

/// Digits without a leading zero, which Compose would read as octal in some places.
fn port(text: &str) -> Option<u16> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

/// SCTP has no place in the facts, so that a mapping with it is an error.
fn protocol(name: &str) -> Option<&'static str> {
    ["tcp", "udp"]
        .into_iter()
        .find(|known| name.eq_ignore_ascii_case(known))
}
