//! `Policy`: which rules are run, with which parameters, and how bad it is when they fail.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster_facts::targets::{Requests, Targets};
use muster_facts::{Domain, Facts};
use muster_outcomes::{ParameterValue, Request, RuleDescriptor, RuleId, Severity, Status};

use crate::diagnostic::quoted;
use crate::features::judges_keys;
use crate::suggest::did_you_mean;
use crate::when::Condition;
use crate::{Attestation, Feature, Pattern, PolicyName};

/// A pack made to fit the plugins at hand: everything is known and typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The pack and what it rests on.
    pub name: PolicyName,
    /// Failures of this severity and above decide the exit code.
    pub gate: Severity,
    /// The chosen rules, sorted by id; at least one, unless a plugin could not be read.
    pub rules: Vec<SelectedRule>,
    /// What the packs say about the host.
    pub targets: Targets,
    /// What people answer for.
    pub attestations: Vec<Attestation>,
    /// The features of the application, sorted by name.
    pub features: Vec<Feature>,
    /// Of the chosen rules those that a deploy can change.
    pub after_deploy: BTreeSet<RuleId>,
}

/// What [`decide`](crate::decide) applies to an evaluation.
#[derive(Clone, Debug)]
pub struct Criteria {
    /// The policy that they are of.
    pub policy: PolicyName,
    /// Severities that the policy gives; a rule that is not among them keeps its own.
    pub severities: BTreeMap<RuleId, Severity>,
    /// Failures of this severity and above decide the exit code.
    pub gate: Severity,
    /// What people answer for.
    pub attestations: Vec<Attestation>,
    /// The features of the application.
    pub features: Vec<Feature>,
}

impl Criteria {
    /// A policy that says nothing but what decides the exit code.
    #[must_use]
    pub const fn new(policy: PolicyName, gate: Severity) -> Self {
        Self {
            policy,
            severities: BTreeMap::new(),
            gate,
            attestations: Vec::new(),
            features: Vec::new(),
        }
    }
}

/// A chosen rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedRule {
    /// Which rule.
    pub rule: RuleId,
    /// What it says of itself.
    pub descriptor: Arc<RuleDescriptor>,
    /// Severity under this policy.
    pub severity: Severity,
    /// What has to be so on a host for the rule to count there.
    pub when: Vec<Condition>,
    /// Every parameter that the rule declares, with the pack's value or the plugin's default.
    pub parameters: BTreeMap<String, ParameterValue>,
}

/// Why a policy cannot be narrowed as asked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NarrowError {
    /// A pattern that no rule fits.
    #[error("{message}{}", .help.as_deref().map(|help| format!("; {help}")).unwrap_or_default())]
    UnknownRule {
        /// What is wrong.
        message: String,
        /// What was probably meant.
        help: Option<String>,
    },
    /// A pattern that only rules fit which the policy does not choose.
    #[error("the policy `{policy}` does not enable `{pattern}`; enable it in the pack")]
    NotEnabled {
        /// The policy's name.
        policy: String,
        /// The pattern.
        pattern: Pattern,
    },
    /// A name that no feature has.
    #[error("there is no feature {}; {help}", quoted(.name))]
    UnknownFeature {
        /// The name.
        name: String,
        /// What was probably meant.
        help: String,
    },
    /// A policy that declares no features.
    #[error("the policy `{0}` declares no features: write them under `[features]`")]
    NoFeatures(String),
    /// A policy that does not say what a deploy can change.
    #[error(
        "the policy `{0}` does not say which rules a deploy can change: write `after-deploy = [\"compose/*\"]`, \
         for example"
    )]
    NothingAfterDeploy(String),
    /// Each pattern fits, and together they leave nothing.
    #[error("no rule is left to run")]
    NothingLeft,
}

