//! `Pack`: a pack file and all that it extends, merged; and what it means for a set of plugins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_facts::Domain;
use muster_facts::targets::{ComposeFile, Targets};
use muster_outcomes::{ParameterValue, RuleDescriptor, RuleId, Severity};

use crate::attestations::{DEFAULT_DAYS, Horizon, Written};
use crate::description::USE;
use crate::diagnostic::quoted;
use crate::needs::Told;
use crate::pack_file::{Choice, PackFile, RuleSettings};
use crate::parameters::Typing;
use crate::pattern::unknown_rule;
use crate::source::{Problems, Sources, Spanned};
use crate::suggest::did_you_mean;
use crate::{
    Attestation, Diagnostic, NameCheck, Pattern, PluginField, PluginSpec, Policy, PolicyName,
    SelectedRule, attestations, document, features, targets,
};

/// A pack and all that it extends, as one. What was applied later has won.
#[derive(Debug, Default)]
pub struct Pack {
    /// In the order of application, so the pack itself is last.
    names: Vec<String>,
    description: Option<String>,
    gate: Option<Severity>,
    choices: Vec<Choice>,
    /// The rules that a deploy can change.
    after_deploy: Vec<Spanned<Pattern>>,
    targets: Targets,
    pub(crate) rules: BTreeMap<RuleId, RuleSettings>,
    plugins: BTreeMap<String, PluginSpec>,
    features: BTreeMap<String, features::Written>,
    attestation_days: Option<u32>,
    /// The file with attestations, where the policy names one, and what is in it.
    pub(crate) attestations_file: Option<PathBuf>,
    pub(crate) attestations: Vec<Written>,
    /// What whoever collects has against names in parameters.
    pub(crate) name_check: Option<NameCheck>,
    pub(crate) sources: Sources,
}

impl Pack {
    /// What the pack says it is for.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// What the packs say about the host.
    #[must_use]
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// The plugins that the packs bring along, sorted by name.
    pub fn plugins(&self) -> impl Iterator<Item = &PluginSpec> {
        self.plugins.values()
    }

    /// What to say when one of [`Pack::plugins`] imports facts that it is not granted: which, and
    /// the line to write. `None` when it is granted all of its `imports`.
    #[must_use]
    pub fn missing_grants(&self, plugin: &PluginSpec, imports: &[Domain]) -> Option<Diagnostic> {
        let missing: Vec<&str> = imports
            .iter()
            .filter(|domain| !plugin.grants.contains(domain))
            .map(|domain| domain.interface())
            .collect();
        if missing.is_empty() {
            return None;
        }
        let message = format!(
            "the plugin `{}` imports `{}`, which it is not granted",
            plugin.name,
            missing.join("`, `")
        );
        let help = format!(
            "to let it see these facts, write `{}` under `[plugins.{}]`",
            plugin.grants_line(imports),
            plugin.name
        );
        self.about_plugin(plugin, PluginField::Grants, message, help)
    }

    /// Something that is wrong with one of [`Pack::plugins`], shown where the pack names it. The
    /// message is one sentence without a full stop, the help the way out.
    #[must_use]
    pub fn about_plugin(
        &self,
        plugin: &PluginSpec,
        field: PluginField,
        message: String,
        help: String,
    ) -> Option<Diagnostic> {
        let mut problems = Problems::default();
        problems.report_with(plugin.place(field), message, Some(help));
        problems.none_in(&self.sources).err()?.pop()
    }

