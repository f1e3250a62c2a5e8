//! The Test Anything Protocol, as its readers count.

use muster_outcomes::Totals;
use muster_policy::Verdict;
use muster_report::{Format, Options, render};

use crate::fixture::verdict;

/// What can be told apart: that something is not ok, and why something was skipped cannot.
pub(crate) fn totals(text: &str, of: Totals) -> Totals {
    let lines = |beginning: &str, skipped: bool| {
        text.lines()
            .filter(|line| line.starts_with(beginning) && line.contains(" # SKIP ") == skipped)
            .count()
    };
    Totals {
        pass: lines("ok ", false),
        fail: lines("not ok ", false) - of.error,
        manual: lines("ok ", true) - of.not_applicable,
        ..of
    }
}

fn lines(verdict: &Verdict) -> Vec<String> {
    let text = render(Format::Tap, verdict, &Options::default()).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn each_finding_has_a_line() {
    let verdict = verdict();
    let lines = lines(&verdict);
    assert_eq!(lines[1], format!("1..{}", verdict.findings.len()));
    assert_eq!(lines.len(), verdict.findings.len() + 2);
    assert!(lines[2].starts_with("not ok 1 - "), "{}", lines[2]);
}
