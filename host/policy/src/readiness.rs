//! Which features are ready, from the findings alone: nothing is read for it, so that the same
//! evaluation and policy always give the same answer.

use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::{Fingerprint, Outcome, RuleId, Status};

use crate::features::judges_keys;
use crate::{
    CarriedFinding, Feature, FeatureKey, FeatureState, JudgedOutcome, Need, Readiness, Verification,
};

/// The state of each feature, in the order of their names.
pub(crate) fn readiness(
    features: &[Feature],
    findings: &[JudgedOutcome],
    carried: &[CarriedFinding],
    identity: &str,
) -> Vec<FeatureState> {
    if features.is_empty() {
        return Vec::new();
    }
    // What failed when it was last judged fails until somebody sees that it does not.
    let all = findings
        .iter()
        .chain(carried.iter().map(|carried| &carried.finding));
    let mut by_rule: BTreeMap<&RuleId, Vec<&Outcome>> = BTreeMap::new();
    for outcome in all.map(|finding| &finding.outcome) {
        by_rule.entry(&outcome.rule).or_default().push(outcome);
    }
    features
        .iter()
        .map(|feature| {
            let mut state = Judging::default();
            if let Some((rule, condition)) = &feature.enabled_when
                && state.is_off(rule, condition, &by_rule)
            {
                return off(feature);
            }
            for need in &feature.prerequisites {
                state.need(need, &by_rule, Role::Prerequisite);
            }
            for key in &feature.keys {
                state.key(key, &by_rule);
            }
            for need in &feature.verify {
                state.need(need, &by_rule, Role::Verify);
            }
            state.of(feature, identity)
        })
        .collect()
}

/// What a finding is for a feature.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Prerequisite,
    Verify,
}

/// What is known of one feature so far.
#[derive(Default)]
struct Judging<'a> {
    passes: bool,
    missing: BTreeSet<(&'a RuleId, &'a str)>,
    unknown: Vec<String>,
    verify: Vec<Verification>,
}

/// The key that a finding is about: `FILE#KEY`, or `compose/SERVICE/KEY` of what a Compose file gives to a service.
fn named_key(subject: &str) -> Option<&str> {
    let of_file = subject.rsplit_once('#');
    let of_service = || subject.strip_prefix("compose/")?.rsplit_once('/');
    of_file.or_else(of_service).map(|(_, name)| name)
}

/// What is turned off needs nothing, and lacks nothing.
fn off(feature: &Feature) -> FeatureState {
    FeatureState {
        name: feature.name.clone(),
        title: feature.title.clone(),
        state: Readiness::Off,
        missing: Vec::new(),
        unknown: Vec::new(),
        verify: Vec::new(),
    }
}

impl<'a> Judging<'a> {
    /// Whether it is turned off in every file. Notes where that is not known.
    fn is_off(
        &mut self,
        rule: &RuleId,
        condition: &str,
        by_rule: &BTreeMap<&'a RuleId, Vec<&'a Outcome>>,
    ) -> bool {
        let is_about = |outcome: &&&Outcome| {
            let before = outcome.subject.strip_suffix(condition);
            before.is_some_and(|before| before.ends_with(['#', '/']))
        };
        let found = by_rule.get(rule).map(Vec::as_slice).unwrap_or_default();
        let about: Vec<&Outcome> = found.iter().filter(is_about).copied().collect();
        let holds = |outcome: &&Outcome| outcome.status == Status::Pass;
        if about.iter().any(holds) {
            return false;
        }
        // An error of a file may hide the switch.
        let unread = found.iter().find_map(|outcome| match &outcome.status {
            Status::Error(reason) if about.contains(outcome) || !outcome.subject.contains('#') => {
                Some(reason)
            }
            _ => None,
        });
        match unread {
            // As it is, because what cannot be read is most often the same for what it needs.
            Some(reason) => self.unknown(reason.clone()),
            None if about.is_empty() => {
                self.unknown(format!("whether {condition} holds was not judged"));
            }
            None => {}
        }
        self.unknown.is_empty()
    }