    /// Chooses among [the rules](Pack::rules) and gives each its severity and parameters. What a
    /// pack says about the rules of an `unread` plugin, one that could not be loaded and has no
    /// manifest, cannot be checked and is passed over: the report names the plugin instead.
    ///
    /// # Errors
    /// Everything in the packs that does not fit the rules, or that no rule is chosen.
    pub fn validate(
        &self,
        rules: &[Arc<RuleDescriptor>],
        unread: &[&str],
    ) -> Result<Policy, Vec<Diagnostic>> {
        let mut problems = Problems::default();
        let unread = [unread, self.unmade_families(unread).as_slice()].concat();
        let unread = unread.as_slice();
        // What cannot be made is told below, and not once more for each pattern that it would fit.
        let known = [unread, self.unmade(rules).as_slice()].concat();
        let selected = self.select(rules, &known, &mut problems);
        let by_id: BTreeSet<&RuleId> = rules.iter().map(|rule| &rule.id).collect();
        for (id, settings) in &self.rules {
            let known = settings.makes_a_rule() || by_id.contains(id);
            if !known && !unread.contains(&id.family()) {
                let (message, help) = unknown_rule(id, rules);
                let make = || format!("a rule of the pack's own says `{USE} = \"family/name\"`");
                problems.report_with(settings.at, message, help.or_else(|| Some(make())));
            }
        }
        self.check_made(rules, unread, &mut problems);
        let horizon = self.horizon();
        attestations::check(
            &self.attestations,
            &horizon,
            rules,
            &selected,
            unread,
            &mut problems,
        );
        let mut judged: Vec<SelectedRule> = rules
            .iter()
            .filter_map(|rule| {
                // Settings of rules that are not selected are checked all the same.
                let selected = selected.contains(&rule.id);
                let parameters = self.parameters(rule, selected, &mut problems);
                selected.then(|| {
                    let settings = self.rules.get(&rule.id);
                    let severity = settings.and_then(|settings| settings.severity);
                    let when = settings.map(|settings| settings.description.conditions());
                    SelectedRule {
                        rule: rule.id.clone(),
                        descriptor: Arc::clone(rule),
                        severity: severity.unwrap_or(rule.severity),
                        when: when.unwrap_or_default().to_vec(),
                        parameters,
                    }
                })
            })
            .collect();
        judged.sort_by(|a, b| a.rule.cmp(&b.rule));
        let features = features::settle(&self.features, rules, &judged, unread, &mut problems);
        let after_deploy = self.after_deploy(rules, &selected, &known, &mut problems);
        problems.none_in(&self.sources)?;
        if judged.is_empty() && unread.is_empty() {
            problems.report_with(
                Sources::beginning(),
                "this policy chooses no rule, so nothing would be judged",
                Some(
                    "write `extends = [\"…\"]` with a built-in pack, or `enable = [\"*\"]`"
                        .to_owned(),
                ),
            );
        }
        problems.none_in(&self.sources)?;
        Ok(Policy {
            name: self.policy_name(),
            gate: self.gate.unwrap_or(DEFAULT_GATE),
            rules: judged,
            targets: self.targets.clone(),
            attestations: self.attestations().cloned().collect(),
            features,
            after_deploy,
        })
    }

    /// The file with attestations, where the policy names one.
    #[must_use]
    pub fn attestations_file(&self) -> Option<&Path> {
        self.attestations_file.as_deref()
    }

    /// What people answer for.
    pub fn attestations(&self) -> impl Iterator<Item = &Attestation> {
        self.attestations.iter().map(|written| &written.attestation)
    }

    /// For how many days an attestation of a rule holds at most.
    #[must_use]
    pub fn attestation_days(&self, rule: &RuleId) -> u32 {
        self.horizon().of(rule)
    }

    /// Reads a text as the file of attestations and holds it to this policy, under the name that
    /// messages give it.
    ///
    /// # Errors
    /// Everything that is wrong in the text.
    pub fn attestations_in(
        &self,
        name: String,
        text: String,
        rules: &[Arc<RuleDescriptor>],
        unread: &[&str],
    ) -> Result<Vec<Attestation>, Vec<Diagnostic>> {
        let mut sources = Sources::default();
        let mut problems = Problems::default();
        let id = sources.add(name, text);
        let entries = document::parse(&sources, id, &mut problems);
        let written = attestations::read(entries.unwrap_or_default(), &mut problems);
        // What is wrong with the policy itself is told when it is validated.
        let selected = self.select(rules, unread, &mut Problems::default());
        attestations::check(
            &written,
            &self.horizon(),
            rules,
            &selected,
            unread,
            &mut problems,
        );
        problems.none_in(&sources)?;
        Ok(written.into_iter().map(|one| one.attestation).collect())
    }

