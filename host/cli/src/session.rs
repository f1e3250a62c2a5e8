//! One policy, the plugins that it needs, and the stages of a scan over them.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_engine::{Plan, PlannedRule, RefusedPlugin};
use muster_facts::targets::Targets;
use muster_facts::{Domain, Secrets, Snapshot, Target};
use muster_outcomes::{Evaluation, RuleId, Selection};
use muster_policy::{NarrowError, Pattern, Policy, Verdict};
use muster_report::Settings;
use muster_sandbox::{Plugin, Sandbox};
use muster_target::{NetworkAccess, System};

use crate::failure::Failure;
use crate::history::{self, History, State};
use crate::outputs::{Outputs, Results};
use crate::progress::Progress;
use crate::project::Project;
use crate::{args, edge, plugins, sandbox, target};

/// What is fixed before a target is looked at.
pub(crate) struct Session {
    sandbox: Arc<Sandbox>,
    policy: Policy,
    plan: Plan,
    /// What was asked for.
    selection: Selection,
    /// The policy's own file, where it is in a repository.
    settings: Option<Settings>,
    /// What the command line lets be sent, and where.
    confirmed: edge::Confirmed,
    /// Whether a plugin that the policy names could not be loaded.
    incomplete: bool,
}

impl Session {
    /// Loads · selects · plans, as the command line says.
    pub(crate) fn load(arguments: &args::PolicyArgs, progress: &Progress) -> Result<Self, Failure> {
        let sandbox = Arc::new(sandbox::new(arguments.narrowing.no_cache)?);
        let project = Project::load(arguments.source.chosen(), &sandbox, progress)?;
        Self::of_project(project, &arguments.narrowing, sandbox)
    }

    /// [`Self::load`], with plugins that are called whatever comes of it.
    pub(crate) fn load_to_judge(
        arguments: &args::PolicyArgs,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let sandbox = Arc::new(sandbox::new(arguments.narrowing.no_cache)?);
        let project = Project::load_to_judge(arguments.source.chosen(), &sandbox, progress)?;
        Self::of_project(project, &arguments.narrowing, sandbox)
    }

    fn of_project(
        project: Project,
        narrowing: &args::Narrowing,
        sandbox: Arc<Sandbox>,
    ) -> Result<Self, Failure> {
        let policy = project.policy(narrowing)?;
        let selection = project.selection(&policy, narrowing);
        let settings = project.settings();
        Ok(Self {
            selection,
            settings,
            ..Self::new(sandbox, policy, project.plugins, &project.refused)
        })
    }

    /// [`Self::load_to_judge`], with only what features need.
    pub(crate) fn load_features(
        arguments: &args::Features,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let sandbox = Arc::new(sandbox::new(arguments.no_cache)?);
        let project = Project::load_to_judge(arguments.policy.chosen(), &sandbox, progress)?;
        let mut policy = project.pack.validate(&project.rules(), &project.unread())?;
        let failed = |error: NarrowError| Failure::new(error.to_string());
        // What no feature needs can fail after a deploy, too.
        if !arguments.after_deploy || !arguments.names.is_empty() {
            policy
                .narrow_to_features(&arguments.names)
                .map_err(failed)?;
        }
        if arguments.after_deploy {
            policy.narrow_to_deploy().map_err(failed)?;
        }
        Ok(Self::of_part(project, policy, sandbox))
    }

