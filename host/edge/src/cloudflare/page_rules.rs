//! Page rules, the older way to override a setting for some addresses
//! (<https://developers.cloudflare.com/rules/page-rules/>).

use std::cmp::Reverse;

use muster_facts::cloudflare::EdgeRule;
use muster_facts::{REDACTED, Secret, Secrets};
use serde::Deserialize;
use serde_json::Value;

use super::endpoint::PAGE_RULES_PHASE;
use super::expression;
use super::facts::{source, text, typed};

#[derive(Deserialize)]
struct PageRule {
    id: String,
    targets: Vec<Target>,
    actions: Vec<Action>,
    status: String,
    #[serde(default)]
    priority: i64,
}

#[derive(Deserialize)]
struct Target {
    constraint: Constraint,
}

#[derive(Deserialize)]
struct Constraint {
    value: String,
}

#[derive(Deserialize)]
struct Action {
    id: String,
    #[serde(default)]
    value: Value,
}

/// The page rules of a zone. The one with the highest priority is applied first.
pub(super) fn page_rules_as_edge_rules(
    zone: &str,
    rules: &Value,
    secrets: &Secrets,
) -> Result<Vec<EdgeRule>, String> {
    let mut rules: Vec<PageRule> = typed(rules)?;
    rules.sort_by_key(|rule| Reverse(rule.priority));
    Ok(rules
        .into_iter()
        .map(|rule| {
            let patterns: Vec<String> = rule
                .targets
                .into_iter()
                .map(|target| {
                    let shown = expression::shown_address(&target.constraint.value);
                    shown.register(secrets);
                    shown.text
                })
                .collect();
            let pattern = patterns.join(" ");
            EdgeRule {
                phase: PAGE_RULES_PHASE.to_owned(),
                source: source(zone, &format!("pagerules/{}", rule.id)).with_text(pattern.clone()),
                id: rule.id,
                description: String::new(),
                action: "page_rule".to_owned(),
                enabled: rule.status == "active",
                expression: pattern,
                skips: Vec::new(),
                overrides: rule
                    .actions
                    .iter()
                    .map(|action| {
                        // An action without a value is a switch that is on.
                        let value = match &action.value {
                            Value::Null => "on".to_owned(),
                            value => text(&without_queries(value, secrets)),
                        };
                        (action.id.clone(), value)
                    })
                    .collect(),
            }
        })
        .collect())
}

/// A value whose texts, such as the address of a redirection, have no query that holds a secret.
pub(super) fn without_queries(value: &Value, secrets: &Secrets) -> Value {
    match value {
        Value::String(address) => {
            let shown = expression::shown_address(address);
            shown.register(secrets);
            Value::String(shown.text)
        }
        // An action's value is a word, or one object of them.
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::Object(_) | Value::Array(_) => (name.clone(), hidden(value, secrets)),
                _ => (name.clone(), without_queries(value, secrets)),
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(_) => hidden(value, secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// What stands for a value whose parts are not known.
pub(super) fn hidden(value: &Value, secrets: &Secrets) -> Value {
    match value {
        Value::String(text) => secrets.register(&Secret::new(text.as_str())),
        Value::Array(items) => items.iter().for_each(|item| {
            hidden(item, secrets);
        }),
        Value::Object(fields) => fields.values().for_each(|field| {
            hidden(field, secrets);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Value::String(REDACTED.to_owned())
}