    fn horizon(&self) -> Horizon<'_> {
        Horizon {
            days: self.attestation_days.unwrap_or(DEFAULT_DAYS),
            of_rules: self
                .rules
                .iter()
                .filter_map(|(rule, settings)| Some((rule, settings.attestation_days?)))
                .collect(),
        }
    }

    /// Adds what a later file says.
    pub(crate) fn override_with(
        &mut self,
        name: String,
        file: PackFile,
        is_shared: bool,
        problems: &mut Problems,
    ) {
        self.names.push(file.name.map_or(name, |name| name.value));
        self.description = file.description;
        self.gate = file.gate.or(self.gate);
        self.attestation_days = file.attestation_days.or(self.attestation_days);
        self.choices.extend(file.choices);
        if let Some(patterns) = file.after_deploy {
            self.after_deploy = patterns;
        }
        let before = self.targets.compose_file.clone();
        targets::read_section(file.targets, &mut self.targets, problems);
        if is_shared
            && let ComposeFile::At(path) = &self.targets.compose_file
            && self.targets.compose_file != before
        {
            self.targets.compose_file = ComposeFile::Assumed(path.clone());
        }
        for (id, settings) in file.rules {
            if let Some(earlier) = self.rules.get_mut(&id) {
                earlier.override_with(settings, problems);
            } else {
                self.rules.insert(id, settings);
            }
        }
        for (name, feature) in file.features {
            // As a whole, so that it is seen in one place what it needs.
            match feature {
                Some(feature) => self.features.insert(name, feature),
                None => self.features.remove(&name),
            };
        }
        for plugin in file.plugins {
            // As a whole: a pack that names another file must not inherit the grants of the
            // file that it replaces.
            self.plugins.insert(plugin.name.clone(), plugin);
        }
    }

    /// Adds what follows from the targets of all packs.
    pub(crate) fn complete(&mut self) {
        self.targets.complete();
    }

    fn policy_name(&self) -> PolicyName {
        let mut names = self.names.iter().rev().cloned();
        PolicyName {
            name: names.next().unwrap_or_default(),
            extends: names.collect(),
        }
    }

    /// Applies `enable` and `disable` in order.
    fn select<'r>(
        &self,
        rules: &'r [Arc<RuleDescriptor>],
        unread: &[&str],
        problems: &mut Problems,
    ) -> BTreeSet<&'r RuleId> {
        let mut selected = BTreeSet::new();
        for Choice { enable, pattern } in &self.choices {
            let mut matched = false;
            for rule in rules.iter().filter(|rule| pattern.value.matches(rule)) {
                matched = true;
                if *enable {
                    selected.insert(&rule.id);
                } else {
                    selected.remove(&rule.id);
                }
            }
            if !matched {
                report_unmatched(pattern, rules, unread, problems);
            }
        }
        selected
    }

    /// Whether a pattern of `enable` or `disable` fits the rule.
    pub(crate) fn is_chosen_or_left_out(&self, rule: &RuleDescriptor) -> bool {
        let mut choices = self.choices.iter();
        choices.any(|choice| choice.pattern.value.matches(rule))
    }

    /// Of the selected rules those that a deploy can change.
    fn after_deploy(
        &self,
        rules: &[Arc<RuleDescriptor>],
        selected: &BTreeSet<&RuleId>,
        unread: &[&str],
        problems: &mut Problems,
    ) -> BTreeSet<RuleId> {
        let mut found = BTreeSet::new();
        for pattern in &self.after_deploy {
            let fitting: Vec<&Arc<RuleDescriptor>> = rules
                .iter()
                .filter(|rule| pattern.value.matches(rule))
                .collect();
            if fitting.is_empty() {
                report_unmatched(pattern, rules, unread, problems);
            }
            let ids = fitting.into_iter().map(|rule| &rule.id);
            found.extend(ids.filter(|id| selected.contains(id)).cloned());
        }
        found
    }

    /// The parameters of a rule, with the values that the packs give them.
    fn parameters(
        &self,
        rule: &RuleDescriptor,
        selected: bool,
        problems: &mut Problems,
    ) -> BTreeMap<String, ParameterValue> {
        let mut parameters: BTreeMap<String, ParameterValue> = rule
            .parameters
            .iter()
            .map(|declared| (declared.name.clone(), declared.default.clone()))
            .collect();
        let Some(settings) = self.rules.get(&rule.id) else {
            return parameters;
        };
        let typing = Typing {
            rule: &rule.id,
            targets: &self.targets,
            name_check: self.name_check,
            selected,
        };
        let (mut refused, mut misnamed) = (BTreeSet::new(), false);
        for (name, setting) in &settings.parameters {
            let declared = rule.parameters.iter().find(|known| known.name == *name);
            let Some(declared) = declared else {
                let known: Vec<&str> = rule
                    .parameters
                    .iter()
                    .map(|known| known.name.as_str())
                    .collect();
                problems.report_with(
                    setting.at,
                    if known.is_empty() {
                        format!("`{}` has no parameters", rule.id)
                    } else {
                        format!("`{}` has no parameter {}", rule.id, quoted(name))
                    },
                    did_you_mean(name, &known),
                );
                misnamed = true;
                continue;
            };
            match typing.value(declared, &setting.node, problems) {
                Some(value) => {
                    parameters.insert(name.clone(), value);
                }
                None => {
                    refused.insert(name.as_str());
                }
            }
        }
        // A pack can offer a rule that another one completes and enables.
        if selected && !misnamed {
            let told = Told {
                rule,
                settings,
                parameters: &parameters,
                refused: &refused,
                name_check: self.name_check,
            };
            told.check(problems);
        }
        parameters
    }
}

/// Says that no rule fits a pattern, unless it may be meant for one that nobody knows.
fn report_unmatched(
    pattern: &Spanned<Pattern>,
    rules: &[Arc<RuleDescriptor>],
    unread: &[&str],
    problems: &mut Problems,
) {
    if !pattern.value.may_match_one_of(unread) {
        let (message, help) = pattern.value.unmatched(rules);
        problems.report_with(pattern.at, message, help);
    }
}

/// Without a `gate`, every failure counts except of rules that only inform.
const DEFAULT_GATE: Severity = Severity::Low;
