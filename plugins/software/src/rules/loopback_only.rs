//! `software/loopback-only`

use muster_sdk::sentence::list;
use muster_sdk::sockets::{self, Listener};
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable};

use crate::exposure;

muster_sdk::parameters! {
    struct Parameters {
        /// What listens there, such as `mail server`.
        role: String = "program",
        /// Ports that may be open only to this host itself, such as `25/tcp`.
        #[needed(ports)]
        #[form(Port)]
        ports: Vec<String> = [],
        /// How to make it listen only for this host.
        advice: String = "",
    }
}

muster_sdk::rule! {
    id: "software/loopback-only",
    severity: Medium,
    precision: High,
    tags: ["software", "services", "network"],
    documentation: "loopback_only.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let role = parameters.role.as_str();
    let subject = format!("local/{}", role.replace(' ', "-"));
    if parameters.ports.is_empty() {
        let reason = "The policy names no ports for this rule.";
        return Ok(vec![Finding::not_applicable(subject, reason)]);
    }
    let ports: Vec<(u16, &str)> = parameters
        .ports
        .iter()
        .map(|text| port(text))
        .collect::<Result<_, _>>()?;
    let listeners = applicable(&subject, sockets::listeners())?;
    let at_port = |one: &&Listener| ports.contains(&(one.port, one.protocol.as_str()));
    let open: Vec<&Listener> = listeners
        .iter()
        .filter(at_port)
        .filter(|one| exposure::is_beyond_loopback(one))
        .collect();
    let required = format!(
        "{} at loopback addresses alone",
        parameters.ports.join(", ")
    );
    let Some(first) = open.first() else {
        let is_there = listeners.iter().any(|one| at_port(&one));
        let message = if is_there {
            format!("The {role} listens for this host alone.")
        } else {
            format!("Nothing listens at {}.", list(&parameters.ports, "or"))
        };
        return Ok(vec![Finding::pass(subject, message).required(required)]);
    };
    let mut places: Vec<String> = open
        .iter()
        .map(|one| format!("{} at {}", exposure::port(one), one.address))
        .collect();
    places.sort_unstable();
    places.dedup();
    let who = match &first.process {
        Some(process) => format!("The {role} {process}"),
        None => format!("A {role}"),
    };
    let places = list(&places, "and");
    let mut finding = Finding::fail(subject, format!("{who} listens for other hosts: {places}."))
        .observed(places)
        .required(required)
        .fix(match parameters.advice.as_str() {
            "" => "Have it listen at 127.0.0.1 and ::1 alone".to_owned(),
            advice => advice.to_owned(),
        });
    for listener in open {
        finding = finding.at(listener.source.clone(), "listens");
    }
    Ok(vec![finding])
}

/// `25/tcp`.
fn port(text: &str) -> Result<(u16, &str), NotEvaluated> {
    let parts = text.split_once('/');
    let parsed = parts.and_then(|(port, protocol)| Some((port.parse().ok()?, protocol)));
    parsed
        .filter(|(_, protocol)| matches!(*protocol, "tcp" | "udp"))
        .ok_or_else(|| {
            NotEvaluated::because(format!(
                "parameter `ports`: `{text}` is not a port such as `25/tcp`"
            ))
        })
}
