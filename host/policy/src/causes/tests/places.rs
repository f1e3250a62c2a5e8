//! Failures that are told by where they are.

use super::*;

#[test]
fn a_finding_may_show_the_subject_of_its_cause_as_a_logical_place() {
    let rules = [
        judged("a/service", &[]),
        judged("a/upstream", &[(PLACE, "a/service")]),
    ];
    let shows = |name: &str| {
        let place = Source::logical(name);
        found("a/upstream", "upstream/web:80", Status::Fail, Some(place))
    };
    let findings = [
        fails("a/service", "compose/api"),
        fails("a/service", "compose/web"),
        shows("compose/web"),
    ];
    assert_eq!(causes(&findings, &rules), [None, None, Some(1)]);
    let other = [fails("a/service", "compose/api"), shows("compose/web")];
    assert_eq!(causes(&other, &rules), [None, None]);
}

#[test]
fn a_cause_may_show_the_subject_of_what_follows_from_it() {
    let rules = [
        judged("a/file", &[]),
        judged("a/unit", &[(PLACE, "a/file")]),
    ];
    let file = found(
        "a/file",
        "docker/daemon.json",
        Status::Fail,
        Some(Source::line("/etc/docker/daemon.json", 3)),
    );
    let findings = [
        shows_also(file, Some(Source::logical("unit/docker"))),
        fails("a/unit", "unit/docker"),
        fails("a/unit", "unit/docker.socket"),
        fails("a/unit", "unit"),
    ];
    assert_eq!(causes(&findings, &rules), [None, Some(0), None, None]);
}

#[test]
fn a_logical_place_is_explained_by_what_is_above_it() {
    let rules = [
        judged("a/mount", &[]),
        judged("a/uploads", &[(PLACE, "a/mount")]),
    ];
    let needs = |path: &str| {
        let place = Source::logical(format!("compose/api/volumes{path}"));
        found("a/uploads", "UPLOADS", Status::Fail, Some(place))
    };
    let findings = [
        fails("a/mount", "compose/api/volumes/app"),
        fails("a/mount", "compose/api/volumes/app/var"),
        needs("/app/var/photos"),
        needs("/app/variable"),
        needs("/srv/photos"),
    ];
    assert_eq!(
        causes(&findings, &rules),
        [None, None, Some(1), Some(0), None]
    );
}

#[test]
fn a_cause_in_one_place_explains_what_shares_its_subject_or_shows_its_first_place() {
    let rules = [
        judged("a/line", &[]),
        judged("a/port", &[(PLACE, "a/line")]),
    ];
    let at = |line| Some(Source::line("/compose.yml", line));
    let whole = || Some(Source::command("nft list ruleset"));
    let findings = [
        found("a/line", "one", Status::Fail, at(6)),
        found("a/line", "two", Status::Fail, at(9)),
        found("a/line", "all", Status::Fail, whole()),
        found("a/port", "p1", Status::Fail, at(9)),
        found("a/port", "one", Status::Fail, at(30)),
        found("a/port", "p2", Status::Fail, at(7)),
        found("a/port", "p3", Status::Fail, None),
        found("a/port", "p4", Status::Fail, whole()),
        shows_also(found("a/port", "p5", Status::Fail, at(50)), at(6)),
        shows_also(found("a/line", "other", Status::Fail, at(60)), at(7)),
    ];
    assert_eq!(
        causes(&findings, &rules),
        [
            None,
            None,
            None,
            Some(1),
            Some(0),
            None,
            None,
            None,
            Some(0),
            None
        ]
    );
}

/// The finding with a further place.
fn shows_also(mut finding: JudgedOutcome, place: Option<Source>) -> JudgedOutcome {
    let places = place.into_iter().map(|source| Place {
        source,
        label: String::new(),
    });
    finding.outcome.places.extend(places);
    finding
}

#[test]
fn an_error_that_repeats_a_failure_follows_from_it_though_its_rule_does_not_name_the_other() {
    let rules = [judged("a/valid", &[]), judged("b/other", &[])];
    let place = Some(Source::line("/etc/a.conf", 3));
    let mut refused = found("a/valid", "s", Status::Fail, place);
    "a does not start: `maybe` is not yes or no.".clone_into(&mut refused.outcome.message);
    let error = |subject: &str, reason: &str| {
        found("b/other", subject, Status::Error(reason.to_owned()), None)
    };
    let findings = [
        refused,
        error("one", "/etc/a.conf:3: `maybe` is not yes or no"),
        error("two", "/etc/a.conf:4: `maybe` is not yes or no"),
    ];
    assert_eq!(causes(&findings, &rules), [None, Some(0), None]);
}

#[test]
fn what_is_missing_in_a_file_explains_nothing_else_that_is_missing_there() {
    let rules = [
        judged("a/required", &[]),
        judged("a/present", &[]),
        judged("a/wanted", &[(PLACE, "a/required"), (PLACE, "a/present")]),
    ];
    let missing = |rule: &str, subject: &str| {
        let file = subject.split('#').next().unwrap_or_default();
        found(rule, subject, Status::Fail, Some(Source::file(file)))
    };
    let findings = [
        missing("a/required", "/etc/x.env#A"),
        missing("a/present", "/etc/y.env"),
        missing("a/wanted", "/etc/x.env#A"),
        missing("a/wanted", "/etc/x.env#B"),
        missing("a/wanted", "/etc/y.env#B"),
    ];
    assert_eq!(
        causes(&findings, &rules),
        [None, None, Some(0), None, Some(1)]
    );
}

#[test]
fn rules_in_the_output_of_a_command_are_told_apart_by_their_text() {
    let rules = [
        judged("a/rule", &[]),
        judged("a/port", &[(PLACE, "a/rule")]),
    ];
    let rule = |text: &str| Some(Source::command("nft -j list ruleset").with_text(text));
    let findings = [
        found("a/rule", "one", Status::Fail, rule("tcp dport 1 accept")),
        found("a/port", "p1", Status::Fail, rule("tcp dport 1 accept")),
        found("a/port", "p2", Status::Fail, rule("tcp dport 2 accept")),
    ];
    assert_eq!(causes(&findings, &rules), [None, Some(0), None]);
}
