//! How container ports are published: what belongs together, and what to write so that the internet
//! does not reach it.

use muster_sdk::Source;
use muster_sdk::packet_filter::PublishedPort;

use crate::family;
use crate::ports::{Ports, Runs};

/// The port of the host, in the facts, where one is picked when the container starts.
const PICKED: u16 = 0;

/// The publisher that has a chain for the host's own rules.
const DOCKER: &str = "docker";

/// What one line of a Compose file publishes, or one rule in force of which no file is known.
pub(crate) struct Line<'a> {
    /// In the order of the ports.
    pub(crate) ports: Vec<&'a PublishedPort>,
}

/// Which line declares which port, by protocol and port.
pub(crate) struct Declared(Vec<((String, u16), Source)>);

/// A file, or what else a rule comes from, and the line.
type Place = (String, Option<u32>);

fn place(source: &Source) -> Place {
    (source.name.clone(), source.line)
}

impl Declared {
    pub(crate) fn of(published: &[PublishedPort]) -> Self {
        let mut sources: Vec<_> = published
            .iter()
            .filter(|one| one.basis == PublishedPort::BASIS_COMPOSE)
            .map(|one| ((one.protocol.clone(), one.port), one.source.clone()))
            .collect();
        sources.sort_by(|(one, _), (other, _)| one.cmp(other));
        sources.dedup_by(|(one, _), (other, _)| one == other);
        Self(sources)
    }

    /// The line that declares a port.
    pub(crate) fn source(&self, protocol: &str, port: u16) -> Option<&Source> {
        let wanted = (protocol, port);
        let key = |((protocol, port), _): &((String, u16), Source)| {
            (protocol.as_str(), *port).cmp(&wanted)
        };
        let at = self.0.binary_search_by(key).ok()?;
        self.0.get(at).map(|(_, source)| source)
    }

    /// Whether one line declares both ports.
    pub(crate) fn on_one_line(&self, protocol: &str, one: u16, other: u16) -> bool {
        let line = self.source(protocol, one).map(place);
        line.is_some() && line == self.source(protocol, other).map(place)
    }
}

/// The lines that publish ports. A rule in force belongs to the line that declares its port.
pub(crate) fn lines(published: &[PublishedPort]) -> Vec<Line<'_>> {
    let declared = Declared::of(published);
    let place_of = |one: &PublishedPort| match declared.source(&one.protocol, one.port) {
        Some(line) if one.basis != PublishedPort::BASIS_COMPOSE => place(line),
        Some(_) | None => place(&one.source),
    };
    let mut all: Vec<(Place, &PublishedPort)> =
        published.iter().map(|one| (place_of(one), one)).collect();
    all.sort_by(|(place, one), (other, two)| {
        (place, &one.protocol, one.port).cmp(&(other, &two.protocol, two.port))
    });
    all.chunk_by(|(place, one), (other, two)| place == other && one.protocol == two.protocol)
        .map(|line| Line {
            ports: line.iter().map(|(_, one)| *one).collect(),
        })
        .collect()
}

impl<'a> Line<'a> {
    /// Those of its ports that are asked for.
    pub(crate) fn only(&self, is: impl Fn(&PublishedPort) -> bool) -> Vec<&'a PublishedPort> {
        self.ports.iter().copied().filter(|one| is(one)).collect()
    }

    /// Which ports of which container it publishes: lines that have that in common are one thing.
    pub(crate) fn target(&self) -> Option<String> {
        let is_declared = |one: &&&PublishedPort| one.basis == PublishedPort::BASIS_COMPOSE;
        let one = self.ports.iter().find(is_declared).or(self.ports.first())?;
        let ports = container_runs(&self.ports);
        Some(format!("{}/{}/{ports}", one.owner, one.protocol))
    }

    /// Its first port, and the subject of a finding on all that the line publishes.
    pub(crate) fn first_port(&self) -> Option<(u16, String)> {
        Some((self.ports.first()?.port, self.subject()?))
    }

    fn subject(&self) -> Option<String> {
        let (first, last) = (self.ports.first()?, self.ports.last()?);
        if first.port == PICKED {
            let family = family::of_address(&first.address);
            let container = container_runs(&self.ports);
            let (protocol, owner) = (&first.protocol, &first.owner);
            return Some(format!("container/{family}/{protocol}/{owner}/{container}"));
        }
        let ports = Ports {
            protocol: first.protocol.clone(),
            first: first.port,
            last: last.port,
        };
        Some(ports.subject(family::of_address(&first.address)))
    }
}

