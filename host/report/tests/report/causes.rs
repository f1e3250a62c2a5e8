//! Failures that follow from another are told there, in every format.

use std::collections::BTreeMap;

use muster_facts::Source;
use muster_outcomes::{Cause, CauseScope, Fingerprint, Outcome, RuleDescriptor, Severity, Status};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use serde_json::Value;

use crate::fixture::{outcome, place, rule, verdict_of};
use crate::json::assert_follows_the_schema;
use crate::sarif::run_of;

const OFF: &str = "firewall/off";
const OPEN: &str = "firewall/open";

fn rules() -> Vec<RuleDescriptor> {
    let mut open = rule(OPEN, "No port is open", Severity::Critical);
    open.failure_title = "A port is open".to_owned();
    open.explained_by = vec![Cause {
        rule: OFF.parse().unwrap(),
        scope: CauseScope::Host,
    }];
    let mut off = rule(OFF, "A firewall is on", Severity::High);
    off.failure_title = "No firewall is on".to_owned();
    vec![off, open]
}

/// A cause and what follows from it: one port on a line of a file for each of `ports`.
pub(crate) fn failing(ports: &[u32]) -> Verdict {
    let mut outcomes = vec![outcome(OFF, "firewall", Status::Fail, "Nothing filters.")];
    outcomes.extend(ports.iter().map(|port| Outcome {
        places: vec![place(Source::line("/compose.yml", *port), "publishes it")],
        ..outcome(
            OPEN,
            &format!("port/{port}"),
            Status::Fail,
            &format!("{port}/tcp is open."),
        )
    }));
    verdict_of(rules(), outcomes)
}

fn cause() -> String {
    Fingerprint::of(&OFF.parse().unwrap(), "web-1", "firewall").to_string()
}

fn json(verdict: &Verdict) -> Value {
    let text = render(Format::Json, verdict, &Options::default()).unwrap();
    assert_follows_the_schema(&text);
    serde_json::from_str(&text).unwrap()
}

fn terminal(verdict: &Verdict, verbose: bool) -> String {
    let options = Options {
        verbose,
        ..Options::default()
    };
    render(Format::Terminal, verdict, &options).unwrap()
}

