//! The entries of `ports:`, in the short and the long syntax of the Compose specification.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;

use muster_facts::compose::{Gap, Port, PortRange};

use super::interpolate::UNSET;
use super::project::{Project, Service, gap, note};
use super::scope::Part;
use super::yaml::Value;

/// Entries of all services together.
const MOST_PORTS: usize = 20_000;

const NO_PORT: &str = "is not a port mapping that Muster understands; see the Compose specification, \
                       services, ports";

const SECRET_ADDRESS: &str = "a secret variable stands for the address of a port here; give the \
                              address a variable that is not named like a secret";

/// The ports of every service, those of services that wait for a profile too: it can be switched on at
/// any time.
pub(super) fn collect(project: &Project, gaps: &mut Vec<Gap>) -> Result<Vec<Port>, String> {
    let mut ports = Vec::new();
    let mut found_gaps = Vec::new();
    for service in &project.services {
        let entries = match service.list("ports") {
            Ok(entries) => entries,
            Err(why) => {
                found_gaps.extend(service.gap("ports", why));
                continue;
            }
        };
        let waits_for = service.waits_for(&project.profiles).unwrap_or_default();
        // Of two mappings that are the same the later one counts, in place of the earlier.
        let mut own: Vec<Port> = Vec::new();
        let mut places = HashMap::new();
        for part in entries {
            let mut container_ports = None;
            match parse_mapping(&part, &mut container_ports) {
                Ok(mapping) => {
                    let place = *places.entry(mapping.place()).or_insert(own.len());
                    let port = mapping.port(service, &waits_for, &part);
                    match own.get_mut(place) {
                        Some(earlier) => *earlier = port,
                        None => own.push(port),
                    }
                }
                Err(why) => found_gaps.push(Gap {
                    container_ports,
                    ..gap(Some(&service.name), "ports", &part.node, why)
                }),
            }
        }
        ports.append(&mut own);
        if ports.len() > MOST_PORTS {
            return Err("the project has more ports than Muster lists".to_owned());
        }
    }
    for gap in found_gaps {
        note(gaps, gap);
    }
    Ok(ports)
}

/// Reads an entry. What the container's ports are is told even where the rest is not known.
fn parse_mapping(part: &Part, container_ports: &mut Option<PortRange>) -> Result<Mapping, String> {
    let node = &part.node;
    let mapping = match &node.value {
        Value::Scalar(_) => {
            let text = part.template()?.filled;
            let target = text
                .value
                .rsplit_once(':')
                .map_or(&*text.value, |(_, target)| target);
            *container_ports = short(target).map(|mapping| port_range(&mapping.target));
            if !text.is_known() {
                return Err(node.problem(UNSET));
            }
            let mapping = short(&text.value);
            // Where the address ends is told by the colons behind it.
            let host = |text: &str| {
                let (rest, _) = text.rsplit_once(':')?;
                Some(rest.rsplit_once(':')?.0.to_owned())
            };
            if mapping
                .as_ref()
                .is_some_and(|mapping| mapping.host_address.is_some())
                && host(&text.shown) != host(&text.value)
            {
                return Err(node.problem(SECRET_ADDRESS));
            }
            mapping
        }
        Value::Map(_) => long(part, container_ports)?,
        Value::Null | Value::List(_) => None,
    };
    let mapping = mapping.ok_or_else(|| node.problem(NO_PORT))?;
    let targets = mapping.target.len();
    match &mapping.published {
        Some(published) if targets != 1 && published.len() != targets => {
            Err(node.problem("the two ranges of ports differ in length"))
        }
        Some(_) | None => Ok(mapping),
    }
}

fn port_range(range: &RangeInclusive<u16>) -> PortRange {
    PortRange {
        first: *range.start(),
        last: *range.end(),
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    host_address: Option<IpAddr>,
    published: Option<RangeInclusive<u16>>,
    target: RangeInclusive<u16>,
    protocol: &'static str,
}

impl Mapping {
    /// By what Compose tells mappings apart: to it, no address is the one of all of IPv4.
    fn place(
        &self,
    ) -> (
        IpAddr,
        Option<RangeInclusive<u16>>,
        RangeInclusive<u16>,
        &'static str,
    ) {
        (
            self.host_address.unwrap_or(Ipv4Addr::UNSPECIFIED.into()),
            self.published.clone(),
            self.target.clone(),
            self.protocol,
        )
    }

    fn port(self, service: &Service, waits_for: &[String], part: &Part) -> Port {
        Port {
            service: service.name.clone(),
            waits_for: waits_for.to_vec(),
            host_address: self.host_address.map(|address| address.to_string()),
            published: self.published.as_ref().map(port_range),
            target: port_range(&self.target),
            protocol: self.protocol.to_owned(),
            source: part.source(),
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

fn long(part: &Part, container_ports: &mut Option<PortRange>) -> Result<Option<Mapping>, String> {
    let (mut address, mut published, mut target) = (Some(None), Some(None), None);
    let mut transport = Some("tcp");
    let mut problem = None;
    for (key, value) in part.node.entries()? {
        let value_part = part.with(value);
        let text = || value_part.text().map(|text| text.filled);
        let outcome = match key.as_str() {
            "target" => text().map(|text| target = port(&text.value).map(|port| port..=port)),
            "published" => text().map(|text| published = published_range(&text.value)),
            "host_ip" => text().and_then(|text| {
                address = host_address(&text.value);
                if text.shown == text.value {
                    Ok(())
                } else {
                    Err(value.problem(SECRET_ADDRESS))
                }
            }),
            "protocol" => text().map(|text| transport = protocol(&text.value)),
            "mode" | "name" | "app_protocol" => Ok(()),
            _ if key.starts_with("x-") => Ok(()),
            _ => Err(value.problem("this key of a port is not known to Muster")),
        };
        problem = problem.or(outcome.err());
    }
    *container_ports = target.as_ref().map(port_range);
    if let Some(problem) = problem {
        return Err(problem);
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

fn protocol(name: &str) -> Option<&'static str> {
    ["tcp", "udp", "sctp"]
        .into_iter()
        .find(|known| name.eq_ignore_ascii_case(known))
}
