//! What fails: the most severe first, each rule once with all that it found, and below each failure
//! those that follow from it.

use super::page::{Page, Role};
use super::{frame, prose};
use crate::conclusion;
use crate::view::{FindingView, RuleView, View, rules_of_all};

/// Failures that are listed below the one that they follow from before the rest is counted.
const MOST_CONSEQUENCES: usize = 12;

/// Writes the section, if there is one.
pub(super) fn write(page: &mut Page, view: &View, verbose: bool) {
    let failures: Vec<&FindingView> = view.causes().collect();
    if failures.is_empty() {
        return;
    }
    page.heading("Failures", failures.len());
    for findings in failures.chunk_by(|a, b| a.rule.id == b.rule.id && a.rated == b.rated) {
        if let Some(first) = findings.first() {
            page.blank();
            rule(page, view, &first.rule, findings, verbose);
        }
    }
}

fn rule(page: &mut Page, view: &View, rule: &RuleView, findings: &[&FindingView], verbose: bool) {
    let severity = findings.first().map_or(rule.severity, |first| first.rated);
    let role = Role::Rated(severity);
    page.headline(
        (severity.as_str(), role),
        &rule.failure_title,
        rule.id.as_str(),
    );
    let shared_fix = shared_fix(findings);
    let several = findings.len() > 1;
    for (number, finding) in findings.iter().enumerate() {
        if number > 0 {
            page.blank();
        }
        evidence(page, finding, role);
        if shared_fix.is_none() {
            fix(page, finding.how_to_fix());
        }
        if several {
            consequences(page, view, finding, verbose);
        }
    }
    if several {
        page.blank();
    }
    if let Some(why) = rule.documentation().reason() {
        page.row(("why", Role::Dim), &why, Role::Plain);
    }
    if let Some(shared) = shared_fix {
        fix(page, shared.unwrap_or(&rule.documentation().how_to_fix));
    }
    let references: Vec<&str> = rule
        .references()
        .iter()
        .map(|reference| reference.label.as_str())
        .collect();
    if !references.is_empty() {
        page.row(("see", Role::Dim), &references.join(" · "), Role::Dim);
    }
    if let [finding] = findings {
        consequences(page, view, finding, verbose);
    }
}

/// What follows from a failure, a line or two each: its evidence is in the JSON report, and its fix
/// is most often that of its cause.
fn consequences(page: &mut Page, view: &View, finding: &FindingView, verbose: bool) {
    let count = finding.consequences.len();
    unjudged(page, view, finding, verbose);
    if count == 0 {
        return;
    }
    let heading = match count {
        1 => "1 failure that follows from it:".to_owned(),
        _ => format!("{count} failures that follow from it:"),
    };
    page.row(("and", Role::Dim), &heading, Role::Plain);
    let most = if verbose {
        usize::MAX
    } else {
        MOST_CONSEQUENCES
    };
    for consequence in view.consequences(finding).take(most) {
        let id = &consequence.rule.id;
        let item = format!("- {id} ({}): {}", consequence.severity, consequence.message);
        let lines = prose::lines(&item, page.body());
        page.rows(("", Role::Plain), &lines, Role::Plain);
    }
    if count > most {
        let more = format!("- and {} more", count - most);
        page.row(("", Role::Plain), &more, Role::Dim);
    }
}

/// The rules that cannot say anything before a failure is fixed.
fn unjudged(page: &mut Page, view: &View, finding: &FindingView, verbose: bool) {
    let rules = rules_of_all(view.unjudged(finding));
    let Some(heading) = conclusion::unjudged(rules.len()) else {
        return;
    };
    page.row(("and", Role::Dim), &format!("{heading}:"), Role::Plain);
    let most = if verbose {
        usize::MAX
    } else {
        MOST_CONSEQUENCES
    };
    let mut names: Vec<String> = rules.iter().take(most).map(|id| (*id).to_owned()).collect();
    if let Some(more) = rules.len().checked_sub(most).filter(|more| *more > 0) {
        names.push(format!("and {more} more"));
    }
    page.row(("", Role::Plain), &names.join(", "), Role::Dim);
}

/// The fix that all findings have in common; `Some(None)` when none has one of its own.
fn shared_fix<'a>(findings: &[&'a FindingView]) -> Option<Option<&'a str>> {
    let mut fixes = findings.iter().map(|finding| finding.fix.as_deref());
    let first = fixes.next()?;
    fixes.all(|fix| fix == first).then_some(first)
}

fn evidence(page: &mut Page, finding: &FindingView, role: Role) {
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

/// Writes what fixes a failure.
pub(super) fn fix(page: &mut Page, markdown: &str) {
    let lines = prose::lines(markdown, page.body());
    page.rows(("fix", Role::Pass), &lines, Role::Plain);
}
