use muster_facts::Source;
use muster_outcomes::{Fingerprint, Place, Status};
use proptest::prelude::*;

use super::*;

pub(crate) fn outcome(status: Status, subject: &str) -> Outcome {
    let rule = "ssh/port".parse().unwrap();
    Outcome {
        fingerprint: Fingerprint::of(&rule, "host", subject),
        rule,
        subject: subject.to_owned(),
        artifact: None,
        status,
        message: "Port 23 is open, not 22.".to_owned(),
        observed: Some("23".to_owned()),
        required: None,
        places: vec![Place {
            source: Source::line("/etc/ssh/sshd_config", 3),
            label: String::new(),
        }],
        fix: Some("Set `Port 22`.\n  Then reload.".to_owned()),
    }
}

fn expected(block: &str) -> Vec<Expectation> {
    Expectation::parse_block(block, 0).unwrap()
}

#[test]
fn holds_status_subject_place_message_and_the_whole_of_the_rest() {
    let found = outcome(Status::Fail, "sshd/Port");
    let matches = |block: &str| expected(block)[0].matches(&found);
    assert!(matches("fail sshd/Port"));
    assert!(matches(
        "fail sshd/Port at /etc/ssh/sshd_config:3 \"not 22\""
    ));
    assert!(matches("fail sshd/Port\n  observed: 23"));
    assert!(matches(
        "fail sshd/Port\n  fix: Set `Port 22`.\n  fix: Then reload."
    ));
    assert!(!matches("pass sshd/Port"));
    assert!(!matches("fail sshd/Por"));
    assert!(!matches("fail sshd/Port at /etc/ssh/sshd_config"));
    assert!(!matches("fail sshd/Port \"not 24\""));
    assert!(!matches("fail sshd/Port\n  observed: 2"));
    assert!(!matches("fail sshd/Port\n  fix: Set `Port 22`."));
    assert!(!matches("fail sshd/Port\n  required: 22"));
    assert!(!matches("fail sshd/Port\n  required:"));
}

#[test]
fn the_text_may_be_that_of_the_reason() {
    let reason = "the policy names none".to_owned();
    let found = outcome(Status::Manual(reason), "sshd/Port");
    assert!(expected("manual sshd/Port \"policy names\"")[0].matches(&found));
}

#[test]
fn every_line_stands_for_one_outcome_and_every_outcome_for_one_line() {
    let outcomes = [
        outcome(Status::Fail, "a"),
        outcome(Status::Fail, "b"),
        outcome(Status::Pass, "c"),
    ];
    let differences = |block: &str| Expectation::differences(&expected(block), &outcomes);
    assert!(differences("fail a\nfail b\npass c").is_empty());
    assert_eq!(
        differences("fail a\nfail a \"Port 23\"\npass c"),
        [
            "repeated:   2 lines expect fail a".to_owned(),
            "unexpected: fail b at /etc/ssh/sshd_config:3 \"Port 23 is open, not 22.\"".to_owned(),
        ]
    );
    assert_eq!(
        differences("fail a\n  observed: 22\nfail b\npass c\npass d"),
        [
            "missing:    fail a\n  observed: 22",
            "missing:    pass d",
            "unexpected: fail a\n  observed: 23",
        ]
    );
    let twice = [outcome(Status::Fail, "a"), outcome(Status::Fail, "a")];
    assert_eq!(
        Expectation::differences(&expected("fail a"), &twice),
        ["ambiguous:  fail a (matches 2 outcomes)"]
    );
}

/// A word that is none of the grammar's own.
fn word() -> impl Strategy<Value = String> {
    "[a-z0-9/#._:-]{1,8}"
}

fn sentence() -> impl Strategy<Value = String> {
    "[!-~]{1,6}( [!-~]{1,6}){0,3}"
}

prop_compose! {
    fn any_expectation()(
        status in prop::sample::select(&STATUSES[..]),
        subject in word(),
        place in prop::option::of(word()),
        message in prop::option::of(sentence()),
        details in prop::sample::subsequence(&Part::ALL[..], 0..=3),
        texts in prop::collection::vec(prop::collection::vec(sentence(), 1..3), 3),
    ) -> Expectation {
        let details: Vec<Detail> = details
            .into_iter()
            .zip(texts)
            .map(|(part, lines)| Detail { part, text: lines.join("\n") })
            .collect();
        let height = details.iter().map(|detail| detail.text.lines().count()).sum::<usize>();
        Expectation {
            line: 1,
            height: height + 1,
            status: status.to_owned(),
            subject,
            place,
            message,
            details,
        }
    }
}

proptest! {
    #[test]
    fn what_is_shown_is_what_can_be_written(expectation in any_expectation()) {
        prop_assert_eq!(expected(&expectation.to_string()), [expectation]);
    }
}
