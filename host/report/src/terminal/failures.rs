//! What fails: the most severe first, and each rule once with all that it found.

use muster_outcomes::Status;

use super::page::{Page, Role};
use super::{frame, prose};
use crate::view::{Finding, Rule, View};

/// Writes the section, if there is one.
pub(super) fn write(page: &mut Page, view: &View) {
    let failures: Vec<&Finding> = view
        .with_status(|status| matches!(status, Status::Fail))
        .collect();
    if failures.is_empty() {
        return;
    }
    page.heading("Failures", failures.len());
    for findings in failures.chunk_by(|a, b| a.rule.id == b.rule.id && a.severity == b.severity) {
        if let Some(first) = findings.first() {
            page.blank();
            rule(page, &first.rule, findings);
        }
    }
}

fn rule(page: &mut Page, rule: &Rule, findings: &[&Finding]) {
    let severity = findings
        .first()
        .map_or(rule.severity, |first| first.severity);
    let role = Role::Rated(severity);
    page.headline((severity.as_str(), role), &rule.title, rule.id.as_str());
    let shared_fix = shared_fix(findings);
    for (number, finding) in findings.iter().enumerate() {
        if number > 0 {
            page.blank();
        }
        evidence(page, finding, role);
        if shared_fix.is_none() {
            fix(
                page,
                finding
                    .fix
                    .as_deref()
                    .unwrap_or(&rule.documentation.how_to_fix),
            );
        }
    }
    let several = findings.len() > 1;
    if several {
        page.blank();
    }
    if let Some(why) = rule.documentation.reason() {
        page.row(("why", Role::Dim), &why, Role::Plain);
    }
    if let Some(shared) = shared_fix {
        fix(page, shared.unwrap_or(&rule.documentation.how_to_fix));
    }
    let references: Vec<&str> = rule
        .references
        .iter()
        .map(|reference| reference.label.as_str())
        .collect();
    if !references.is_empty() {
        page.row(("see", Role::Dim), &references.join(" · "), Role::Dim);
    }
}

/// The fix that all findings have in common; `Some(None)` when none has one of its own.
fn shared_fix<'a>(findings: &[&'a Finding]) -> Option<Option<&'a str>> {
    let mut fixes = findings.iter().map(|finding| finding.fix.as_deref());
    let first = fixes.next()?;
    fixes.all(|fix| fix == first).then_some(first)
}

fn evidence(page: &mut Page, finding: &Finding, role: Role) {
    page.row(("", Role::Plain), &finding.message, Role::Plain);
    frame::write(page, &finding.places, role);
    for (label, value) in [
        ("observed", &finding.observed),
        ("required", &finding.required),
    ] {
        if let Some(value) = value {
            page.row((label, Role::Dim), value, Role::Plain);
        }
    }
}

fn fix(page: &mut Page, markdown: &str) {
    let lines = prose::lines(markdown, page.body());
    page.rows(("fix", Role::Pass), &lines, Role::Plain);
}
