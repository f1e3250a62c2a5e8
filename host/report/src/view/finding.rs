//! An outcome as every format shows it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use muster_facts::Source;
use muster_outcomes::{Artifact, Fingerprint, Outcome, Place, RuleId, Severity, Status};
use muster_policy::{Attested, CarriedFinding};

use super::rule::RuleView;
use crate::text::{block, line};

/// One outcome with its rule.
pub(crate) struct FindingView {
    pub(crate) rule: Rc<RuleView>,
    /// Under this policy.
    pub(crate) severity: Severity,
    /// The worst of its own severity and those of what follows from it: a cause is as bad as what
    /// it brings about.
    pub(crate) rated: Severity,
    /// The failure that explains this one. Reports show it there.
    pub(crate) follows_from: Option<Fingerprint>,
    /// The carried failure that explains this one, where none of today does.
    pub(crate) kept_under: Option<Fingerprint>,
    /// The failures that follow from this one, as places in [`View::findings`].
    pub(crate) consequences: Vec<usize>,
    /// What cannot be judged before this one is fixed, in the same way.
    pub(crate) unjudged: Vec<usize>,
    /// Who answers for it, where the rule itself asks for a person.
    pub(crate) attested: Option<Attested>,
    pub(crate) subject: String,
    /// What the subject is part of; none is the host.
    pub(crate) artifact: Option<Artifact>,
    pub(crate) status: Status,
    pub(crate) message: String,
    pub(crate) observed: Option<String>,
    pub(crate) required: Option<String>,
    pub(crate) places: Vec<Place>,
    pub(crate) fix: Option<String>,
    pub(crate) fingerprint: Fingerprint,
}

/// A failure of an earlier evaluation that could not be judged again.
pub(crate) struct Carried {
    /// As it was.
    pub(crate) finding: FindingView,
    /// When it was last judged, RFC 3339 in UTC.
    pub(crate) last_judged: String,
    /// Why it could not be judged this time.
    pub(crate) reason: String,
}

impl FindingView {
    pub(super) fn of(
        finding: &muster_policy::JudgedOutcome,
        rule: &Rc<RuleView>,
        identity: &str,
    ) -> Self {
        let muster_policy::JudgedOutcome {
            severity,
            follows_from,
            kept_under,
            attested,
            outcome:
                Outcome {
                    rule: id,
                    subject,
                    artifact,
                    status,
                    message,
                    observed,
                    required,
                    places,
                    fix,
                    // Recomputed: a file may say anything.
                    fingerprint: _,
                },
        } = finding;
        let status = match status {
            Status::Pass => Status::Pass,
            Status::Fail => Status::Fail,
            Status::NotApplicable(reason) => Status::NotApplicable(line(reason)),
            Status::Manual(reason) => Status::Manual(line(reason)),
            Status::Error(reason) => Status::Error(line(reason)),
        };
        let message = match (line(message), status.reason()) {
            (message, _) if !message.trim().is_empty() => message,
            (_, Some(reason)) if !reason.trim().is_empty() => reason.to_owned(),
            _ => format!("{}: {}", line(subject), rule.title_for(&status)),
        };
        Self {
            rule: Rc::clone(rule),
            severity: *severity,
            rated: *severity,
            follows_from: follows_from.clone(),
            kept_under: kept_under.clone(),
            consequences: Vec::new(),
            unjudged: Vec::new(),
            attested: attested.as_ref().map(clean_attested),
            subject: line(subject),
            artifact: artifact
                .as_ref()
                .map(clean_artifact)
                .or_else(|| rule.artifact.clone()),
            status,
            message,
            observed: observed.as_deref().map(line),
            required: required.as_deref().map(line),
            places: places.iter().map(place).collect(),
            fix: fix.as_deref().map(block),
            fingerprint: Fingerprint::of(id, identity, subject),
        }
    }

    /// Whether it is a failure that follows from no other.
    pub(crate) fn is_cause(&self) -> bool {
        self.status == Status::Fail && self.follows_from.is_none()
    }

