//! `muster.report/1` against its published schema.

use muster_outcomes::Totals;
use muster_report::{Format, Options, render};
use serde_json::Value;

use crate::fixture::verdict;
use crate::totals::by_status;

/// Panics with the first violations of the published schema.
pub(crate) fn assert_follows_the_schema(text: &str) {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/schema/report-1.json")).unwrap();
    let report: Value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn report() -> String {
    render(Format::Json, &verdict(), &Options::default()).unwrap()
}

/// The statuses of all findings.
pub(crate) fn totals(text: &str) -> Totals {
    let report: Value = serde_json::from_str(text).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    by_status(findings.map(|found| &found["status"]))
}

#[test]
fn a_report_follows_the_published_schema() {
    assert_follows_the_schema(&report());
}

#[test]
fn the_schema_names_every_field_that_is_written() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/schema/report-1.json")).unwrap();
    let report: Value = serde_json::from_str(&report()).unwrap();
    for (path, properties) in [
        ("", "/properties"),
        ("/totals", "/properties/totals/properties"),
        ("/plugins/0", "/properties/plugins/items/properties"),
        ("/rules/0", "/$defs/rule/properties"),
        ("/findings/0", "/$defs/finding/properties"),
        (
            "/findings/0/places/0",
            "/$defs/finding/properties/places/items/properties",
        ),
    ] {
        let described = schema.pointer(properties).unwrap();
        for field in report.pointer(path).unwrap().as_object().unwrap().keys() {
            assert!(described.get(field).is_some(), "{path}/{field}");
        }
    }
}

#[test]
fn a_finding_carries_its_evidence() {
    let report: Value = serde_json::from_str(&report()).unwrap();
    let first = &report["findings"][0];
    insta::assert_snapshot!(serde_json::to_string_pretty(first).unwrap(), @r#"
    {
      "fingerprint": "c32e8f2fad68447967092f66f5707eac25591fe309033c9c2c27a63db87ba74a",
      "message": "PermitRootLogin is 'yes', and the policy requires 'no'.",
      "observed": "yes",
      "places": [
        {
          "column": 17,
          "end_column": 20,
          "kind": "file",
          "label": "sets it, and is read first",
          "line": 3,
          "name": "/etc/ssh/sshd_config.d/50-cloud-init.conf",
          "text": "PermitRootLogin yes"
        },
        {
          "kind": "file",
          "label": "is shadowed",
          "line": 33,
          "name": "/etc/ssh/sshd_config",
          "text": "PermitRootLogin no"
        }
      ],
      "required": "no",
      "rule": "ssh/permit-root-login",
      "severity": "critical",
      "status": "fail",
      "subject": "sshd/PermitRootLogin"
    }
    "#);
    assert_eq!(report["exit_code"], 3);
    assert_eq!(
        report["totals"]["all"],
        report["findings"].as_array().unwrap().len()
    );
}

#[test]
fn the_same_verdict_gives_the_same_bytes_whatever_its_order() {
    let mut shuffled = verdict();
    shuffled.findings.reverse();
    shuffled.rules.reverse();
    for format in Format::ALL {
        let of = |verdict| render(format, verdict, &Options::default()).unwrap();
        assert_eq!(of(&verdict()), of(&shuffled), "{format}");
    }
}
