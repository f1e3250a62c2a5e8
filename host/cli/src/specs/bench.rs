//! A scan of one case's host by one rule.

use std::path::Path;
use std::sync::Arc;

use muster_engine::RefusedPlugin;
use muster_facts::{Facts, Secrets, Snapshot};
use muster_outcomes::{Outcome, RuleDescriptor, RuleId};
use muster_policy::{PackSource, Pattern};
use muster_sandbox::{Plugin, Sandbox};
use muster_specs::Case;
use muster_target::NetworkAccess;
use muster_target::System;

use crate::failure::Failure;
use crate::progress::Progress;
use crate::project::Packs;
use crate::session::Session;
use crate::trust::Trust;

/// What every case is run with.
pub(super) struct Bench<'a> {
    pub(super) sandbox: Arc<Sandbox>,
    /// Whether the tested plugin imports any facts, which could be missing.
    pub(super) asks_for_facts: bool,
    pub(super) plugins: Vec<Arc<Plugin>>,
    /// The policy's plugins that could not be loaded.
    pub(super) refused: Vec<RefusedPlugin>,
    pub(super) rules: Vec<Arc<RuleDescriptor>>,
    pub(super) policy: &'a str,
}

/// A host of which all facts are there, and the rule that judges them.
pub(super) struct Staged<'a> {
    session: Session,
    pub(super) snapshot: Snapshot,
    secrets: Secrets,
    rule: &'a RuleId,
}

impl Bench<'_> {
    /// Collects what the rule's plugin asks for. A mistake in the case's policy is reported with the line in its page.
    pub(super) fn stage<'a>(
        &self,
        page: &Path,
        case: &Case,
        system: &dyn System,
        rule: &'a RuleId,
    ) -> Result<Staged<'a>, Failure> {
        let extends = match Path::new(self.policy).canonicalize() {
            Ok(file) if self.policy.ends_with(".toml") => file.display().to_string(),
            _ => self.policy.to_owned(),
        };
        let head = format!("name = \"case\"\nextends = [{extends:?}]\nenable = [\"{rule}\"]\n");
        let (file, above) = match case.policy_line {
            Some(line) => (page.to_path_buf(), line - 1),
            None => {
                let name = page.file_name().unwrap_or_default().to_string_lossy();
                let joined = format!(
                    "{name}, the policy blocks of the case of line {}",
                    case.line
                );
                (page.with_file_name(joined), 0)
            }
        };
        let blank = "\n".repeat(above.saturating_sub(head.lines().count()));
        let source = PackSource::file(file, format!("{head}{blank}{}", case.policy));
        let unread: Vec<&str> = self
            .refused
            .iter()
            .filter_map(RefusedPlugin::unread)
            .collect();
        let mut policy =
            muster_policy::load(source, &Packs(Trust::Named))?.validate(&self.rules, &unread)?;
        policy
            .narrow(&[Pattern::Rule(rule.clone())], &[], &self.rules, &unread)
            .map_err(|error| Failure::new(error.to_string()))?;
        let session = Session::new(
            Arc::clone(&self.sandbox),
            policy,
            self.plugins.clone(),
            &self.refused,
        );
        let secrets = Secrets::default();
        let snapshot = session.collect(
            system,
            &NetworkAccess::Recorded,
            &Progress::hidden(),
            &secrets,
        );
        Ok(Staged {
            session,
            snapshot,
            secrets,
            rule,
        })
    }
}

impl Staged<'_> {
    /// What the rule says of the host.
    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        self.outcomes_of(&self.snapshot)
    }

    /// What it would say, were these the facts.
    pub(super) fn outcomes_with(&self, facts: Facts) -> Vec<Outcome> {
        self.outcomes_of(&Snapshot {
            facts: facts.into(),
            ..self.snapshot.clone()
        })
    }

    fn outcomes_of(&self, snapshot: &Snapshot) -> Vec<Outcome> {
        let mut outcomes = self.session.evaluate(snapshot, &self.secrets).outcomes;
        // That another plugin is not loaded is said once, before all cases.
        outcomes.retain(|outcome| outcome.rule == *self.rule);
        outcomes
    }
}
