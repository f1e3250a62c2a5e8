//! From selected rules to plugins, and from plugins to the facts that must be collected.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_facts::Domain;
use muster_outcomes::{Precision, RuleDescriptor, RuleId, Severity};
use muster_sandbox::{Manifest, Plugin};

use crate::evaluator::{Evaluator, PlannedRule};

/// A plugin that the policy names and that could not be loaded.
#[derive(Debug)]
pub struct RefusedPlugin {
    /// Name that the policy gives it, lower-case words joined by hyphens.
    pub name: String,
    /// A sentence that names the file, what is wrong with it, and the way out.
    pub reason: String,
    /// Its manifest, where that could still be read.
    pub manifest: Option<Manifest>,
}

impl RefusedPlugin {
    /// Its name, where nothing is known of its rules.
    #[must_use]
    pub fn unread(&self) -> Option<&str> {
        self.manifest.is_none().then_some(self.name.as_str())
    }

    /// The rules that its refusal leaves without an evaluation: its own where they are known, else
    /// one that stands for the plugin.
    #[must_use]
    pub fn rules(&self) -> Vec<Arc<RuleDescriptor>> {
        match &self.manifest {
            Some(manifest) => manifest.rules.clone(),
            None => self.stand_in().map(Arc::new).into_iter().collect(),
        }
    }

    fn stand_in(&self) -> Option<RuleDescriptor> {
        Some(RuleDescriptor {
            id: format!("plugin/{}", self.name).parse().ok()?,
            uses: None,
            title: format!("The plugin {} can be loaded", self.name),
            failure_title: format!("The plugin {} cannot be loaded", self.name),
            severity: Severity::High,
            precision: Precision::VeryHigh,
            page: None,
            parameters: Vec::new(),
            tags: vec!["plugin".to_owned()],
            references: Vec::new(),
            explained_by: Vec::new(),
            artifact: None,
            documentation: "## Why\n\nThe policy names this plugin. While it cannot be loaded, \
                            none of its rules is evaluated.\n\n## How to fix\n\nFix what the \
                            message names, or remove the plugin from the policy.\n"
                .to_owned(),
        })
    }
}

/// Who answers for a rule.
#[derive(Debug)]
pub(crate) enum Judge {
    /// A loaded plugin, by its place in the plan.
    Plugin(usize),
    /// Why nobody does.
    Nobody(String),
}

/// A rule with all that is needed to run it.
#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) planned: PlannedRule,
    pub(crate) judge: Judge,
}

/// Which rules run, on which plugins.
#[derive(Debug)]
pub struct Plan<P = Arc<Plugin>> {
    /// Those with a rule to run are asked, the others are not.
    pub(crate) plugins: Vec<P>,
    /// Sorted by id.
    pub(crate) rules: Vec<Assignment>,
}

impl<P: Evaluator> Plan<P> {
    /// Assigns each selected rule to its plugin. Plugins without a selected rule are left out. The
    /// rule that stands for a refused plugin need not be selected.
    #[must_use]
    pub fn new(plugins: Vec<P>, refused: &[RefusedPlugin], selected: Vec<PlannedRule>) -> Self {
        let stand_ins = refused
            .iter()
            .filter(|plugin| plugin.manifest.is_none())
            .flat_map(RefusedPlugin::rules)
            .filter(|rule| selected.iter().all(|planned| planned.rule.id != rule.id))
            .map(|rule| PlannedRule {
                rule,
                parameters: BTreeMap::new(),
            })
            .collect::<Vec<_>>();
        let loaded = loaded_judges(&plugins);
        let mut rules: Vec<Assignment> = selected
            .into_iter()
            .chain(stand_ins)
            .filter_map(|planned| assign(planned, &loaded, refused))
            .collect();
        rules.sort_by(|a, b| a.planned.rule.id.cmp(&b.planned.rule.id));
        Self { plugins, rules }
    }

    /// The plugins with a rule to run, each with its place in the plan.
    pub fn used(&self) -> impl Iterator<Item = (usize, &P)> {
        self.plugins.iter().enumerate().filter(|(place, _)| {
            self.rules
                .iter()
                .any(|rule| matches!(rule.judge, Judge::Plugin(used) if used == *place))
        })
    }

    /// The fact domains that the plan needs, in the order in which they are collected.
    #[must_use]
    pub fn domains(&self) -> Vec<Domain> {
        let mut domains: Vec<Domain> = self
            .used()
            .flat_map(|(_, plugin)| plugin.domains().iter().copied())
            // Every report names its host.
            .chain([Domain::Host])
            .collect();
        domains.sort_unstable();
        domains.dedup();
        domains
    }
}

/// The place of the plugin that has each rule.
fn loaded_judges<P: Evaluator>(plugins: &[P]) -> BTreeMap<&RuleId, usize> {
    let mut judges = BTreeMap::new();
    for (place, plugin) in plugins.iter().enumerate() {
        for rule in plugin.rules() {
            judges.entry(&rule.id).or_insert(place);
        }
    }
    judges
}

/// The plugin that has the rule, or the reason of the one that would have it. A policy is checked
/// against the same plugins before, so there always is one of the two.
fn assign(
    planned: PlannedRule,
    loaded: &BTreeMap<&RuleId, usize>,
    refused: &[RefusedPlugin],
) -> Option<Assignment> {
    let implementation = planned.rule.implementation();
    let judge = match loaded.get(implementation) {
        Some(place) => Judge::Plugin(*place),
        None => {
            let has_it = |rule: &Arc<RuleDescriptor>| rule.id == *implementation;
            let refused = refused
                .iter()
                .find(|plugin| plugin.rules().iter().any(has_it))?;
            Judge::Nobody(refused.reason.clone())
        }
    };
    Some(Assignment { planned, judge })
}
