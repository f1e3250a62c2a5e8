//! JUnit XML, for the test reports of GitLab, Jenkins, Azure Pipelines and others: one suite for the
//! target, one case for each finding.
//!
//! There is no standard. What is written is what those readers use: GitLab shows the text of a failure
//! and not its `message`, Jenkins takes what stands before the last full stop of `classname` for the
//! package, and all of them follow a case from run to run by its class and name. So those hold the
//! target, the rule, its requirement and the subject, whatever the status; a case whose name changed
//! with its status would be another case.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use muster_outcomes::{Fingerprint, Status};
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use crate::RenderError;
use crate::documentation::first_sentence;
use crate::plain::plain_text;
use crate::text::shortened;
use crate::view::{FindingView, View, location};

/// GitLab keeps the name of a case in a column of this width.
const LONGEST_NAME: usize = 255;

/// Places that are listed of one finding; the JSON report has all of them.
const MOST_PLACES: usize = 20;

/// Renders the document.
pub(crate) fn render(view: &View) -> Result<String, RenderError> {
    let mut suite = TestSuite::new(text(&view.target.name));
    if let Ok(time) = DateTime::parse_from_rfc3339(&view.collected_at) {
        suite.set_timestamp(time);
    }
    let hostname = view.target.name.as_str();
    suite.extra.insert("hostname".into(), text(hostname).into());
    let exit_code = view.conclusion.exit_code().to_string();
    for (name, value) in [
        ("muster", view.muster.as_str()),
        ("target", view.target.kind.as_str()),
        ("policy", view.policy.name.as_str()),
        ("gate", view.gate.as_str()),
        ("exit-code", exit_code.as_str()),
    ] {
        suite.add_property(Property::new(name, text(value)));
    }
    let causes: Causes<'_> = view
        .causes()
        .map(|finding| (&finding.fingerprint, finding))
        .collect();
    let mut names = Names::default();
    for finding in &view.findings {
        let class = format!("{}.{}", view.target.name, finding.rule.id);
        let mut case = TestCase::new(text(&names.of(finding)), status(finding, &causes));
        case.set_classname(text(&class));
        suite.add_test_case(case);
    }
    let mut report = Report::new("Muster");
    report.add_test_suite(suite);
    let mut document = report.to_string()?;
    if !document.ends_with('\n') {
        document.push('\n');
    }
    Ok(document)
}

/// Failures that others follow from, or keep them from being judged, by their fingerprints.
type Causes<'a> = BTreeMap<&'a Fingerprint, &'a FindingView>;

fn status(finding: &FindingView, causes: &Causes<'_>) -> TestCaseStatus {
    let (mut status, kind, message) = match &finding.status {
        Status::Pass => return TestCaseStatus::success(),
        Status::Fail => (
            TestCaseStatus::non_success(NonSuccessKind::Failure),
            finding.severity.as_str(),
            first_sentence(&finding.message),
        ),
        Status::Error(reason) => (
            TestCaseStatus::non_success(NonSuccessKind::Error),
            finding.status.as_str(),
            reason.as_str(),
        ),
        Status::Manual(reason) | Status::NotApplicable(reason) => (
            TestCaseStatus::skipped(),
            finding.status.as_str(),
            reason.as_str(),
        ),
    };
    status
        .set_message(text(message))
        .set_type(kind)
        .set_description(text(&body(finding, causes)));
    status
}

/// Everything that is known of a finding, as plain text: some readers show nothing else.
fn body(finding: &FindingView, causes: &Causes<'_>) -> String {
    let rule = &finding.rule;
    let failed = finding.status == Status::Fail;
    let reason = finding.status.reason();
    let mut sections = vec![
        finding.message.clone(),
        reason
            .filter(|reason| *reason != finding.message)
            .unwrap_or_default()
            .to_owned(),
        evidence(finding, causes).join("\n"),
    ];
    if failed {
        let fix = finding.fix.as_deref();
        let how_to_fix = plain_text(&rule.documentation().how_to_fix);
        let fix = fix.unwrap_or(&how_to_fix).trim();
        if !fix.is_empty() {
            sections.push(format!("How to fix:\n{fix}"));
        }
    }
    let references = rule.references().iter().filter(|_| failed);
    let mut sources: Vec<String> = references
        .map(|reference| match &reference.url {
            Some(url) => format!("see: {}: {url}", reference.label),
            None => format!("see: {}", reference.label),
        })
        .collect();
    sources.push(match &rule.page {
        Some(page) => format!("rule: {}: {page}", rule.id),
        None => format!("rule: {0} (`muster explain {0}`)", rule.id),
    });
    sections.push(sources.join("\n"));
    sections.retain(|section| !section.is_empty());
    sections.join("\n\n")
}

fn evidence(finding: &FindingView, causes: &Causes<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut row = |label: &str, value: &str| lines.push(format!("{label}: {value}"));
    if finding.status == Status::Fail {
        row("severity", finding.severity.as_str());
    }
    for (label, value) in [
        ("observed", &finding.observed),
        ("required", &finding.required),
    ] {
        if let Some(value) = value {
            row(label, value);
        }
    }
    for place in finding.places.iter().take(MOST_PLACES) {
        let at = location(&place.source);
        match place.label.as_str() {
            "" => row("at", &at),
            label => row("at", &format!("{at} ({label})")),
        }
    }
    if finding.places.len() > MOST_PLACES {
        let more = finding.places.len() - MOST_PLACES;
        row("at", &format!("{more} more places"));
    }
    let cause = finding.follows_from.as_ref();
    if let Some(cause) = cause.and_then(|cause| causes.get(cause)) {
        row(
            "follows from",
            &format!("{}: {}", cause.rule.id, cause.message),
        );
    }
    match finding.unjudged.len() {
        0 => {}
        1 => row(
            "consequences",
            "1 other cannot be judged before this one is fixed",
        ),
        several => row(
            "consequences",
            &format!("{several} others cannot be judged before this one is fixed"),
        ),
    }
    match finding.consequences.len() {
        0 => {}
        1 => row("consequences", "1 failure follows from this one"),
        several => row(
            "consequences",
            &format!("{several} failures follow from this one"),
        ),
    }
    lines
}

/// Names of cases, each given once in its class: readers count two cases of one name as one.
#[derive(Default)]
struct Names(BTreeSet<(usize, String)>);

impl Names {
    /// The requirement and the subject; and some of the fingerprint where that is too long, or has
    /// been given before because two subjects look the same.
    fn of(&mut self, finding: &FindingView) -> String {
        let rule = &finding.rule;
        let name = if finding.subject == rule.id.as_str() || finding.subject.trim().is_empty() {
            rule.title.trim().to_owned()
        } else {
            format!("{}: {}", rule.title, finding.subject)
                .trim()
                .to_owned()
        };
        let mark = finding.fingerprint.as_str().get(..8).unwrap_or_default();
        let mut unique = name.clone();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            unique = marked(&name, mark);
        }
        for number in 1_usize.. {
            if self.0.insert((rule.index, unique.clone())) {
                break;
            }
            unique = match number {
                1 => marked(&name, mark),
                _ => marked(&name, &format!("{mark} {number}")),
            };
        }
        unique
    }
}

/// A name with a mark behind it, no longer than a name may be.
fn marked(name: &str, mark: &str) -> String {
    let room = LONGEST_NAME.saturating_sub(mark.chars().count() + 3);
    format!("{} ({mark})", shortened(name, room))
        .trim_start()
        .to_owned()
}

/// A text without the two characters that a view may hold and XML may not.
fn text(text: &str) -> String {
    text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}
