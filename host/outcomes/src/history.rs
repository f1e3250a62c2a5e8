//! What an evaluation takes over from the one before: failures that could not be judged again.
//!
//! A viewer that shows failures as alerts takes an alert away when the failure is no longer
//! reported. Silence would say that it is fixed, which nobody checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Artifact, Evaluation, Outcome, RuleDescriptor, RuleId, Selection, Status};

/// A failure of an earlier evaluation that could not be judged again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// The failure, as it was when its subject was last judged.
    pub outcome: Outcome,
    /// When the facts of that evaluation were collected, RFC 3339 in UTC.
    pub last_judged: String,
    /// Why it could not be judged this time.
    pub reason: String,
}

impl Evaluation {
    /// Takes over what the evaluation before found and this one could not judge, and notes of which
    /// rules nobody knows what was found before. With no evaluation before, that is every rule that
    /// could not be evaluated.
    pub fn follow(&mut self, before: Option<&Self>) {
        let errors = errors(&self.outcomes, &self.rules);
        self.history_unknown = errors
            .keys()
            .filter(|rule| before.is_none_or(|before| !before.knows(rule, &self.selection)))
            .map(|rule| (*rule).clone())
            .collect();
        let Some(before) = before else {
            self.carried.clear();
            return;
        };
        let judged: BTreeSet<(&RuleId, &str)> = self
            .outcomes
            .iter()
            .filter(|outcome| !matches!(outcome.status, Status::Error(_)))
            .map(|outcome| (&outcome.rule, outcome.subject.as_str()))
            .collect();
        let failed = before
            .outcomes
            .iter()
            .filter(|outcome| outcome.status == Status::Fail)
            .map(|outcome| (outcome, &before.collected_at));
        let kept = before
            .carried
            .iter()
            .map(|carried| (&carried.outcome, &carried.last_judged));
        let mut seen = BTreeSet::new();
        let carried: Vec<Carried> = failed
            .chain(kept)
            .filter(|(outcome, _)| !judged.contains(&(&outcome.rule, outcome.subject.as_str())))
            .filter_map(|(outcome, last_judged)| {
                let reason = errors.get(&outcome.rule)?.that_covers(outcome)?;
                seen.insert((&outcome.rule, outcome.subject.as_str()))
                    .then(|| Carried {
                        outcome: outcome.clone(),
                        last_judged: last_judged.clone(),
                        reason: reason.to_owned(),
                    })
            })
            .collect();
        self.carried = carried;
    }

    /// Whether it says what a rule found, or that it found nothing.
    fn knows(&self, rule: &RuleId, selection: &Selection) -> bool {
        if self.history_unknown.contains(rule) {
            return false;
        }
        let planned = self.rules.iter().any(|known| known.id == *rule);
        let judged = self.outcomes.iter().any(|outcome| outcome.rule == *rule);
        // What was not asked for then may have been found by another scan. A rule that the same
        // selection did not have then is new.
        judged || (!planned && self.selection == *selection)
    }
}

/// The errors of one rule.
#[derive(Default)]
struct Errors<'a> {
    /// Why the rule as a whole could not be evaluated.
    whole: Option<&'a str>,
    by_subject: HashMap<&'a str, &'a str>,
    /// One reason for each kind of subject in each artifact.
    by_kind: HashMap<(Option<&'a Artifact>, (&'a str, usize)), &'a str>,
    /// Of the rule's subjects that name none.
    artifact: Option<&'a Artifact>,
}

/// What could not be evaluated, by rule.
fn errors<'a>(
    outcomes: &'a [Outcome],
    rules: &'a [Arc<RuleDescriptor>],
) -> BTreeMap<&'a RuleId, Errors<'a>> {
    let artifacts: HashMap<&RuleId, Option<&Artifact>> = rules
        .iter()
        .map(|rule| (&rule.id, rule.artifact.as_ref()))
        .collect();
    let mut errors: BTreeMap<&RuleId, Errors<'a>> = BTreeMap::new();
    for outcome in outcomes {
        let Status::Error(reason) = &outcome.status else {
            continue;
        };
        // A rule that is no longer planned keeps nothing.
        let Some(artifact) = artifacts.get(&outcome.rule) else {
            continue;
        };
        let of_rule = errors.entry(&outcome.rule).or_default();
        of_rule.artifact = *artifact;
        if outcome.subject == outcome.rule.as_str() {
            of_rule.whole.get_or_insert(reason);
        }
        of_rule.by_subject.entry(&outcome.subject).or_insert(reason);
        let own = outcome.artifact.as_ref().or(*artifact);
        of_rule
            .by_kind
            .entry((own, kind(&outcome.subject)))
            .or_insert(reason);
    }
    errors
}

