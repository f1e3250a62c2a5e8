//! `cloudflare/development-mode`

use muster_sdk::{Finding, Outcome, Requirement};

use crate::overridden::{Overridden, Rules};
use crate::setting::{self, Setting};
use crate::{proxy, walk, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Security levels that pass. `under_attack` challenges every visitor, and is meant for
        /// emergencies.
        #[form(Words(&["off", "essentially_off", "low", "medium", "high", "under_attack"]))]
        levels: Vec<String> = ["low", "medium", "high"],
    }
}

muster_sdk::rule! {
    id: "cloudflare/development-mode",
    severity: Low,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "manual"],
    documentation: "development_mode.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let levels: Vec<&str> = parameters.levels.iter().map(String::as_str).collect();
        let level = setting::required("security_level")?;
        let mode = setting::required("development_mode")?;
        proxy::unless_idle(zone, &mode.source.name.clone(), |_| {
            let mode = mode.against(&Requirement {
                allowed: &["off"],
                called: "Development mode",
                consequence: "every request goes to the origin, cached or not",
                fix: "Turn off Caching > Configuration > Development Mode",
            });
            let own = level.clone().against(&required(&levels, &level.value));
            let level = match Rules::read() {
                Ok(rules) => effective(own, level, &rules.of("security_level", &zone.names), &levels),
                // A level that is too low is one, whatever rules say for some requests.
                Err(_) if !levels.contains(&level.value.as_str()) => own,
                Err(error) => Finding::error(
                    level.source.name.clone(),
                    format!(
                        "The security level is `{}`, and it is not known whether a rule sets another: \
                         {}.",
                        level.value,
                        error.reason().trim_end_matches('.')
                    ),
                )
                .at(level.source, "is set here"),
            };
            Ok(vec![mode, level])
        })
    })
}

fn required<'a>(levels: &'a [&'a str], value: &str) -> Requirement<'a> {
    Requirement {
        allowed: levels,
        called: "The security level",
        consequence: match value {
            "under_attack" => "every visitor is challenged, programs included",
            _ => "addresses known for attacks are not challenged",
        },
        fix: "Set Security > Settings > Security Level",
    }
}

/// The worst that a rule makes of the level, or else what the zone says.
fn effective(own: Finding, level: Setting, overridden: &Overridden, levels: &[&str]) -> Finding {
    let is_bad = |value: &str| !levels.contains(&value);
    let subject = level.source.name.clone();
    if let Some(set) = overridden.always.iter().find(|set| is_bad(&set.value)) {
        let rule = walk::called(&set.rule);
        let consequence = required(levels, &set.value).consequence;
        return Finding::fail(
            subject,
            format!(
                "The security level is `{}` for every request to {}, by {rule}, so {consequence}.",
                set.value, set.host
            ),
        )
        .observed(set.value.clone())
        .required(levels.join(" or "))
        .fix("Remove the security level from the rule")
        .at(set.rule.source.clone(), "sets it")
        .at(level.source, "is overridden");
    }
    if overridden.left > 0 && is_bad(&level.value) {
        return own;
    }
    if let Some((set, why)) = overridden
        .perhaps
        .iter()
        .find(|(set, _)| is_bad(&set.value))
    {
        let rule = walk::called(&set.rule);
        return Finding::manual(
            subject,
            format!(
                "Check whether {rule} should set the security level to `{}` for some requests to \
                 {}: {why}.",
                set.value, set.host
            ),
        )
        .at(set.rule.source.clone(), "sets it")
        .at(level.source, "is overridden");
    }
    match overridden.always.first() {
        Some(set) if overridden.left == 0 => Finding::pass(
            subject,
            format!(
                "The security level is `{}`, by {}.",
                set.value,
                walk::called(&set.rule)
            ),
        )
        .observed(set.value.clone())
        .at(set.rule.source.clone(), "sets it"),
        Some(_) | None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use crate::overridden::Override;
    use muster_sdk::{FindingRecord, Source, Status};

    fn judged(zone: &str, always: Option<&str>, perhaps: Option<&str>) -> Status {
        let set = |value: &str| Override {
            value: value.to_owned(),
            rule: rule("set_config", "true"),
            host: "example.com".to_owned(),
        };
        let overridden = Overridden {
            always: always.map(set).into_iter().collect(),
            perhaps: perhaps
                .map(|value| (set(value), "it depends".to_owned()))
                .into_iter()
                .collect(),
            left: usize::from(always.is_none()),
        };
        let level = Setting {
            value: zone.to_owned(),
            source: Source::logical("cloudflare/example.com/settings/security_level"),
        };
        let levels = ["medium", "high"];
        let own = level.clone().against(&required(&levels, zone));
        FindingRecord::from(effective(own, level, &overridden, &levels)).status
    }

    #[test]
    fn a_rule_for_every_request_decides_and_one_for_some_is_for_a_person() {
        assert_eq!(judged("medium", None, None), Status::Pass);
        assert_eq!(judged("off", None, None), Status::Fail);
        for bad in ["off", "essentially_off", "under_attack"] {
            assert_eq!(judged("medium", Some(bad), None), Status::Fail);
            assert!(matches!(
                judged("medium", None, Some(bad)),
                Status::Manual(_)
            ));
        }
        assert_eq!(judged("off", Some("high"), None), Status::Pass);
        assert_eq!(judged("off", None, Some("high")), Status::Fail);
        assert_eq!(judged("medium", None, Some("high")), Status::Pass);
        assert!(matches!(
            judged("off", Some("high"), Some("off")),
            Status::Manual(_)
        ));
    }
}
