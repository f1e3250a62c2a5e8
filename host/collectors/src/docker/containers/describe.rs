//! A container as the contract's record. What has another form than its field is to have stays away: it
//! may be a secret that was put in the wrong place. Pure.

use std::net::IpAddr;

use muster_facts::containers::{Container, Mount, Port, PortRange};
use muster_facts::{Fact, FactError, Source};
use muster_target::Context;

use super::inspected::{self, Binding, Inspected, LogConfig};
use crate::env::is_like_a_token;

/// Ports and mounts of one container.
const MOST_ENTRIES: usize = 2000;

/// The longest reference to an image, path or name that is shown.
const LONGEST: usize = 512;

/// The record of a container.
pub(super) fn container(
    context: Context<'_>,
    one: &Inspected,
    service: Option<String>,
) -> Fact<Container> {
    let name = name(one)?;
    let label = |label: &str| one.label(label).and_then(|text| word(text, "_.-"));
    let configuration = one.label(inspected::CONFIGURATION).map(|digest| {
        let class = context.secrets.class("", digest.as_bytes());
        class.map_err(|error| FactError::Failed(error.to_string()))
    });
    let log = &one.host_config.log_config;
    Ok(Container {
        service,
        project_label: label(inspected::PROJECT),
        service_label: label(inspected::SERVICE),
        files: one
            .compose_files()
            .iter()
            .filter_map(|path| shown_path(&path.display().to_string()))
            .collect(),
        one_off: one
            .label(inspected::ONE_OFF)
            .is_some_and(|text| text.eq_ignore_ascii_case("true")),
        state: state(&one.state.status).to_owned(),
        health: health(one).to_owned(),
        exit_code: one.state.exit_code,
        restart_count: one.restart_count,
        image: word(&one.config.image, "_./:@-"),
        user: user(&one.config.user),
        configuration: configuration.transpose()?,
        log_driver: log_driver(log),
        log_max_size: log_max_size(log),
        ports: ports(one),
        mounts: mounts(one),
        source: Source::command(format!("docker inspect {name}")),
        name,
    })
}

/// Its name, which is unique on the host.
pub(super) fn name(one: &Inspected) -> Fact<String> {
    let name = one.name.trim_start_matches('/');
    word(name, "_.-").ok_or_else(|| {
        FactError::Failed("a container has a name that Muster does not understand".to_owned())
    })
}

pub(super) fn log_driver(log: &LogConfig) -> Option<String> {
    word(&log.r#type, "_./:@-")
}

fn log_max_size(log: &LogConfig) -> Option<String> {
    log.config.get("max-size").and_then(|size| word(size, ".-"))
}

/// An account, or a number, with its group.
fn user(text: &str) -> Option<String> {
    let is_plain = !text.split([':', '.', '-']).any(is_like_a_token);
    (is_plain && (text.is_empty() || word(text, "_.:-").is_some())).then(|| text.to_owned())
}

/// The states of Docker; Podman has others beside.
pub(super) fn state(status: &str) -> &'static str {
    match status {
        "created" | "configured" | "initialized" => Container::STATE_CREATED,
        "running" => Container::STATE_RUNNING,
        "paused" => Container::STATE_PAUSED,
        "restarting" => Container::STATE_RESTARTING,
        "removing" => Container::STATE_REMOVING,
        "exited" | "stopped" | "stopping" => Container::STATE_EXITED,
        "dead" => Container::STATE_DEAD,
        _ => Container::STATE_OTHER,
    }
}

fn health(one: &Inspected) -> &'static str {
    match one.state.health() {
        "" | "none" => Container::HEALTH_NONE,
        "starting" => Container::HEALTH_STARTING,
        "healthy" => Container::HEALTH_HEALTHY,
        "unhealthy" => Container::HEALTH_UNHEALTHY,
        _ => Container::HEALTH_OTHER,
    }
}

/// The ports that it was made to publish.
fn ports(one: &Inspected) -> Vec<Port> {
    let mut found = Vec::new();
    for (target, bindings) in &one.host_config.port_bindings {
        let (port, protocol) = target.split_once('/').unwrap_or((target, "tcp"));
        let (Ok(port), "tcp" | "udp" | "sctp") = (port.parse(), protocol) else {
            continue;
        };
        for binding in bindings.iter().flatten() {
            if found.len() < MOST_ENTRIES {
                found.push(published(port, protocol, binding));
            }
        }
    }
    found
}

fn published(target: u16, protocol: &str, binding: &Binding) -> Port {
    let (first, last) = binding
        .host_port
        .split_once('-')
        .unwrap_or((&binding.host_port, &binding.host_port));
    let range = match (first.parse(), last.parse()) {
        (Ok(first @ 1..), Ok(last)) => Some(PortRange { first, last }),
        _ => None,
    };
    let address: Option<IpAddr> = binding.host_ip.parse().ok();
    Port {
        host_address: address.map(|address| address.to_string()),
        published: range,
        target,
        protocol: protocol.to_owned(),
    }
}

fn mounts(one: &Inspected) -> Vec<Mount> {
    let asked: Vec<&str> = one
        .host_config
        .binds
        .iter()
        .filter_map(|bind| bind.split(':').nth(1))
        .collect();
    let mount = |mount: &inspected::Mount| {
        let kind = match mount.r#type.as_str() {
            "bind" => Mount::KIND_BIND,
            "volume" => Mount::KIND_VOLUME,
            "tmpfs" => Mount::KIND_TMPFS,
            _ => Mount::KIND_OTHER,
        };
        Some(Mount {
            kind: kind.to_owned(),
            origin: match kind {
                Mount::KIND_BIND => shown_path(&mount.source),
                Mount::KIND_VOLUME => word(&mount.name, "_.-"),
                _ => None,
            },
            target: shown_path(&mount.destination)?,
            read_only: !mount.writable,
            asked: asked.contains(&mount.destination.as_str()),
        })
    };
    one.mounts
        .iter()
        .filter_map(mount)
        .take(MOST_ENTRIES)
        .collect()
}

pub(super) fn shown_path(path: &str) -> Option<String> {
    path.starts_with('/')
        .then(|| word(path, "_./:@+~ -"))
        .flatten()
}

/// A text of letters, digits and these marks.
fn word(text: &str, marks: &str) -> Option<String> {
    let is_word = !text.is_empty()
        && text.len() <= LONGEST
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || marks.contains(c));
    is_word.then(|| text.to_owned())
}
