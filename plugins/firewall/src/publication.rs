//! How a container's port is published without the internet.

use muster_sdk::packet_filter::PublishedPort;

use crate::family;

/// What to write where, so that only the host itself reaches the port.
pub(crate) fn on_loopback(one: &PublishedPort) -> String {
    let loopback = match family::of(&one.address) {
        family::IPV6 => "[::1]",
        _ => "127.0.0.1",
    };
    let place = if one.source.kind == "file" {
        format!(" at {}", one.source.location())
    } else {
        String::new()
    };
    format!(
        "Publish it as `{loopback}:{}:{}`{place}, then run `docker compose up -d`",
        one.port,
        one.container_port.unwrap_or(one.port),
    )
}
