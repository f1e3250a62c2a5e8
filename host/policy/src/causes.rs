//! Which failure follows from which, and what cannot be judged because something else fails. Only a failure
//! explains: what was not judged, or could not be, is nobody's cause.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use muster_outcomes::{Cause, CauseScope, Outcome, Place, RuleId, Source, Status};

use crate::repeated::Told;
use crate::{JudgedOutcome, JudgedRule};

/// For each finding, the one that it follows from in the end: where a cause follows from another, it
/// is that one. None for what follows from nothing.
pub(crate) fn causes(findings: &[JudgedOutcome], rules: &[JudgedRule]) -> Vec<Option<usize>> {
    let explained: BTreeMap<&RuleId, &[Cause]> = rules
        .iter()
        .map(|rule| &rule.descriptor)
        .filter(|rule| !rule.explained_by.is_empty())
        .map(|rule| (&rule.id, rule.explained_by.as_slice()))
        .collect();
    let mut failures: BTreeMap<&RuleId, Failures<'_>> = explained
        .values()
        .flat_map(|causes| {
            causes
                .iter()
                .map(|cause| (&cause.rule, Failures::default()))
        })
        .collect();
    let failing = || {
        findings
            .iter()
            .map(|finding| &finding.outcome)
            .enumerate()
            .filter(|(_, outcome)| outcome.status == Status::Fail)
    };
    for (index, outcome) in failing() {
        if let Some(failures) = failures.get_mut(&outcome.rule) {
            failures.add(index, outcome);
        }
    }
    let told: Vec<Told<'_>> = failing()
        .filter_map(|(index, outcome)| Told::of(index, outcome))
        .collect();
    let mut direct = vec![None; findings.len()];
    let explicable = findings.iter().map(|finding| &finding.outcome).enumerate();
    for (index, outcome) in explicable {
        if !matches!(outcome.status, Status::Fail | Status::Error(_)) {
            continue;
        }
        let causes = || explained.get(&outcome.rule).copied().into_iter().flatten();
        let mut parts = outcome.parts().peekable();
        let cause = if parts.peek().is_some() {
            // It follows only if each of its parts does: to mend one of them leaves the others.
            let of_part = |part: &str| {
                causes().find_map(|cause| failures.get(&cause.rule)?.of_part(part, cause.scope))
            };
            let each: Option<Vec<usize>> = parts.map(of_part).collect();
            each.and_then(|each| each.first().copied())
        } else {
            let named = causes().find_map(|cause| {
                failures
                    .get(&cause.rule)?
                    .that_explains(outcome, cause.scope)
            });
            named.or_else(|| match &outcome.status {
                Status::Error(reason) => Told::repeated_by(reason, &told),
                Status::Pass | Status::Fail | Status::NotApplicable(_) | Status::Manual(_) => None,
            })
        };
        if let Some(of_this) = direct.get_mut(index) {
            *of_this = cause;
        }
    }
    roots(&direct)
}

/// The failures of one rule that another names as its cause.
#[derive(Default)]
struct Failures<'a> {
    first: Option<usize>,
    by_subject: HashMap<&'a str, usize>,
    /// The other things that they are about.
    by_part: HashMap<&'a str, usize>,
    by_place: HashMap<Spot<'a>, usize>,
    /// By what they show to fail with them.
    by_consequence: HashMap<&'a str, usize>,
    /// The same places, with their names, as the reasons of errors have them.
    places: Vec<(&'a str, Option<u32>, usize)>,
}

impl<'a> Failures<'a> {
    fn add(&mut self, index: usize, outcome: &'a Outcome) {
        self.first.get_or_insert(index);
        let mut parts = outcome.parts().peekable();
        if parts.peek().is_some() {
            // What is wrong with the subject itself is another thing.
            for part in parts {
                self.by_part.entry(part).or_insert(index);
            }
            return;
        }
        self.by_subject.entry(&outcome.subject).or_insert(index);
        let sources = outcome.places.iter().map(|place| &place.source);
        for source in sources.filter(|source| source.kind == Source::KIND_LOGICAL) {
            self.by_consequence.entry(&source.name).or_insert(index);
        }
        if let Some(spot) = outcome.places.first().and_then(spot)
            && !is_part_of_file(&outcome.subject, spot)
            && let Entry::Vacant(free) = self.by_place.entry(spot)
        {
            free.insert(index);
            let (kind, name, line, _) = spot;
            if kind == Source::KIND_FILE {
                self.places.push((name, line, index));
            }
        }
    }

    fn that_explains(&self, outcome: &Outcome, scope: CauseScope) -> Option<usize> {
        if let Status::Error(reason) = &outcome.status {
            return self.that_keeps_from_judging(outcome, reason);
        }
        match scope {
            CauseScope::Host => self.first,
            CauseScope::Place => self.in_its_place(outcome),
        }
    }

    /// The failure that explains one part of another.
    fn of_part(&self, part: &str, scope: CauseScope) -> Option<usize> {
        match scope {
            CauseScope::Host => self.first,
            CauseScope::Place => self.about(part),
        }
    }