/// The ports of the host, as `80/tcp` or `8000-8010/tcp`.
pub(crate) fn host_ports(published: &[&PublishedPort]) -> String {
    let protocol = published.first().map_or("", |one| one.protocol.as_str());
    if published.first().is_some_and(|one| one.port == PICKED) {
        return format!(
            "a port that it picks for {}/{protocol}",
            container_runs(published)
        );
    }
    format!("{}/{protocol}", host_runs(published))
}

/// What would keep the internet out.
pub(crate) fn required(one: &PublishedPort) -> &'static str {
    match one.publisher.as_deref() {
        Some(DOCKER) => "bound to 127.0.0.1, or dropped in DOCKER-USER",
        Some(_) => "bound to 127.0.0.1",
        None => "not translated, or dropped on the way to its target",
    }
}

fn container_runs(published: &[&PublishedPort]) -> Runs {
    Runs::of(
        published
            .iter()
            .map(|one| one.container_port.unwrap_or(one.port)),
    )
}

fn host_runs(published: &[&PublishedPort]) -> Runs {
    Runs::of(published.iter().map(|one| one.port))
}

/// What to write where, so that only the host itself reaches the ports of one line.
pub(crate) fn on_loopback(published: &[&PublishedPort]) -> String {
    on_loopback_each(&[published.to_vec()])
}

/// The same for several lines.
pub(crate) fn on_loopback_each(lines: &[Vec<&PublishedPort>]) -> String {
    let Some(first) = lines.iter().flatten().next() else {
        return String::new();
    };
    if first.publisher.is_none() && first.basis == PublishedPort::BASIS_NAT {
        let places: Vec<String> = lines
            .iter()
            .filter_map(|line| Some(line.first()?.source.location()))
            .collect();
        let (rules, they) = match places.as_slice() {
            [_] => ("rule", "it translates"),
            _ => ("rules", "they translate"),
        };
        return format!(
            "Remove the {rules} ({}), or drop what {they} on the forward hook",
            places.join(" and ")
        );
    }
    let mappings: Vec<String> = lines.iter().filter_map(|line| mapping(line)).collect();
    let has_place = first.source.kind == Source::KIND_FILE;
    let then = match (first.publisher.as_deref(), first.basis.as_str()) {
        // A daemon of root's translates, unless it is told not to.
        (Some(DOCKER), _) if !first.translated => {
            "run `docker compose up -d` as the user who runs Docker"
        }
        // A rule in force does not say what started the container.
        (Some(DOCKER), _) if !has_place => "recreate the container",
        (Some(DOCKER) | None, _) => "run `docker compose up -d`",
        (Some("podman"), "compose") => "run `podman compose up -d`",
        (Some(_), _) => "recreate the container",
    };
    format!("Publish it as {}, then {then}", mappings.join(" and as "))
}

/// The mapping of one line to the loopback address, and where to write it.
fn mapping(line: &[&PublishedPort]) -> Option<String> {
    let first = line.first()?;
    let loopback = match family::of_address(&first.address) {
        family::IPV6 => "[::1]",
        _ => "127.0.0.1",
    };
    let place = if first.source.kind == Source::KIND_FILE {
        format!(" at {}", first.source.location())
    } else {
        String::new()
    };
    let container = container_runs(line);
    let host = match first.port {
        PICKED => String::new(),
        _ => host_runs(line).to_string(),
    };
    let protocol = match first.protocol.as_str() {
        PublishedPort::PROTOCOL_TCP => String::new(),
        other => format!("/{other}"),
    };
    Some(format!("`{loopback}:{host}:{container}{protocol}`{place}"))
}
