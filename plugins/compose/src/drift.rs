//! What a container has and what the files say, in a form in which both can be compared. Knows no rule.

use std::fmt;

use muster_sdk::compose::{self, PortRange};
use muster_sdk::containers;
use muster_sdk::services::Definition;

use crate::images::familiar;

/// Ports that one entry stands for.
const MOST_PORTS: u16 = 1000;

/// A published port: the address, the ports of the host and the port of the container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    address: String,
    published: Option<(u16, u16)>,
    target: u16,
    protocol: String,
}

impl Binding {
    /// An entry of `ports`, as the engine is told: each port of the container by itself.
    pub(crate) fn of_file(port: &compose::Port) -> Vec<Self> {
        let PortRange { first, last } = port.target;
        let several = last > first;
        (first..=last.min(first.saturating_add(MOST_PORTS)))
            .zip(0_u16..)
            .map(|(target, place)| Self {
                address: address(port.host_address.as_deref()),
                published: port.published.as_ref().map(|range| {
                    let own = range.first.saturating_add(place);
                    if several {
                        (own, own)
                    } else {
                        (range.first, range.last)
                    }
                }),
                target,
                protocol: port.protocol.clone(),
            })
            .collect()
    }

    /// A port of a container.
    pub(crate) fn of_container(port: &containers::Port) -> Self {
        Self {
            address: address(port.host_address.as_deref()),
            published: port
                .published
                .as_ref()
                .map(|range| (range.first, range.last)),
            target: port.target,
            protocol: port.protocol.clone(),
        }
    }
}

/// Docker and Podman write "every address" in two ways.
fn address(written: Option<&str>) -> String {
    match written {
        None | Some("") => "0.0.0.0".to_owned(),
        Some(address) => address.to_owned(),
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            address,
            target,
            protocol,
            ..
        } = self;
        let host = if address.contains(':') {
            format!("[{address}]")
        } else {
            address.clone()
        };
        match self.published {
            None => write!(
                f,
                "port {target}/{protocol} at a port of {host} that Docker picks"
            ),
            Some((first, last)) if first == last => {
                write!(f, "port {target}/{protocol} at {host}:{first}")
            }
            Some((first, last)) => write!(f, "port {target}/{protocol} at {host}:{first}-{last}"),
        }
    }
}

/// The image that a service names.
pub(crate) fn image(service: &Definition) -> Option<String> {
    let mut image = service.image.clone()?;
    if let Some(tag) = &service.tag {
        image = format!("{image}:{tag}");
    }
    if let Some(digest) = &service.digest {
        image = format!("{image}@{digest}");
    }
    Some(image)
}

/// Whether two references are to the same image, however much of it they leave out.
pub(crate) fn is_same_image(one: &str, other: &str) -> bool {
    complete(one) == complete(other)
}

/// With its registry, its library and its tag.
fn complete(image: &str) -> String {
    let image = familiar(image);
    // What Podman calls an image of its own.
    let image = image.strip_prefix("localhost/").unwrap_or(image);
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    let has_tag = name
        .rsplit_once(':')
        .is_some_and(|(_, tag)| !tag.contains('/'));
    match digest {
        Some(digest) => format!("{name}@{digest}"),
        None if has_tag => name.to_owned(),
        None => format!("{name}:latest"),
    }
}

/// What is otherwise about a mount than the files have it.
pub(crate) fn mount(wanted: &compose::Mount, has: Option<&containers::Mount>) -> Option<String> {
    let target = &wanted.target;
    let Some(has) = has else {
        return Some(format!("it has nothing at {target}"));
    };
    let is_bind = wanted.kind == compose::Mount::KIND_BIND;
    if is_bind != (has.kind == containers::Mount::KIND_BIND) {
        return Some(format!("it has a {} at {target}", has.kind));
    }
    if is_bind
        && let (Some(origin), Some(wanted)) = (&has.origin, &wanted.origin)
        && origin != wanted
    {
        return Some(format!("it has {origin} and not {wanted} at {target}"));
    }
    let writable = |read_only: bool| if read_only { "read" } else { "write to" };
    (wanted.read_only != has.read_only).then(|| {
        format!(
            "it may {} {target}, but should {} it",
            writable(has.read_only),
            writable(wanted.read_only)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("postgres", "docker.io/library/postgres:latest"),
            ("postgres:16", "library/postgres:16"),
            ("ghcr.io/shop/api:v1", "ghcr.io/shop/api:v1"),
            ("localhost:5000/api", "localhost:5000/api:latest"),
        ] {
            assert!(is_same_image(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("postgres:16", "postgres:17"),
            ("postgres", "shop/postgres"),
            ("localhost:5000/api", "api:5000"),
        ] {
            assert!(!is_same_image(one, other), "{one} {other}");
        }
    }
}
