//! Runs a plan over a snapshot.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use muster_facts::{Secrets, Snapshot, make_room};
use muster_outcomes::{Evaluation, Outcome, PluginRecord, RuleId, SCHEMA, Selection, Status};
use muster_sandbox::{Fault, RawFinding, Sandbox};

use crate::budget::Budget;
use crate::evaluator::{Evaluator, PlannedRule};
use crate::outcome;
use crate::plan::{Assignment, Judge, Plan};

impl<P: Evaluator> Plan<P> {
    /// Evaluates every planned rule. Plugins run side by side on the machine's processors, the rules
    /// of one plugin one after the other.
    ///
    /// Of the rules in `settled` it is known what comes out, so that no plugin is asked.
    ///
    /// No text of a plugin may hold one of the `secrets`: those that were met while the snapshot was
    /// taken, none for one that was read from a file.
    #[must_use]
    pub fn run(
        &self,
        runtime: &P::Runtime,
        snapshot: &Snapshot,
        selection: Selection,
        settled: &BTreeMap<RuleId, Status>,
        secrets: &Secrets,
    ) -> Evaluation {
        let begun = Instant::now();
        let facts = Arc::clone(&snapshot.facts);
        let identity = snapshot.target.identity();
        let target = identity.as_ref();
        let mut known = self.orphans(target);
        known.extend(self.settled(settled, target));
        let outcomes = Mutex::new(known);
        let mut used: Vec<(usize, &P)> = self.used().collect();
        // Who has most to do begins, so that all end at about the same time.
        used.sort_by_cached_key(|(place, _)| Reverse(self.asked(*place, settled).count()));
        let next = AtomicUsize::new(0);
        let work = || {
            make_room();
            let mut worker = P::Worker::default();
            while let Some((place, plugin)) = used.get(next.fetch_add(1, Ordering::Relaxed)) {
                let check = plugin.begin(runtime, &mut worker, &facts, secrets);
                let budget = Self::budget(plugin, &used);
                let asked = self.asked(*place, settled);
                let mut judged = Self::of_plugin(asked, plugin.name(), target, budget, check);
                outcomes
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .append(&mut judged);
            }
        };
        let workers = std::thread::available_parallelism()
            .map_or(1, NonZeroUsize::get)
            .min(used.len());
        std::thread::scope(|scope| {
            let mut started = 0;
            for _ in 0..workers {
                match Sandbox::guest_thread().spawn_scoped(scope, work) {
                    Ok(_) => started += 1,
                    Err(error) => tracing::warn!("a thread could not be started: {error}"),
                }
            }
            if started == 0 {
                work();
            }
        });
        tracing::info!(
            rules = self.rules.len(),
            workers,
            microseconds = begun.elapsed().as_micros(),
            "evaluated"
        );
        let mut outcomes = outcomes
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        outcomes.sort_by(|a, b| (&a.rule, &a.subject).cmp(&(&b.rule, &b.subject)));
        Evaluation {
            schema: SCHEMA.to_owned(),
            muster: env!("CARGO_PKG_VERSION").to_owned(),
            target: snapshot.target.clone(),
            collected_at: snapshot.collected_at.clone(),
            selection,
            plugins: self.plugin_records(),
            rules: self
                .rules
                .iter()
                .map(|rule| Arc::clone(&rule.planned.rule))
                .collect(),
            outcomes,
            carried: Vec::new(),
            history_unknown: Vec::new(),
        }
    }

    /// Adds what an evaluation lacks that was made before: an error for each rule of a plugin that is not
    /// loaded, unless it was judged then.
    pub fn complete(&self, evaluation: &mut Evaluation) {
        let mut lacking = self.orphans(&evaluation.target.identity());
        lacking.retain(|outcome| evaluation.rules.iter().all(|rule| rule.id != outcome.rule));
        let descriptors = self.rules.iter().map(|rule| &rule.planned.rule);
        let of_lacking = descriptors
            .filter(|rule| lacking.iter().any(|outcome| outcome.rule == rule.id))
            .cloned();
        evaluation.rules.extend(of_lacking);
        evaluation.rules.sort_by(|a, b| a.id.cmp(&b.id));
        // What they found when they were loaded, nobody says.
        let unknown = lacking.iter().map(|outcome| outcome.rule.clone());
        evaluation.history_unknown.extend(unknown);
        evaluation.outcomes.append(&mut lacking);
        evaluation
            .outcomes
            .sort_by(|a, b| (&a.rule, &a.subject).cmp(&(&b.rule, &b.subject)));
    }

    /// The rules of which it is known what comes out, except those that no loaded plugin answers for.
    fn settled(&self, settled: &BTreeMap<RuleId, Status>, target: &str) -> Vec<Outcome> {
        let judged = |rule: &&Assignment| matches!(rule.judge, Judge::Plugin(_));
        self.rules
            .iter()
            .filter(judged)
            .filter_map(|rule| {
                let id = &rule.planned.rule.id;
                Some(outcome::settled(id, target, settled.get(id)?.clone()))
            })
            .collect()
    }

    /// The rules that the plugin at a place has to be asked.
    fn asked<'a>(
        &'a self,
        place: usize,
        settled: &'a BTreeMap<RuleId, Status>,
    ) -> impl Iterator<Item = &'a PlannedRule> {
        self.rules
            .iter()
            .filter(move |rule| matches!(rule.judge, Judge::Plugin(own) if own == place))
            .map(|rule| &rule.planned)
            .filter(|planned| !settled.contains_key(&planned.rule.id))
    }

    /// The rules that no loaded plugin answers for.
    fn orphans(&self, target: &str) -> Vec<Outcome> {
        self.rules
            .iter()
            .filter_map(|rule| match &rule.judge {
                Judge::Plugin(_) => None,
                Judge::Nobody(reason) => Some(outcome::not_evaluated(
                    &rule.planned.rule.id,
                    target,
                    reason.clone(),
                )),
            })
            .collect()
    }

    /// The outcomes of the rules of one plugin, as far as they are within its budget.
    fn of_plugin<'a>(
        asked: impl Iterator<Item = &'a PlannedRule>,
        name: &str,
        target: &str,
        mut budget: Budget,
        mut check: impl FnMut(&PlannedRule) -> Result<Vec<RawFinding>, Fault>,
    ) -> Vec<Outcome> {
        let mut judged = Vec::new();
        for planned in asked {
            let outcomes = outcome::of_rule(planned, name, target, &mut check);
            judged.extend(budget.admit(&planned.rule.id, target, name, outcomes));
        }
        judged
    }

    /// What a plugin may report, among those that are `used`.
    fn budget(plugin: &P, used: &[(usize, &P)]) -> Budget {
        let of_its_kind = |other: &&(usize, &P)| other.1.is_builtin() == plugin.is_builtin();
        Budget::new(plugin.is_builtin(), used.iter().filter(of_its_kind).count())
    }

    fn plugin_records(&self) -> Vec<PluginRecord> {
        let mut records: Vec<PluginRecord> =
            self.used().map(|(_, plugin)| plugin.record()).collect();
        records.sort_by(|a, b| a.name.cmp(&b.name));
        records
    }
}