    fn need(&mut self, need: &Need, by_rule: &BTreeMap<&'a RuleId, Vec<&'a Outcome>>, role: Role) {
        let Some(outcomes) = by_rule.get(&need.rule) else {
            self.unknown(format!("{} was not judged", need.rule));
            return;
        };
        let fitting: Vec<&Outcome> = match &need.subject {
            None => outcomes.clone(),
            Some(subject) => {
                let own = outcomes.iter().filter(|one| subject.fits(&one.subject));
                let own: Vec<&Outcome> = own.copied().collect();
                // What is said of the whole is said of its parts.
                let above = outcomes.iter().filter(|one| {
                    subject.is_below(&one.subject) || one.subject == need.rule.as_str()
                });
                if own.is_empty() {
                    above.copied().collect()
                } else {
                    own
                }
            }
        };
        if fitting.is_empty() {
            self.unknown(format!("{need} was not judged"));
        }
        for outcome in fitting {
            self.outcome(outcome, role);
        }
    }

    fn key(&mut self, key: &FeatureKey, by_rule: &BTreeMap<&'a RuleId, Vec<&'a Outcome>>) {
        let is_about = |outcome: &Outcome| {
            // What is about two keys names both: `A+B`. What a switch asks for are parts of its finding.
            let mut all = std::iter::once(outcome.subject.as_str()).chain(outcome.parts());
            all.any(|about| {
                named_key(about)
                    .is_some_and(|names| names.split('+').any(|name| key.name.fits(name)))
            })
        };
        let of_env = by_rule.iter().filter(|(rule, _)| judges_keys(rule));
        for outcome in of_env.flat_map(|(_, outcomes)| outcomes.iter().copied()) {
            if is_about(outcome) {
                self.outcome(outcome, Role::Prerequisite);
            }
        }
        // Most rules pass once for a file, and have a finding of a key only where something is wrong.
        let mut was_judged = false;
        for rule in &key.rules {
            for outcome in by_rule.get(rule).into_iter().flatten() {
                match &outcome.status {
                    Status::Pass => {
                        was_judged = true;
                        self.passes = true;
                    }
                    Status::Fail | Status::NotApplicable(_) => was_judged = true,
                    Status::Error(reason) if named_key(&outcome.subject).is_none() => {
                        was_judged = true;
                        self.unknown(reason.clone());
                    }
                    Status::Error(_) | Status::Manual(_) => {}
                }
            }
        }
        if !was_judged {
            self.unknown(format!("no rule judged the key {}", key.name));
        }
    }

    fn outcome(&mut self, outcome: &'a Outcome, role: Role) {
        match &outcome.status {
            Status::Pass => self.passes = true,
            Status::NotApplicable(_) => {}
            Status::Fail => {
                self.missing.insert((&outcome.rule, &outcome.subject));
            }
            Status::Error(reason) => self.unknown(reason.clone()),
            Status::Manual(reason) => {
                if role == Role::Prerequisite {
                    self.unknown(format!("a person has to look: {reason}"));
                } else {
                    self.verify.push(Verification {
                        rule: outcome.rule.clone(),
                        subject: outcome.subject.clone(),
                        task: reason.clone(),
                    });
                }
            }
        }
    }

    /// Two rules that miss the same fact are one thing to fix.
    fn unknown(&mut self, reason: String) {
        if !self.unknown.contains(&reason) {
            self.unknown.push(reason);
        }
    }

    fn of(mut self, feature: &Feature, identity: &str) -> FeatureState {
        let nothing_is_wrong =
            self.missing.is_empty() && self.unknown.is_empty() && self.verify.is_empty();
        if nothing_is_wrong && !self.passes {
            self.unknown("nothing that it needs applies to this host".to_owned());
        }
        let state = if !self.missing.is_empty() {
            Readiness::NotReady
        } else if !self.unknown.is_empty() || !self.verify.is_empty() {
            Readiness::Unknown
        } else {
            Readiness::Ready
        };
        let fingerprint =
            |(rule, subject): (&RuleId, &str)| Fingerprint::of(rule, identity, subject);
        FeatureState {
            name: feature.name.clone(),
            title: feature.title.clone(),
            state,
            missing: self.missing.into_iter().map(fingerprint).collect(),
            unknown: self.unknown,
            verify: self.verify,
        }
    }
}
