//! What a rule of the managed phase makes of the ruleset that it runs. Overrides of single rules
//! count before those of a tag, and these before those of the whole ruleset
//! (<https://developers.cloudflare.com/ruleset-engine/managed-rulesets/override-managed-ruleset/>).

use std::collections::BTreeMap;

use muster_sdk::cloudflare::EdgeRule;

use crate::engine::{self, Effect, Knows, MANAGED_RULESETS, OWASP_LAST_RULE};

/// What a ruleset does to attacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Force {
    /// It stops them.
    Stops,
    /// It stops those that these parts of it know; all else is off or logged.
    InPart(Vec<String>),
    /// It is switched off, or only logs.
    Idle,
    /// It stops the most widespread ones alone.
    Few,
    /// It is about something else.
    KnowsNone(&'static str),
    /// Muster does not know the ruleset.
    Unknown(String),
}

/// What a rule overrides, of the ruleset or of a part of it.
#[derive(Clone, Copy, Default)]
struct Override<'a> {
    enabled: Option<&'a str>,
    action: Option<&'a str>,
    sensitivity: Option<&'a str>,
}

impl<'a> Override<'a> {
    fn set(&mut self, property: &str, value: &'a str) {
        match property {
            "enabled" => self.enabled = Some(value),
            "action" => self.action = Some(value),
            "sensitivity_level" => self.sensitivity = Some(value),
            _ => {}
        }
    }

    /// The same, with what it leaves out from a wider one.
    fn within(self, wider: Self) -> Self {
        Self {
            enabled: self.enabled.or(wider.enabled),
            action: self.action.or(wider.action),
            sensitivity: self.sensitivity.or(wider.sensitivity),
        }
    }

    /// Whether rules that it is for stop anything. Without an action they keep their own.
    fn stops(self) -> bool {
        self.enabled != Some("off")
            // Essentially off.
            && self.sensitivity != Some("eoff")
            && self
                .action
                .is_none_or(|action| engine::effect(action) == Effect::Stops)
    }

    /// Whether it brings rules back that a wider one takes away.
    fn revives(self, wider: Self) -> bool {
        !wider.stops() && self.within(wider).stops()
    }
}

/// What the ruleset does that a rule runs.
pub(crate) fn force(rule: &EdgeRule) -> Force {
    let id = ruleset(rule).unwrap_or_default();
    let Some((_, name, knows)) = MANAGED_RULESETS.iter().find(|(known, ..)| *known == id) else {
        return Force::Unknown(id.to_owned());
    };
    let mut whole = Override::default();
    let mut parts: BTreeMap<&str, Override<'_>> = BTreeMap::new();
    for (name, value) in &rule.overrides {
        match name.rsplit_once('/') {
            None => whole.set(name, value),
            Some((part, property)) => parts.entry(part).or_default().set(property, value),
        }
    }
    let force = match knows {
        Knows::NoAttacks => return Force::KnowsNone(name),
        Knows::Points => points(whole, &parts),
        Knows::Attacks | Knows::FewAttacks => in_parts(whole, &parts),
    };
    match (force, knows) {
        (Force::Stops, Knows::FewAttacks) => Force::Few,
        (force, _) => force,
    }
}

fn in_parts(whole: Override<'_>, parts: &BTreeMap<&str, Override<'_>>) -> Force {
    if whole.stops() {
        return Force::Stops;
    }
    let revived: Vec<String> = parts
        .iter()
        .filter(|(_, part)| part.revives(whole))
        .map(|(name, _)| shown(name))
        .collect();
    if revived.is_empty() {
        Force::Idle
    } else {
        Force::InPart(revived)
    }
}

/// Of the OWASP ruleset, the last rule alone acts, on the points of the others.
fn points(whole: Override<'_>, parts: &BTreeMap<&str, Override<'_>>) -> Force {
    let last = parts
        .iter()
        .find(|(name, _)| name.ends_with(OWASP_LAST_RULE))
        .map_or(whole, |(_, last)| last.within(whole));
    if !last.stops() {
        return Force::Idle;
    }
    if whole.enabled != Some("off") {
        // Each of the others has one of these tags.
        let is_off = |level: &str| {
            let part = parts.get(format!("categories/{level}").as_str());
            part.is_some_and(|part| part.enabled == Some("off"))
        };
        return if engine::PARANOIA_LEVELS.iter().all(|level| is_off(level)) {
            Force::Idle
        } else {
            Force::Stops
        };
    }
    let counting: Vec<String> = parts
        .iter()
        .filter(|(name, part)| part.enabled == Some("on") && !name.ends_with(OWASP_LAST_RULE))
        .map(|(name, _)| shown(name))
        .collect();
    if counting.is_empty() {
        Force::Idle
    } else {
        Force::InPart(counting)
    }
}

/// The ruleset that a rule runs.
pub(crate) fn ruleset(rule: &EdgeRule) -> Option<&str> {
    rule.overrides
        .iter()
        .find(|(name, _)| name == "id")
        .map(|(_, id)| id.as_str())
}

