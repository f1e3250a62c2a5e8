//! Both SARIF profiles, as their readers take them in.

use muster_outcomes::{Severity, Status};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use serde_json::{Value, json};

use crate::fixture::{outcome, place, rule, verdict, verdict_of};
use crate::lint::faults;
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
    assert_eq!(kind(&github, "fail"), totals.fail + totals.error);
    assert_eq!(full["properties"]["muster/totals"], json!(totals));
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
    assert_eq!(ids, ["ssh/banner", "ssh/port"]);
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
fn a_rule_that_cannot_be_evaluated_keeps_the_alert_of_its_failure() {
    let subject = "sshd/Port";
    let error = outcome(
        "ssh/port",
        subject,
        Status::Error("permission denied".to_owned()),
        "permission denied",
    );
    // Something else was evaluated, so the run as a whole succeeded.
    let other = outcome("ssh/port", "sshd/Port/2", Status::Pass, "Port is 22.");
    let failed = run_of(Format::SarifGithub, &one_rule(vec![failing(subject)]));
    let errored = run_of(Format::SarifGithub, &one_rule(vec![error, other]));
    let (failed, errored_result) = (&results(&failed)[0], &results(&errored)[0]);
    for field in ["ruleId", "locations", "partialFingerprints"] {
        assert_eq!(failed[field], errored_result[field], "{field}");
    }
    assert_eq!(
        errored_result["message"]["text"],
        "Not evaluated. permission denied."
    );
    let invocation = &errored["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(invocation["exitCode"], 3);
    assert_eq!(
        invocation["toolExecutionNotifications"][0]["message"]["text"],
        "Rule 'ssh/port' on 'sshd/Port' could not be evaluated: permission denied."
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
fn further_places_are_linked_from_the_message() {
    let run = run_of(Format::SarifGithub, &verdict());
    assert_eq!(
        results(&run)[0]["message"]["text"],
        "PermitRootLogin is 'yes', and the policy requires 'no'. See also [is shadowed](1)."
    );
    let related = &results(&run)[0]["relatedLocations"][0];
    assert_eq!(
        related["physicalLocation"]["artifactLocation"]["uri"],
        "hosts/web-1/etc/ssh/sshd_config"
    );
}

#[test]
fn a_path_prefix_leads_to_the_hosts_files_in_the_repository() {
    let options = Options {
        path_prefix: Some("ansible/web".to_owned()),
        ..Options::default()
    };
    let text = render(Format::SarifGithub, &verdict(), &options).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(faults(&log, true), Vec::<String>::new());
    let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"]["uri"],
        "ansible/web/etc/ssh/sshd_config.d/50-cloud-init.conf"
    );
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
fn more_results_than_github_accepts_are_refused() {
    let many = |count: usize| one_rule((0..count).map(|n| failing(&format!("port/{n}"))).collect());
    let options = Options::default();
    let error = render(Format::SarifGithub, &many(25_001), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "25001 results are more than the 25000 that GitHub accepts in one run; \
         select fewer rules, or write the `sarif` or `json` format"
    );
    assert!(render(Format::SarifGithub, &many(25_000), &options).is_ok());
}

#[test]
fn a_time_that_is_none_is_left_out() {
    let mut verdict = verdict();
    verdict.collected_at = "yesterday".to_owned();
    let run = run_of(Format::Sarif, &verdict);
    assert_eq!(run["invocations"][0].get("startTimeUtc"), None);
}
