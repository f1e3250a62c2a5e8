//! What a plugin may report: bounds on findings and their texts.

use std::collections::BTreeSet;

use muster_facts::Secrets;

use crate::limits::{LONGEST_TEXT, MOST_FINDINGS, MOST_PLACES};
use crate::{Fault, RawFinding, RawPlace, RawStatus};

/// Bounds what a report has to carry.
pub(crate) fn within_limits(findings: &[RawFinding]) -> Result<(), Fault> {
    let broken = |what: String| Err(Fault::Contract(what));
    if findings.is_empty() {
        return broken("no finding at all, not even a pass".to_owned());
    }
    if findings.len() > MOST_FINDINGS {
        return broken(format!("more than {MOST_FINDINGS} findings"));
    }
    let mut subjects = BTreeSet::new();
    for finding in findings {
        if finding.subject.trim().is_empty() || !subjects.insert(finding.subject.as_str()) {
            return broken("a subject that is empty or there twice".to_owned());
        }
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

/// Every text of a finding.
fn texts(finding: &RawFinding) -> impl Iterator<Item = &String> {
    let RawFinding {
        subject,
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
    [subject, message]
        .into_iter()
        .chain(observed)
        .chain(required)
        .chain(fix)
        .chain(reason)
        .chain(of_places)
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
