use super::*;
use crate::fixtures::{rule, zone};
use muster_sdk::{FindingRecord, Status};
use std::slice::from_ref;

const MANAGED: &str = "efb7b8c949ac4650a09736fc376e9aee";

fn judged(rules: &[EdgeRule], custom: &[EdgeRule], plan: &str) -> FindingRecord {
    let mut zone = zone();
    zone.plan = plan.to_owned();
    let names = zone.names.clone();
    judge_managed_rules(rules, custom, &names, &zone)
        .unwrap()
        .into()
}

/// `p`ass, `f`ail or `m`anual.
fn sign(rules: &[EdgeRule]) -> char {
    sign_with(rules, &[], "pro")
}

fn sign_with(rules: &[EdgeRule], custom: &[EdgeRule], plan: &str) -> char {
    match judged(rules, custom, plan).status {
        Status::Pass => 'p',
        Status::Fail => 'f',
        Status::Manual(_) => 'm',
        other => panic!("{other:?}"),
    }
}

fn execute(id: &str, expression: &str, overrides: &[(&str, &str)]) -> EdgeRule {
    EdgeRule {
        overrides: [("id", id)]
            .iter()
            .chain(overrides)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..rule("execute", expression)
    }
}

#[test]
fn on_the_free_plan_a_custom_rule_can_pass_over_what_is_deployed_without_a_rule() {
    assert_eq!(sign_with(&[], &[], "free"), 'm');
    let over = |expression: &str| skip(expression, "http_request_firewall_managed");
    assert_eq!(sign_with(&[], &[over("true")], "free"), 'f');
    assert_eq!(
        sign_with(&[], &[over("ip.src eq 203.0.113.9")], "free"),
        'm'
    );
}

