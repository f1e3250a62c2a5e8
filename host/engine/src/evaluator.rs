//! What plans and runs ask of a plugin. Their tests put one of plain Rust in its place.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use muster_facts::{Domain, Facts, Secrets};
use muster_outcomes::{ParameterValue, PluginRecord, RuleDescriptor};
use muster_sandbox::{Fault, Idle, Plugin, RawFinding, Sandbox};

/// A rule that the policy selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRule {
    /// Which rule, as reports speak of it.
    pub rule: Arc<RuleDescriptor>,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, ParameterValue>,
}

/// Whoever answers for the rules of one plugin.
pub trait Evaluator: Debug + Send + Sync {
    /// What its code runs in.
    type Runtime: Sync;

    /// What a thread has at hand for the next plugin, of those over one set of facts.
    type Worker: Default;

    /// Name of the plugin.
    fn name(&self) -> &str;

    /// All of its rules.
    fn rules(&self) -> &[Arc<RuleDescriptor>];

    /// The fact domains that it asks for.
    fn domains(&self) -> &[Domain];

    /// Whether it is part of this program.
    fn is_builtin(&self) -> bool;

    /// What an evaluation keeps of it.
    fn record(&self) -> PluginRecord;

    /// Begins with a set of facts: a function that checks one rule after the other. Every [`Fault`] means that
    /// the rule was not evaluated.
    fn begin<'a>(
        &'a self,
        runtime: &'a Self::Runtime,
        worker: &'a mut Self::Worker,
        facts: &Arc<Facts>,
        secrets: &'a Secrets,
    ) -> impl FnMut(&PlannedRule) -> Result<Vec<RawFinding>, Fault> + 'a;
}

impl Evaluator for Arc<Plugin> {
    type Runtime = Sandbox;
    type Worker = Idle;

    fn name(&self) -> &str {
        &self.manifest().name
    }

    fn rules(&self) -> &[Arc<RuleDescriptor>] {
        &self.manifest().rules
    }

    fn domains(&self) -> &[Domain] {
        Plugin::domains(self)
    }

    fn is_builtin(&self) -> bool {
        Plugin::is_builtin(self)
    }

    fn record(&self) -> PluginRecord {
        let domains = Plugin::domains(self).iter();
        PluginRecord {
            name: self.manifest().name.clone(),
            version: self.manifest().version.clone(),
            sha256: self.sha256().to_owned(),
            grants: domains
                .map(|domain| domain.interface().to_owned())
                .collect(),
        }
    }

    fn begin<'a>(
        &'a self,
        sandbox: &'a Sandbox,
        idle: &'a mut Idle,
        facts: &Arc<Facts>,
        secrets: &'a Secrets,
    ) -> impl FnMut(&PlannedRule) -> Result<Vec<RawFinding>, Fault> + 'a {
        let mut judge = self.judge_next(sandbox, facts, secrets, idle);
        move |planned| judge.check(planned.rule.implementation(), &planned.parameters)
    }
}
