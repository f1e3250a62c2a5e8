//! What a plugin says about itself, checked before anybody relies on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::bindings::exports::muster::policy::policy as wit;
use muster_outcomes::{
    Cause, CauseScope, Parameter, ParameterValue, Precision, Reference, Request, RuleDescriptor,
    RuleId, Severity, circle, is_https_url,
};
use serde::{Deserialize, Serialize};

use crate::LoadError;
use crate::artifact::Artifact;
use crate::limits::{LONGEST_DOCUMENTATION, LONGEST_TEXT, MOST_CAUSES, MOST_RULES};

/// Name and version of the manifest's JSON.
const SCHEMA: &str = "muster.manifest/1";

/// What a plugin says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    schema: String,
    /// Name of the plugin, lower-case words joined by hyphens.
    pub name: String,
    /// Its semantic version.
    pub version: String,
    /// One sentence.
    pub description: String,
    /// Its rules, sorted by id.
    pub rules: Vec<RuleDescriptor>,
}

impl Manifest {
    /// The manifest that `muster plugin pack` put into a component.
    pub(crate) fn of(artifact: &Artifact) -> Result<Self, LoadError> {
        let json = artifact.manifest.as_deref().ok_or(LoadError::NoManifest)?;
        Self::from_json(json)
    }

    pub(crate) fn from_json(json: &str) -> Result<Self, LoadError> {
        let bad = |message: String| LoadError::BadManifest(message);
        let manifest: Self = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
        manifest.validated().map_err(bad)
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a component's `describe` returned.
    pub(crate) fn from_guest(manifest: wit::Manifest) -> Result<Self, String> {
        let mut rules = manifest
            .rules
            .into_iter()
            .map(rule)
            .collect::<Result<Vec<_>, _>>()?;
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Self {
            schema: SCHEMA.to_owned(),
            name: manifest.name,
            version: manifest.version,
            description: manifest.description,
            rules,
        }
        .validated()
    }

    pub(crate) fn validated(self) -> Result<Self, String> {
        if self.schema != SCHEMA {
            return Err(format!(
                "its format is `{}`, and this Muster reads `{SCHEMA}`",
                self.schema
            ));
        }
        if !is_word(&self.name) {
            return Err(format!(
                "the plugin's name `{}` must be lower-case words joined by hyphens",
                self.name.escape_debug()
            ));
        }
        if self.rules.len() > MOST_RULES {
            return Err(format!("it has more than {MOST_RULES} rules"));
        }
        let mut seen = BTreeSet::new();
        for rule in &self.rules {
            if rule.id.family() == RuleId::not_evaluated().family() {
                return Err(format!("rule `{}` is in a family of Muster's own", rule.id));
            }
            if !seen.insert(&rule.id) {
                return Err(format!("rule `{}` appears twice", rule.id));
            }
            let titles = [&rule.title, &rule.failure_title];
            if rule.documentation.len() > LONGEST_DOCUMENTATION
                || titles.iter().any(|title| title.len() > LONGEST_TEXT)
            {
                return Err(format!("the texts of rule `{}` are too long", rule.id));
            }
            if rule.title.trim().is_empty() || rule.documentation.trim().is_empty() {
                return Err(format!(
                    "rule `{}` has no title or no documentation",
                    rule.id
                ));
            }
            if rule.uses.is_some() {
                return Err(format!(
                    "rule `{}` says that another one judges it",
                    rule.id
                ));
            }
            failure(rule)?;
            explanations(rule)?;
            let mut names = BTreeSet::new();
            for parameter in &rule.parameters {
                if !is_word(&parameter.name) || !names.insert(&parameter.name) {
                    return Err(format!(
                        "rule `{}`: parameter `{}` appears twice or is not lower-case words joined \
                         by hyphens",
                        rule.id,
                        parameter.name.escape_debug()
                    ));
                }
            }
        }
        match circle(&self.rules) {
            Some(circle) => Err(explains_itself(&circle)),
            None => Ok(self),
        }
    }
}

/// Whether a rule says what is the case when it fails, and where its page is.
fn failure(rule: &RuleDescriptor) -> Result<(), String> {
    let (id, title) = (&rule.id, rule.failure_title.trim());
    if title.is_empty() {
        return Err(format!(
            "rule `{id}` does not say what is wrong when it fails; the third line of its page must \
             be `Failure: ` and a title, such as `Failure: Root can log in over SSH`"
        ));
    }
    if title == rule.title.trim() {
        return Err(format!("rule `{id}` uses its title for its failures, too"));
    }
    if title.ends_with('.') {
        return Err(format!(
            "the failure title of rule `{id}` ends with a full stop"
        ));
    }
    match &rule.page {
        Some(page) if !is_https_url(page) => Err(format!(
            "the page of rule `{id}` is `{}`, which is not an https address",
            page.escape_debug()
        )),
        Some(_) | None => Ok(()),
    }
}

/// Whether a rule names those that explain it once each, and no more than a person would.
fn explanations(rule: &RuleDescriptor) -> Result<(), String> {
    if rule.explained_by.len() > MOST_CAUSES {
        return Err(format!(
            "rule `{}` is explained by more than {MOST_CAUSES} rules",
            rule.id
        ));
    }
    let mut named = BTreeSet::new();
    match rule
        .explained_by
        .iter()
        .find(|cause| !named.insert(&cause.rule))
    {
        Some(twice) => Err(format!(
            "rule `{}` names `{}` twice as its cause",
            rule.id, twice.rule
        )),
        None => Ok(()),
    }
}

/// Rules that explain each other, as [`circle`] finds them, in words.
#[must_use]
pub fn explains_itself(circle: &[&RuleId]) -> String {
    let names: Vec<String> = circle.iter().map(|rule| format!("`{rule}`")).collect();
    match names.split_first() {
        Some((first, [])) => format!("rule {first} names itself as its cause"),
        Some((first, others)) => format!(
            "rule {first} is its own cause, through {}",
            others.join(", ")
        ),
        None => String::new(),
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn rule(rule: wit::Rule) -> Result<RuleDescriptor, String> {
    Ok(RuleDescriptor {
        id: rule
            .id
            .parse::<RuleId>()
            .map_err(|error| error.to_string())?,
        uses: None,
        title: rule.title,
        failure_title: rule.failure_title,
        severity: match rule.severity {
            wit::Severity::Info => Severity::Info,
            wit::Severity::Low => Severity::Low,
            wit::Severity::Medium => Severity::Medium,
            wit::Severity::High => Severity::High,
            wit::Severity::Critical => Severity::Critical,
        },
        precision: match rule.precision {
            wit::Precision::Low => Precision::Low,
            wit::Precision::Medium => Precision::Medium,
            wit::Precision::High => Precision::High,
            wit::Precision::VeryHigh => Precision::VeryHigh,
        },
        page: rule.page,
        parameters: rule
            .parameters
            .into_iter()
            .map(|parameter| Parameter {
                name: parameter.name,
                description: parameter.description,
                default: from_guest(parameter.default),
                requests: parameter.requests.map(|request| match request {
                    wit::Request::Sysctl => Request::Sysctl,
                    wit::Request::KernelModule => Request::KernelModule,
                    wit::Request::Path => Request::Path,
                    wit::Request::Setting => Request::Setting,
                    wit::Request::Update => Request::Update,
                }),
            })
            .collect(),
        tags: rule.tags,
        references: rule
            .references
            .into_iter()
            .map(|reference| Reference {
                label: reference.label,
                url: reference.url,
            })
            .collect(),
        explained_by: rule
            .explained_by
            .into_iter()
            .map(cause)
            .collect::<Result<_, _>>()?,
        artifact: rule.artifact.map(Into::into),
        documentation: rule.documentation,
    })
}

fn cause(cause: wit::Cause) -> Result<Cause, String> {
    Ok(Cause {
        rule: cause
            .rule
            .parse::<RuleId>()
            .map_err(|error| error.to_string())?,
        scope: match cause.scope {
            wit::CauseScope::Host => CauseScope::Host,
            wit::CauseScope::Place => CauseScope::Place,
        },
    })
}

fn from_guest(value: wit::Value) -> ParameterValue {
    match value {
        wit::Value::Boolean(value) => ParameterValue::Boolean(value),
        wit::Value::Integer(value) => ParameterValue::Integer(value),
        wit::Value::Text(value) => ParameterValue::Text(value),
        wit::Value::Integers(value) => ParameterValue::Integers(value),
        wit::Value::Texts(value) => ParameterValue::Texts(value),
        wit::Value::TextMap(value) => ParameterValue::TextMap(value.into_iter().collect()),
        wit::Value::TextsMap(value) => ParameterValue::TextsMap(value.into_iter().collect()),
    }
}

/// Parameters as the guest takes them.
pub(crate) fn to_guest(parameters: &BTreeMap<String, ParameterValue>) -> Vec<wit::Parameter> {
    parameters
        .iter()
        .map(|(name, value)| wit::Parameter {
            name: name.clone(),
            value: match value.clone() {
                ParameterValue::Boolean(value) => wit::Value::Boolean(value),
                ParameterValue::Integer(value) => wit::Value::Integer(value),
                ParameterValue::Text(value) => wit::Value::Text(value),
                ParameterValue::Integers(value) => wit::Value::Integers(value),
                ParameterValue::Texts(value) => wit::Value::Texts(value),
                ParameterValue::TextMap(value) => wit::Value::TextMap(value.into_iter().collect()),
                ParameterValue::TextsMap(value) => {
                    wit::Value::TextsMap(value.into_iter().collect())
                }
            },
        })
        .collect()
}
