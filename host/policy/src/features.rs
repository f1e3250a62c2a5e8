//! Features of an application: what each needs, as packs say it, held to the rules of the policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster_outcomes::{ParameterValue, RuleDescriptor, RuleId};

use crate::SelectedRule;
use crate::diagnostic::quoted;
use crate::document::{
    DocumentedKey, Entry, Fields, Form, NAME, Node, SHORT_NAME_HELP, Value, is_short_name, table,
    wrong_type,
};
use crate::pattern::unknown_rule;
use crate::source::{Problems, Spanned};

/// The family of the rules about environment files, whose parameters say which keys they judge.
pub(crate) const ENV: &str = "env";

/// The rule that says which features are on, and the parameter with their conditions.
pub(crate) const SWITCHES: (&str, &str) = ("env/feature-enabled", "switches");

/// Stands for the rest of a subject or a key.
const WILDCARD: char = '*';

/// The keys of one feature.
pub(crate) const KEYS: [DocumentedKey; 6] = [
    DocumentedKey {
        name: "title",
        r#type: "string",
        meaning: "what people call it; required",
        default: "",
    },
    DocumentedKey {
        name: "enabled-when",
        r#type: "string",
        meaning: "one of the `switches` of `env/feature-enabled`, such as `EMAIL_MODE=smtp`: if it does not hold, the feature is off; when not set, the feature is always on",
        default: "",
    },
    DocumentedKey {
        name: "keys",
        r#type: "array of strings",
        meaning: "keys of environment files that it needs, with `*` at the end for all that begin this way: what the enabled rules of `env/` say about them",
        default: "",
    },
    DocumentedKey {
        name: "prerequisites",
        r#type: "array of strings",
        meaning: "what must hold: `RULE`, or `RULE SUBJECT` with `*` at the end for all subjects that begin this way",
        default: "",
    },
    DocumentedKey {
        name: "verify",
        r#type: "array of strings",
        meaning: "what shows that it works in the end, in the same form; what a person has to do there is listed with the feature",
        default: "",
    },
    DocumentedKey {
        name: "disable",
        r#type: "true or false",
        meaning: "`true` removes a feature that an extended pack declares",
        default: "",
    },
];

/// A feature of the application, made to fit a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name under `[features]`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The condition under which it is on, and the rule that says whether it holds.
    pub enabled_when: Option<(RuleId, String)>,
    /// Keys of environment files, and the rules that judge each.
    pub keys: Vec<FeatureKey>,
    /// What must hold.
    pub prerequisites: Vec<Need>,
    /// What shows that it works.
    pub verify: Vec<Need>,
}

/// A key that a feature needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureKey {
    /// The name, or what it begins with.
    pub name: Prefixed,
    /// The rules that have it in a parameter.
    pub rules: Vec<RuleId>,
}

/// A rule that has to hold, for all of its subjects or some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The rule.
    pub rule: RuleId,
    /// The subjects.
    pub subject: Option<Prefixed>,
}

/// A text, or all that begin with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefixed {
    text: String,
    is_prefix: bool,
}

impl Prefixed {
    fn parse(text: &str) -> Self {
        match text.strip_suffix(WILDCARD) {
            Some(prefix) => Self {
                text: prefix.to_owned(),
                is_prefix: true,
            },
            None => Self {
                text: text.to_owned(),
                is_prefix: false,
            },
        }
    }

    /// Whether a name or subject is meant.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        if self.is_prefix {
            text.starts_with(&self.text)
        } else {
            text == self.text
        }
    }

    /// Whether a subject is that of which all that are meant are a part: `compose` of `compose/jobs`.
    #[must_use]
    pub fn is_below(&self, subject: &str) -> bool {
        self.text
            .strip_prefix(subject)
            .is_some_and(|rest| rest.starts_with(['/', '#']))
    }
}

impl std::fmt::Display for Prefixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)?;
        if self.is_prefix {
            write!(f, "{WILDCARD}")?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Need {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.subject {
            Some(subject) => write!(f, "{} {subject}", self.rule),
            None => write!(f, "{}", self.rule),
        }
    }
}

