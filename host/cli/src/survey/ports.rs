//! The ports that the host is there for, and what is open besides.
//!
//! What a scan would report stays reported, and nothing else is: a port that the pack expects stays on where something
//! serves it, or where the packet filter has a rule that lets it in; one that is open and that the pack does not expect
//! is proposed, and left off; one that nobody on another machine is to reach is not even proposed.

use std::collections::BTreeMap;
use std::net::IpAddr;

use muster_facts::packet_filter::{PublishedPort, Reach};
use muster_facts::sockets::Listener;
use muster_facts::targets::PortSpec;

use super::{ASK, Look, known, place};

/// From here on, Linux gives ports to whoever asks for any (`ip_local_port_range` in ip(7)): they differ from day to
/// day.
const FIRST_EPHEMERAL: u16 = 32_768;

/// The program that holds ports for Docker, which says itself what it publishes.
const DOCKER_PROXY: &str = "docker-proxy";

/// Proposals that are listed. Whoever has more has another problem.
const MOST_PROPOSED: usize = 20;

/// What was found.
#[derive(Default)]
pub(super) struct Ports {
    /// In the order of the pack, then by number.
    pub(super) entries: Vec<Port>,
    /// What there is to say besides.
    pub(super) remarks: Vec<String>,
}

/// A port, and why it is listed.
pub(super) struct Port {
    pub(super) port: PortSpec,
    pub(super) on: bool,
    pub(super) remark: String,
}

impl Ports {
    /// Those that the policy lets the internet reach.
    pub(super) fn on(&self) -> impl Iterator<Item = &Port> {
        self.entries.iter().filter(|port| port.on)
    }
}

