//! The checklist behind `vps-production`, on two recorded hosts: one on which every statement holds, and one
//! on which one thing after another is wrong. `planted.toml` of the second says what, which statement it
//! violates, and how it is fixed.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{copy_folder, host, read, repository, write};
use crate::statements::{Checklist, STATEMENTS, Statement};
use crate::{places, scan};

/// On which every statement holds.
const GOOD: &str = "checklist-1";

/// On which many do not.
const BROKEN: &str = "checklist-broken";

/// The fewest statements that are violated, and fixes that are tried.
const FEWEST: usize = 60;
const FEWEST_FIXES: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    planted: Vec<Violation>,
}

/// Something that is wrong with the host, and follows from nothing else that is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Violation {
    /// As `docs/checklist-coverage.toml` has it.
    statement: String,
    rule: String,
    subject: String,
    /// The place that the report must point at first.
    at: String,
    fix: Option<Fix>,
    /// A rule that asks a person because of it.
    asks: Option<String>,
}

/// What somebody types who follows the report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fix {
    /// What the report says to do, in part.
    says: String,
    /// The file of the recording that this changes, and how.
    file: String,
    from: String,
    to: String,
}

impl Violation {
    fn all() -> Vec<Self> {
        let text = read(&host(BROKEN).join("planted.toml"));
        let planted: Planted = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
        planted.planted
    }

    fn is_found_as(&self, finding: &Value) -> bool {
        finding["rule"] == *self.rule && finding["subject"] == *self.subject
    }

    /// Whether its statement only plans the rule, which reports nothing yet. Fails where the statement does not
    /// name it at all.
    fn is_planned(&self, checklist: &Checklist) -> bool {
        let name = self.name();
        let statements = checklist.statements().map(|(_, statement)| statement);
        let own: Vec<&Statement> = statements
            .filter(|one| one.says == self.statement)
            .collect();
        let is_answered = own.iter().any(|one| one.rules.contains(&self.rule));
        let is_planned = own.iter().any(|one| one.planned.contains(&self.rule));
        assert!(
            is_answered || is_planned,
            "{name}: no statement '{}' with this rule",
            self.statement
        );
        !is_answered
    }

    fn name(&self) -> String {
        format!("{} {}", self.rule, self.subject)
    }
}

fn checklist() -> Checklist {
    Checklist::parse(&read(&repository().join(STATEMENTS)))
}

fn failures(folder: &Path) -> Vec<Value> {
    let mut findings = scan(folder).findings();
    findings.retain(|finding| finding["status"] == "fail");
    findings
}

/// What a finding follows from, by its fingerprint.
fn cause(finding: &Value) -> Option<&str> {
    finding["follows_from"].as_str()
}

#[test]
fn a_host_that_follows_the_checklist_is_ready() {
    let run = scan(&host(GOOD)).exits(0);
    for finding in run.findings() {
        let status = finding["status"].as_str().expect("a status");
        assert!(["pass", "not-applicable"].contains(&status), "{finding}");
    }
    let report = run.json();
    let features = report["features"].as_array().expect("features");
    assert!(features.len() >= 8, "{features:?}");
    for feature in features {
        assert_eq!(feature["state"], "ready", "{feature}");
    }
}

#[test]
fn every_violation_of_the_checklist_is_found_once_and_at_its_place() {
    let checklist = checklist();
    let mut violations = Violation::all();
    violations.retain(|violation| !violation.is_planned(&checklist));
    let violated: BTreeSet<&str> = violations.iter().map(|one| &*one.statement).collect();
    assert!(violated.len() >= FEWEST, "{}", violated.len());
    let findings = scan(&host(BROKEN)).findings();
    let mut causes = BTreeSet::new();
    for violation in &violations {
        let name = violation.name();
        let is_it = |found: &&Value| violation.is_found_as(found) && found["status"] == "fail";
        let found = findings.iter().find(is_it);
        let found = found.unwrap_or_else(|| panic!("{name} is not found"));
        assert_eq!(cause(found), None, "{name} follows from something else");
        let places = places(found);
        assert_eq!(places.first(), Some(&violation.at), "{name}: {places:?}");
        causes.insert(found["fingerprint"].as_str().expect("a fingerprint"));
    }
    // Nothing else fails or cannot be judged, but what follows from one of them.
    for finding in &findings {
        if ["pass", "not-applicable"].contains(&finding["status"].as_str().expect("a status")) {
            continue;
        }
        let is_planted = violations.iter().any(|one| {
            let asks =
                finding["status"] == "manual" && one.asks.as_deref() == finding["rule"].as_str();
            one.is_found_as(finding) || asks
        });
        assert!(
            is_planted || cause(finding).is_some_and(|cause| causes.contains(cause)),
            "nobody planted this: {finding}"
        );
    }
}

#[test]
fn who_follows_the_report_mends_the_host() {
    let checklist = checklist();
    let violations = Violation::all();
    let before = failures(&host(BROKEN));
    let folder = TempDir::new().expect("a temporary folder");
    copy_folder(&host(BROKEN), folder.path(), &[]);
    let mended: Vec<&Violation> = violations
        .iter()
        .filter(|one| one.fix.is_some() && !one.is_planned(&checklist))
        .collect();
    assert!(mended.len() >= FEWEST_FIXES, "{}", mended.len());
    for violation in &mended {
        let name = violation.name();
        let Some(Fix {
            says,
            file,
            from,
            to,
        }) = &violation.fix
        else {
            continue;
        };
        let found = before.iter().find(|found| violation.is_found_as(found));
        let found = found.unwrap_or_else(|| panic!("{name} is not found"));
        let shown = found["fix"].as_str().unwrap_or_default();
        assert!(shown.contains(says), "{name} should be fixed so: {shown}");
        let path = folder.path().join(file);
        let text = read(&path);
        assert!(text.contains(from), "{name}: {file} has no {from:?}");
        write(&path, text.replacen(from, to, 1));
    }
    let after = failures(folder.path());
    for violation in &mended {
        let left = after.iter().find(|found| violation.is_found_as(found));
        assert!(
            left.is_none(),
            "{} is still there: {left:?}",
            violation.name()
        );
    }
    // Nothing else has come up.
    let identity = |finding: &Value| (finding["rule"].clone(), finding["subject"].clone());
    for failure in &after {
        assert!(
            before
                .iter()
                .any(|found| identity(found) == identity(failure)),
            "the fixes brought this: {failure}"
        );
    }
}
