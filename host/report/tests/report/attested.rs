//! What somebody answers for, in every format.

use muster_outcomes::{Severity, Status};
use muster_policy::{Attestation, Criteria, Day, PolicyName, Verdict, decide};
use muster_report::{Format, Options, render};
use serde_json::{Value, json};

use crate::fixture::{TARGET, evaluation_of, outcome, rule};
use crate::json::assert_follows_the_schema;
use crate::sarif::run_of;

/// A verdict on one finding that asks for a person, for which somebody answers until a day.
fn attested(until: &str) -> Verdict {
    let id = "backup/restore-tested";
    let manual = Status::Manual("Restore a dump on another machine.".to_owned());
    let evaluation = evaluation_of(
        vec![rule(id, "A restore was tested", Severity::High)],
        vec![outcome(id, "/opt/backups", manual, "Nobody can see it.")],
    );
    let policy = PolicyName {
        name: "vps".to_owned(),
        extends: Vec::new(),
    };
    let mut criteria = Criteria::new(policy, Severity::High);
    criteria.attestations = vec![Attestation {
        rule: id.parse().unwrap(),
        subject: None,
        host: Some(TARGET.to_owned()),
        by: "Ana <b>Ruiz</b>".to_owned(),
        on: Day::parse("2026-11-02").unwrap(),
        valid_until: Day::parse(until).unwrap(),
        evidence: "OPS-412: restored in 22 minutes".to_owned(),
    }];
    decide(evaluation, &criteria)
}

fn text(format: Format, verdict: &Verdict) -> String {
    render(format, verdict, &Options::default()).unwrap()
}

#[test]
fn people_read_who_answers_until_when_and_for_what() {
    let verdict = attested("2027-01-31");
    let terminal = text(Format::Terminal, &verdict);
    assert!(terminal.contains("── Attested (1) ──"), "{terminal}");
    assert!(
        terminal.contains("attested  A restore was tested"),
        "{terminal}"
    );
    let words: Vec<&str> = terminal.split_whitespace().collect();
    let words = words.join(" ");
    assert!(
        words.contains(
            "Ana <b>Ruiz</b> attested it on 2026-11-02, until 2027-01-31: OPS-412: restored in 22 \
             minutes"
        ),
        "{terminal}"
    );
    assert!(!words.contains("It is valid for"), "{terminal}");
    let markdown = text(Format::Markdown, &verdict);
    assert!(markdown.contains("### Attested (1)\n\n- **"), "{markdown}");
    assert!(markdown.contains("OPS-412"), "{markdown}");
    // As code, which no viewer takes for HTML.
    assert!(markdown.contains("`<b>Ruiz</b>`"), "{markdown}");
}

#[test]
fn an_end_that_is_near_is_told() {
    for (until, told) in [
        ("2026-12-09", None),
        ("2026-12-08", Some("It is valid for 14 more days.")),
        ("2026-11-25", Some("It is valid for 1 more day.")),
        ("2026-11-24", Some("Today is its last valid day.")),
    ] {
        let terminal = text(Format::Terminal, &attested(until));
        match told {
            Some(told) => assert!(terminal.contains(&format!("ends  {told}")), "{terminal}"),
            None => assert!(!terminal.contains("ends  "), "{terminal}"),
        }
    }
    // A day too late, it is a person's turn again.
    let terminal = text(Format::Terminal, &attested("2026-11-23"));
    assert!(
        terminal.contains("── To check by hand (1) ──"),
        "{terminal}"
    );
    assert!(terminal.contains("expired on 2026-11-23."), "{terminal}");
}

#[test]
fn programs_read_the_same() {
    let verdict = attested("2027-01-31");
    let report = text(Format::Json, &verdict);
    assert_follows_the_schema(&report);
    let report: Value = serde_json::from_str(&report).unwrap();
    let finding = &report["findings"][0];
    assert_eq!(finding["status"], "pass");
    let attestation = json!({
        "by": "Ana <b>Ruiz</b>",
        "on": "2026-11-02",
        "valid_until": "2027-01-31",
        "evidence": "OPS-412: restored in 22 minutes",
        "days_left": 68,
    });
    assert_eq!(finding["attested"], attestation);
    let run = run_of(Format::Sarif, &verdict);
    let result = &run["results"][0];
    assert_eq!(result["kind"], "pass");
    assert_eq!(result["properties"]["muster/attestation"], attestation);
    let alerts = run_of(Format::SarifGithub, &verdict);
    assert_eq!(alerts["results"], json!([]));
}
