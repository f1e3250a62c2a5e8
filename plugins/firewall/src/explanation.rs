//! How a finding shows why a port is open: the sentence, and the rules that decided.

use muster_sdk::Finding;
use muster_sdk::packet_filter::{Decision, Reach};

use crate::family;
use crate::listening::{self, Listening};
use crate::ports::Ports;

/// What a connection to open ports meets, as a sentence: reachable when something answers, allowed
/// when nothing does.
pub(crate) fn sentence(ports: &Ports, reach: &Reach, listening: &Listening) -> String {
    let over = family::name(&reach.family);
    if let Some(target) = &reach.forwarded_to {
        return format!("{ports} is open over {over} and leads to {target}.");
    }
    match listening.at(&reach.family, ports) {
        Some(listeners) if listeners.is_empty() => {
            format!("{ports} is allowed over {over}, though nothing listens on it.")
        }
        Some(listeners) => {
            let phrase = listening::phrase(&listeners);
            format!("{ports} is reachable over {over}: {phrase}.")
        }
        None => format!("{ports} is open over {over}."),
    }
}

/// Adds the deciding rule and what led to it.
pub(crate) fn decided_by(finding: Finding, decisions: &[Decision], label: &str) -> Finding {
    decisions
        .iter()
        .enumerate()
        .fold(finding, |finding, (index, decision)| {
            let label = if index == 0 { label } else { "leads to it" };
            finding.at(decision.source.clone(), label)
        })
}

/// Adds the sockets that answer at open ports.
pub(crate) fn answered_by(
    finding: Finding,
    ports: &Ports,
    reach: &Reach,
    listening: &Listening,
) -> Finding {
    // Behind a translated address another machine answers.
    let listeners = match reach.forwarded_to {
        None => listening.at(&reach.family, ports).unwrap_or_default(),
        Some(_) => Vec::new(),
    };
    listeners.into_iter().fold(finding, |finding, listener| {
        finding.at(listener.source.clone(), "listens")
    })
}

/// `RULE` with its place, for a fix that changes it.
pub(crate) fn rule(decision: &Decision) -> String {
    format!("`{}` ({})", decision.text, decision.source.location())
}

/// Says that a verdict is missing, and because of which rule.
pub(crate) fn not_known(
    subject: String,
    ports: &Ports,
    family: &str,
    decisions: &[Decision],
) -> Finding {
    let over = family::name(family);
    let why = decisions.first().map_or_else(String::new, |decision| {
        format!(": the rule `{}` cannot be evaluated", decision.text)
    });
    let finding = Finding::error(
        subject,
        format!("It is not known whether {ports} is open over {over}{why}."),
    );
    decided_by(finding, decisions, "cannot be evaluated")
}