#[test]
fn the_terminal_shows_the_cause_as_bad_as_the_worst_of_what_follows() {
    let text = terminal(&failing(&[22, 80]), false);
    let body: Vec<&str> = text.lines().skip(2).map(str::trim_end).collect();
    insta::assert_snapshot!(body.join("\n"), @r"
    ── Failures (1) ────────────────────────────────────────────────────────────────

    critical  No firewall is on                                         firewall/off
              Nothing filters.
         and  2 failures that follow from it:
              - firewall/open (critical): 22/tcp is open.
              - firewall/open (critical): 80/tcp is open.

    ────────────────────────────────────────────────────────────────────────────────
    1 failed (1 critical) · 2 follow from it
    web-1 does not pass muster: 1 failure is at or above high. Exit code 1.
    ");
}

#[test]
fn many_consequences_are_counted_and_shown_when_asked_for() {
    let ports: Vec<u32> = (1..=20).collect();
    let verdict = failing(&ports);
    let brief = terminal(&verdict, false);
    assert!(
        brief.contains("20 failures that follow from it:"),
        "{brief}"
    );
    assert!(brief.contains("- and 8 more"), "{brief}");
    assert_eq!(brief.matches("tcp is open").count(), 12);
    assert_eq!(terminal(&verdict, true).matches("tcp is open").count(), 20);
}

#[test]
fn json_has_every_finding_and_says_what_it_follows_from() {
    let report = json(&failing(&[22, 80]));
    assert_eq!(report["totals"]["fail"], 3);
    assert_eq!(report["totals"]["causes"], 1);
    let findings = report["findings"].as_array().unwrap();
    let followed: BTreeMap<&str, Option<&str>> = findings
        .iter()
        .map(|finding| {
            let subject = finding["subject"].as_str().unwrap();
            (subject, finding["follows_from"].as_str())
        })
        .collect();
    let cause = cause();
    let expected = [
        ("firewall", None),
        ("port/22", Some(cause.as_str())),
        ("port/80", Some(cause.as_str())),
    ];
    assert_eq!(followed, BTreeMap::from(expected));
    // The cause comes first, though its own rule is the less severe.
    assert_eq!(findings[0]["subject"], "firewall");
    assert_eq!(findings[0]["severity"], "high");
    assert_eq!(report["rules"][1]["explained_by"][0]["scope"], "host");
}

#[test]
fn code_scanning_gets_one_alert_that_links_to_what_follows() {
    let run = run_of(Format::SarifGithub, &failing(&[22, 80]));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    let alert = &results[0];
    assert_eq!(alert["ruleId"], OFF);
    // As bad as the worst that follows.
    assert_eq!(alert["rank"], 95.0);
    assert_eq!(
        alert["message"]["text"],
        "Nothing filters. Follows from this: [22/tcp is open](1); [80/tcp is open](2)."
    );
    let related = alert["relatedLocations"].as_array().unwrap();
    let lines: Vec<i64> = related
        .iter()
        .map(|location| {
            location["physicalLocation"]["region"]["startLine"]
                .as_i64()
                .unwrap()
        })
        .collect();
    assert_eq!(lines, [22, 80]);
    assert_eq!(
        alert["properties"]["muster/consequences"][1]["subject"],
        "port/80"
    );
}

#[test]
fn a_message_links_to_a_few_and_counts_the_rest() {
    let ports: Vec<u32> = (1..=1_500).collect();
    let run = run_of(Format::SarifGithub, &failing(&ports));
    let alert = &run["results"][0];
    let text = alert["message"]["text"].as_str().unwrap();
    assert!(text.ends_with("](5); and 1495 more."), "{text}");
    assert_eq!(alert["relatedLocations"].as_array().unwrap().len(), 100);
}

#[test]
fn the_full_profile_keeps_what_follows_as_no_alert() {
    let run = run_of(Format::Sarif, &failing(&[22]));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let follows = &results[1];
    assert_eq!(follows["kind"], "informational");
    assert_eq!(follows["level"], "none");
    assert_eq!(follows["properties"]["muster/status"], "fail");
    assert_eq!(
        follows["properties"]["muster/followsFrom"].as_str(),
        Some(cause().as_str())
    );
    assert_eq!(run["properties"]["muster/causes"], 1);
}

#[test]
fn a_finding_whose_cause_is_not_there_stands_for_itself() {
    let mut verdict = failing(&[22]);
    verdict
        .findings
        .retain(|finding| finding.outcome.rule.as_str() == OPEN);
    assert!(verdict.findings[0].follows_from.is_some());
    assert!(json(&verdict)["findings"][0]["follows_from"].is_null());
    let text = terminal(&verdict, false);
    assert!(text.contains("critical  A port is open"), "{text}");
    let run = run_of(Format::SarifGithub, &verdict);
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
}

#[test]
fn what_follows_from_a_cause_below_the_gate_still_decides() {
    let mut verdict = failing(&[22]);
    verdict.gate = Severity::Critical;
    let text = terminal(&verdict, false);
    assert!(text.contains("1 failure is at or above critical"), "{text}");
}

/// A program that refuses its configuration, and rules on it that could not be judged.
fn refused() -> Verdict {
    let reason = "the program refuses /etc/x.conf line 6: no such word";
    let error = |subject: &str, reason: &str| {
        let status = Status::Error(reason.to_owned());
        outcome(OPEN, subject, status, reason)
    };
    let outcomes = vec![
        Outcome {
            places: vec![place(Source::line("/etc/x.conf", 6), "is refused")],
            ..outcome(OFF, "firewall", Status::Fail, "It does not start.")
        },
        error("port/22", reason),
        error("port/80", reason),
        error("port/443", "nobody could be asked"),
    ];
    verdict_of(rules(), outcomes)
}

#[test]
fn what_cannot_be_judged_is_told_with_the_failure_that_it_waits_for() {
    let verdict = refused();
    let text = terminal(&verdict, false);
    assert!(
        text.contains("1 rule cannot be judged before it is fixed:"),
        "{text}"
    );
    assert!(text.contains("Not evaluated (1)"), "{text}");
    assert!(!text.contains("no such word"), "{text}");
    assert!(text.contains("3 not evaluated"), "{text}");
    let markdown = render(Format::Markdown, &verdict, &Options::default()).unwrap();
    let told = "1 rule cannot be judged before it is fixed: `firewall/open`";
    assert!(markdown.contains(told), "{markdown}");
    assert!(markdown.contains("### Not evaluated (1)"), "{markdown}");
    let document = json(&verdict);
    let follows: Vec<&Value> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["follows_from"] == cause().as_str())
        .map(|finding| &finding["status"])
        .collect();
    assert_eq!(follows, ["error", "error"]);
    // It is still not evaluated.
    assert_eq!(document["exit_code"], 3);
}

#[test]
fn code_scanning_has_no_alert_for_what_waits_for_a_failure() {
    let run = run_of(Format::SarifGithub, &refused());
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let message = results[0]["message"]["text"].as_str().unwrap();
    assert!(
        message.contains("1 rule cannot be judged before it is fixed: firewall/open."),
        "{message}"
    );
    let gap = results[1]["message"]["text"].as_str().unwrap();
    assert!(gap.starts_with("nobody could be asked."), "{gap}");
}

#[test]
fn consequences_are_alerts_of_their_own_where_somebody_asks_for_them() {
    let options = Options {
        alert_consequences: true,
        ..Options::default()
    };
    for format in [Format::Sarif, Format::SarifGithub] {
        let text = render(format, &failing(&[22, 80]), &options).unwrap();
        let log: Value = serde_json::from_str(&text).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let alerts = results.iter().filter(|result| result["kind"] == "fail");
        assert_eq!(alerts.count(), 3, "{format}");
    }
}