    /// With the rules of a loaded project that these patterns fit.
    pub(crate) fn of_rules(
        project: Project,
        only: &[Pattern],
        sandbox: Arc<Sandbox>,
    ) -> Result<Self, Failure> {
        plugins::prepare(&project.plugins, &sandbox);
        let rules = project.rules();
        let unread = project.unread();
        let mut policy = project.pack.validate(&rules, &unread)?;
        policy
            .narrow(only, &[], &rules, &unread)
            .map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self::of_part(project, policy, sandbox))
    }

    /// With a part of a project's policy, whose last scan is that of the whole of it.
    fn of_part(project: Project, policy: Policy, sandbox: Arc<Sandbox>) -> Self {
        let selection = project.whole(&policy);
        Self {
            selection,
            ..Self::new(sandbox, policy, project.plugins, &project.refused)
        }
    }

    /// With everything at hand.
    pub(crate) fn new(
        sandbox: Arc<Sandbox>,
        mut policy: Policy,
        plugins: Vec<Arc<Plugin>>,
        refused: &[RefusedPlugin],
    ) -> Self {
        policy.targets.requests = policy.requests();
        let planned = policy
            .rules
            .iter()
            .map(|selected| PlannedRule {
                rule: Arc::clone(&selected.descriptor),
                parameters: selected.parameters.clone(),
            })
            .collect();
        Self {
            sandbox,
            plan: Plan::new(plugins, refused, planned),
            policy,
            selection: Selection::default(),
            settings: None,
            confirmed: edge::Confirmed::default(),
            incomplete: !refused.is_empty(),
        }
    }

    /// Lets credentials go where the command line confirms it.
    pub(crate) fn confirm(
        &mut self,
        arguments: &args::EdgeArgs,
        network: &NetworkAccess,
    ) -> Result<(), Failure> {
        let confirmed = edge::Confirmed::of(arguments);
        // A recording or a directory is sent nothing, whatever its policy says.
        if matches!(network, NetworkAccess::Live) {
            edge::check_confirmed(&self.policy.targets, &confirmed)?;
        }
        self.confirmed = confirmed;
        Ok(())
    }

    /// Whether a plugin that the policy names could not be loaded.
    pub(crate) const fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The kinds of facts that the planned rules need.
    pub(crate) fn domains(&self) -> Vec<Domain> {
        let mut domains = self.plan.domains();
        domains.extend(self.policy.domains());
        domains.sort_unstable();
        domains.dedup();
        domains
    }

    /// Collects what the planned rules need.
    pub(crate) fn collect(
        &self,
        system: &dyn System,
        network: &NetworkAccess,
        progress: &Progress,
        secrets: &Secrets,
    ) -> Snapshot {
        let domains = self.domains();
        progress.collecting(&domains);
        target::collect(
            system,
            network,
            &self.policy.targets,
            &domains,
            &self.confirmed,
            &|domain| progress.collected(domain),
            secrets,
        )
    }

    /// Collects from a target what will be judged.
    pub(crate) fn look(
        &mut self,
        system: &dyn System,
        offline: bool,
        edge: &args::EdgeArgs,
        progress: &Progress,
        secrets: &Secrets,
    ) -> Result<Snapshot, Failure> {
        let network = target::network(system, offline);
        self.confirm(edge, &network)?;
        Ok(self.collect(system, &network, progress, secrets))
    }

    /// Evaluates the planned rules. `secrets` are those that were met while the snapshot was taken.
    pub(crate) fn evaluate(&self, snapshot: &Snapshot, secrets: &Secrets) -> Evaluation {
        let settled = self.policy.settled(&snapshot.facts);
        self.plan.run(
            &self.sandbox,
            snapshot,
            self.selection.clone(),
            &settled,
            secrets,
        )
    }

    /// Adds an error for each rule of a plugin that could not be loaded, where an evaluation that was
    /// made before lacks it.
    pub(crate) fn complete(&self, evaluation: &mut Evaluation) {
        self.plan.complete(evaluation);
    }

    /// Evaluates · decides · renders: all that follows once there are facts. Keeps in
    /// `state` what the next scan has to know. Returns the exit code.
    pub(crate) fn judge(
        self,
        snapshot: &Snapshot,
        history: &History,
        state: Option<&State>,
        progress: Progress,
        outputs: &Outputs,
        secrets: &Secrets,
    ) -> Result<u8, Failure> {
        progress.phase("evaluating rules");
        let mut evaluation = self.evaluate(snapshot, secrets);
        history.lead_to(&mut evaluation)?;
        // What is written must not run into what moves.
        drop(progress);
        let kept = state.map(|state| (state, history::failures_of(&evaluation)));
        let code = self.report(Some(snapshot), evaluation, outputs)?;
        if let Some((state, failures)) = kept {
            state.keep(&failures);
        }
        // The process ends here, and giving every plugin's memory back first takes a millisecond.
        std::mem::forget(self);
        Ok(code)
    }

    /// Decides · renders. Returns the exit code.
    pub(crate) fn report(
        &self,
        snapshot: Option<&Snapshot>,
        evaluation: Evaluation,
        outputs: &Outputs,
    ) -> Result<u8, Failure> {
        // A large one takes as much memory as all that is made of it.
        let kept = outputs.have_evaluation().then(|| evaluation.clone());
        let verdict = self.decide(evaluation);
        let results = Results {
            snapshot,
            evaluation: kept.as_ref(),
            verdict: &verdict,
            settings: self.settings.as_ref(),
        };
        if outputs.are_for_github() {
            self.warn(&verdict);
        }
        self.warn_of_unmatched(&verdict);
        outputs.write(&results)?;
        let code = verdict.conclusion.exit_code();
        // As above.
        std::mem::forget(verdict);
        Ok(code)
    }

    /// What keeps a file for GitHub from being taken, or from being told from another's.
    fn warn(&self, verdict: &Verdict) {
        let unknown = verdict.history_unknown.len();
        if unknown > 0 {
            let rules = if unknown == 1 { "rule" } else { "rules" };
            tracing::warn!(
                "{unknown} {rules} could not be evaluated, and no earlier evaluation says what was \
                 found before: GitHub will refuse the file, and so keep its alerts. Name the last \
                 evaluation with `--previous FILE`, or write `--previous none` if nothing of this \
                 host was ever uploaded"
            );
        }
        if self.policy.targets.name.is_none() && verdict.target.machine.is_none() {
            tracing::warn!(
                "the host has no machine-id(5), so it cannot be told from another one called '{}': \
                 write `name` under `[targets]` in the policy",
                muster_report::printable_line(&verdict.target.name)
            );
        }
    }

    /// Says which attestations are about nothing on this host.
    fn warn_of_unmatched(&self, verdict: &Verdict) {
        for attestation in muster_policy::unmatched(&self.policy.attestations, verdict) {
            tracing::warn!(
                "the attestation of {} by {} is about '{}', which the rule did not find on {}",
                attestation.rule,
                attestation.by,
                muster_report::printable_line(attestation.subject.as_deref().unwrap_or_default()),
                muster_report::printable_line(&verdict.target.name)
            );
        }
    }

    /// Lets the policy name a host that no policy named when its facts were collected.
    pub(crate) fn name(&self, snapshot: &mut Snapshot) {
        let Some(name) = &self.policy.targets.name else {
            return;
        };
        let target = &mut snapshot.target;
        let own = snapshot.facts.host.as_ref();
        let own = own.and_then(|host| host.identity.as_ref().ok());
        let unnamed = target.machine.is_some() || own.is_some_and(|own| own.name == target.name);
        if unnamed {
            target.name.clone_from(name);
            target.machine = None;
        } else if target.name != *name {
            tracing::warn!(
                "the snapshot is one of '{}', but the policy is about '{name}'",
                muster_report::printable_line(&target.name)
            );
        }
    }

    /// Keeps what the command line selects of an evaluation that was made before. Says where it was
    /// made by another policy.
    pub(crate) fn narrow(&self, evaluation: &mut Evaluation) {
        let (then, now) = (&evaluation.selection.policy, &self.selection.policy);
        if !then.is_empty() && then != now {
            tracing::warn!(
                "the evaluation was made with the policy '{}', but this report uses '{}': name the \
                 first with --policy to use its severities and gate",
                muster_report::printable_line(then),
                muster_report::printable_line(now)
            );
        }
        let Selection { only, skip, .. } = &self.selection;
        if only.is_empty() && skip.is_empty() {
            return;
        }
        let selected: BTreeSet<&RuleId> = self.policy.rules.iter().map(|rule| &rule.rule).collect();
        evaluation.rules.retain(|rule| selected.contains(&rule.id));
        evaluation
            .outcomes
            .retain(|outcome| selected.contains(&outcome.rule));
        evaluation
            .carried
            .retain(|carried| selected.contains(&carried.outcome.rule));
        evaluation
            .history_unknown
            .retain(|rule| selected.contains(rule));
        let own = std::mem::take(&mut evaluation.selection);
        evaluation.selection = Selection::new(
            own.policy,
            [own.only, only.clone()].concat(),
            [own.skip, skip.clone()].concat(),
        );
    }

    /// What is known of the host's last scan by this policy, where scans keep it.
    pub(crate) fn last(&self, state: Option<&State>, target: &Target) -> History {
        state.map_or(History::Unknown, |state| {
            state.last(target, &self.selection)
        })
    }

    /// What the policy says of the host.
    pub(crate) const fn targets(&self) -> &Targets {
        &self.policy.targets
    }

    /// What was asked for.
    pub(crate) const fn selection(&self) -> &Selection {
        &self.selection
    }

    /// What the evaluation means under the policy.
    pub(crate) fn decide(&self, evaluation: Evaluation) -> Verdict {
        muster_policy::decide(evaluation, &self.policy.criteria())
    }

    /// The planned rules, sorted.
    #[cfg(test)]
    pub(crate) fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.policy.rules.iter().map(|rule| rule.rule.as_str())
    }
}
