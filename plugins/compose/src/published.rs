//! The ports of services, and who reaches them.

use muster_sdk::compose::{Port, PortRange};
use muster_sdk::{ByName, Finding};

use crate::address::{Audience, audience};
use crate::project::waiting_for;
use crate::removal::and_empty;
use crate::settings::own_name;

/// What a service does with one of its ports: the lines of `ports` that publish it.
pub(crate) struct Published<'a> {
    pub(crate) subject: String,
    pub(crate) lines: Vec<&'a Port>,
}

/// Ports by service and by the port of the container, in the order of their names.
pub(crate) fn by_container_port<'a>(ports: impl Iterator<Item = &'a Port>) -> Vec<Published<'a>> {
    let mut found: ByName<Vec<&Port>> = ByName::default();
    for port in ports {
        let Port {
            service, protocol, ..
        } = port;
        let subject = format!("compose/{service}/ports/{}/{protocol}", range(&port.target));
        found.get_or_insert_with(subject, Vec::new).push(port);
    }
    found
        .into_iter()
        .map(|(subject, lines)| Published { subject, lines })
        .collect()
}

impl Published<'_> {
    /// The lines that show the port to everybody.
    fn public_lines(&self) -> impl Iterator<Item = &Port> {
        let is_public =
            |port: &&Port| audience(port.host_address.as_deref()) == Audience::Everybody;
        self.lines.iter().copied().filter(is_public)
    }

    /// The first line that shows the port to everybody.
    pub(crate) fn public(&self) -> Option<&Port> {
        self.public_lines().next()
    }

    /// A failure, with the lines that show the port to everybody.
    pub(crate) fn failure(&self, port: &Port, because: &str) -> Finding {
        let lines: Vec<&Port> = self.public_lines().collect();
        let ends: Vec<String> = lines.iter().map(|line| host_end(line)).collect();
        let ends = ends.join(" and ");
        let finding = Finding::fail(
            self.subject.clone(),
            format!(
                "'{}' publishes {}/{} of the container on {}{}{because}.",
                port.service,
                range(&port.target),
                port.protocol,
                ends,
                waiting_for(&port.waits_for),
            ),
        )
        .observed(&ends)
        .fix(fix(&lines));
        lines.into_iter().fold(finding, |finding, port| {
            finding.at(port.source.clone(), "publishes the port")
        })
    }

    /// A pass, with the lines that publish the port to fewer.
    pub(crate) fn pass(&self) -> Option<Finding> {
        let port = self.lines.first()?;
        let finding = Finding::pass(
            self.subject.clone(),
            format!(
                "'{}' publishes {}/{} of the container on {} alone.",
                port.service,
                range(&port.target),
                port.protocol,
                host_end(port),
            ),
        );
        Some(self.lines.iter().fold(finding, |finding, port| {
            finding.at(port.source.clone(), "publishes the port")
        }))
    }
}

/// `8000` or `8000-8010`.
pub(crate) fn range(range: &PortRange) -> String {
    if range.first == range.last {
        range.first.to_string()
    } else {
        format!("{}-{}", range.first, range.last)
    }
}

/// Where the host's end of a mapping is.
fn host_end(port: &Port) -> String {
    let address = port.host_address.as_deref().unwrap_or("every address");
    match &port.published {
        None => format!("a port of {address} that Docker picks"),
        Some(published) if address.contains(':') => format!("[{address}]:{}", range(published)),
        Some(published) if port.host_address.is_some() => {
            format!("{address}:{}", range(published))
        }
        Some(published) if published.first == published.last => {
            format!("port {} of {address}", published.first)
        }
        Some(published) => format!("ports {} of {address}", range(published)),
    }
}

/// What to write in place of mappings, so that only the host itself reaches the port.
fn fix(lines: &[&Port]) -> String {
    let mappings: Vec<String> = lines.iter().map(|line| on_loopback(line)).collect();
    let (line, place) = match mappings.as_slice() {
        [_] => ("line", "its place"),
        _ => ("lines", "their place"),
    };
    let service = lines.first().map_or("", |line| own_name(&line.service));
    format!(
        "Delete the {line} if only other services use the port, as they need no mapping{}. Otherwise \
         write {} in {place}. Then run `docker compose up -d {service}`",
        and_empty("ports"),
        mappings.join(" and "),
    )
}

fn on_loopback(port: &Port) -> String {
    let published = port.published.as_ref().map(range).unwrap_or_default();
    let protocol = match port.protocol.as_str() {
        Port::PROTOCOL_TCP => String::new(),
        other => format!("/{other}"),
    };
    format!(
        "\"127.0.0.1:{published}:{}{protocol}\"",
        range(&port.target)
    )
}