impl Feature {
    /// Leaves out what these rules say nothing about. Returns whether anything is left.
    pub(crate) fn narrow(&mut self, is_kept: impl Fn(&RuleId) -> bool) -> bool {
        self.prerequisites.retain(|need| is_kept(&need.rule));
        self.verify.retain(|need| is_kept(&need.rule));
        for key in &mut self.keys {
            key.rules.retain(&is_kept);
        }
        self.keys.retain(|key| !key.rules.is_empty());
        let switch = self.enabled_when.take();
        self.enabled_when = switch.filter(|(rule, _)| is_kept(rule));
        !(self.prerequisites.is_empty() && self.verify.is_empty() && self.keys.is_empty())
    }

    /// Every rule that says something about it.
    pub fn rules(&self) -> impl Iterator<Item = &RuleId> {
        let needs = self.prerequisites.iter().chain(&self.verify);
        let of_keys = self.keys.iter().flat_map(|key| &key.rules);
        let switch = self.enabled_when.iter().map(|(rule, _)| rule);
        needs.map(|need| &need.rule).chain(of_keys).chain(switch)
    }
}

/// A feature as a pack writes it. `None` where one removes it.
#[derive(Debug)]
pub(crate) struct Written {
    title: String,
    enabled_when: Option<Spanned<String>>,
    keys: Vec<Spanned<Prefixed>>,
    prerequisites: Vec<Spanned<Need>>,
    verify: Vec<Spanned<Need>>,
}

/// For the command line.
const FEATURE_NAME: Form = Form {
    noun: "a name for a feature",
    help: SHORT_NAME_HELP,
    fits: is_short_name,
};

/// Reads one entry of `[features]`.
pub(crate) fn read(entry: Entry, problems: &mut Problems) -> Option<(String, Option<Written>)> {
    let Entry { key, node } = entry;
    let at = key.at;
    let name = FEATURE_NAME.check(key, problems);
    let mut fields = Fields::new(table(node, "a feature", problems)?);
    if let Some(Node { value, at }) = fields.take("disable") {
        match value {
            Value::Boolean(true) => {
                fields.finish(problems);
                return Some((name?, None));
            }
            Value::Boolean(false) => {}
            other => wrong_type(at, "disable", "true or false", &other, problems),
        }
    }
    let help = "write `title = \"…\"`, what people call the feature";
    let title = fields.required_text("title", at, help, problems);
    let enabled_when = fields.text("enabled-when", problems);
    let keys = fields.texts("keys", problems);
    let prerequisites = needs(&mut fields, "prerequisites", problems);
    let verify = needs(&mut fields, "verify", problems);
    fields.finish(problems);
    let title = title.and_then(|title| NAME.check(title, problems));
    let keys: Vec<Spanned<Prefixed>> = keys
        .into_iter()
        .flat_map(|list| list.value)
        .map(|key| Spanned {
            value: Prefixed::parse(&key.value),
            at: key.at,
        })
        .collect();
    if keys.is_empty() && prerequisites.is_empty() && verify.is_empty() {
        problems.report_with(
            at,
            "nothing says what the feature needs",
            Some("write `keys`, `prerequisites` or `verify`".to_owned()),
        );
    }
    let written = Written {
        title: title?,
        enabled_when,
        keys,
        prerequisites,
        verify,
    };
    Some((name?, Some(written)))
}

fn needs(fields: &mut Fields, key: &'static str, problems: &mut Problems) -> Vec<Spanned<Need>> {
    let list = fields.texts(key, problems);
    list.into_iter()
        .flat_map(|list| list.value)
        .filter_map(|text| {
            let (rule, subject) = match text.value.split_once(' ') {
                Some((rule, subject)) => (rule, Some(Prefixed::parse(subject.trim()))),
                None => (text.value.as_str(), None),
            };
            let Ok(rule) = rule.parse() else {
                problems.report_with(
                    text.at,
                    format!("{} does not begin with a rule id", quoted(&text.value)),
                    Some("write `family/name`, and after a space the subject".to_owned()),
                );
                return None;
            };
            let value = Need { rule, subject };
            Some(Spanned { value, at: text.at })
        })
        .collect()
}