impl Policy {
    /// Keeps the rules that fit one of `only`, if there are any patterns, and none of `skip`. A
    /// pattern may be meant for the rules of an `unread` plugin, one that could not be loaded and
    /// has no manifest: the report names the plugin instead, and need not have any rule.
    ///
    /// # Errors
    /// When a pattern fits no rule, one of `only` fits none that is enabled, or nothing is left.
    pub fn narrow(
        &mut self,
        only: &[Pattern],
        skip: &[Pattern],
        rules: &[Arc<RuleDescriptor>],
        unread: &[&str],
    ) -> Result<(), NarrowError> {
        for pattern in only.iter().chain(skip) {
            if !rules.iter().any(|rule| pattern.matches(rule)) && !pattern.may_match_one_of(unread)
            {
                let (message, help) = pattern.unmatched(rules);
                return Err(NarrowError::UnknownRule { message, help });
            }
        }
        let fits = |patterns: &[Pattern], selected: &SelectedRule| {
            let mut patterns = patterns.iter();
            patterns.any(|pattern| pattern.matches(&selected.descriptor))
        };
        for pattern in only {
            let patterns = std::slice::from_ref(pattern);
            if !self.rules.iter().any(|selected| fits(patterns, selected))
                && !pattern.may_match_one_of(unread)
            {
                return Err(NarrowError::NotEnabled {
                    policy: self.name.name.clone(),
                    pattern: pattern.clone(),
                });
            }
        }
        let (kept, left_out): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rules)
            .into_iter()
            .partition(|selected| {
                (only.is_empty() || fits(only, selected)) && !fits(skip, selected)
            });
        self.rules = kept;
        // Of a feature that is judged in part, nobody can say whether it is ready.
        let left_out: BTreeSet<&RuleId> = left_out.iter().map(|selected| &selected.rule).collect();
        self.features
            .retain(|feature| !feature.rules().any(|rule| left_out.contains(rule)));
        if self.rules.is_empty() && unread.is_empty() {
            return Err(NarrowError::NothingLeft);
        }
        Ok(())
    }

    /// Keeps these features, or all where none is named, and the rules that say something about them.
    ///
    /// # Errors
    /// When there is no feature of a name, or none at all.
    pub fn narrow_to_features(&mut self, names: &[String]) -> Result<(), NarrowError> {
        if self.features.is_empty() {
            return Err(NarrowError::NoFeatures(self.name.name.clone()));
        }
        for name in names {
            if !self.features.iter().any(|feature| feature.name == *name) {
                let known: Vec<&str> = self
                    .features
                    .iter()
                    .map(|feature| feature.name.as_str())
                    .collect();
                return Err(NarrowError::UnknownFeature {
                    name: name.clone(),
                    help: did_you_mean(name, &known).unwrap_or_default(),
                });
            }
        }
        self.features
            .retain(|feature| names.is_empty() || names.contains(&feature.name));
        let needed: BTreeSet<&RuleId> = self.features.iter().flat_map(Feature::rules).collect();
        // Any rule of the family may have something against a key.
        let have_keys = self.features.iter().any(|feature| !feature.keys.is_empty());
        self.rules.retain(|selected| {
            needed.contains(&selected.rule) || (have_keys && judges_keys(&selected.rule))
        });
        Ok(())
    }

    /// Keeps the rules that a deploy can change, and of each feature what they say about it.
    ///
    /// # Errors
    /// When the policy does not name any, or nothing is left.
    pub fn narrow_to_deploy(&mut self) -> Result<(), NarrowError> {
        if self.after_deploy.is_empty() {
            let name = self.name.name.clone();
            return Err(NarrowError::NothingAfterDeploy(name));
        }
        let kept = &self.after_deploy;
        self.rules.retain(|selected| kept.contains(&selected.rule));
        self.features
            .retain_mut(|feature| feature.narrow(|rule| kept.contains(rule)));
        if self.rules.is_empty() {
            return Err(NarrowError::NothingLeft);
        }
        Ok(())
    }

    /// What this policy makes of an evaluation.
    #[must_use]
    pub fn criteria(&self) -> Criteria {
        Criteria {
            severities: self.severities(),
            attestations: self.attestations.clone(),
            features: self.features.clone(),
            ..Criteria::new(self.name.clone(), self.gate)
        }
    }

    /// What the parameters of the chosen rules name, and their conditions ask for, so that it is collected.
    #[must_use]
    pub fn requests(&self) -> Requests {
        let mut requests = Requests::default();
        for selected in &self.rules {
            for declared in &selected.descriptor.parameters {
                let named = match declared.requests {
                    // Those that Muster knows are collected of every host.
                    None
                    | Some(
                        Request::BootArgument
                        | Request::SshdKeyword
                        | Request::PamModule
                        | Request::PamOption,
                    ) => continue,
                    Some(Request::Sysctl) => &mut requests.sysctl,
                    Some(Request::KernelModule) => &mut requests.kernel_modules,
                    Some(Request::Path) => &mut requests.paths,
                    Some(Request::Setting) => &mut requests.settings,
                    Some(Request::Update) => &mut requests.updates,
                };
                let value = selected.parameters.get(&declared.name);
                let names = value.unwrap_or(&declared.default).names();
                named.extend(names.map(str::to_owned));
            }
            let of_conditions = selected.when.iter().flat_map(Condition::sysctl);
            requests
                .sysctl
                .extend(of_conditions.map(|name| (*name).to_owned()));
        }
        requests
    }

    /// The facts by which it is judged whether rules count on a host.
    #[must_use]
    pub fn domains(&self) -> BTreeSet<Domain> {
        let conditions = self.rules.iter().flat_map(|selected| &selected.when);
        conditions.flat_map(Condition::domains).copied().collect()
    }

    /// The chosen rules that no plugin need be asked on a host with these facts, because a condition of
    /// theirs does not hold there, or nobody knows whether it does.
    #[must_use]
    pub fn settled(&self, facts: &Facts) -> BTreeMap<RuleId, Status> {
        self.rules
            .iter()
            .filter_map(|selected| {
                let mut conditions = selected.when.iter();
                let status = conditions.find_map(|condition| condition.verdict(facts))?;
                Some((selected.rule.clone(), status))
            })
            .collect()
    }

    /// The severity of each chosen rule.
    #[must_use]
    pub fn severities(&self) -> BTreeMap<RuleId, Severity> {
        self.rules
            .iter()
            .map(|selected| (selected.rule.clone(), selected.severity))
            .collect()
    }
}
