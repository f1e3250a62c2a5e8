//! Features in every format that shows them.

use std::sync::Arc;

use muster_outcomes::{RuleDescriptor, Severity, Status};
use muster_policy::{FeatureState, Loader, PackSource, Verdict, decide, load};
use muster_report::{Format, Options, features, render};
use serde_json::{Value, json};

use crate::fixture::{evaluation_of, outcome, rule};
use crate::json::assert_follows_the_schema;
use crate::sarif::run_of;

const PACK: &str = "enable = [\"*\"]\n\
     [features.email]\ntitle = \"E-mail\"\nprerequisites = [\"mail/spf\"]\nverify = [\"ops/test-mail\"]\n\
     [features.jobs]\ntitle = \"Background <b>jobs</b>\"\nprerequisites = [\"compose/running\"]\n\
     [features.metrics]\ntitle = \"Metrics\"\nprerequisites = [\"http/metrics\"]\n\
     [features.web]\ntitle = \"Web\"\nprerequisites = [\"mail/spf\"]\n";

struct Nothing;

impl Loader for Nothing {
    fn builtin(&self, _name: &str) -> Option<&str> {
        None
    }

    fn builtin_names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn read(&self, _path: &std::path::Path) -> Result<String, String> {
        Err("there is none".to_owned())
    }
}

/// One feature of each state but `off`.
fn verdict() -> Verdict {
    let described = |id: &str| RuleDescriptor {
        documentation: "## Why\n\nSo.\n\n## How to fix\n\nStart it.\n".to_owned(),
        ..rule(id, "It holds", Severity::High)
    };
    let ids = [
        "compose/running",
        "http/metrics",
        "mail/spf",
        "ops/test-mail",
    ];
    let rules: Vec<RuleDescriptor> = ids.map(described).into();
    let shared: Vec<Arc<RuleDescriptor>> = rules.iter().cloned().map(Arc::new).collect();
    let pack = load(PackSource::file("muster.toml", PACK), &Nothing).unwrap();
    let policy = pack.validate(&shared, &[]).unwrap();
    let manual = Status::Manual("Send a test mail.".to_owned());
    let error = Status::Error("permission denied".to_owned());
    let outcomes = vec![
        outcome(
            ids[0],
            "compose/jobs",
            Status::Fail,
            "The service 'jobs' is down.",
        ),
        outcome(ids[1], "http/api", error, "Nobody answers."),
        outcome(
            ids[2],
            "mail/example.com",
            Status::Pass,
            "There is a record.",
        ),
        outcome(ids[3], "mail/example.com", manual, "Nobody can see it."),
    ];
    decide(evaluation_of(rules, outcomes), &policy.criteria())
}

fn states(verdict: &Verdict) -> Vec<(&str, &str)> {
    let states = verdict.features.iter();
    states
        .map(|FeatureState { name, state, .. }| (name.as_str(), state.as_str()))
        .collect()
}

#[test]
fn a_terminal_shows_what_is_missing_with_its_fix() {
    let verdict = verdict();
    assert_eq!(
        states(&verdict),
        [
            ("email", "unknown"),
            ("jobs", "not-ready"),
            ("metrics", "unknown"),
            ("web", "ready"),
        ]
    );
    insta::assert_snapshot!(features(&verdict, &Options::default()));
    let report = render(Format::Terminal, &verdict, &Options::default()).unwrap();
    assert!(report.contains("── Features (4) ──"), "{report}");
    assert!(
        report.contains("- The service 'jobs' is down. (compose/running)"),
        "{report}"
    );
}

#[test]
fn markdown_has_a_row_for_each() {
    let text = render(Format::Markdown, &verdict(), &Options::default()).unwrap();
    let (_, section) = text.split_once("### Features (4)\n\n").unwrap();
    let rows: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect();
    assert_eq!(rows.len(), 6, "{section}");
    assert!(rows[3].starts_with("| **not ready** |"), "{section}");
    assert!(rows[3].contains("`compose/running`"), "{section}");
    assert!(section.contains("`<b>jobs</b>`"), "{section}");
    assert_eq!(rows[5], "| ready | Web |  |", "{section}");
}

#[test]
fn programs_read_the_states_and_the_fingerprints_of_what_is_missing() {
    let verdict = verdict();
    let text = render(Format::Json, &verdict, &Options::default()).unwrap();
    assert_follows_the_schema(&text);
    let report: Value = serde_json::from_str(&text).unwrap();
    let jobs = &report["features"][1];
    assert_eq!(jobs["state"], "not-ready");
    let findings = report["findings"].as_array().unwrap();
    let down = findings
        .iter()
        .find(|found| found["status"] == "fail")
        .unwrap();
    assert_eq!(jobs["missing"], json!([down["fingerprint"]]));
    let email = &report["features"][0];
    assert_eq!(
        email["verify"],
        json!([{ "rule": "ops/test-mail", "subject": "mail/example.com", "task": "Send a test mail." }])
    );
    assert_eq!(
        report["features"][2]["unknown"],
        json!(["permission denied"])
    );
    for format in [Format::Sarif, Format::SarifGithub] {
        let run = run_of(format, &verdict);
        let features = &run["properties"]["muster/features"];
        assert_eq!(
            features[3],
            json!({ "name": "web", "state": "ready", "missing": [] })
        );
    }
}
