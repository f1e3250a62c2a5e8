//! `cloudflare/ssl-mode-overridden`

use muster_sdk::cloudflare::{self, EdgeRule, Zone};
use muster_sdk::{Finding, Outcome};

use super::ssl_mode_strict::STRICT;
use crate::{engine, walk, zone};

muster_sdk::rule! {
    id: "cloudflare/ssl-mode-overridden",
    severity: High,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "ssl_mode_overridden.md",
    check: check,
}

fn check() -> Outcome {
    zone::judge(|zone| {
        let mut rules = cloudflare::edge_rules(engine::CONFIGURATION)?;
        rules.extend(cloudflare::edge_rules(engine::PAGE_RULES)?);
        Ok(judge(&rules, zone))
    })
}

fn judge(rules: &[EdgeRule], zone: &Zone) -> Vec<Finding> {
    let findings: Vec<Finding> = rules
        .iter()
        .filter(|rule| rule.enabled)
        .filter_map(|rule| {
            let mode = rule.overrides.iter().find(|(name, _)| name == "ssl");
            mode.map(|(_, mode)| (rule, mode.as_str()))
        })
        .filter(|(_, mode)| !STRICT.contains(mode))
        .map(|(rule, mode)| {
            Finding::fail(
                format!("{}/ssl", rule.source.name),
                format!(
                    "The SSL mode is `{mode}` for what {} fits, whatever the zone says: `{}`.",
                    walk::called(rule),
                    rule.expression
                ),
            )
            .observed(mode)
            .required(STRICT.join(" or "))
            .fix("Remove the SSL setting from the rule")
            .at(rule.source.clone(), "lowers it")
            .at(zone.source.clone(), "is the zone")
        })
        .collect();
    if findings.is_empty() {
        return vec![Finding::pass(
            format!("cloudflare/{}/ssl-overrides", zone.name),
            "No configuration or page rule lowers the SSL mode.",
        )];
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{rule, zone};
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn only_an_enabled_rule_with_a_weaker_mode_fails() {
        let with = |mode: &str, enabled: bool| {
            let mut rule = rule("set_config", "true");
            rule.enabled = enabled;
            rule.overrides = vec![("ssl".to_owned(), mode.to_owned())];
            let found = judge(&[rule], &zone()).remove(0);
            FindingRecord::from(found).status
        };
        assert_eq!(with("flexible", true), Status::Fail);
        assert_eq!(with("flexible", false), Status::Pass);
        assert_eq!(with("strict", true), Status::Pass);
    }
}
