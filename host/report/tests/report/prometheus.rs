//! Metrics, as Prometheus reads them.

use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::{Severity, Status, Totals};
use muster_policy::{CarriedFinding, Verdict};
use muster_report::{Format, Options, render};

use crate::causes;
use crate::fixture::{evaluation_of, outcome, rule, verdict, verdict_of, verdict_on};

/// The value of each series, after the text has been found to be whole: each metric is described once, before
/// its series, and no series appears twice.
fn series(text: &str) -> BTreeMap<String, u64> {
    let mut described = BTreeSet::new();
    let mut series = BTreeMap::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, help) = help.split_once(' ').unwrap();
            assert!(described.insert(name.to_owned()), "{name} appears twice");
            assert!(help.ends_with('.'), "{help}");
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert!(described.contains(name) && kind == "gauge", "{line}");
        } else {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(
                described.contains(name.split('{').next().unwrap()),
                "{line}"
            );
            let known = series.insert(name.to_owned(), value.parse().unwrap());
            assert_eq!(known, None, "{line}");
        }
    }
    series
}

fn metrics(verdict: &Verdict) -> BTreeMap<String, u64> {
    series(&render(Format::Prometheus, verdict, &Options::default()).unwrap())
}

/// The findings by status.
pub(crate) fn totals(text: &str) -> Totals {
    let series = series(text);
    let of = |status: &str| {
        let label = format!("status=\"{status}\"");
        let found = series.iter().find(|(name, _)| name.contains(&label));
        usize::try_from(*found.unwrap().1).unwrap()
    };
    Totals {
        pass: of("pass"),
        fail: of("fail"),
        not_applicable: of("not-applicable"),
        manual: of("manual"),
        error: of("error"),
    }
}

#[test]
fn a_rule_has_its_failures_and_its_errors_and_the_host_what_it_comes_to() {
    let series = metrics(&verdict());
    for (name, value) in [
        (
            r#"muster_rule_failures{host="web-1",rule="ssh/permit-root-login",severity="critical"}"#,
            1,
        ),
        (
            r#"muster_rule_errors{host="web-1",rule="ssh/permit-root-login"}"#,
            0,
        ),
        (r#"muster_exit_code{host="web-1"}"#, 3),
        (
            r#"muster_collected_timestamp_seconds{host="web-1"}"#,
            1_795_499_160,
        ),
    ] {
        assert_eq!(series.get(name), Some(&value), "{name}: {series:#?}");
    }
}

#[test]
fn what_follows_from_another_failure_is_not_a_cause() {
    let verdict = causes::failing(&[22, 80]);
    let all = metrics(&verdict);
    let causes = all
        .iter()
        .filter(|(name, _)| name.starts_with("muster_causes"));
    assert_eq!(causes.clone().count(), Severity::ALL.len());
    let causes: u64 = causes.map(|(_, count)| count).sum();
    assert!(causes > 0);
    assert!(causes < u64::try_from(verdict.totals.fail).unwrap());
}

#[test]
fn a_host_without_failures_has_the_same_series() {
    let names = |status: Status| -> Vec<String> {
        let rules = vec![rule("a/b", "It holds", Severity::High)];
        let found = vec![outcome("a/b", "it", status, "It is as it is.")];
        metrics(&verdict_of(rules, found)).into_keys().collect()
    };
    assert_eq!(names(Status::Pass), names(Status::Fail));
    assert_eq!(names(Status::Pass), names(Status::Error("no".to_owned())));
}

#[test]
fn a_failure_that_could_not_be_judged_again_still_counts() {
    let of = |status: Status| {
        let rules = vec![rule("a/b", "It holds", Severity::High)];
        verdict_of(rules, vec![outcome("a/b", "it", status, "It is as it is.")])
    };
    let mut today = of(Status::Error("denied".to_owned()));
    today.carried = of(Status::Fail)
        .findings
        .into_iter()
        .map(|finding| CarriedFinding {
            finding,
            last_judged: "2026-11-20T05:46:00Z".to_owned(),
            reason: "The file is denied.".to_owned(),
        })
        .collect();
    let series = metrics(&today);
    let failures = r#"muster_rule_failures{host="web-1",rule="a/b",severity="high"}"#;
    let errors = r#"muster_rule_errors{host="web-1",rule="a/b"}"#;
    assert_eq!((series[failures], series[errors]), (1, 1));
}

#[test]
fn the_name_of_a_host_stays_within_its_quotes() {
    let mut evaluation = evaluation_of(Vec::new(), Vec::new());
    evaluation.target.name = "a\"} 1\nb\\".to_owned();
    let text = render(
        Format::Prometheus,
        &verdict_on(evaluation),
        &Options::default(),
    )
    .unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("muster_exit_code"));
    let line = line.unwrap();
    assert!(
        line.starts_with(r#"muster_exit_code{host="a\"} 1"#),
        "{line}"
    );
    assert!(line.ends_with(r#"b\\"} 3"#), "{line}");
}
