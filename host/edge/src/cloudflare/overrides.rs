//! What a rule sets beside its action: settings of the zone, what it changes in a ruleset that it
//! runs (<https://developers.cloudflare.com/ruleset-engine/managed-rulesets/override-managed-ruleset/>),
//! and how a limit counts (<https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/>).

use std::collections::BTreeMap;

use muster_facts::{REDACTED, Secrets};
use serde_json::Value;

use super::expression;
use super::facts::text;
use super::page_rules::{hidden, without_queries};

/// What can be overridden of a ruleset, of the rules with a tag and of one rule.
const PROPERTIES: [&str; 4] = ["action", "enabled", "score_threshold", "sensitivity_level"];

/// Lists of narrower overrides, and what names the rules that each of them is for.
const NARROWER: [(&str, &str); 2] = [("categories", "category"), ("rules", "id")];

/// What a rule sets for the requests that it fits.
pub(super) fn overrides_in(
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
            let id = parameters.get("id").and_then(Value::as_str);
            let mut found: Vec<(String, String)> = id
                .map(|id| ("id".to_owned(), word(id).to_owned()))
                .into_iter()
                .collect();
            let Some(overridden) = parameters.get("overrides") else {
                return found;
            };
            found.extend(properties("", overridden, secrets));
            for (list, named_by) in NARROWER {
                let entries = overridden.get(list).and_then(Value::as_array);
                for entry in entries.into_iter().flatten() {
                    let name = entry.get(named_by).and_then(Value::as_str).unwrap_or("?");
                    let prefix = format!("{list}/{}/", word(name));
                    found.extend(properties(&prefix, entry, secrets));
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

/// How a rate limit counts.
pub(super) fn of_limit(limit: &Value, secrets: &Secrets) -> Vec<(String, String)> {
    let characteristics = limit.get("characteristics").and_then(Value::as_array);
    let counting = limit.get("counting_expression").and_then(Value::as_str);
    characteristics
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(at, value)| (format!("ratelimit/characteristics/{at}"), text(value)))
        .chain(
            counting
                .filter(|expression| !expression.is_empty())
                .map(|expression| {
                    (
                        "ratelimit/counting_expression".to_owned(),
                        expression.to_owned(),
                    )
                }),
        )
        .map(|(name, expression)| {
            let shown = expression::shown(&expression);
            shown.register(secrets);
            (name, shown.text)
        })
        .collect()
}

fn properties(prefix: &str, of: &Value, secrets: &Secrets) -> Vec<(String, String)> {
    PROPERTIES
        .into_iter()
        .filter_map(|name| {
            let value = match of.get(name)? {
                value @ Value::String(text) if !is_word(text) => hidden(value, secrets),
                value @ (Value::Object(_) | Value::Array(_)) => hidden(value, secrets),
                value => value.clone(),
            };
            Some((format!("{prefix}{name}"), text(&value)))
        })
        .collect()
}

/// A name of the API's own, or what stands for something else.
pub(super) fn word(text: &str) -> &str {
    if is_word(text) { text } else { REDACTED }
}

/// The form of the API's own words, such as `managed_challenge`, and of its numbers.
fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.?".contains(&byte)
        })
}