/// Makes features fit a policy. What the policy's own file says must be among its rules. A feature of a
/// pack that it extends loses what the policy does not enable.
pub(crate) fn settle(
    written: &BTreeMap<String, Written>,
    rules: &[Arc<RuleDescriptor>],
    selected: &[SelectedRule],
    unread: &[&str],
    problems: &mut Problems,
) -> Vec<Feature> {
    let known: BTreeSet<&RuleId> = rules.iter().map(|rule| &rule.id).collect();
    let enabled: BTreeSet<&RuleId> = selected.iter().map(|selected| &selected.rule).collect();
    let settled = |needs: &[Spanned<Need>], problems: &mut Problems| -> Vec<Need> {
        let mut kept = Vec::new();
        for Spanned { value: need, at } in needs {
            let rule = &need.rule;
            if enabled.contains(rule) || unread.contains(&rule.family()) {
                kept.push(need.clone());
            } else if !known.contains(rule) {
                let (message, help) = unknown_rule(rule, rules);
                problems.report_with(*at, message, help);
            } else if at.is_in_the_policys_own_file() {
                problems.report_with(
                    *at,
                    format!("the feature needs `{rule}`, which this policy does not enable"),
                    Some("enable it, or leave it out here".to_owned()),
                );
            }
        }
        kept
    };
    let mut features = Vec::new();
    for (name, feature) in written {
        let prerequisites = settled(&feature.prerequisites, problems);
        let verify = settled(&feature.verify, problems);
        let condition = feature.enabled_when.as_ref();
        let enabled_when =
            condition.and_then(|condition| switch(condition, selected, unread, problems));
        let mut keys = Vec::new();
        for Spanned { value: key, at } in &feature.keys {
            let rules = judging(key, selected);
            if !rules.is_empty() {
                let name = key.clone();
                keys.push(FeatureKey { name, rules });
            } else if at.is_in_the_policys_own_file() && !unread.contains(&ENV) {
                problems.report_with(
                    *at,
                    format!(
                        "no enabled rule of `{ENV}/` has {} in a parameter, so nothing would judge it",
                        quoted(&key.to_string())
                    ),
                    Some("add it to the keys of `env/required-key-missing`, for example".to_owned()),
                );
            }
        }
        let needs_something = !(prerequisites.is_empty() && verify.is_empty() && keys.is_empty());
        if needs_something {
            features.push(Feature {
                name: name.clone(),
                title: feature.title.clone(),
                enabled_when,
                keys,
                prerequisites,
                verify,
            });
        }
    }
    features
}

/// The condition with the rule that says whether it holds.
fn switch(
    condition: &Spanned<String>,
    selected: &[SelectedRule],
    unread: &[&str],
    problems: &mut Problems,
) -> Option<(RuleId, String)> {
    let (id, parameter) = SWITCHES;
    let rule = selected
        .iter()
        .find(|selected| selected.rule.as_str() == id);
    let conditions = rule.and_then(|rule| rule.parameters.get(parameter));
    let is_judged = matches!(
        conditions,
        Some(ParameterValue::Texts(texts)) if texts.contains(&condition.value)
    );
    if let (Some(rule), true) = (rule, is_judged) {
        return Some((rule.rule.clone(), condition.value.clone()));
    }
    if condition.at.is_in_the_policys_own_file() && !unread.contains(&ENV) {
        problems.report_with(
            condition.at,
            format!(
                "{} is not one of the `{parameter}` of `{id}`, so nothing would judge it",
                quoted(&condition.value)
            ),
            Some(format!("enable `{id}` and add it there")),
        );
    }
    None
}

/// The rules on environment files that have a key in a parameter.
fn judging(key: &Prefixed, selected: &[SelectedRule]) -> Vec<RuleId> {
    let of_env = selected
        .iter()
        .filter(|selected| judges_keys(&selected.rule));
    of_env
        .filter(|selected| selected.parameters.values().any(|value| names(value, key)))
        .map(|selected| selected.rule.clone())
        .collect()
}

/// Whether a rule may have something against a key. That a switch is on is no reason to call its feature
/// ready.
pub(crate) fn judges_keys(rule: &RuleId) -> bool {
    rule.family() == ENV && rule.as_str() != SWITCHES.0
}

/// Whether a parameter names a key: as a text, or as the key or a text of a table.
fn names(value: &ParameterValue, key: &Prefixed) -> bool {
    let is_named = |text: &String| key.fits(text);
    match value {
        ParameterValue::Boolean(_) | ParameterValue::Integer(_) | ParameterValue::Integers(_) => {
            false
        }
        ParameterValue::Text(text) => is_named(text),
        ParameterValue::Texts(texts) => texts.iter().any(is_named),
        ParameterValue::TextMap(map) => map.keys().any(is_named),
        ParameterValue::TextsMap(map) => map.values().flatten().any(is_named),
    }
}
