//! `cloudflare/waf-managed`

use muster_sdk::cloudflare::{self, EdgeRule, Zone};
use muster_sdk::{Finding, Outcome};

use crate::{place, walk, zone};

muster_sdk::rule! {
    id: "cloudflare/waf-managed",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf"],
    documentation: "waf_managed.md",
    check: check,
}

fn check() -> Outcome {
    zone::judge(|zone| Ok(vec![judge(&cloudflare::edge_rules(walk::MANAGED)?, zone)]))
}

fn judge(rules: &[EdgeRule], zone: &Zone) -> Finding {
    let ruleset = place::ruleset(&zone.name, walk::MANAGED);
    let subject = ruleset.name.clone();
    let deployed = |rule: &&EdgeRule| rule.action == "execute";
    if let Some(rule) = rules.iter().filter(deployed).find(|rule| works(rule)) {
        return Finding::pass(
            subject,
            format!("Managed rules are deployed, by {}.", walk::called(rule)),
        )
        .at(rule.source.clone(), "deploys them");
    }
    if rules.is_empty() && zone.plan == "free" {
        return Finding::manual(
            subject,
            "Look under Security > WAF > Managed rules whether the Cloudflare Free Managed Ruleset \
             is on: zones of the Free plan get it without a rule of their own.",
        )
        .at(ruleset, "has no rule");
    }
    let finding = Finding::fail(
        subject,
        if rules.iter().any(|rule| deployed(&rule)) {
            "Managed rules are deployed, and switched off or only logged."
        } else {
            "No managed rules are deployed."
        },
    )
    .required("an enabled rule that executes a managed ruleset")
    .fix("Security > WAF > Managed rules: deploy the Cloudflare Managed Ruleset");
    rules
        .iter()
        .filter(deployed)
        .fold(finding.at(ruleset, "is without effect"), |finding, rule| {
            finding.at(rule.source.clone(), "does not stop anything")
        })
}

/// Whether a deployed ruleset does more than log.
fn works(rule: &EdgeRule) -> bool {
    let overridden = |name: &str, value: &str| {
        rule.overrides
            .iter()
            .any(|(known, set)| known == name && set == value)
    };
    rule.enabled && !overridden("enabled", "off") && !overridden("action", "log")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{rule, zone};
    use muster_sdk::{FindingRecord, Status};
    use std::slice::from_ref;

    fn status(rules: &[EdgeRule], plan: &str) -> Status {
        let mut zone = zone();
        zone.plan = plan.to_owned();
        FindingRecord::from(judge(rules, &zone)).status
    }

    #[test]
    fn a_ruleset_that_is_off_or_only_logs_does_not_count() {
        let execute = rule("execute", "true");
        assert_eq!(status(from_ref(&execute), "pro"), Status::Pass);
        for (name, value) in [("enabled", "off"), ("action", "log")] {
            let mut weak = execute.clone();
            weak.overrides = vec![(name.to_owned(), value.to_owned())];
            assert_eq!(status(&[weak], "pro"), Status::Fail);
        }
        let mut off = execute;
        off.enabled = false;
        assert_eq!(status(&[off], "free"), Status::Fail);
    }

    #[test]
    fn the_free_plan_has_rules_that_the_api_does_not_show() {
        assert_eq!(status(&[], "pro"), Status::Fail);
        assert!(matches!(status(&[], "free"), Status::Manual(_)));
    }
}
