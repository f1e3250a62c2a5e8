//! One plugin over one set of facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_facts::{Facts, Secrets};
use muster_outcomes::{ParameterValue, RuleId};

use crate::bundle::Idle;
use crate::call::guarded;
use crate::findings::{accepted, hold_secret, shorten};
use crate::instance::{Instance, instance};
use crate::plugin::{Plugin, Sandbox};
use crate::{Fault, RawFinding, parameters};

impl Plugin {
    /// Begins to judge a set of facts.
    #[must_use]
    pub fn judge<'a>(
        &'a self,
        sandbox: &'a Sandbox,
        facts: &Arc<Facts>,
        secrets: &'a Secrets,
    ) -> Judge<'a> {
        Judge {
            sandbox,
            plugin: self,
            facts: Arc::clone(facts),
            secrets,
            instance: None,
            idle: None,
        }
    }

    /// Begins to judge the set of facts that the plugin before this one has judged. Those of one bundle take over
    /// its instance.
    #[must_use]
    pub fn judge_next<'a>(
        &'a self,
        sandbox: &'a Sandbox,
        facts: &Arc<Facts>,
        secrets: &'a Secrets,
        idle: &'a mut Idle,
    ) -> Judge<'a> {
        let mut judge = self.judge(sandbox, facts, secrets);
        if self.is_builtin() {
            judge.instance = idle.0.take().filter(|(store, _)| {
                Arc::ptr_eq(&store.data().facts, facts)
                    && wasmtime::Engine::same(store.engine(), &sandbox.builtin.engine)
            });
            if let Some((store, _)) = &mut judge.instance {
                store.data_mut().grant(&self.identity.domains);
            }
            judge.idle = Some(idle);
        }
        judge
    }
}

/// One plugin over one set of facts. Its rules share an instance for as long as all goes well: a
/// new instance for each rule costs as much as judging the rule. What a failed call leaves behind
/// is dropped, and the next rule gets a fresh instance.
pub struct Judge<'a> {
    sandbox: &'a Sandbox,
    plugin: &'a Plugin,
    facts: Arc<Facts>,
    secrets: &'a Secrets,
    instance: Option<Instance>,
    /// Where the instance goes that the next plugin of a bundle takes over.
    idle: Option<&'a mut Idle>,
}

impl Judge<'_> {
    /// Judges one rule.
    ///
    /// # Errors
    /// See [`Fault`]. Every one of them means that the rule was not evaluated.
    pub fn check(
        &mut self,
        rule: &RuleId,
        parameters: &BTreeMap<String, ParameterValue>,
    ) -> Result<Vec<RawFinding>, Fault> {
        let parameters = parameters::to_guest(parameters);
        let (mut store, bindings) = match self.instance.take() {
            Some(instance) => instance,
            None => self.fresh()?,
        };
        let result = guarded(&mut store, |store| {
            bindings
                .muster_policy_policy()
                .call_check(store, rule.as_str(), &parameters)
        })?;
        // Muster's own plugins say nothing but what the facts hold, which no secret is in, and words
        // of their own: a value that is the same as one of those is not betrayed by it.
        if !self.plugin.is_builtin() && hold_secret(&result, self.secrets) {
            return Err(Fault::HoldsSecret);
        }
        let findings = result.map_err(|reason| Fault::NotEvaluated(shorten(reason)));
        self.instance = Some((store, bindings));
        let findings = findings?;
        accepted(rule, &self.plugin.identity.manifest.name, findings)
    }

    /// An instance that has judged nothing.
    fn fresh(&self) -> Result<Instance, Fault> {
        let runtime = self.sandbox.runtime(self.plugin.is_builtin());
        let runtime = runtime.map_err(|error| Fault::Host(error.to_string()))?;
        let (mut store, bindings) =
            instance(runtime, self.plugin.code(self.sandbox)?, &self.facts)?;
        store.data_mut().grant(&self.plugin.identity.domains);
        Ok((store, bindings))
    }
}

impl Drop for Judge<'_> {
    fn drop(&mut self) {
        if let Some(idle) = &mut self.idle {
            idle.0 = self.instance.take();
        }
    }
}