/// `categories/wordpress` in words.
fn shown(part: &str) -> String {
    match part.split_once('/') {
        Some(("categories", name)) => format!("the tag `{name}`"),
        Some((_, id)) => format!("the rule {id}"),
        None => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::OWASP;
    use crate::fixtures::rule;

    const MANAGED: &str = "efb7b8c949ac4650a09736fc376e9aee";

    fn of(id: &str, overrides: &[(&str, &str)]) -> Force {
        let mut rule = rule("execute", "true");
        rule.overrides = [("id", id)]
            .iter()
            .chain(overrides)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        force(&rule)
    }

    #[test]
    fn every_ruleset_is_known_for_what_it_knows() {
        for (id, name, knows) in MANAGED_RULESETS {
            let expected = match knows {
                Knows::Attacks | Knows::Points => Force::Stops,
                Knows::FewAttacks => Force::Few,
                Knows::NoAttacks => Force::KnowsNone(name),
            };
            assert_eq!(of(id, &[]), expected, "{name}");
            let off = of(id, &[("enabled", "off")]);
            assert!(matches!(off, Force::Idle | Force::KnowsNone(_)), "{name}");
        }
        assert_eq!(of("f00", &[]), Force::Unknown("f00".to_owned()));
    }

    #[test]
    fn every_action_and_property_that_overrides_the_whole_counts() {
        for (action, effect) in engine::ACTIONS {
            let expected = match effect {
                Effect::Stops => Force::Stops,
                Effect::Continues | Effect::Skips | Effect::Executes | Effect::Varies => {
                    Force::Idle
                }
            };
            assert_eq!(of(MANAGED, &[("action", action)]), expected, "{action}");
        }
        assert_eq!(of(MANAGED, &[("enabled", "on")]), Force::Stops);
        assert_eq!(of(MANAGED, &[("sensitivity_level", "eoff")]), Force::Idle);
        for level in ["default", "medium", "low"] {
            assert_eq!(of(MANAGED, &[("sensitivity_level", level)]), Force::Stops);
        }
    }

    #[test]
    fn the_narrower_override_counts() {
        let (off, log) = (("enabled", "off"), ("action", "log"));
        let part = || Force::InPart(vec!["the tag `joomla`".to_owned()]);
        let on = ("categories/joomla/enabled", "on");
        assert_eq!(of(MANAGED, &[off, on]), part());
        assert_eq!(
            of(MANAGED, &[off, on, ("categories/joomla/action", "block")]),
            part()
        );
        assert_eq!(
            of(MANAGED, &[off, on, ("categories/joomla/action", "log")]),
            Force::Idle
        );
        // Switched on, and logged as all others.
        assert_eq!(of(MANAGED, &[off, log, on]), Force::Idle);
        // Another action does not switch them on.
        assert_eq!(
            of(MANAGED, &[off, ("categories/joomla/action", "block")]),
            Force::Idle
        );
        assert_eq!(
            of(MANAGED, &[log, ("categories/joomla/action", "block")]),
            part()
        );
        assert_eq!(
            of(
                MANAGED,
                &[
                    off,
                    ("rules/5de7edfa648c4d6891dc3e7f84534ffa/enabled", "on")
                ]
            ),
            Force::InPart(vec!["the rule 5de7edfa648c4d6891dc3e7f84534ffa".to_owned()])
        );
        // What is switched off or logged in part leaves the rest.
        for (name, value) in [
            ("categories/joomla/enabled", "off"),
            ("rules/5de7edfa648c4d6891dc3e7f84534ffa/action", "log"),
        ] {
            assert_eq!(of(MANAGED, &[(name, value)]), Force::Stops);
        }
    }

    #[test]
    fn the_last_rule_of_owasp_decides() {
        let last = |property: &str| format!("rules/{OWASP_LAST_RULE}/{property}");
        assert_eq!(of(OWASP, &[(&last("action"), "block")]), Force::Stops);
        assert_eq!(of(OWASP, &[(&last("score_threshold"), "60")]), Force::Stops);
        assert_eq!(of(OWASP, &[(&last("action"), "log")]), Force::Idle);
        assert_eq!(of(OWASP, &[(&last("enabled"), "off")]), Force::Idle);
        let paranoia = ("categories/paranoia-level-3/enabled", "off");
        assert_eq!(of(OWASP, &[paranoia]), Force::Stops);
        let off = |levels: &[&str]| {
            let names: Vec<String> = levels
                .iter()
                .map(|level| format!("categories/{level}/enabled"))
                .collect();
            let overrides: Vec<(&str, &str)> =
                names.iter().map(|name| (name.as_str(), "off")).collect();
            of(OWASP, &overrides)
        };
        assert_eq!(off(&engine::PARANOIA_LEVELS), Force::Idle);
        assert_eq!(off(&engine::PARANOIA_LEVELS[1..]), Force::Stops);
        let on = last("enabled");
        assert_eq!(of(OWASP, &[("enabled", "off"), (&on, "on")]), Force::Idle);
        assert!(matches!(
            of(
                OWASP,
                &[
                    ("enabled", "off"),
                    (&on, "on"),
                    ("categories/paranoia-level-1/enabled", "on")
                ]
            ),
            Force::InPart(_)
        ));
    }
}
