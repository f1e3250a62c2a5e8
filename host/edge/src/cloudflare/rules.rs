//! The rules of a phase's entry point
//! (<https://developers.cloudflare.com/ruleset-engine/about/rulesets/>).

use std::collections::BTreeMap;

use muster_facts::Secrets;
use muster_facts::cloudflare::EdgeRule;
use serde::Deserialize;
use serde_json::Value;

use super::expression;
use super::facts::{source, typed};
use super::{overrides, words};

#[derive(Deserialize)]
struct Ruleset {
    /// Absent in a ruleset that was emptied.
    #[serde(default)]
    rules: Vec<ApiRule>,
}

#[derive(Deserialize)]
struct ApiRule {
    id: String,
    action: String,
    expression: String,
    #[serde(default)]
    description: Option<String>,
    /// The API leaves it out of some answers, and then the rule is on.
    #[serde(default)]
    enabled: Option<bool>,
    #[serde(default)]
    action_parameters: Option<BTreeMap<String, Value>>,
    /// Of a rate limiting rule.
    #[serde(default)]
    ratelimit: Option<Value>,
}

/// The rules of a ruleset, in order, without the secrets that their expressions hold.
pub(super) fn edge_rules(
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
            let parameters = rule.action_parameters.unwrap_or_default();
            let mut overrides = overrides::overrides_in(&rule.action, &parameters, secrets);
            if let Some(limit) = &rule.ratelimit {
                overrides.extend(overrides::of_limit(limit, secrets));
            }
            Ok(EdgeRule {
                phase: phase.to_owned(),
                source: source(zone, &format!("rulesets/{phase}/{}", rule.id))
                    .with_text(format!("{}: {}", rule.action, shown.text)),
                description: words::description(
                    &shown.without_hidden(&rule.description.unwrap_or_default()),
                    secrets,
                ),
                enabled: rule.enabled.unwrap_or(true),
                skips: match rule.action.as_str() {
                    "skip" => skips(&parameters)?,
                    _ => Vec::new(),
                },
                overrides,
                id: rule.id,
                action: rule.action,
                expression: shown.text,
            })
        })
        .collect()
}

/// What a `skip` passes over. An option that is not known is among it, so that nobody takes the
/// rule for one that passes over less.
fn skips(parameters: &BTreeMap<String, Value>) -> Result<Vec<String>, String> {
    let mut skips = Vec::new();
    let mut rest = false;
    for (option, value) in parameters {
        match option.as_str() {
            // Of the entry point of a phase, both end at the same place.
            "ruleset" | "phase" if value.as_str() == Some("current") => rest = true,
            "phases" | "products" => skips.extend(typed::<Vec<String>>(value)?),
            "rulesets" => skips.extend(
                typed::<Vec<String>>(value)?
                    .iter()
                    .map(|id| format!("ruleset:{id}")),
            ),
            "rules" => skips.extend(
                typed::<BTreeMap<String, Vec<String>>>(value)?
                    .values()
                    .flatten()
                    .map(|id| format!("rule:{id}")),
            ),
            // Whether it is logged.
            "logging" => {}
            _ => skips.push(format!("?{}", overrides::word(option))),
        }
    }
    if rest {
        skips.insert(0, "*".to_owned());
    }
    Ok(skips)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn skipped(parameters: &Value) -> Result<Vec<String>, String> {
        skips(&typed(parameters).unwrap())
    }

    #[test]
    fn every_option_of_a_skip_is_read() {
        for (parameters, expected) in [
            (json!({"ruleset": "current"}), vec!["*"]),
            (json!({"phase": "current"}), vec!["*"]),
            (json!({"phase": "current", "ruleset": "current"}), vec!["*"]),
            (
                json!({"phases": ["http_ratelimit", "http_request_sbfm"]}),
                vec!["http_ratelimit", "http_request_sbfm"],
            ),
            (json!({"products": ["bic", "waf"]}), vec!["bic", "waf"]),
            (json!({"rulesets": ["efb7"]}), vec!["ruleset:efb7"]),
            (json!({"rules": {"efb7": ["5de7"]}}), vec!["rule:5de7"]),
            (json!({"logging": {"enabled": true}}), vec![]),
            (json!({"phase": "next"}), vec!["?phase"]),
            (json!({"newer": ["current"]}), vec!["?newer"]),
            (json!({"Not A Word": 1}), vec!["?[redacted]"]),
        ] {
            assert_eq!(skipped(&parameters).unwrap(), expected, "{parameters}");
        }
        assert!(skipped(&json!({"phases": "http_ratelimit"})).is_err());
    }

    #[test]
    fn narrower_overrides_and_the_way_a_limit_counts_are_read() {
        let ruleset = json!({"rules": [
            {"id": "m1", "action": "execute", "expression": "true", "action_parameters": {
                "id": "efb7", "version": "latest", "overrides": {
                    "enabled": false,
                    "sensitivity_level": "low",
                    "categories": [{"category": "wordpress", "action": "block", "enabled": true}],
                    "rules": [{"id": "5de7", "score_threshold": 60, "action": "Not A Word"}],
                }}},
            {"id": "l1", "action": "block", "expression": "true", "ratelimit": {
                "characteristics": ["cf.colo.id", "ip.src"], "counting_expression": "",
                "period": 10}},
        ]});
        let rules = edge_rules("example.com", "x", &ruleset, &Secrets::default()).unwrap();
        let shown = |rule: &EdgeRule| -> Vec<String> {
            rule.overrides
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        assert_eq!(
            shown(&rules[0]),
            [
                "id=efb7",
                "enabled=off",
                "sensitivity_level=low",
                "categories/wordpress/action=block",
                "categories/wordpress/enabled=on",
                "rules/5de7/action=[redacted]",
                "rules/5de7/score_threshold=60",
            ]
        );
        assert_eq!(
            shown(&rules[1]),
            [
                "ratelimit/characteristics/0=cf.colo.id",
                "ratelimit/characteristics/1=ip.src",
            ]
        );
    }
}