impl Errors<'_> {
    /// The reason of an error that leaves open what became of an earlier failure of the rule. An
    /// error does for its own subject and all below it, and where it stands for the rule as a
    /// whole. A sibling, such as another port, was looked for and not found: it is fixed.
    fn that_covers(&self, failure: &Outcome) -> Option<&str> {
        let subject = failure.subject.as_str();
        let above = subject
            .match_indices(['/', '#'])
            .filter_map(|(at, _)| subject.get(..at))
            .chain([subject]);
        let file = |artifact: Option<&Artifact>| artifact.and_then(Artifact::file).is_some();
        let own = failure.artifact.as_ref().or(self.artifact);
        let unlike = || {
            self.by_kind.iter().find(|((artifact, other), _)| {
                let elsewhere = file(*artifact) && file(own) && *artifact != own;
                // `compose/web` may publish `port/tcp/80`, as far as anyone knows, and all of
                // `cloudflare/hsts/a.org` may hang on `cloudflare/zone`.
                !elsewhere && *other != kind(subject)
            })
        };
        self.whole
            .or_else(|| {
                above
                    .filter_map(|above| self.by_subject.get(above))
                    .next()
                    .copied()
            })
            .or_else(|| unlike().map(|(_, reason)| *reason))
    }
}

/// What a subject is one of, and how deep it is there: `port` for `port/tcp/80`, the path for
/// `/etc/app.env#KEY`.
fn kind(subject: &str) -> (&str, usize) {
    let end = if subject.starts_with('/') { '#' } else { '/' };
    let kind = subject.split(end).next().unwrap_or(subject);
    (kind, subject.matches(end).count())
}

#[cfg(test)]
mod tests {
    use muster_facts::Target;

    use super::*;
    use crate::{Fingerprint, Precision, SCHEMA, Severity};

    fn outcome(rule: &str, subject: &str, status: Status) -> Outcome {
        let rule: RuleId = rule.parse().unwrap();
        Outcome {
            fingerprint: Fingerprint::of(&rule, "web-1", subject),
            rule,
            subject: subject.to_owned(),
            artifact: None,
            status,
            message: "It is so.".to_owned(),
            observed: None,
            required: None,
            places: Vec::new(),
            fix: None,
        }
    }

    fn fail(subject: &str) -> Outcome {
        outcome("a/rule", subject, Status::Fail)
    }

    fn pass(subject: &str) -> Outcome {
        outcome("a/rule", subject, Status::Pass)
    }

    fn error(subject: &str) -> Outcome {
        outcome("a/rule", subject, Status::Error("denied".to_owned()))
    }

    fn at(day: u32, outcomes: Vec<Outcome>) -> Evaluation {
        Evaluation {
            schema: SCHEMA.to_owned(),
            muster: "0.1.0".to_owned(),
            target: Target {
                name: "web-1".to_owned(),
                machine: None,
                kind: "live".to_owned(),
            },
            collected_at: format!("2026-11-{day:02}T00:00:00Z"),
            selection: Selection::default(),
            plugins: Vec::new(),
            rules: vec![Arc::new(RuleDescriptor {
                id: "a/rule".parse().unwrap(),
                uses: None,
                title: "It holds".to_owned(),
                failure_title: "It does not hold".to_owned(),
                precision: Precision::High,
                page: None,
                severity: Severity::High,
                parameters: Vec::new(),
                tags: Vec::new(),
                references: Vec::new(),
                explained_by: Vec::new(),
                artifact: None,
                documentation: String::new(),
            })],
            outcomes,
            carried: Vec::new(),
            history_unknown: Vec::new(),
        }
    }

    /// The evaluations of consecutive days, each after the one before.
    fn days(days: Vec<Vec<Outcome>>) -> Vec<Evaluation> {
        let mut all: Vec<Evaluation> = Vec::new();
        for (outcomes, day) in days.into_iter().zip(1..) {
            let mut evaluation = at(day, outcomes);
            evaluation.follow(all.last());
            all.push(evaluation);
        }
        all
    }

    /// Subject and day of what the last evaluation carries.
    fn carried(history: Vec<Vec<Outcome>>) -> Vec<(String, String)> {
        let last = days(history).pop().unwrap();
        last.carried
            .into_iter()
            .map(|carried| {
                let day = carried.last_judged.get(8..10).unwrap().to_owned();
                (carried.outcome.subject, day)
            })
            .collect()
    }

