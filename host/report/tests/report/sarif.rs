//! Both SARIF profiles, as their readers take them in.

mod bounds;
mod kept;
mod places;

use muster_facts::Source;
use muster_outcomes::{Severity, Status, Totals};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use serde_json::{Value, json};

use crate::fixture::{outcome, place, rule, verdict, verdict_of};
use crate::lint::faults;
use crate::totals::by_status;

/// A run, after the lint has found nothing.
pub(crate) fn run_of(format: Format, verdict: &Verdict) -> Value {
    let text = render(format, verdict, &Options::default()).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    let faults = faults(&log, format == Format::SarifGithub);
    assert!(faults.is_empty(), "{format}: {faults:#?}");
    log["runs"][0].clone()
}

fn results(run: &Value) -> &[Value] {
    run["results"].as_array().unwrap()
}

fn one_rule(outcomes: Vec<muster_outcomes::Outcome>) -> Verdict {
    verdict_of(
        vec![rule("ssh/port", "SSH listens on 22", Severity::High)],
        outcomes,
    )
}

fn failing(subject: &str) -> muster_outcomes::Outcome {
    outcome("ssh/port", subject, Status::Fail, "Port is 23.")
}

/// The statuses of all results.
pub(crate) fn totals(text: &str) -> Totals {
    let log: Value = serde_json::from_str(text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap().iter();
    by_status(results.map(|result| &result["properties"]["muster/status"]))
}

/// Failures and errors, which alerts are about, with those that an alert tells of beside its own: what
/// follows from a failure, and what could not be evaluated for one reason.
pub(crate) fn alert_totals(text: &str, others: Totals) -> Totals {
    let log: Value = serde_json::from_str(text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let told = |status: &str| {
        results
            .iter()
            .map(|result| &result["properties"])
            .filter(|properties| properties["muster/status"] == status)
            .map(
                |properties| match properties["muster/notEvaluated"].as_array() {
                    Some(waiting) => waiting.len(),
                    None => {
                        1 + properties["muster/consequences"]
                            .as_array()
                            .map_or(0, Vec::len)
                    }
                },
            )
            .sum()
    };
    Totals {
        fail: told("fail"),
        error: told("error"),
        ..others
    }
}

#[test]
fn both_profiles_pass_schema_and_lint() {
    for format in [Format::Sarif, Format::SarifGithub] {
        run_of(format, &verdict());
    }
}

#[test]
fn the_full_profile_has_every_outcome_and_github_only_what_becomes_an_alert() {
    let verdict = verdict();
    let full = run_of(Format::Sarif, &verdict);
    let github = run_of(Format::SarifGithub, &verdict);
    let kind = |run: &Value, kind: &str| results(run).iter().filter(|r| r["kind"] == kind).count();
    let totals = verdict.totals;
    assert_eq!(
        ["fail", "open", "review", "pass", "notApplicable"].map(|name| kind(&full, name)),
        [
            totals.fail,
            totals.error,
            totals.manual,
            totals.pass,
            totals.not_applicable
        ]
    );
    let gaps = results(&github)
        .iter()
        .filter(|result| result["ruleId"] == "muster/not-evaluated");
    assert_eq!(kind(&github, "fail"), totals.fail + gaps.count());
    assert_eq!(full["properties"]["muster/totals"], json!(totals));
}

/// Each status with what it is in either profile; `None` where GitHub gets nothing.
#[test]
fn each_status_has_its_kind_and_level() {
    let reason = || "It is so.".to_owned();
    type Shown = (&'static str, &'static str);
    let cases: [(Status, Shown, Option<Shown>); 5] = [
        (Status::Pass, ("pass", "none"), None),
        (Status::Fail, ("fail", "error"), Some(("fail", "error"))),
        (
            Status::NotApplicable(reason()),
            ("notApplicable", "none"),
            None,
        ),
        (Status::Manual(reason()), ("review", "none"), None),
        (
            Status::Error(reason()),
            ("open", "none"),
            Some(("fail", "warning")),
        ),
    ];
    for (status, full, github) in cases {
        let found = outcome("ssh/port", "sshd/Port", status.clone(), "It is so.");
        // So that something was evaluated, whatever the status is.
        let other = outcome("ssh/port", "sshd/Port/2", Status::Pass, "Port is 22.");
        let verdict = one_rule(vec![found, other]);
        for (format, expected) in [(Format::Sarif, Some(full)), (Format::SarifGithub, github)] {
            let run = run_of(format, &verdict);
            let wanted = results(&run)
                .iter()
                .find(|result| result["properties"]["muster/status"] == status.as_str())
                .filter(|_| format == Format::Sarif || status != Status::Pass);
            let shown = wanted.map(|result| {
                let text = |name: &str| result[name].as_str().unwrap();
                (text("kind"), text("level"))
            });
            assert_eq!(shown, expected, "{status:?} as {format}");
        }
    }
}

#[test]
fn every_planned_rule_is_listed_and_a_clean_scan_has_an_empty_list_of_results() {
    let rules = vec![
        rule("ssh/banner", "SSH shows a banner", Severity::Low),
        rule("ssh/port", "SSH listens on 22", Severity::High),
    ];
    let passes = vec![
        outcome("ssh/banner", "sshd/Banner", Status::Pass, "There is one."),
        outcome("ssh/port", "sshd/Port", Status::Pass, "Port is 22."),
    ];
    let run = run_of(Format::SarifGithub, &verdict_of(rules, passes));
    assert_eq!(run["results"], json!([]));
    let ids: Vec<&Value> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| &rule["id"])
        .collect();
    assert_eq!(ids, ["ssh/banner", "ssh/port", "muster/not-evaluated"]);
}

#[test]
fn a_finding_of_an_unlisted_rule_stays_in_the_report() {
    let verdict = verdict_of(Vec::new(), vec![failing("sshd/Port")]);
    let run = run_of(Format::SarifGithub, &verdict);
    assert_eq!(results(&run).len(), 1);
}

#[test]
fn fingerprints_follow_rule_target_and_subject_alone() {
    let hash = |verdict: &Verdict| {
        results(&run_of(Format::SarifGithub, verdict))[0]["partialFingerprints"].clone()
    };
    let at = |line, value: &str| {
        let mut found = failing("sshd/Port");
        found.observed = Some(value.to_owned());
        found.places = vec![place(Source::line("/etc/ssh/sshd_config", line), "sets it")];
        one_rule(vec![found])
    };
    let before = hash(&at(3, "23"));
    assert_eq!(
        before,
        hash(&at(7, "24")),
        "the file moved and the value changed"
    );
    let mut later = at(3, "23");
    later.collected_at = "2027-01-01T00:00:00Z".to_owned();
    later.muster = "9.9.9".to_owned();
    assert_eq!(before, hash(&later), "another time, another version");
    let mut elsewhere = at(3, "23");
    elsewhere.target.name = "web-2".to_owned();
    assert_ne!(before, hash(&elsewhere));
    assert_ne!(before, hash(&one_rule(vec![failing("sshd/Port/2")])));
}

#[test]
fn findings_with_exit_code_1_are_a_successful_run() {
    let run = run_of(Format::Sarif, &one_rule(vec![failing("sshd/Port")]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["invocations"][0]["exitCode"], 1);
}

#[test]
fn the_full_profile_relates_rules_to_their_catalogues() {
    let run = run_of(Format::Sarif, &verdict());
    let taxonomies: Vec<(&Value, Vec<&Value>)> = run["taxonomies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|taxonomy| {
            let taxa = taxonomy["taxa"].as_array().unwrap();
            (
                &taxonomy["name"],
                taxa.iter().map(|taxon| &taxon["id"]).collect(),
            )
        })
        .collect();
    insta::assert_snapshot!(json!(taxonomies), @r#"
    [["CWE",["CWE-250","CWE-668","CWE-732"]],["NIST SP 800-53",["AC-6(2)"]],["CIS Debian 12",["5.1.20"]],["CIS Docker 1.6",["5.14"]]]
    "#);
    assert_eq!(
        run_of(Format::SarifGithub, &verdict()).get("taxonomies"),
        None
    );
}

#[test]
fn plugins_are_named_with_the_hash_of_their_bytes() {
    let run = run_of(Format::Sarif, &verdict());
    let plugin = &run["tool"]["extensions"][2];
    assert_eq!(
        (&plugin["name"], &plugin["version"]),
        (&json!("ssh"), &json!("1.2.0"))
    );
    assert_eq!(
        plugin["properties"]["muster/grants"],
        json!(["muster:ssh/ssh@0.1.0"])
    );
    assert_eq!(
        plugin["properties"]["muster/sha256"]
            .as_str()
            .unwrap()
            .len(),
        64
    );
}

#[test]
fn a_time_that_is_none_is_left_out() {
    let mut verdict = verdict();
    verdict.collected_at = "yesterday".to_owned();
    let run = run_of(Format::Sarif, &verdict);
    assert_eq!(run["invocations"][0].get("startTimeUtc"), None);
}
