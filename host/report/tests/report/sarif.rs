//! Both SARIF profiles, as their readers take them in.

use muster_outcomes::{Artifact, Cause, CauseScope, Severity, Status, Totals};
use muster_policy::Verdict;
use muster_report::{Format, MOST_COMPRESSED, Options, gzip, render};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{evaluation_of, outcome, place, rule, verdict, verdict_of, verdict_on};
use crate::json::assert_follows_the_schema;
use crate::lint::faults;
use crate::totals::by_status;
use muster_facts::Source;

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

#[test]
fn findings_with_exit_code_1_are_a_successful_run() {
    let run = run_of(Format::Sarif, &one_rule(vec![failing("sshd/Port")]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["invocations"][0]["exitCode"], 1);
}

#[test]
fn a_message_says_what_to_do_and_links_to_where_it_is_decided() {
    let run = run_of(Format::SarifGithub, &verdict());
    insta::assert_snapshot!(results(&run)[0]["message"]["text"].as_str().unwrap(), @"PermitRootLogin is 'yes', and the policy requires 'no'. Observed: yes. Required: no. See [/etc/ssh/sshd_config:33 is shadowed](1).");
    let full = run_of(Format::Sarif, &verdict());
    let text = results(&full)[0]["message"]["text"].as_str().unwrap();
    assert!(!text.contains("]("), "{text}");
}

#[test]
fn an_alert_stays_at_its_artifact_whichever_file_decides() {
    let of = |line: Source| {
        let mut found = failing("sshd/Port");
        found.artifact = Some(Artifact::File("/etc/ssh/sshd_config".to_owned()));
        found.places = vec![place(line, "sets it")];
        let run = run_of(Format::SarifGithub, &one_rule(vec![found]));
        results(&run)[0].clone()
    };
    let main = of(Source::line("/etc/ssh/sshd_config", 7).with_text("Port 23"));
    let drop_in = of(Source::line("/etc/ssh/sshd_config.d/a.conf", 2).with_text("Port 23"));
    let at = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        (
            place["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .to_owned(),
            place["region"]["startLine"].as_i64().unwrap(),
        )
    };
    let config = "hosts/web-1/etc/ssh/sshd_config".to_owned();
    assert_eq!(at(&main), (config.clone(), 7));
    assert_eq!(at(&drop_in), (config, 1));
    assert_eq!(main["partialFingerprints"], drop_in["partialFingerprints"]);
    assert_eq!(main.get("relatedLocations"), None);
    assert_eq!(
        drop_in["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "hosts/web-1/etc/ssh/sshd_config.d/a.conf"
    );
    assert_eq!(
        drop_in["message"]["text"],
        "Port is 23. See [/etc/ssh/sshd_config.d/a.conf:2 sets it](1)."
    );
}

#[test]
fn a_path_prefix_leads_to_the_hosts_files_in_the_repository() {
    let options = Options {
        path_prefix: Some("ansible/web".to_owned()),
        ..Options::default()
    };
    let mut found = failing("sshd/Port");
    found.artifact = Some(Artifact::File("/etc/ssh/sshd_config".to_owned()));
    let text = render(Format::SarifGithub, &one_rule(vec![found]), &options).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(faults(&log, true), Vec::<String>::new());
    let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"]["uri"],
        "ansible/web/etc/ssh/sshd_config"
    );
}

#[test]
fn a_lower_bound_leaves_failures_out_of_the_file_alone() {
    let options = Options {
        min_severity: Some(Severity::Critical),
        ..Options::default()
    };
    let verdict = one_rule(vec![failing("sshd/Port")]);
    let text = render(Format::SarifGithub, &verdict, &options).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], 1);
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
fn the_most_severe_results_come_first() {
    let run = run_of(Format::SarifGithub, &verdict());
    let ranks: Vec<f64> = results(&run)
        .iter()
        .filter_map(|result| result["rank"].as_f64())
        .collect();
    assert!(ranks.is_sorted_by(|a, b| a >= b), "{ranks:?}");
}

#[test]
fn of_more_results_than_github_accepts_the_least_severe_are_left_out() {
    let low = rule("ssh/banner", "SSH shows a banner", Severity::Low);
    let high = rule("ssh/port", "SSH listens on 22", Severity::High);
    let mut outcomes: Vec<_> = (0..25_000).map(|n| failing(&format!("port/{n}"))).collect();
    outcomes.push(outcome(
        "ssh/banner",
        "sshd/Banner",
        Status::Fail,
        "There is none.",
    ));
    let verdict = verdict_of(vec![low, high], outcomes);
    let text = render(Format::SarifGithub, &verdict, &Options::default()).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    assert_eq!(results(run).len(), 25_000);
    assert!(
        results(run)
            .iter()
            .all(|result| result["ruleId"] == "ssh/port")
    );
    assert_eq!(
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
        "The 1 least severe results do not fit and are left out."
    );
    let full = render(Format::Sarif, &verdict, &Options::default()).unwrap();
    let log: Value = serde_json::from_str(&full).unwrap();
    assert_eq!(results(&log["runs"][0]).len(), 25_001);
}

#[test]
fn results_that_cannot_be_compressed_are_left_out_until_the_rest_fits() {
    // A sequence that gzip can do nothing with.
    let mut state = 1_u64;
    let mut noise = || {
        let next = |state: &mut u64| {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from_u32(0x4E00 + u32::try_from(*state >> 48).unwrap() % 0x5000).unwrap()
        };
        (0..1_500).map(|_| next(&mut state)).collect::<String>()
    };
    let outcomes = (0..6_000)
        .map(|n| {
            let mut found = failing(&format!("port/{n}"));
            let quoted = Source::line("/etc/motd", 1).with_text(noise());
            found.places = vec![place(quoted, "shows it")];
            found
        })
        .collect();
    let text = render(
        Format::SarifGithub,
        &one_rule(outcomes),
        &Options::default(),
    )
    .unwrap();
    let size = gzip(text.as_bytes()).len();
    assert!((5_000_000..=MOST_COMPRESSED).contains(&size), "{size}");
}

#[test]
fn a_time_that_is_none_is_left_out() {
    let mut verdict = verdict();
    verdict.collected_at = "yesterday".to_owned();
    let run = run_of(Format::Sarif, &verdict);
    assert_eq!(run["invocations"][0].get("startTimeUtc"), None);
}

/// What a URI stands for.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let hex = [*high, *low];
                let hex = std::str::from_utf8(&hex).unwrap();
                (u8::from_str_radix(hex, 16).unwrap(), after)
            }
            (byte, after) => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn a_path_can_be_read_back_from_its_uri(
        segments in prop::collection::vec("[a-z%#?:\\[\\]@ é🔥\\\\+&=.]{0,6}[a-z]", 1..5)
    ) {
        let path = segments.join("/");
        let mut found = failing("sshd/Port");
        found.artifact = Some(Artifact::File(format!("/{path}")));
        let run = run_of(Format::SarifGithub, &one_rule(vec![found]));
        let location = &results(&run)[0]["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().unwrap();
        prop_assert_eq!(decoded(uri), format!("hosts/web-1/{path}"));
    }
}
