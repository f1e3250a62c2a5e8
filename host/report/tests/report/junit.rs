//! The JUnit report, as CI reads it.

use std::collections::BTreeSet;

use muster_outcomes::{Severity, Status, Totals};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use roxmltree::{Document, Node};

use crate::fixture::{outcome, rule, verdict, verdict_of};

/// A case as a reader of JUnit takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) class: String,
    pub(crate) name: String,
    /// `failure`, `error` or `skipped`; none for what passes.
    pub(crate) result: Option<String>,
    pub(crate) kind: String,
    pub(crate) message: String,
    pub(crate) body: String,
}

/// The cases of a report, after it has been found to be whole: XML, with counts that are those of its
/// cases, and no two cases of one name.
pub(crate) fn suite_of(verdict: &Verdict) -> Vec<Case> {
    let text = render(Format::Junit, verdict, &Options::default()).unwrap();
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let suites = named(root, "testsuite");
    assert_eq!(suites.len(), 1);
    let cases: Vec<Case> = named(suites[0], "testcase").into_iter().map(case).collect();
    let count = |wanted: &str| {
        let found = cases
            .iter()
            .filter(|case| case.result.as_deref() == Some(wanted));
        found.count().to_string()
    };
    for element in [root, suites[0]] {
        let said = |name: &str| element.attribute(name).unwrap();
        assert_eq!(said("tests"), cases.len().to_string());
        assert_eq!(said("failures"), count("failure"));
        assert_eq!(said("errors"), count("error"));
        assert_eq!(said("skipped"), count("skipped"));
    }
    let names: BTreeSet<(&str, &str)> = cases
        .iter()
        .map(|case| (case.class.as_str(), case.name.as_str()))
        .collect();
    assert_eq!(
        names.len(),
        cases.len(),
        "two cases of one name: {cases:#?}"
    );
    for case in &cases {
        // Azure Pipelines leaves a case without a name out, and GitLab cuts a longer one.
        assert!((1..=255).contains(&case.name.chars().count()), "{case:?}");
        // GitLab shows the text alone.
        assert_eq!(
            case.result.is_some(),
            !case.body.trim().is_empty(),
            "{case:?}"
        );
    }
    cases
}

fn named<'a, 'input>(parent: Node<'a, 'input>, name: &str) -> Vec<Node<'a, 'input>> {
    parent
        .children()
        .filter(|child| child.has_tag_name(name))
        .collect()
}

fn case(node: Node<'_, '_>) -> Case {
    let attribute = |node: Node<'_, '_>, name: &str| node.attribute(name).unwrap_or("").to_owned();
    let results: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    assert!(results.len() <= 1, "two results of one case");
    let result = results.first().copied();
    Case {
        class: attribute(node, "classname"),
        name: attribute(node, "name"),
        result: result.map(|result| result.tag_name().name().to_owned()),
        kind: result.map_or_else(String::new, |result| attribute(result, "type")),
        message: result.map_or_else(String::new, |result| attribute(result, "message")),
        body: result
            .and_then(|result| result.text())
            .unwrap_or("")
            .to_owned(),
    }
}

fn found(cases: &[Case], name: &str) -> Case {
    cases
        .iter()
        .find(|case| case.name == name)
        .unwrap_or_else(|| panic!("no {name}: {cases:#?}"))
        .clone()
}

/// The results of all cases.
pub(crate) fn totals(verdict: &Verdict) -> Totals {
    let cases = suite_of(verdict);
    let counted = |result: Option<&str>, kind: &str| {
        let same = |case: &&Case| {
            case.result.as_deref() == result && (kind.is_empty() || case.kind == kind)
        };
        cases.iter().filter(same).count()
    };
    Totals {
        pass: counted(None, ""),
        fail: counted(Some("failure"), ""),
        not_applicable: counted(Some("skipped"), "not-applicable"),
        manual: counted(Some("skipped"), "manual"),
        error: counted(Some("error"), ""),
    }
}

