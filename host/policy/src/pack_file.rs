//! What one pack file says, checked as far as that needs neither other files nor plugins.

use std::collections::BTreeMap;
use std::path::Path;

use muster_outcomes::{RuleId, Severity};

use crate::attestations::MOST_DAYS;
use crate::description::Description;
use crate::diagnostic::quoted;
use crate::document::{DocumentedKey, Entry, Fields, NAME, Node, Value, table, wrong_type};
use crate::parameters::check_references;
use crate::source::{Problems, Span, Spanned};
use crate::suggest::did_you_mean;
use crate::{InvalidPattern, Pattern, PluginSpec, features};

/// For how many days an attestation holds at most: of a policy, and of a rule in it.
const ATTESTATION_DAYS: &str = "attestation-days";

/// Which rules a deploy can change.
const AFTER_DEPLOY: &str = "after-deploy";

/// The keys of a file.
pub(crate) const TOP_LEVEL: [DocumentedKey; 13] = [
    DocumentedKey {
        name: "name",
        r#type: "string",
        meaning: "what reports call the policy; only an exact copy of a built-in pack can keep its name",
        default: "the file's path",
    },
    DocumentedKey {
        name: "description",
        r#type: "string",
        meaning: "one sentence for readers",
        default: "none",
    },
    DocumentedKey {
        name: "extends",
        r#type: "array of strings",
        meaning: "packs to start from: names of built-in packs, or paths ending in `.toml`, relative to this file",
        default: "none",
    },
    DocumentedKey {
        name: "gate",
        r#type: "severity",
        meaning: "failures of this severity and above give exit code 1",
        default: "`low`",
    },
    DocumentedKey {
        name: "enable",
        r#type: "array of patterns",
        meaning: "rules to add",
        default: "none",
    },
    DocumentedKey {
        name: "disable",
        r#type: "array of patterns",
        meaning: "rules to remove",
        default: "none",
    },
    DocumentedKey {
        name: AFTER_DEPLOY,
        r#type: "array of patterns",
        meaning: "rules that a deploy can change, for [`muster features --after-deploy`](#after-a-deploy); replaces the list of an extended pack",
        default: "none",
    },
    DocumentedKey {
        name: "attestations",
        r#type: "string",
        meaning: "the file with what people [answer for](#attestations), relative to this file; only the policy's own file may name one",
        default: "none",
    },
    DocumentedKey {
        name: ATTESTATION_DAYS,
        r#type: "integer",
        meaning: "for how many days an attestation is valid at most",
        default: "365",
    },
    DocumentedKey {
        name: "targets",
        r#type: "table",
        meaning: "settings of this host",
        default: "empty",
    },
    DocumentedKey {
        name: "rules",
        r#type: "table",
        meaning: "[settings of rules](#rules), each by its id: `[rules.\"…\"]`",
        default: "the plugin's",
    },
    DocumentedKey {
        name: "features",
        r#type: "table",
        meaning: "the [features](#features) of the application, each by its name: `[features.…]`",
        default: "none",
    },
    DocumentedKey {
        name: "plugins",
        r#type: "table",
        meaning: "plugins that do not come with Muster, each by its name: `[plugins.…]`",
        default: "none",
    },
];

/// What one file says. `None` is what it does not say.
#[derive(Debug, Default)]
pub(crate) struct PackFile {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) description: Option<String>,
    pub(crate) extends: Vec<Spanned<String>>,
    pub(crate) gate: Option<Severity>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) after_deploy: Option<Vec<Spanned<Pattern>>>,
    /// The file with attestations.
    pub(crate) attestations: Option<Spanned<String>>,
    pub(crate) attestation_days: Option<u32>,
    /// `[targets]`, which is read over what the extended packs say.
    pub(crate) targets: Vec<Entry>,
    pub(crate) rules: BTreeMap<RuleId, RuleSettings>,
    /// `None` removes one.
    pub(crate) features: BTreeMap<String, Option<features::Written>>,
    pub(crate) plugins: Vec<PluginSpec>,
}

/// One entry of `enable` or `disable`.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) enable: bool,
    pub(crate) pattern: Spanned<Pattern>,
}

/// What packs say about one rule.
#[derive(Debug)]
pub(crate) struct RuleSettings {
    /// Where the rule is named, for the message when there is no such rule.
    pub(crate) at: Span,
    pub(crate) severity: Option<Severity>,
    pub(crate) attestation_days: Option<u32>,
    pub(crate) description: Description,
    pub(crate) parameters: BTreeMap<String, Setting>,
}

/// A parameter as it was written; its type is known only once the plugin is.
#[derive(Debug)]
pub(crate) struct Setting {
    /// Where its name stands.
    pub(crate) at: Span,
    pub(crate) node: Node,
}

impl RuleSettings {
    /// Whether they make a rule of the pack's own.
    pub(crate) const fn makes_a_rule(&self) -> bool {
        self.description.makes_a_rule()
    }

