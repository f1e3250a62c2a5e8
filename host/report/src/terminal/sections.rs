//! Everything that neither fails nor only counts: what was not evaluated, what is left to do by
//! hand, what does not apply, and, if asked for, what passes.

use muster_outcomes::Status;

use super::page::{Page, Role};
use crate::by_cause::by_cause;
use crate::gap;
use crate::view::{Carried, FindingView, View, by_reason};

/// Names that are listed below one reason before the rest is counted.
const MOST_NAMES: usize = 12;

/// Days before the end of an attestation from which on it is told: time to look again.
const SOON: u32 = 14;

/// What could not be evaluated, one block per reason: twenty rules that miss the same fact are one
/// thing to fix.
pub(super) fn not_evaluated(page: &mut Page, view: &View, verbose: bool) {
    let findings: Vec<&FindingView> = view.not_evaluated().collect();
    // The others are told with the failure that they wait for.
    let count = match findings.len() {
        0 if view.carried.is_empty() => return,
        0 => view.totals.error,
        count => count,
    };
    page.heading("Not evaluated", count);
    for (reason, findings) in by_cause(&findings) {
        page.blank();
        page.row(("error", Role::Error), &reason, Role::Plain);
        let most = if verbose { usize::MAX } else { MOST_NAMES };
        names(page, &reason, &findings, most);
    }
    let earlier = view.carried.len();
    if let Some(last) = view.carried.iter().map(Carried::day).max() {
        let what = match earlier {
            1 => "One failure that was".to_owned(),
            _ => format!("{earlier} failures that were"),
        };
        page.blank();
        let text = format!("{what} found before, last on {last}, could not be judged again.");
        page.row(("earlier", Role::Error), &text, Role::Plain);
    }
}

/// What a person has to look at.
pub(super) fn manual(page: &mut Page, view: &View) {
    let findings: Vec<&FindingView> = view
        .with_status(|status| matches!(status, Status::Manual(_)))
        .collect();
    if findings.is_empty() {
        return;
    }
    page.heading("To check by hand", findings.len());
    for finding in findings {
        let rule = &finding.rule;
        page.blank();
        page.headline(("manual", Role::Manual), &rule.title, rule.id.as_str());
        let reason = finding.status.reason().unwrap_or_default();
        if finding.message != reason {
            page.row(("", Role::Plain), &finding.message, Role::Plain);
        }
        page.row(("", Role::Plain), reason, Role::Plain);
    }
}

/// What a person has looked at and answers for.
pub(super) fn attested(page: &mut Page, view: &View) {
    let count = view.attested().count();
    if count == 0 {
        return;
    }
    page.heading("Attested", count);
    for (finding, attested) in view.attested() {
        let rule = &finding.rule;
        page.blank();
        page.headline(("attested", Role::Pass), &rule.title, rule.id.as_str());
        if finding.subject != rule.id.as_str() {
            page.row(("", Role::Plain), &finding.subject, Role::Dim);
        }
        page.row(("", Role::Plain), &finding.message, Role::Plain);
        if attested.days_left <= SOON {
            let text = match attested.days_left {
                0 => "Today is its last valid day.".to_owned(),
                1 => "It is valid for 1 more day.".to_owned(),
                days => format!("It is valid for {days} more days."),
            };
            page.row(("ends", Role::Manual), &text, Role::Plain);
        }
    }
}

/// What does not concern the target, one line per reason.
pub(super) fn not_applicable(page: &mut Page, view: &View, verbose: bool) {
    let findings: Vec<&FindingView> = view
        .with_status(|status| matches!(status, Status::NotApplicable(_)))
        .collect();
    if findings.is_empty() {
        return;
    }
    page.heading("Not applicable", findings.len());
    page.blank();
    for (reason, findings) in by_reason(&findings) {
        let count = findings.len().to_string();
        page.row((&count, Role::Dim), reason, Role::Plain);
        if verbose {
            names(page, reason, &findings, usize::MAX);
        }
    }
}

/// Every rule that passes, with how many subjects it judged.
pub(super) fn passed(page: &mut Page, view: &View) {
    let mut findings: Vec<&FindingView> = view
        .with_status(|status| matches!(status, Status::Pass))
        .collect();
    if findings.is_empty() {
        return;
    }
    findings.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
    page.heading("Passed", findings.len());
    page.blank();
    for findings in findings.chunk_by(|a, b| a.rule.id == b.rule.id) {
        if let Some(first) = findings.first() {
            let rule = &first.rule;
            let name = match findings.len() {
                1 => rule.id.to_string(),
                several => format!("{} ({several} subjects)", rule.id),
            };
            page.headline(("pass", Role::Pass), &rule.title, &name);
        }
    }
}

/// Which rules a reason stopped, and on what when it did not stop the rule as a whole.
fn names(page: &mut Page, reason: &str, findings: &[&FindingView], most: usize) {
    let mut names = gap::names(reason, findings, |finding, with_subject| {
        if with_subject {
            format!("{} ({})", finding.rule.id, finding.subject)
        } else {
            finding.rule.id.to_string()
        }
    });
    if let Some(more) = names.len().checked_sub(most).filter(|more| *more > 0) {
        names.truncate(most);
        names.push(format!("and {more} more"));
    }
    page.row(("", Role::Plain), &names.join(", "), Role::Dim);
}
