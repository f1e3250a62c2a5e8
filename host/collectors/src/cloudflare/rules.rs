//! The rules of a phase's entry point
//! (<https://developers.cloudflare.com/ruleset-engine/about/rulesets/>).

use std::collections::BTreeMap;

use muster_facts::Secrets;
use muster_facts::cloudflare::EdgeRule;
use serde::Deserialize;
use serde_json::Value;

use super::expression;
use super::facts::{source, text, typed};
use super::page_rules::{hidden, without_queries};
use super::words;

#[derive(Deserialize)]
struct Ruleset {
    /// Absent in a ruleset that was emptied.
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    action: String,
    expression: String,
    #[serde(default)]
    description: Option<String>,
    /// The API leaves it out of some answers, and then the rule is on.
    #[serde(default)]
    enabled: Option<bool>,
    #[serde(default)]
    action_parameters: BTreeMap<String, Value>,
}

/// The rules of a ruleset, in order, without the secrets that their expressions hold.
pub(super) fn of(
    zone: &str,
    phase: &str,
    ruleset: &Value,
    secrets: &Secrets,
) -> Result<Vec<EdgeRule>, String> {
    let ruleset: Ruleset = typed(ruleset)?;
    ruleset
        .rules
        .into_iter()
        .map(|rule| {
            let shown = expression::shown(&rule.expression);
            shown.register(secrets);
            Ok(EdgeRule {
                phase: phase.to_owned(),
                source: source(zone, &format!("rulesets/{phase}/{}", rule.id))
                    .with_text(format!("{}: {}", rule.action, shown.text)),
                description: words::description(
                    &shown.without_hidden(&rule.description.unwrap_or_default()),
                    secrets,
                ),
                enabled: rule.enabled.unwrap_or(true),
                skips: skips(&rule.action_parameters)?,
                overrides: overrides(&rule.action, &rule.action_parameters, secrets),
                id: rule.id,
                action: rule.action,
                expression: shown.text,
            })
        })
        .collect()
}

/// What a `skip` passes over.
fn skips(parameters: &BTreeMap<String, Value>) -> Result<Vec<String>, String> {
    let mut skips = Vec::new();
    if parameters.get("ruleset").and_then(Value::as_str) == Some("current") {
        skips.push("*".to_owned());
    }
    for key in ["phases", "products"] {
        if let Some(names) = parameters.get(key) {
            skips.extend(typed::<Vec<String>>(names)?);
        }
    }
    if let Some(rulesets) = parameters.get("rulesets") {
        let rulesets: Vec<String> = typed(rulesets)?;
        skips.extend(rulesets.iter().map(|id| format!("ruleset:{id}")));
    }
    if let Some(rules) = parameters.get("rules") {
        let rules: BTreeMap<String, Vec<String>> = typed(rules)?;
        skips.extend(rules.values().flatten().map(|id| format!("rule:{id}")));
    }
    Ok(skips)
}

/// What a rule sets for the requests that it fits.
fn overrides(
    action: &str,
    parameters: &BTreeMap<String, Value>,
    secrets: &Secrets,
) -> Vec<(String, String)> {
    match action {
        "set_config" => parameters
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Object(_) | Value::Array(_) => hidden(value, secrets),
                    _ => without_queries(value, secrets),
                };
                (name.clone(), text(&value))
            })
            .collect(),
        "execute" => {
            let id = parameters.get("id");
            let overridden = parameters.get("overrides");
            let id = id.map(|id| ("id".to_owned(), text(id)));
            let others = ["action", "enabled"].into_iter().filter_map(|name| {
                let value = overridden?.get(name)?;
                let value = match value {
                    Value::String(word) if !is_action(word) => hidden(value, secrets),
                    Value::Object(_) | Value::Array(_) => hidden(value, secrets),
                    _ => value.clone(),
                };
                Some((name.to_owned(), text(&value)))
            });
            id.into_iter().chain(others).collect()
        }
        _ => Vec::new(),
    }
}

/// The form of the API's own words, such as `managed_challenge`.
fn is_action(word: &str) -> bool {
    word.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