    /// Adds what a later pack says, key by key.
    pub(crate) fn override_with(&mut self, later: Self, problems: &mut Problems) {
        self.severity = later.severity.or(self.severity);
        self.attestation_days = later.attestation_days.or(self.attestation_days);
        self.description.override_with(later.description, problems);
        self.parameters.extend(later.parameters);
    }
}

impl PackFile {
    /// `path` is where the file is; a built-in pack has none and cannot refer to files.
    pub(crate) fn read(entries: Vec<Entry>, path: Option<&Path>, problems: &mut Problems) -> Self {
        let mut fields = Fields::new(entries);
        let name = fields.text("name", problems).and_then(|name| {
            let at = name.at;
            let value = NAME.check(name, problems)?;
            Some(Spanned { value, at })
        });
        let description = fields.text("description", problems);
        let extends = fields.texts("extends", problems);
        let gate = severity(&mut fields, "gate", problems);
        let enable = choices(&mut fields, "enable", true, problems);
        let disable = choices(&mut fields, "disable", false, problems);
        let after_deploy = patterns(&mut fields, AFTER_DEPLOY, problems);
        let attestations = fields.text("attestations", problems);
        let attestation_days = days(&mut fields, problems);
        let targets = fields.table("targets", problems);
        let rules = fields.table("rules", problems);
        let features = fields.table("features", problems);
        let plugins = fields.table("plugins", problems);
        fields.finish(problems);
        Self {
            name,
            description: description.map(|text| text.value),
            extends: extends.map(|list| list.value).unwrap_or_default(),
            gate,
            choices: enable.chain(disable).collect(),
            after_deploy,
            attestations,
            attestation_days,
            targets,
            rules: rules
                .into_iter()
                .filter_map(|entry| rule_settings(entry, problems))
                .collect(),
            features: features
                .into_iter()
                .filter_map(|entry| features::read(entry, problems))
                .collect(),
            plugins: plugins
                .into_iter()
                .filter_map(|entry| PluginSpec::read(entry, path, problems))
                .collect(),
        }
    }
}

fn severity(fields: &mut Fields, key: &'static str, problems: &mut Problems) -> Option<Severity> {
    let text = fields.text(key, problems)?;
    let severity = text.value.parse().ok();
    if severity.is_none() {
        problems.report_with(
            text.at,
            format!("{} is not a severity", quoted(&text.value)),
            did_you_mean(&text.value, &Severity::ALL.map(Severity::as_str)),
        );
    }
    severity
}

/// For how many days an attestation holds at most.
fn days(fields: &mut Fields, problems: &mut Problems) -> Option<u32> {
    let Node { value, at } = fields.take(ATTESTATION_DAYS)?;
    let Value::Integer(number) = value else {
        wrong_type(at, ATTESTATION_DAYS, "an integer", &value, problems);
        return None;
    };
    let days = u32::try_from(number).ok();
    let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
    if days.is_none() {
        problems.report_with(
            at,
            format!("`{number}` is not a number of days"),
            Some(format!("write an integer from 1 to {MOST_DAYS}")),
        );
    }
    days
}

fn choices(
    fields: &mut Fields,
    key: &'static str,
    enable: bool,
    problems: &mut Problems,
) -> impl Iterator<Item = Choice> + use<> {
    let patterns = patterns(fields, key, problems).into_iter().flatten();
    patterns.map(move |pattern| Choice { enable, pattern })
}

/// The patterns of rules below a key; none where it is not there.
fn patterns(
    fields: &mut Fields,
    key: &'static str,
    problems: &mut Problems,
) -> Option<Vec<Spanned<Pattern>>> {
    let texts = fields.texts(key, problems)?.value;
    let patterns = texts.into_iter().filter_map(|text| {
        let pattern = text
            .value
            .parse()
            .inspect_err(|error: &InvalidPattern| {
                problems.report_with(
                    text.at,
                    error.to_string(),
                    Some(InvalidPattern::HELP.to_owned()),
                );
            })
            .ok()?;
        Some(Spanned {
            value: pattern,
            at: text.at,
        })
    });
    Some(patterns.collect())
}

fn rule_settings(entry: Entry, problems: &mut Problems) -> Option<(RuleId, RuleSettings)> {
    let Entry { key, node } = entry;
    let id = key.value.parse::<RuleId>();
    if id.is_err() {
        problems.report_with(
            key.at,
            format!("{} is not a rule id", quoted(&key.value)),
            Some("write `[rules.\"family/name\"]`, in quotes".to_owned()),
        );
    }
    let mut fields = Fields::new(table(node, "a rule", problems)?);
    let severity = severity(&mut fields, "severity", problems);
    let attestation_days = days(&mut fields, problems);
    let description = Description::read(&mut fields, problems);
    let parameters = fields
        .table("parameters", problems)
        .into_iter()
        .map(|Entry { key, node }| {
            check_references(&node, problems);
            let setting = Setting { at: key.at, node };
            (key.value, setting)
        })
        .collect();
    fields.finish(problems);
    let settings = RuleSettings {
        at: key.at,
        severity,
        attestation_days,
        description,
        parameters,
    };
    Some((id.ok()?, settings))
}
