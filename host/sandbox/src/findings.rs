//! What a plugin may report: bounds on findings and their texts, and one finding for each subject.

use std::collections::BTreeMap;

use muster_facts::Secrets;
use muster_facts::characters::is_invisible;
use muster_outcomes::RuleId;

use crate::limits::{LONGEST_TEXT, MOST_FINDINGS, MOST_PLACES};
use crate::{Fault, RawArtifact, RawFinding, RawPlace, RawStatus};

/// What one call returned, if it is within what a report can carry. A subject that was reported
/// more than once, or has no name, ends in an error of its own; the others keep what was said.
pub(crate) fn accepted(
    rule: &RuleId,
    plugin: &str,
    findings: Vec<RawFinding>,
) -> Result<Vec<RawFinding>, Fault> {
    within_limits(&findings)?;
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &findings {
        *times.entry(finding.subject.as_str()).or_default() += 1;
    }
    let twice: BTreeMap<String, usize> = times
        .into_iter()
        .filter(|(subject, times)| *times > 1 && !is_blank(subject))
        .map(|(subject, times)| (subject.to_owned(), times))
        .collect();
    let before = findings.len();
    let mut accepted: Vec<RawFinding> = findings
        .into_iter()
        .filter(|finding| !is_blank(&finding.subject))
        .collect();
    let nameless = before - accepted.len();
    accepted.retain(|finding| !twice.contains_key(&finding.subject));
    accepted.extend(twice.into_iter().map(|(subject, times)| {
        let reason = format!("plugin `{plugin}` reported this subject {times} times");
        error(subject, reason)
    }));
    if nameless > 0 {
        let subject = rule.as_str();
        // What stands for the rule itself may be there already.
        accepted.retain(|finding| finding.subject != subject);
        let what = match nameless {
            1 => "a finding".to_owned(),
            _ => format!("{nameless} findings"),
        };
        let reason = format!("plugin `{plugin}` reported {what} without a subject");
        accepted.push(error(subject.to_owned(), reason));
    }
    Ok(accepted)
}

/// Bounds what a report has to carry.
fn within_limits(findings: &[RawFinding]) -> Result<(), Fault> {
    let broken = |what: String| Err(Fault::Contract(what));
    if findings.is_empty() {
        return broken("no finding at all, not even a pass".to_owned());
    }
    if findings.len() > MOST_FINDINGS {
        return broken(format!("more than {MOST_FINDINGS} findings"));
    }
    for finding in findings {
        if finding.places.len() > MOST_PLACES {
            return broken(format!("a finding with more than {MOST_PLACES} places"));
        }
        if texts(finding).any(|text| text.len() > LONGEST_TEXT) {
            return broken(format!("a text of more than {LONGEST_TEXT} bytes"));
        }
    }
    Ok(())
}

/// Whether any text that a call returned holds a secret of this run.
pub(crate) fn hold_secret(returned: &Result<Vec<RawFinding>, String>, secrets: &Secrets) -> bool {
    match returned {
        Ok(findings) => findings
            .iter()
            .flat_map(texts)
            .any(|text| secrets.are_in(text)),
        Err(reason) => secrets.are_in(reason),
    }
}

impl From<RawArtifact> for muster_outcomes::Artifact {
    fn from(artifact: RawArtifact) -> Self {
        match artifact {
            RawArtifact::File(path) => Self::File(path),
            RawArtifact::Setting(key) => Self::Setting(key),
        }
    }
}

/// Every text of a finding.
fn texts(finding: &RawFinding) -> impl Iterator<Item = &String> {
    let RawFinding {
        subject,
        artifact,
        status,
        message,
        observed,
        required,
        places,
        fix,
    } = finding;
    let reason = match status {
        RawStatus::Pass | RawStatus::Fail => None,
        RawStatus::NotApplicable(reason) | RawStatus::Manual(reason) | RawStatus::Error(reason) => {
            Some(reason)
        }
    };
    let of_places = places.iter().flat_map(|RawPlace { source, label }| {
        [label, &source.kind, &source.name]
            .into_iter()
            .chain(&source.text)
    });
    let of_artifact = artifact.as_ref().map(|artifact| match artifact {
        RawArtifact::File(name) | RawArtifact::Setting(name) => name,
    });
    [subject, message]
        .into_iter()
        .chain(of_artifact)
        .chain(observed)
        .chain(required)
        .chain(fix)
        .chain(reason)
        .chain(of_places)
}

/// Nothing that a reader could see.
fn is_blank(subject: &str) -> bool {
    subject
        .chars()
        .all(|c| c.is_whitespace() || is_invisible(c))
}

fn error(subject: String, reason: String) -> RawFinding {
    RawFinding {
        subject,
        artifact: None,
        message: format!("Not evaluated: {reason}"),
        status: RawStatus::Error(reason),
        observed: None,
        required: None,
        places: Vec::new(),
        fix: None,
    }
}

/// The beginning of a text that is too long.
pub(crate) fn shorten(mut text: String) -> String {
    if text.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT)
            .rev()
            .find(|end| text.is_char_boundary(*end))
            .unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(subjects: &[&str]) -> Vec<(String, Option<String>)> {
        let findings = subjects
            .iter()
            .map(|subject| RawFinding {
                status: RawStatus::Pass,
                ..error((*subject).to_owned(), String::new())
            })
            .collect();
        let rule = "acme/port".parse().expect("a rule's id");
        accepted(&rule, "acme", findings)
            .expect("they are within the limits")
            .into_iter()
            .map(|finding| match finding.status {
                RawStatus::Error(reason) => (finding.subject, Some(reason)),
                _ => (finding.subject, None),
            })
            .collect()
    }

    fn passed(subject: &str) -> (String, Option<String>) {
        (subject.to_owned(), None)
    }

    fn failed(subject: &str, reason: &str) -> (String, Option<String>) {
        (
            subject.to_owned(),
            Some(format!("plugin `acme` reported {reason}")),
        )
    }

    #[test]
    fn a_subject_that_is_there_twice_costs_itself() {
        assert_eq!(
            judged(&["a", "b", "c", "b", "b"]),
            [
                passed("a"),
                passed("c"),
                failed("b", "this subject 3 times")
            ]
        );
    }

    #[test]
    fn findings_without_a_subject_are_one_error_of_the_rule() {
        assert_eq!(
            judged(&["a", ""]),
            [
                passed("a"),
                failed("acme/port", "a finding without a subject")
            ]
        );
        assert_eq!(
            judged(&["", " ", "\u{200b}\u{2800}", "a", "acme/port"]),
            [
                passed("a"),
                failed("acme/port", "3 findings without a subject")
            ]
        );
    }

    #[test]
    fn what_is_left_out_is_never_silent() {
        assert_eq!(judged(&["a", "a"]), [failed("a", "this subject 2 times")]);
        assert_eq!(
            judged(&[""]),
            [failed("acme/port", "a finding without a subject")]
        );
    }
}
