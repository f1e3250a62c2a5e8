//! Which failure follows from which, and what cannot be judged because something else fails. Only a failure
//! explains: what was not judged, or could not be, is nobody's cause.

mod places;
mod repeated;
mod roots;
#[cfg(test)]
mod tests;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use muster_outcomes::{Cause, CauseScope, Outcome, RuleId, Source, Status};

use self::places::{Spot, is_part_of_file, names, spot};
use self::repeated::Told;
use self::roots::roots;
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