    fn about(&self, subject: &str) -> Option<usize> {
        let found = self.by_subject.get(subject);
        found.or_else(|| self.by_part.get(subject)).copied()
    }

    fn in_its_place(&self, outcome: &Outcome) -> Option<usize> {
        let by_subject = |subject: &str| self.about(subject);
        let sources = || outcome.places.iter().map(|place| &place.source);
        let logical = || sources().filter(|source| source.kind == Source::KIND_LOGICAL);
        // A directory that is not mounted is one with what is below it.
        let or_above = |name: &str| {
            std::iter::successors(Some(name.to_owned()), |name| {
                name.rsplit_once('/').map(|(above, _)| above.to_owned())
            })
            .find_map(|name| by_subject(&name))
        };
        let by_consequence = || self.by_consequence.get(outcome.subject.as_str()).copied();
        by_subject(&outcome.subject)
            .or_else(by_consequence)
            .or_else(|| logical().find_map(|source| or_above(&source.name)))
            .or_else(|| {
                let mut spots = outcome.places.iter().filter_map(spot);
                spots.find_map(|spot| self.by_place.get(&spot)).copied()
            })
    }

    /// The failure because of which something could not be judged: a file that a program refuses, say. What
    /// fails elsewhere on the host keeps nobody from reading.
    fn that_keeps_from_judging(&self, outcome: &Outcome, reason: &str) -> Option<usize> {
        self.in_its_place(outcome).or_else(|| {
            let named = |(name, line, _): &&(&str, Option<u32>, usize)| names(reason, name, *line);
            self.places.iter().find(named).map(|(_, _, index)| *index)
        })
    }
}

/// Whether a reason names a file, and a line of it where there is one: `/srv/compose.yaml line 5: …` or
/// `/srv/compose.yaml:5`.
fn names(reason: &str, file: &str, line: Option<u32>) -> bool {
    let is_end =
        |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || "/-_.".contains(c));
    reason.match_indices(file).any(|(at, _)| {
        let rest = reason.get(at + file.len()..).unwrap_or_default();
        // A full stop ends a sentence.
        let ends = is_end(rest) || rest == "." || rest.starts_with(". ");
        let begins = !reason.get(..at).is_some_and(|before| {
            before.ends_with(|c: char| c.is_alphanumeric() || "-_.".contains(c))
        });
        let Some(line) = line else {
            return begins && ends;
        };
        let number = rest
            .strip_prefix(" line ")
            .or_else(|| rest.strip_prefix(':'));
        begins
            && number
                .and_then(|rest| rest.strip_prefix(&line.to_string()))
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Kind, name and line of a place, and what stands there in the output of a command.
type Spot<'a> = (&'a str, &'a str, Option<u32>, Option<&'a str>);

/// A place, where it is one thing. The output of a command as a whole is not: all that was read from
/// it would have the same cause.
fn spot(place: &Place) -> Option<Spot<'_>> {
    let Source {
        kind,
        name,
        line,
        text,
        ..
    } = &place.source;
    let text = text.as_deref().filter(|_| kind == "command");
    let is_one_thing = kind != "command" || line.is_some() || text.is_some();
    is_one_thing.then_some((kind, name, *line, text))
}

/// Whether a subject such as `/etc/shop.env#KEY` is told at its file as a whole, as what is missing there is. The file
/// is then not what fails: another key of it that is missing has nothing to do with this one.
fn is_part_of_file(subject: &str, (kind, name, line, _): Spot<'_>) -> bool {
    kind == Source::KIND_FILE
        && line.is_none()
        && subject
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('#'))
}

/// What is known of where a finding's causes lead.
#[derive(Clone, Copy)]
enum Root {
    Unknown,
    OnTheWay,
    /// It follows from nothing.
    Itself,
    Other(usize),
}

/// Follows each finding's causes to their end. No two rules explain each other in plugins that were
/// loaded; in an evaluation that was written by hand they may, and then none of them follows.
fn roots(direct: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut roots = vec![Root::Unknown; direct.len()];
    let mut way = Vec::new();
    for start in 0..direct.len() {
        let mut at = start;
        let end = loop {
            match roots.get(at).copied().unwrap_or(Root::Itself) {
                Root::Unknown => {}
                Root::OnTheWay => break None,
                Root::Itself => break Some(at),
                Root::Other(root) => break Some(root),
            }
            match direct.get(at).copied().flatten() {
                Some(cause) => {
                    set(&mut roots, at, Root::OnTheWay);
                    way.push(at);
                    at = cause;
                }
                None => {
                    set(&mut roots, at, Root::Itself);
                    break Some(at);
                }
            }
        };
        for passed in way.drain(..) {
            set(&mut roots, passed, end.map_or(Root::Itself, Root::Other));
        }
    }
    roots
        .into_iter()
        .map(|root| match root {
            Root::Other(root) => Some(root),
            Root::Unknown | Root::OnTheWay | Root::Itself => None,
        })
        .collect()
}

fn set(roots: &mut [Root], index: usize, root: Root) {
    if let Some(place) = roots.get_mut(index) {
        *place = root;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use muster_outcomes::{Fingerprint, Severity};

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
}