#[test]
fn a_failure_has_its_evidence_and_the_way_out() {
    let cases = suite_of(&verdict());
    let case = found(&cases, "Root cannot log in over SSH: sshd/PermitRootLogin");
    assert_eq!(case.class, "web-1.ssh/permit-root-login");
    assert_eq!(case.result.as_deref(), Some("failure"));
    assert_eq!(case.kind, "critical");
    assert_eq!(
        case.message,
        "PermitRootLogin is 'yes', and the policy requires 'no'."
    );
    insta::assert_snapshot!(case.body, @r"
    PermitRootLogin is 'yes', and the policy requires 'no'.

    severity: critical
    observed: yes
    required: no
    at: /etc/ssh/sshd_config.d/50-cloud-init.conf:3 (sets it, and is read first)
    at: /etc/ssh/sshd_config:33 (is shadowed)

    How to fix:
    Set it in a file that is read first:

        # /etc/ssh/sshd_config.d/00-muster.conf
        PermitRootLogin no

    Then 'sshd -t && systemctl reload ssh', and keep a second session open.

    see: CIS Debian 12 5.1.20
    see: NIST SP 800-53 AC-6(2)
    see: CWE-250: https://cwe.mitre.org/data/definitions/250.html
    rule: ssh/permit-root-login: https://example.org/rules/permit_root_login.md
    ");
}

#[test]
fn what_could_not_be_evaluated_is_an_error_and_what_needs_nobody_or_somebody_is_skipped() {
    let cases = suite_of(&verdict());
    let error = found(&cases, "No secret is used twice: env/srv/app/.env.prod");
    assert_eq!(error.result.as_deref(), Some("error"));
    assert_eq!(
        error.message,
        "/srv/app/.env.prod:7: the quote is never closed"
    );
    let manual = found(&cases, "Backups are restored in a test");
    assert_eq!(manual.result.as_deref(), Some("skipped"));
    assert_eq!(manual.kind, "manual");
    assert!(manual.message.starts_with("Restore last night's dump"));
    let elsewhere = found(&cases, "A Docker swarm is locked: swarm/0");
    assert_eq!(elsewhere.result.as_deref(), Some("skipped"));
    assert_eq!(elsewhere.kind, "not-applicable");
    assert_eq!(elsewhere.message, "Docker runs without a swarm");
    let passed = found(
        &cases,
        "SSH ends a connection after few failed logins: sshd/MaxAuthTries",
    );
    assert_eq!(passed.result, None);
}

#[test]
fn a_case_keeps_its_name_whatever_comes_of_it() {
    let names: BTreeSet<(String, String)> = [
        Status::Pass,
        Status::Fail,
        Status::Error("denied".to_owned()),
        Status::Manual("look".to_owned()),
        Status::NotApplicable("no sshd".to_owned()),
    ]
    .into_iter()
    .map(|status| {
        let rules = vec![rule("ssh/port", "SSH listens on 22", Severity::High)];
        let found = outcome("ssh/port", "sshd/Port", status, "It is so.");
        let case = suite_of(&verdict_of(rules, vec![found])).remove(0);
        (case.class, case.name)
    })
    .collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn subjects_that_look_the_same_are_two_cases() {
    let long = "x".repeat(300);
    let subjects = [
        "a\u{200b}",
        "a\u{202e}",
        &format!("{long}1"),
        &format!("{long}2"),
    ];
    let outcomes = subjects.map(|subject| outcome("ssh/port", subject, Status::Pass, "So."));
    let rules = vec![rule("ssh/port", "SSH listens on 22", Severity::High)];
    assert_eq!(suite_of(&verdict_of(rules, outcomes.to_vec())).len(), 4);
}

#[test]
fn the_time_is_that_of_the_facts_or_none() {
    let text = |verdict: &Verdict| render(Format::Junit, verdict, &Options::default()).unwrap();
    let mut verdict = verdict();
    assert!(text(&verdict).contains("timestamp=\"2026-11-24T05:46:00.000+00:00\""));
    verdict.collected_at = "yesterday".to_owned();
    assert!(!text(&verdict).contains("timestamp="));
}
