//! Alerts that stay open because nothing could be judged again.

use muster_outcomes::{Cause, CauseScope, Severity, Status};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use serde_json::Value;

use super::{failing, one_rule, results, run_of};
use crate::fixture::{evaluation_of, outcome, rule, verdict_on};
use crate::json::assert_follows_the_schema;

fn denied(subject: &str) -> muster_outcomes::Outcome {
    let reason = "/etc/ssh/sshd_config: permission denied";
    outcome(
        "ssh/port",
        subject,
        Status::Error(reason.to_owned()),
        reason,
    )
}

/// The verdict of a second evaluation, in which something else can be judged, after a first.
fn after(before: Vec<muster_outcomes::Outcome>, now: Vec<muster_outcomes::Outcome>) -> Verdict {
    let rules = || vec![rule("ssh/port", "SSH listens on 22", Severity::High)];
    let mut now = evaluation_of(rules(), now);
    now.collected_at = "2026-11-25T05:46:00Z".to_owned();
    now.follow(Some(&evaluation_of(rules(), before)));
    verdict_on(now)
}

#[test]
fn a_rule_that_cannot_be_evaluated_keeps_the_alert_of_its_failure() {
    let other = || outcome("ssh/port", "sshd/Other", Status::Pass, "Port is 22.");
    let failed = run_of(
        Format::SarifGithub,
        &one_rule(vec![failing("sshd/Port"), other()]),
    );
    let verdict = after(
        vec![failing("sshd/Port"), other()],
        vec![denied("ssh/port"), other()],
    );
    let json = render(Format::Json, &verdict, &Options::default()).unwrap();
    assert_follows_the_schema(&json);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["carried"][0]["subject"], "sshd/Port");
    let errored = run_of(Format::SarifGithub, &verdict);
    assert_eq!(results(&errored).len(), 1);
    let (failed, errored_result) = (&results(&failed)[0], &results(&errored)[0]);
    for field in ["ruleId", "locations", "partialFingerprints"] {
        assert_eq!(failed[field], errored_result[field], "{field}");
    }
    assert_eq!(
        errored_result["message"]["text"],
        "Not evaluated since 2026-11-24: /etc/ssh/sshd_config: permission denied. Before: Port is 23."
    );
    let invocation = &errored["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(invocation["exitCode"], 3);
    assert_eq!(
        invocation["toolExecutionNotifications"][0]["message"]["text"],
        "Rule 'ssh/port' could not be evaluated: /etc/ssh/sshd_config: permission denied."
    );
}

#[test]
fn what_was_never_open_is_one_alert_for_its_cause() {
    let pass = || outcome("ssh/port", "sshd/Other", Status::Pass, "Port is 22.");
    let errors = || vec![denied("sshd/A"), denied("sshd/B"), pass()];
    let run = run_of(Format::SarifGithub, &after(vec![pass()], errors()));
    assert_eq!(results(&run).len(), 1);
    let alert = &results(&run)[0];
    assert_eq!(alert["ruleId"], "muster/not-evaluated");
    assert_eq!(
        alert["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "hosts/web-1/etc/ssh/sshd_config"
    );
    assert_eq!(
        alert["message"]["text"],
        "/etc/ssh/sshd_config: permission denied. One rule could not be evaluated: ssh/port."
    );
    assert_eq!(alert["rank"], 55.0);
}

#[test]
fn without_an_earlier_evaluation_an_error_keeps_every_alert_open() {
    let pass = outcome("ssh/port", "sshd/Other", Status::Pass, "Port is 22.");
    let mut evaluation = evaluation_of(
        vec![rule("ssh/port", "SSH listens on 22", Severity::High)],
        vec![denied("sshd/A"), pass],
    );
    evaluation.follow(None);
    let run = run_of(Format::SarifGithub, &verdict_on(evaluation));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn what_follows_from_a_kept_failure_opens_no_alert() {
    let mut open = rule("ssh/open", "Nothing is open", Severity::Critical);
    open.explained_by = vec![Cause {
        rule: "ssh/port".parse().unwrap(),
        scope: CauseScope::Host,
    }];
    let rules = || {
        vec![
            rule("ssh/port", "SSH listens on 22", Severity::High),
            open.clone(),
        ]
    };
    let follows = || outcome("ssh/open", "port/23", Status::Fail, "23 is open.");
    let before = evaluation_of(rules(), vec![failing("sshd/Port"), follows()]);
    let mut now = evaluation_of(rules(), vec![denied("ssh/port"), follows()]);
    now.follow(Some(&before));
    let run = run_of(Format::SarifGithub, &verdict_on(now));
    let ids: Vec<&Value> = results(&run)
        .iter()
        .map(|result| &result["ruleId"])
        .collect();
    assert_eq!(ids, ["ssh/port"]);
    assert_eq!(
        results(&run)[0]["properties"]["muster/consequences"][0]["subject"],
        "port/23"
    );
}

#[test]
fn when_nothing_was_evaluated_github_is_told_not_to_close_alerts() {
    let reason = || Status::Error("the plugin trapped".to_owned());
    let verdict = one_rule(vec![outcome("ssh/port", "ssh/port", reason(), "")]);
    for format in [Format::Sarif, Format::SarifGithub] {
        let invocation = run_of(format, &verdict)["invocations"][0].clone();
        assert_eq!(invocation["executionSuccessful"], false);
    }
}