/// Who uses a port, by its protocol and number.
type Used = BTreeMap<(&'static str, u16), String>;

/// Looks for them.
pub(super) fn find(look: Look<'_>) -> Ports {
    let mut ports = Ports::default();
    let mut used = Used::new();
    published(look, &mut used, &mut ports.remarks);
    of_caddy(look, &mut used);
    let reaches = look.facts.packet_filter.as_ref();
    let reaches = known(reaches.map(|filter| &filter.reachability)).ok();
    let all_known = listening(look, reaches, &mut used, &mut ports.remarks);
    let expected = look.targets.public_ports.as_deref().unwrap_or_default();
    for port in expected {
        let (on, remark) = match key(*port) {
            None => (true, of_sshd(look, &mut used)),
            Some(key) => match used.remove(&key) {
                Some(user) => (true, user),
                None => unused(reaches, key, all_known),
            },
        };
        ports.entries.push(Port {
            port: *port,
            on,
            remark,
        });
    }
    let internal = look.targets.internal_ports.as_deref().unwrap_or_default();
    for ((protocol, number), user) in used.into_iter().take(MOST_PROPOSED) {
        if internal.contains(&number) {
            ports.remarks.push(format!(
                "{number}/{protocol} is left out on purpose, because no other machine should reach a database \
                 or Docker: {user}"
            ));
            continue;
        }
        ports.entries.push(Port {
            port: match protocol {
                "udp" => PortSpec::Udp(number),
                _ => PortSpec::Tcp(number),
            },
            on: false,
            remark: user,
        });
    }
    ports
}

/// None for sshd's ports, whatever they are.
const fn key(port: PortSpec) -> Option<(&'static str, u16)> {
    match port {
        PortSpec::Ssh => None,
        PortSpec::Tcp(number) => Some(("tcp", number)),
        PortSpec::Udp(number) => Some(("udp", number)),
    }
}

/// Whether a port that the pack expects is on although nothing is known to serve it, and what there is to say of it.
/// Without this policy, a scan takes a rule that lets it in for what the host is there for.
fn unused(
    reaches: Option<&Vec<Reach>>,
    (protocol, number): (&str, u16),
    all_known: bool,
) -> (bool, String) {
    let remark = match all_known {
        true => "nothing here serves it",
        false => "it is not known whether anything serves it",
    };
    let is_on = reaches.is_some_and(|reaches| has_rule(reaches, protocol, number));
    let remark = match is_on {
        true => format!("the packet filter lets it in, and {remark}"),
        false => remark.to_owned(),
    };
    (is_on, remark)
}

/// What `ssh` stands for. Its ports are no others' any more.
fn of_sshd(look: Look<'_>, used: &mut Used) -> String {
    let server = look.facts.sshd.as_ref().map(|sshd| &sshd.server);
    match known(server) {
        Ok(server) if server.installed => {
            for port in &server.ports {
                used.remove(&("tcp", *port));
            }
            let ports: Vec<String> = server.ports.iter().map(u16::to_string).collect();
            format!(
                "sshd is configured for {}, by {}",
                ports.join(" and "),
                server.config
            )
        }
        Ok(_) => "sshd is not installed, so this has no effect".to_owned(),
        Err(_) => format!("the ports of sshd are not known; {ASK}"),
    }
}

/// What containers publish to others.
fn published(look: Look<'_>, used: &mut Used, remarks: &mut Vec<String>) {
    let filter = look.facts.packet_filter.as_ref();
    let published = match known(filter.map(|filter| &filter.published_ports)) {
        Ok(published) => published,
        Err(_) => {
            remarks.push(format!("It is not known what containers publish; {ASK}"));
            return;
        }
    };
    for port in published.iter().filter(|port| is_public(port)) {
        let Some(protocol) = protocol(&port.protocol) else {
            continue;
        };
        used.entry((protocol, port.port)).or_insert_with(|| {
            format!("'{}' publishes it, by {}", port.owner, place(&port.source))
        });
    }
}

fn is_public(port: &PublishedPort) -> bool {
    let reached = [PublishedPort::VERDICT_OPEN, PublishedPort::VERDICT_UNKNOWN];
    // Which port Docker picks is not known before.
    port.port != 0 && reached.contains(&port.verdict.as_str()) && !is_loopback(&port.address)
}

/// Where Caddy runs on the host itself, it serves what its sites say; in a container, what that publishes.
fn of_caddy(look: Look<'_>, used: &mut Used) {
    let caddy = look.facts.caddy.as_ref();
    let Ok(Some(file)) = known(caddy.map(|caddy| &caddy.configuration)) else {
        return;
    };
    if file.service.is_some() {
        return;
    }
    let sites = known(caddy.map(|caddy| &caddy.sites));
    for site in sites.map(Vec::as_slice).unwrap_or_default() {
        let is_closed = !site.bound.is_empty() && site.bound.iter().all(|one| is_loopback(one));
        if is_closed {
            continue;
        }
        let user = || format!("Caddy serves it, by {}", place(&site.source));
        for address in &site.addresses {
            let mut keys = vec![("tcp", address.port)];
            if address.scheme == "https" {
                // HTTP/3, and the redirect to HTTPS.
                keys.extend([("udp", address.port), ("tcp", 80)]);
            }
            for key in keys {
                used.entry(key).or_insert_with(user);
            }
        }
    }
}

/// Who listens, where others reach it. Returns whether that is known.
fn listening(
    look: Look<'_>,
    reaches: Option<&Vec<Reach>>,
    used: &mut Used,
    remarks: &mut Vec<String>,
) -> bool {
    let sockets = look.facts.sockets.as_ref();
    let listeners = match known(sockets.map(|sockets| &sockets.listeners)) {
        Ok(listeners) => listeners,
        Err(_) => {
            remarks.push(format!("It is not known what listens; {ASK}"));
            return false;
        }
    };
    for listener in listeners {
        let Some(protocol) = protocol(&listener.protocol) else {
            continue;
        };
        if is_service(listener, protocol) && is_reached(reaches, protocol, listener.port) {
            let process = listener.process.as_deref().unwrap_or("a process");
            used.entry((protocol, listener.port))
                .or_insert_with(|| format!("{process} listens on it"));
        }
    }
    true
}

/// Whether somebody offers something there. Most of what uses UDP is a client.
fn is_service(listener: &Listener, protocol: &str) -> bool {
    !is_loopback(&listener.address)
        && listener.port < FIRST_EPHEMERAL
        && listener.process.as_deref() != Some(DOCKER_PROXY)
        && (protocol == "tcp" || listener.port == 443)
}

/// Whether the packet filter lets the internet through, as far as that is known.
fn is_reached(reaches: Option<&Vec<Reach>>, protocol: &str, port: u16) -> bool {
    reaches.is_none_or(|reaches| of_port(reaches, protocol, port).any(lets_in))
}

/// Whether the packet filter lets a port in, or may, by something else than what it does with every port.
fn has_rule(reaches: &[Reach], protocol: &str, port: u16) -> bool {
    of_port(reaches, protocol, port)
        .filter(|reach| lets_in(reach))
        .any(|reach| {
            let of_family = reaches
                .iter()
                .filter(|other| other.protocol == reach.protocol && other.family == reach.family);
            let widest = of_family.max_by_key(|other| other.last_port.abs_diff(other.first_port));
            widest.is_some_and(|widest| widest.decided_by != reach.decided_by)
        })
}

fn of_port<'a>(
    reaches: &'a [Reach],
    protocol: &'a str,
    port: u16,
) -> impl Iterator<Item = &'a Reach> {
    reaches.iter().filter(move |reach| {
        reach.protocol == protocol && (reach.first_port..=reach.last_port).contains(&port)
    })
}

fn lets_in(reach: &Reach) -> bool {
    [Reach::VERDICT_OPEN, Reach::VERDICT_UNKNOWN].contains(&reach.verdict.as_str())
}

fn protocol(text: &str) -> Option<&'static str> {
    ["tcp", "udp"].into_iter().find(|known| *known == text)
}

fn is_loopback(address: &str) -> bool {
    let address = address.trim_matches(['[', ']']);
    address == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
