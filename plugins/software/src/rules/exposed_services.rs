//! `software/exposed-services`

use muster_sdk::sockets::{self, Listener};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, pass_unless, units};

use crate::exposure::{self, Exposure, Ways};
use crate::known::{self, LOCAL, Local};
use crate::programs::{self, Start};
use muster_sdk::sentence::list;

muster_sdk::parameters! {
    struct Parameters {
        /// Those that the host offers the internet on purpose: `avahi`, `cups`, `ldap`, `nfs`, `rpcbind`, `smb` or
        /// `snmp`.
        #[form(Words(&known::LOCAL_NAMES))]
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "software/exposed-services",
    severity: Medium,
    precision: High,
    tags: ["software", "services", "network"],
    explained_by: [
        Host("firewall/active"),
        Place("firewall/unexpected-open-port"),
        Place("firewall/default-deny-v4"),
        Place("firewall/default-deny-v6"),
    ],
    documentation: "exposed_services.md",
    parameters: Parameters,
    check: check,
}

/// The subject where there are none.
const SUBJECT: &str = "services";

/// What holds a socket for a service that it starts later: systemd, also as it is called where `/sbin/init` leads to it.
const SYSTEMD: [&str; 2] = ["systemd", "init"];

fn check(parameters: Parameters) -> Outcome {
    known::check_names("allowed", &parameters.allowed, &known::LOCAL_NAMES)?;
    let mut listeners = applicable(SUBJECT, sockets::listeners())?;
    listeners.retain(exposure::is_beyond_loopback);
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    let mut closed = Vec::new();
    for local in &LOCAL {
        let own: Vec<&Listener> = listeners.iter().filter(|one| is_of(one, local)).collect();
        if own.is_empty()
            || parameters
                .allowed
                .iter()
                .any(|name| name == local.known.name)
        {
            continue;
        }
        match judge_service(local, &own, &distribution)? {
            Some(finding) => findings.push(finding),
            None => closed.push(local.known.name),
        }
    }
    Ok(pass_unless(findings, || {
        let message = if closed.is_empty() {
            format!(
                "None of {} listens for other machines.",
                known::LOCAL_NAMES.join(", ")
            )
        } else {
            format!(
                "The packet filter keeps the internet from {}.",
                list(&closed, "and")
            )
        };
        Finding::pass(SUBJECT, message)
    }))
}

/// Whether a socket is of a service: by the process that holds it, and by its port where nobody can tell that.
fn is_of(listener: &Listener, local: &Local) -> bool {
    match listener.process.as_deref() {
        Some(process) if !SYSTEMD.contains(&process) => local.processes.contains(&process),
        Some(_) | None => local
            .ports
            .contains(&(listener.protocol.as_str(), listener.port)),
    }
}

/// What is wrong with a service that listens; none where the packet filter keeps the internet from it.
fn judge_service(
    local: &Local,
    listeners: &[&Listener],
    distribution: &Distribution,
) -> Result<Option<Finding>, NotEvaluated> {
    let ways = Ways::of_host()?;
    let subject = format!("service/{}", local.known.name);
    let (mut open, mut families, mut unknown) = (Vec::new(), Vec::new(), None);
    for listener in listeners {
        match ways.exposure(listener)? {
            Exposure::Open(over, decisions) => {
                families.extend(over);
                open.push((*listener, decisions));
            }
            Exposure::Closed => {}
            Exposure::Unknown(why) => unknown = Some(why),
        }
    }
    if open.is_empty() {
        return Ok(unknown.map(|why| {
            Finding::error(
                subject,
                format!("It is not known whether the internet reaches {why}."),
            )
        }));
    }
    families.sort_unstable();
    families.dedup();
    let mut ports: Vec<String> = open.iter().map(|(one, _)| exposure::port(one)).collect();
    ports.dedup();
    ports.sort_unstable();
    ports.dedup();
    let ports = list(&ports, "and");
    let mut finding = Finding::fail(
        subject,
        format!(
            "{} answers the internet on {ports} over {}.",
            local.known.called,
            list(&families, "and")
        ),
    )
    .observed(&ports)
    .required("closed to the internet");
    for (listener, _) in &open {
        finding = finding.at(listener.source.clone(), "listens");
    }
    let mut told = Vec::new();
    for decision in open.into_iter().flat_map(|(_, decisions)| decisions) {
        if !told.contains(&decision) {
            finding = finding.at(decision.source.clone(), "lets the internet in");
            told.push(decision);
        }
    }
    Ok(Some(finding.fix(fix(local, &ports, distribution))))
}

/// The units only word it: where they are not known, it names none.
fn fix(local: &Local, ports: &str, distribution: &Distribution) -> String {
    let units = units::units().unwrap_or_default();
    let started = programs::named(&units, local.known.units)
        .into_iter()
        .filter(|program| matches!(program.start(), Ok(Start::Something(_))));
    let commands: Vec<String> = started
        .map(|program| program.switch_off(distribution))
        .collect();
    let stop = if commands.is_empty() {
        "Stop it".to_owned()
    } else {
        format!("Run `{}`", commands.join(" && "))
    };
    format!(
        "{stop} if nothing needs it; otherwise bind it to an address that the internet cannot reach, or close {ports} in the firewall"
    )
}
