//! How a finding shows why a port is open: the sentence, and the rules that decided.

use muster_sdk::Finding;
use muster_sdk::packet_filter::{Decision, Reach};
use muster_sdk::sockets::Listener;

use crate::family;
use crate::listening::{self, Listening};
use crate::ports::Ports;

/// Sockets that a finding on a whole range has as places.
const MOST_SOCKETS: usize = 20;

/// Whether a rule decides, which can be taken back: not a policy, and not that nothing judges.
pub(crate) fn is_rule(decision: &Decision) -> bool {
    let text = &decision.text;
    !(text.ends_with(" policy accept") || text.starts_with(':') || text.starts_with("nothing "))
}

/// What a connection to open ports meets over some IP versions, as a sentence: reachable when
/// something answers, allowed when nothing does.
pub(crate) fn sentence(ports: &Ports, reaches: &[&Reach], listening: &Listening) -> String {
    let over = versions(reaches);
    if let Some(target) = reaches.iter().find_map(|reach| reach.forwarded_to.as_ref()) {
        return format!("{ports} is open over {over} and leads to {target}.");
    }
    if listening.is_at_rest() {
        return format!("{ports} is open over {over}.");
    }
    let answering: Vec<(&Reach, Vec<&Listener>)> = reaches
        .iter()
        .filter_map(|reach| Some((*reach, listening.at(&reach.family, ports)?)))
        .collect();
    if answering.len() < reaches.len() {
        return format!("{ports} is open over {over}; what listens there is not known.");
    }
    let reachable: Vec<&Reach> = answering
        .iter()
        .filter(|(_, listeners)| !listeners.is_empty())
        .map(|(reach, _)| *reach)
        .collect();
    if reachable.is_empty() {
        return format!("{ports} is allowed over {over}, though nothing listens on it.");
    }
    let listeners: Vec<&Listener> = answering
        .into_iter()
        .flat_map(|(_, listeners)| listeners)
        .collect();
    format!(
        "{ports} is reachable over {}: {}.",
        versions(&reachable),
        listening::phrase(&listeners)
    )
}

/// `IPv4`, `IPv6` or both, each once.
fn versions(reaches: &[&Reach]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for reach in reaches {
        let name = family::name(&reach.family);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" and ")
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

/// Adds what decides over each IP version, once where it is the same.
pub(crate) fn decided_over_each(finding: Finding, reaches: &[&Reach], label: &str) -> Finding {
    let mut told: Vec<&[Decision]> = Vec::new();
    for reach in reaches {
        if !told.contains(&reach.decided_by.as_slice()) {
            told.push(&reach.decided_by);
        }
    }
    told.into_iter().fold(finding, |finding, decisions| {
        decided_by(finding, decisions, label)
    })
}

/// Adds the sockets that answer at open ports.
pub(crate) fn answered_by(
    finding: Finding,
    ports: &Ports,
    reaches: &[&Reach],
    listening: &Listening,
) -> Finding {
    let mut told: Vec<&Listener> = Vec::new();
    for reach in reaches {
        // Behind a translated address another machine answers.
        if reach.forwarded_to.is_none() {
            let here = listening.at(&reach.family, ports).unwrap_or_default();
            told.extend(here.into_iter().take(MOST_SOCKETS));
        }
    }
    told.dedup();
    told.into_iter().fold(finding, |finding, listener| {
        finding.at(listener.source.clone(), "listens")
    })
}

/// `RULE` with its place.
pub(crate) fn rule(decision: &Decision) -> String {
    format!("`{}` ({})", decision.text, decision.source.location())
}

/// The end of a sentence on a verdict that is missing: what stopped it.
pub(crate) fn why_unknown(because: Option<&str>, decisions: &[Decision]) -> String {
    let stopped = decisions
        .first()
        .map(|decision| format!("{} cannot be evaluated", rule(decision)));
    let why = stopped.into_iter().chain(because.map(str::to_owned));
    why.map(|part| format!(": {part}")).collect()
}

/// Says that a verdict is missing, why, and because of which rule.
pub(crate) fn not_known(
    subject: String,
    ports: &Ports,
    family: &str,
    because: Option<&str>,
    decisions: &[Decision],
) -> Finding {
    let over = family::name(family);
    let why = why_unknown(because, decisions);
    let finding = Finding::error(
        subject,
        format!("It is not known whether {ports} is open over {over}{why}."),
    );
    decided_by(finding, decisions, "cannot be evaluated")
}
