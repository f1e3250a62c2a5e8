//! Which failures explain which.

mod places;

use std::sync::Arc;

use muster_outcomes::{Fingerprint, Place, Severity};

use super::*;
use crate::tests::rule;

fn judged(id: &str, causes: &[(CauseScope, &str)]) -> JudgedRule {
    let mut descriptor = rule(id, &[], &[]);
    Arc::make_mut(&mut descriptor).explained_by = causes
        .iter()
        .map(|(scope, rule)| Cause {
            rule: rule.parse().unwrap(),
            scope: *scope,
        })
        .collect();
    JudgedRule {
        severity: descriptor.severity,
        descriptor,
    }
}

fn found(rule: &str, subject: &str, status: Status, place: Option<Source>) -> JudgedOutcome {
    let rule: RuleId = rule.parse().unwrap();
    JudgedOutcome {
        severity: Severity::High,
        follows_from: None,
        kept_under: None,
        attested: None,
        outcome: Outcome {
            fingerprint: Fingerprint::of(&rule, "web-1", subject),
            rule,
            subject: subject.to_owned(),
            status,
            message: "It is so".to_owned(),
            observed: None,
            required: None,
            places: place
                .into_iter()
                .map(|source| Place {
                    source,
                    label: String::new(),
                })
                .collect(),
            fix: None,
            artifact: None,
        },
    }
}

fn fails(rule: &str, subject: &str) -> JudgedOutcome {
    found(rule, subject, Status::Fail, None)
}

const HOST: CauseScope = CauseScope::Host;

const PLACE: CauseScope = CauseScope::Place;

#[test]
fn a_cause_of_the_whole_host_explains_every_subject() {
    let rules = [judged("a/off", &[]), judged("a/open", &[(HOST, "a/off")])];
    let findings = [
        fails("a/off", "firewall"),
        fails("a/open", "port/1"),
        fails("a/open", "port/2"),
        found("a/open", "port/3", Status::Pass, None),
        found("a/open", "port/4", Status::Error("denied".to_owned()), None),
    ];
    assert_eq!(
        causes(&findings, &rules),
        [None, Some(0), Some(0), None, None]
    );
}

#[test]
fn what_is_about_several_keys_explains_each_and_follows_only_from_all() {
    let rules = [
        judged("a/required", &[]),
        judged("a/switch", &[(PLACE, "a/required")]),
        judged("a/recommended", &[(PLACE, "a/switch")]),
    ];
    let switch = |keys: &[&str]| {
        let mut finding = fails("a/switch", "/etc/x.env#MODE");
        finding.outcome.places = keys
            .iter()
            .map(|key| Place {
                source: Source::logical(format!("/etc/x.env#{key}")),
                label: String::new(),
            })
            .collect();
        finding
    };
    let findings = |keys: &[&str]| {
        [
            fails("a/required", "/etc/x.env#A"),
            switch(keys),
            fails("a/recommended", "/etc/x.env#A"),
            fails("a/recommended", "/etc/x.env#B"),
            fails("a/recommended", "/etc/x.env#C"),
            fails("a/recommended", "/etc/x.env#MODE"),
        ]
    };
    assert_eq!(
        causes(&findings(&["A", "B"]), &rules),
        [None, None, Some(1), Some(1), None, None]
    );
    assert_eq!(
        causes(&findings(&["A"]), &rules),
        [None, Some(0), Some(0), None, None, None]
    );
}

#[test]
fn what_cannot_be_judged_follows_from_the_failure_that_its_reason_names() {
    let rules = [
        judged("a/file", &[]),
        judged("a/off", &[]),
        judged("a/key", &[(PLACE, "a/file"), (HOST, "a/off")]),
    ];
    let error = |subject: &str, reason: &str| {
        found("a/key", subject, Status::Error(reason.to_owned()), None)
    };
    let findings = [
        fails("a/off", "firewall"),
        found(
            "a/file",
            "/etc/x.conf",
            Status::Fail,
            Some(Source::line("/etc/x.conf", 6)),
        ),
        found(
            "a/file",
            "/etc/y.conf",
            Status::Fail,
            Some(Source::file("/etc/y.conf")),
        ),
        error(
            "one",
            "the program refuses /etc/x.conf line 6: no such word",
        ),
        error("two", "/etc/x.conf:6: no such word"),
        error("three", "/etc/x.conf line 60: no such word"),
        error("four", "/etc/x.conf: permission denied"),
        error("five", "/etc/y.conf is empty"),
        error(
            "six",
            "/srv/etc/y.conf.d is empty, and so is /etc/y.conf-old",
        ),
        error("seven", "nobody could be asked"),
        error("/etc/x.conf", "it is not known"),
    ];
    let found: Vec<Option<usize>> = causes(&findings, &rules).split_off(3);
    assert_eq!(
        found,
        [Some(1), Some(1), None, None, Some(2), None, None, Some(1)]
    );
}

#[test]
fn what_does_not_fail_explains_nothing() {
    let rules = [judged("a/off", &[]), judged("a/open", &[(HOST, "a/off")])];
    for status in [
        Status::Pass,
        Status::Error("denied".to_owned()),
        Status::NotApplicable("none".to_owned()),
        Status::Manual("look".to_owned()),
    ] {
        let findings = [
            found("a/off", "firewall", status, None),
            fails("a/open", "port/1"),
        ];
        assert_eq!(causes(&findings, &rules), [None, None]);
    }
    // Nor does a rule that is not there.
    assert_eq!(causes(&[fails("a/open", "port/1")], &rules), [None]);
}

#[test]
fn the_first_cause_that_is_named_counts_and_chains_lead_to_their_end() {
    let rules = [
        judged("a/top", &[]),
        judged("a/other", &[]),
        judged("a/middle", &[(HOST, "a/top")]),
        judged("a/low", &[(PLACE, "a/other"), (HOST, "a/middle")]),
    ];
    let findings = [
        fails("a/low", "s"),
        fails("a/low", "t"),
        fails("a/middle", "m"),
        fails("a/other", "s"),
        fails("a/top", "t"),
    ];
    assert_eq!(
        causes(&findings, &rules),
        [Some(3), Some(4), Some(4), None, None]
    );
}

#[test]
fn rules_that_explain_each_other_explain_nothing() {
    let rules = [
        judged("a/one", &[(HOST, "a/two")]),
        judged("a/two", &[(HOST, "a/one")]),
        judged("a/self", &[(HOST, "a/self")]),
        judged("a/after", &[(HOST, "a/one")]),
    ];
    let findings = [
        fails("a/one", "s"),
        fails("a/two", "s"),
        fails("a/self", "s"),
        fails("a/after", "s"),
    ];
    let found = causes(&findings, &rules);
    assert_eq!(found.iter().take(3).copied().collect::<Vec<_>>(), [None; 3]);
    // It follows from one of them, which is there to be read.
    assert!(found[3].is_none_or(|root| found[root].is_none()));
}
