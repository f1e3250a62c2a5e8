//! `compose/loopback-listens-everywhere`

use muster_sdk::compose::{self, Port};
use muster_sdk::packet_filter::{self, PublishedPort};
use muster_sdk::sockets::{self, Listener};
use muster_sdk::{Finding, Outcome, Source, applicable, pass_unless};

use crate::address::{Audience, audience};
use crate::project::{Project, unknown};
use crate::published::by_container_port;
use crate::settings::own_name;

muster_sdk::rule! {
    id: "compose/loopback-listens-everywhere",
    severity: High,
    precision: VeryHigh,
    tags: ["compose", "docker", "network", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "loopback_listens_everywhere.md",
    check: check,
}

/// Programs that hold the host's end of a published port, by the name in `/proc/PID/comm`, which has room
/// for 15 characters.
const OF_ENGINES: [&str; 6] = [
    "conmon",
    "docker-proxy",
    "pasta",
    "rootlesskit",
    "rootlessport",
    "slirp4netns",
];

/// What the rule is about, where there is nothing to judge.
const SUBJECT: &str = "compose/ports";

fn check() -> Outcome {
    Project::judge(|_| {
        let ports = compose::ports()?;
        let unknown = unknown(&["ports"])?;
        let declared: Vec<&Port> = ports
            .iter()
            .filter(|port| audience(port.host_address.as_deref()) == Audience::Host)
            .collect();
        if declared.is_empty() {
            return Ok(pass_unless(unknown, || {
                Finding::not_applicable(SUBJECT, "No service publishes a port on loopback alone.")
            }));
        }
        let listeners = applicable(SUBJECT, sockets::listeners())?;
        let published = applicable(SUBJECT, packet_filter::published_ports())?;
        let mut findings: Vec<Finding> = by_container_port(declared.into_iter())
            .iter()
            .map(|declared| {
                let mut elsewhere = Vec::new();
                let mut strangers = Vec::new();
                for port in &declared.lines {
                    let open = open_elsewhere(port, &ports, &listeners, &published);
                    elsewhere.extend(open.found);
                    strangers.extend(open.unnamed);
                }
                judge(&declared.subject, &declared.lines, &elsewhere, &strangers)
            })
            .collect();
        findings.extend(unknown);
        Ok(findings)
    })
}

/// An address besides loopback at which a port is open, and what shows it.
struct Elsewhere<'a> {
    address: &'a str,
    port: u16,
    source: &'a Source,
}

/// Where a port is open that is declared for loopback alone.
struct Open<'a> {
    found: Vec<Elsewhere<'a>>,
    /// Sockets whose program is not known.
    unnamed: Vec<&'a Listener>,
}

fn open_elsewhere<'a>(
    port: &Port,
    ports: &[Port],
    listeners: &'a [Listener],
    published: &'a [PublishedPort],
) -> Open<'a> {
    let mut open = Open {
        found: Vec::new(),
        unnamed: Vec::new(),
    };
    let Some(range) = &port.published else {
        return open;
    };
    let concerns = |protocol: &str, number: u16, address: &str| {
        protocol == port.protocol
            && (range.first..=range.last).contains(&number)
            && audience(Some(address)) != Audience::Host
            && !is_declared(ports, protocol, number, address)
    };
    for listener in listeners {
        if !concerns(&listener.protocol, listener.port, &listener.address) {
            continue;
        }
        match listener.process.as_deref() {
            None => open.unnamed.push(listener),
            Some(process) if OF_ENGINES.contains(&process) => open.found.push(Elsewhere {
                address: &listener.address,
                port: listener.port,
                source: &listener.source,
            }),
            // A program of the host that listens beside the container.
            Some(_) => {}
        }
    }
    for one in published {
        let leads_here = one
            .container_port
            .is_none_or(|target| (port.target.first..=port.target.last).contains(&target));
        if one.basis == PublishedPort::BASIS_NAT
            && leads_here
            && one.publisher.is_some()
            && concerns(&one.protocol, one.port, &one.address)
        {
            open.found.push(Elsewhere {
                address: &one.address,
                port: one.port,
                source: &one.source,
            });
        }
    }
    open
}

/// Whether another line publishes a port at this address.
fn is_declared(ports: &[Port], protocol: &str, number: u16, address: &str) -> bool {
    ports.iter().any(|port| {
        port.protocol == protocol
            && port
                .published
                .as_ref()
                .is_some_and(|range| (range.first..=range.last).contains(&number))
            && match port.host_address.as_deref() {
                None | Some("0.0.0.0" | "::") => true,
                Some(declared) => declared == address,
            }
    })
}

fn judge(
    subject: &str,
    lines: &[&Port],
    elsewhere: &[Elsewhere<'_>],
    unnamed: &[&Listener],
) -> Finding {
    let service = lines.first().map_or("", |port| port.service.as_str());
    let finding = match (elsewhere.first(), unnamed.first()) {
        (Some(one), _) => Finding::fail(
            subject,
            format!(
                "'{service}' publishes the port on loopback alone, but the engine has it open at {} \
                 port {}: the container was created from another version of the file.",
                one.address, one.port
            ),
        )
        .observed(format!("open at {}", one.address))
        .required("open on loopback alone")
        .fix(format!(
            "docker compose up -d --force-recreate {}",
            own_name(service)
        )),
        (None, Some(listener)) => Finding::error(
            subject,
            format!(
                "Something listens at {} port {}, but it is not known which program; run Muster as \
                 root.",
                listener.address, listener.port
            ),
        ),
        (None, None) => Finding::pass(
            subject,
            format!("The port of '{service}' is open on loopback alone."),
        ),
    };
    let finding = lines.iter().fold(finding, |finding, port| {
        finding.at(port.source.clone(), "publishes it on loopback")
    });
    let finding = elsewhere.iter().fold(finding, |finding, one| {
        finding.at(one.source.clone(), "has it open")
    });
    unnamed.iter().fold(finding, |finding, listener| {
        finding.at(listener.source.clone(), "listens too")
    })
}