    fn kept(subject: &str, day: &str) -> Vec<(String, String)> {
        vec![(subject.to_owned(), day.to_owned())]
    }

    #[test]
    fn a_failure_is_kept_with_its_day_until_its_subject_is_judged() {
        let denied = || vec![error("a/rule")];
        assert_eq!(carried(vec![vec![fail("x")], denied()]), kept("x", "01"));
        assert_eq!(
            carried(vec![vec![fail("x")], denied(), denied(), denied()]),
            kept("x", "01")
        );
        assert_eq!(
            carried(vec![vec![fail("x")], denied(), vec![fail("x")]]),
            []
        );
        assert_eq!(
            carried(vec![vec![fail("x")], denied(), vec![pass("x")]]),
            []
        );
        // Judged without it: it is gone.
        assert_eq!(
            carried(vec![vec![fail("x")], denied(), vec![pass("y")], denied()]),
            []
        );
    }

    #[test]
    fn an_error_keeps_what_is_below_it_and_no_sibling() {
        let after = |failed: &str, errors: &str| {
            carried(vec![vec![fail(failed)], vec![error(errors), pass("z")]]).len()
        };
        for (failed, errors, expected) in [
            ("port/tcp/80", "port/tcp/80", 1),
            ("port/tcp/80", "port/tcp/8080", 0),
            ("port/tcp/8080", "port/tcp/80", 0),
            ("/etc/a.env#KEY", "/etc/a.env", 1),
            ("/etc/a.env2#KEY", "/etc/a.env", 1),
            ("compose/web/KEY", "compose/web", 1),
            ("port/tcp/80", "compose/web/ports", 1),
            ("cloudflare/hsts/a.org", "cloudflare/hsts/b.org", 0),
            ("cloudflare/hsts/a.org", "cloudflare/zone", 1),
            ("/etc/a.env#ONE", "/etc/a.env#TWO", 0),
        ] {
            assert_eq!(after(failed, errors), expected, "{failed} after {errors}");
        }
    }

    #[test]
    fn an_error_in_another_file_keeps_nothing() {
        let of = |file: &str, mut outcome: Outcome| {
            outcome.artifact = Some(Artifact::File(file.to_owned()));
            outcome
        };
        let before = || vec![of("/etc/a.env", fail("/etc/a.env#KEY"))];
        let denied = |file: &str| vec![of(file, error(file))];
        assert_eq!(carried(vec![before(), denied("/etc/b.env")]), []);
        assert_eq!(carried(vec![before(), denied("/etc/a.env")]).len(), 1);
    }

    #[test]
    fn what_was_found_before_is_unknown_until_the_rule_is_judged_once() {
        let unknown = |history: Vec<Vec<Outcome>>| days(history).pop().unwrap().history_unknown;
        let rule: RuleId = "a/rule".parse().unwrap();
        let denied = || vec![error("a/rule")];
        assert_eq!(unknown(vec![denied()]), std::slice::from_ref(&rule));
        assert_eq!(unknown(vec![denied(), denied()]), [rule]);
        assert_eq!(unknown(vec![vec![pass("x")], denied()]), []);
        assert_eq!(unknown(vec![denied(), vec![pass("x")], denied()]), []);
        assert_eq!(unknown(vec![vec![pass("x")]]), []);
    }

    #[test]
    fn another_selection_knows_only_what_it_judged() {
        let unknown = |change: &dyn Fn(&mut Evaluation)| {
            let mut before = at(1, vec![pass("x")]);
            change(&mut before);
            let mut after = at(2, vec![error("a/rule")]);
            after.follow(Some(&before));
            after.history_unknown.len()
        };
        let only = |before: &mut Evaluation| {
            before.selection = Selection::new("p", vec!["b/*".to_owned()], Vec::new());
        };
        assert_eq!(unknown(&|_| ()), 0);
        assert_eq!(unknown(&only), 0);
        assert_eq!(
            unknown(&|before| {
                only(before);
                before.rules.clear();
                before.outcomes.clear();
            }),
            1
        );
        // Planned, and nothing said.
        assert_eq!(unknown(&|before| before.outcomes.clear()), 1);
        // A rule that is new under the same selection.
        assert_eq!(
            unknown(&|before| {
                before.rules.clear();
                before.outcomes.clear();
            }),
            0
        );
    }

    #[test]
    fn a_rule_that_is_no_longer_planned_is_not_carried() {
        let before = at(1, vec![fail("x")]);
        let mut after = at(2, vec![error("a/rule")]);
        after.rules.clear();
        after.follow(Some(&before));
        assert_eq!(after.carried, []);
    }
}
