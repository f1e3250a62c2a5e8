//! `cloudflare/ssl-mode-overridden`

use muster_sdk::cloudflare::{self, EdgeRule, Zone};
use muster_sdk::{Finding, Outcome, pass_unless};

use super::ssl_mode_strict::STRICT;
use crate::expression::{self, Truth};
use crate::{engine, origin, proxy, walk, zone};

muster_sdk::rule! {
    id: "cloudflare/ssl-mode-overridden",
    severity: High,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "ssl_mode_overridden.md",
    check: check,
}

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let mut rules = cloudflare::edge_rules(engine::CONFIGURATION)?;
        rules.extend(cloudflare::edge_rules(engine::PAGE_RULES)?);
        proxy::unless_idle(zone, &subject(zone), |records| {
            let tunnels = records
                .as_ref()
                .ok()
                .and_then(|records| origin::only_tunnels(zone, records));
            let rules = in_effect(&rules, &zone.name);
            Ok(judge_overrides(rules, zone, tunnels.is_some()))
        })
    })
}

fn subject(zone: &Zone) -> String {
    format!("cloudflare/{}/ssl-overrides", zone.name)
}

/// The rules that count: the last configuration rule that sets the mode for every request hides all
/// before it, and the page rules. Of page rules one alone is applied, so that the first for every
/// request hides all after it.
fn in_effect<'a>(rules: &'a [EdgeRule], zone: &str) -> &'a [EdgeRule] {
    let pages = |rule: &EdgeRule| rule.phase == engine::PAGE_RULES;
    let last = rules
        .iter()
        .position(|rule| pages(rule) && rule.enabled && fits_all(rule, zone));
    let rules = last.and_then(|last| rules.get(..=last)).unwrap_or(rules);
    let sets_all = |rule: &EdgeRule| {
        rule.enabled
            && rule.phase == engine::CONFIGURATION
            && rule.overrides.iter().any(|(name, _)| name == "ssl")
            && rule.expression.trim_matches(['(', ')', ' ']) == "true"
    };
    let Some(first) = rules.iter().rposition(sets_all) else {
        return rules;
    };
    let end = rules.iter().position(pages).unwrap_or(rules.len());
    rules.get(first..end).unwrap_or(rules)
}

/// Whether a page rule is for every request to the zone and to the names below it.
fn fits_all(rule: &EdgeRule, zone: &str) -> bool {
    let below = format!("muster-elsewhere.{zone}");
    rule.expression.split_whitespace().any(|pattern| {
        [zone, &below].iter().all(|host| {
            ["http", "https"]
                .iter()
                .all(|scheme| expression::page_fits(pattern, scheme, host) == Truth::Always)
        })
    })
}

/// Behind a tunnel nothing but `off` lowers what is encrypted.
fn judge_overrides(rules: &[EdgeRule], zone: &Zone, tunnels: bool) -> Vec<Finding> {
    let findings: Vec<Finding> = rules
        .iter()
        .filter(|rule| rule.enabled)
        .filter_map(|rule| {
            let mode = rule.overrides.iter().find(|(name, _)| name == "ssl");
            mode.map(|(_, mode)| (rule, mode.as_str()))
        })
        .filter(|(_, mode)| !STRICT.contains(mode) && (!tunnels || *mode == "off"))
        .map(|(rule, mode)| {
            Finding::fail(
                format!("{}/ssl", rule.source.name),
                format!(
                    "The SSL mode is `{mode}` for what {} matches, whatever the zone says: `{}`.",
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
    pass_unless(findings, || {
        Finding::pass(
            subject(zone),
            "No configuration or page rule lowers the SSL mode.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{rule, zone};
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn a_later_rule_for_every_request_hides_those_before_it() {
        let set = |phase: &str, expression: &str, mode: &str| EdgeRule {
            phase: phase.to_owned(),
            overrides: vec![("ssl".to_owned(), mode.to_owned())],
            ..rule("set_config", expression)
        };
        let configuration =
            |expression: &str, mode: &str| set(engine::CONFIGURATION, expression, mode);
        let status = |rules: &[EdgeRule]| {
            let rules = in_effect(rules, "example.com");
            FindingRecord::from(judge_overrides(rules, &zone(), false).remove(0)).status
        };
        let api = r#"http.host eq "api.example.com""#;
        let page = set(engine::PAGE_RULES, "*example.com/*", "flexible");
        let strict = configuration("(true)", "strict");
        let flexible = configuration(api, "flexible");
        assert_eq!(
            status(&[flexible.clone(), strict.clone(), page.clone()]),
            Status::Pass
        );
        assert_eq!(status(&[strict.clone(), flexible.clone()]), Status::Fail);
        assert_eq!(status(&[configuration(api, "strict"), page]), Status::Fail);
        let mut off = strict;
        off.enabled = false;
        assert_eq!(status(&[flexible, off]), Status::Fail);
        // Of page rules the first one that fits is applied alone.
        let page = |pattern: &str, mode: &str| set(engine::PAGE_RULES, pattern, mode);
        let narrow = page("example.com/api/*", "flexible");
        for all in ["*example.com/*", "*.example.com/* *example.com/*"] {
            assert_eq!(status(&[page(all, "strict"), narrow.clone()]), Status::Pass);
            assert_eq!(status(&[narrow.clone(), page(all, "strict")]), Status::Fail);
        }
        for some in ["example.com/*", "https://*example.com/*", "*.example.com/*"] {
            let rules = [page(some, "strict"), narrow.clone()];
            assert_eq!(status(&rules), Status::Fail, "{some}");
        }
    }

    #[test]
    fn only_an_enabled_rule_with_a_weaker_mode_fails() {
        let with = |mode: &str, enabled: bool| {
            let mut rule = rule("set_config", "true");
            rule.enabled = enabled;
            rule.overrides = vec![("ssl".to_owned(), mode.to_owned())];
            let found = judge_overrides(&[rule.clone()], &zone(), false).remove(0);
            let tunnelled = judge_overrides(&[rule], &zone(), true).remove(0);
            let is_off = FindingRecord::from(tunnelled).status == Status::Fail;
            assert_eq!(is_off, mode == "off" && enabled);
            FindingRecord::from(found).status
        };
        assert_eq!(with("off", true), Status::Fail);
        assert_eq!(with("flexible", true), Status::Fail);
        assert_eq!(with("flexible", false), Status::Pass);
        assert_eq!(with("strict", true), Status::Pass);
    }
}