    /// Its own fix, else that of its rule; Markdown.
    pub(crate) fn how_to_fix(&self) -> &str {
        let own = self.fix.as_deref();
        own.unwrap_or(&self.rule.documentation().how_to_fix)
    }

    pub(super) fn sort_key(&self) -> (u8, Reverse<Severity>, &RuleId, &str, &Fingerprint) {
        let rank = match self.status {
            Status::Fail => 0,
            Status::Error(_) => 1,
            Status::Manual(_) => 2,
            Status::Pass => 3,
            Status::NotApplicable(_) => 4,
        };
        (
            rank,
            Reverse(self.rated),
            &self.rule.id,
            &self.subject,
            &self.fingerprint,
        )
    }
}

impl Carried {
    /// The day on which it was last judged: a reader asks since when, and a time would change the
    /// text of each alert.
    pub(crate) fn day(&self) -> &str {
        let time = &self.last_judged;
        time.split('T').next().unwrap_or(time)
    }

    pub(super) fn of(
        carried: &CarriedFinding,
        rules: &BTreeMap<RuleId, Rc<RuleView>>,
        identity: &str,
    ) -> Option<Self> {
        let CarriedFinding {
            finding,
            last_judged,
            reason,
        } = carried;
        let rule = rules.get(&finding.outcome.rule)?;
        Some(Self {
            finding: FindingView::of(finding, rule, identity),
            last_judged: line(last_judged),
            reason: line(reason),
        })
    }
}

fn clean_attested(attested: &Attested) -> Attested {
    let Attested {
        by,
        on,
        valid_until,
        evidence,
        days_left,
    } = attested;
    Attested {
        by: line(by),
        on: line(on),
        valid_until: line(valid_until),
        evidence: line(evidence),
        days_left: *days_left,
    }
}

pub(super) fn clean_artifact(artifact: &Artifact) -> Artifact {
    match artifact {
        Artifact::File(path) => Artifact::File(line(path)),
        Artifact::Setting(key) => Artifact::Setting(line(key)),
    }
}

/// Findings by their reason, in the order in which the reasons first appear.
pub(crate) fn by_reason<'a>(findings: &[&'a FindingView]) -> Vec<(&'a str, Vec<&'a FindingView>)> {
    let mut sorted: Vec<(&str, usize, &FindingView)> = findings
        .iter()
        .enumerate()
        .map(|(place, finding)| (finding.status.reason().unwrap_or_default(), place, *finding))
        .collect();
    sorted.sort_by_key(|(reason, place, _)| (*reason, *place));
    let mut groups: Vec<(usize, &str, Vec<&FindingView>)> = sorted
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|group| {
            let (reason, place, _) = group.first()?;
            let findings = group.iter().map(|(_, _, finding)| *finding).collect();
            Some((*place, *reason, findings))
        })
        .collect();
    groups.sort_by_key(|(place, _, _)| *place);
    groups
        .into_iter()
        .map(|(_, reason, findings)| (reason, findings))
        .collect()
}

/// The rules of findings, each once, in their order.
pub(crate) fn rules_of_all<'a>(
    findings: impl IntoIterator<Item = &'a FindingView>,
) -> Vec<&'a str> {
    let mut rules: Vec<&str> = Vec::new();
    for finding in findings {
        let rule = finding.rule.id.as_str();
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

/// Where a place is: `FILE:LINE`, or `$ COMMAND:LINE` for what a command printed.
pub(crate) fn location(source: &Source) -> String {
    let name = match source.kind.as_str() {
        "command" => format!("$ {}", source.name),
        _ => source.name.clone(),
    };
    match source.line {
        Some(line) => format!("{name}:{line}"),
        None => name,
    }
}

fn place(place: &Place) -> Place {
    let Place {
        source:
            Source {
                kind,
                name,
                line: number,
                column,
                end_column,
                text,
            },
        label,
    } = place;
    Place {
        source: Source {
            kind: line(kind),
            name: line(name),
            line: *number,
            column: *column,
            end_column: *end_column,
            text: text.as_deref().map(line),
        },
        label: line(label),
    }
}
