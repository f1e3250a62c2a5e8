//! Plans which rules run on which facts, and runs them: a [`Snapshot`](muster_facts::Snapshot)
//! becomes an [`Evaluation`](muster_outcomes::Evaluation).
//!
//! Every planned rule ends in at least one outcome. Whatever keeps a rule from being evaluated,
//! from a plugin that was refused to a plugin that loops, is an `error` of that rule alone.

mod budget;
mod evaluator;
mod outcome;
mod plan;
mod run;
#[cfg(test)]
mod tests;

pub use evaluator::{Evaluator, PlannedRule};
pub use plan::{Plan, RefusedPlugin};