#[test]
fn the_fix_is_about_the_rule_that_is_at_fault() {
    let fix = |rules: &[EdgeRule], custom: &[EdgeRule]| judged(rules, custom, "pro").fix.unwrap();
    let runs = execute(MANAGED, "true", &[]);
    let over = skip("true", "http_request_firewall_managed");
    assert!(fix(from_ref(&runs), &[over]).contains("or remove it"));
    let logged = execute(MANAGED, "true", &[("action", "log")]);
    assert!(fix(&[logged], &[]).contains("with its own actions"));
    let narrow = execute(MANAGED, r#"http.host eq "example.net""#, &[]);
    assert!(fix(&[narrow], &[]).contains("for all requests"));
    assert!(fix(&[], &[]).contains("deploy"));
}

fn skip(expression: &str, skipped: &str) -> EdgeRule {
    EdgeRule {
        skips: vec![skipped.to_owned()],
        ..rule("skip", expression)
    }
}

#[test]
fn a_ruleset_that_is_off_or_only_logs_does_not_count() {
    assert_eq!(sign(&[execute(MANAGED, "true", &[])]), 'p');
    for overridden in [("enabled", "off"), ("action", "log")] {
        assert_eq!(sign(&[execute(MANAGED, "true", &[overridden])]), 'f');
    }
    let mut off = execute(MANAGED, "true", &[]);
    off.enabled = false;
    assert_eq!(sign_with(&[off.clone()], &[], "free"), 'f');
    // Another ruleset stops attacks all the same.
    assert_eq!(sign(&[off, execute(OWASP, "true", &[])]), 'p');
}

#[test]
fn a_part_of_a_ruleset_is_for_a_person() {
    let part = execute(
        MANAGED,
        "true",
        &[("enabled", "off"), ("categories/wordpress/enabled", "on")],
    );
    let found = judged(from_ref(&part), &[], "pro");
    assert!(matches!(&found.status, Status::Manual(text) if text.contains("the tag `wordpress`")));
    assert_eq!(sign(&[part, execute(OWASP, "true", &[])]), 'p');
}

#[test]
fn every_plan_has_its_answer_without_a_rule() {
    for (plan, expected) in [
        ("free", 'm'),
        ("pro", 'f'),
        ("business", 'f'),
        ("enterprise", 'm'),
        ("unknown", 'f'),
    ] {
        assert_eq!(sign_with(&[], &[], plan), expected, "{plan}");
    }
    let few = execute("77454fe2d30c4220b5701f6fdfb893ba", "true", &[]);
    for (plan, expected) in [
        ("free", 'p'),
        ("pro", 'm'),
        ("business", 'm'),
        ("enterprise", 'm'),
    ] {
        assert_eq!(sign_with(from_ref(&few), &[], plan), expected, "{plan}");
    }
    let off = execute(MANAGED, "true", &[("enabled", "off")]);
    assert_eq!(sign_with(&[off], &[], "enterprise"), 'm');
}

#[test]
fn a_ruleset_about_something_else_stops_no_attack() {
    for id in [
        "c2e184081120413c86c3ab7e14069605",
        "e22d83c647c64a3eae91b71b499d988e",
    ] {
        assert_eq!(sign(&[execute(id, "true", &[])]), 'f');
        assert_eq!(
            sign(&[execute(id, "true", &[]), execute(MANAGED, "true", &[])]),
            'p'
        );
    }
    assert_eq!(sign(&[execute("f00d", "true", &[])]), 'm');
}

#[test]
fn every_request_of_every_host_must_be_covered() {
    for (expected, expression) in [
        ('p', r#"http.host in {"example.com" "www.example.com"}"#),
        ('p', r#"http.request.uri.path wildcard "*""#),
        ('p', "not ip.src in {203.0.113.9}"),
        ('f', r#"http.host eq "example.com""#),
        ('f', r#"http.host eq "example.net""#),
        ('f', r#"starts_with(http.request.uri.path, "/example/")"#),
        ('f', r#"http.request.uri.path matches "^/example/*""#),
        ('f', "ip.src in {203.0.113.9}"),
        ('m', r#"not starts_with(http.request.uri.path, "/upload/")"#),
        ('m', r#"ip.src.country eq "XX""#),
        ('m', "nonsense ("),
    ] {
        assert_eq!(
            sign(&[execute(MANAGED, expression, &[])]),
            expected,
            "{expression}"
        );
    }
    // Two rules cover what one of them leaves out.
    let host = |host: &str| execute(MANAGED, &format!("http.host eq \"{host}\""), &[]);
    assert_eq!(sign(&[host("example.com"), host("www.example.com")]), 'p');
}

#[test]
fn an_exception_counts_where_it_comes_before_and_fits() {
    let managed = || execute(MANAGED, "true", &[]);
    for (expected, exception) in [
        ('f', skip("true", REST)),
        ('f', skip("true", &format!("ruleset:{MANAGED}"))),
        ('f', skip(r#"http.host eq "www.example.com""#, REST)),
        ('p', skip("true", &format!("ruleset:{OWASP}"))),
        ('p', skip("true", "rule:5de7edfa648c4d6891dc3e7f84534ffa")),
        ('p', skip("ip.src in {203.0.113.9}", REST)),
        (
            'p',
            skip("nonsense (", "rule:5de7edfa648c4d6891dc3e7f84534ffa"),
        ),
        ('m', skip(r#"http.request.uri.path eq "/hook""#, REST)),
        ('m', skip(r#"http.user_agent contains "Monitor""#, REST)),
        ('m', skip("true", "?newer")),
    ] {
        assert_eq!(
            sign(&[exception.clone(), managed()]),
            expected,
            "{exception:?}"
        );
        assert_eq!(sign(&[managed(), exception.clone()]), 'p', "{exception:?}");
        let off = EdgeRule {
            enabled: false,
            ..exception
        };
        assert_eq!(sign(&[off, managed()]), 'p');
    }
    let last = skip("true", &format!("rule:{OWASP_LAST_RULE}"));
    assert_eq!(sign(&[last.clone(), execute(OWASP, "true", &[])]), 'f');
    assert_eq!(sign(&[last, managed()]), 'p');
}

#[test]
fn a_custom_rule_can_pass_over_the_phase() {
    let managed = [execute(MANAGED, "true", &[])];
    let with = |custom: &[EdgeRule]| sign_with(&managed, custom, "pro");
    assert_eq!(with(&[skip("true", engine::MANAGED)]), 'f');
    assert_eq!(with(&[skip("true", engine::RATE_LIMIT)]), 'p');
    assert_eq!(
        with(&[skip("ip.src in {203.0.113.9}", engine::MANAGED)]),
        'p'
    );
    assert_eq!(
        with(&[skip("cf.bot_management.score gt 30", engine::MANAGED)]),
        'm'
    );
    // What passes over the rest passes over that rule, too.
    assert_eq!(
        with(&[skip("true", REST), skip("true", engine::MANAGED)]),
        'p'
    );
    // A product of this name is the previous version of managed rules.
    assert_eq!(with(&[skip("true", "waf")]), 'p');
}
