//! `cloudflare/waf-managed`

use muster_sdk::cloudflare::{self, EdgeRule, Zone};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source};

use crate::engine::{self, Effect, OWASP, OWASP_LAST_RULE, REST};
use crate::expression::{Caller, Path, Request};
use crate::managed::{self, Force};
use crate::walk::{self, Passed};
use crate::{place, proxy, zone};

muster_sdk::rule! {
    id: "cloudflare/waf-managed",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf"],
    documentation: "waf_managed.md",
    check: check,
}

/// Paths that every application has, and that none has: what runs for some requests alone does not
/// run for both.
const ANYWHERE: [&str; 2] = ["/", "/muster/elsewhere"];

fn check() -> Outcome {
    zone::judge(|zone| {
        let rules = cloudflare::edge_rules(engine::MANAGED)?;
        let ruleset = place::ruleset(&zone.name, engine::MANAGED);
        proxy::judge(zone, &ruleset.name, || {
            // Custom rules that cannot be read are the error of cloudflare/webhook-skip-too-broad,
            // which judges what they pass over.
            let custom = cloudflare::edge_rules(engine::CUSTOM).unwrap_or_default();
            let hosts = match proxy::reached(zone, zone.names.clone()) {
                Some(hosts) if !hosts.is_empty() => hosts,
                // A project without names of its own is judged by the zone's.
                _ => vec![zone.name.clone()],
            };
            Ok(vec![judge(&rules, &custom, &hosts, zone)?])
        })
    })
}

/// What managed rules do about requests.
enum Cover<'a> {
    /// A ruleset that this rule runs stops attacks among them.
    Full(&'a EdgeRule),
    /// A person must look, for this reason.
    Doubtful(Option<&'a EdgeRule>, String),
    /// Nothing does, for this reason.
    None(Option<&'a EdgeRule>, String),
}

fn judge(
    rules: &[EdgeRule],
    custom: &[EdgeRule],
    hosts: &[String],
    zone: &Zone,
) -> Result<Finding, NotEvaluated> {
    let ruleset = place::ruleset(&zone.name, engine::MANAGED);
    let subject = ruleset.name.clone();
    if rules.is_empty() && zone.plan == engine::FREE {
        return Ok(Finding::manual(
            subject,
            "Look under Security > WAF > Managed rules whether the Cloudflare Free Managed Ruleset \
             is on: zones of the Free plan get it without a rule of their own.",
        )
        .at(ruleset, "has no rule"));
    }
    let mut doubtful = None;
    let mut covering = None;
    for host in hosts {
        match host_cover(rules, custom, host, zone) {
            Cover::Full(rule) => covering = covering.or(Some(rule)),
            Cover::Doubtful(rule, why) => doubtful = doubtful.or(Some((rule, why))),
            Cover::None(rule, why) if zone.plan == engine::WITH_ACCOUNT_RULES => {
                let why = format!(
                    "{why} On the Enterprise plan the account can run managed rules for all of its \
                     zones, and what it runs is not read."
                );
                doubtful = doubtful.or(Some((rule, why)));
            }
            Cover::None(rule, why) => return Ok(none(subject, ruleset, rules, rule, why)),
        }
    }
    if let Some((rule, why)) = doubtful {
        let place = rule.map_or(ruleset, |rule| rule.source.clone());
        return Ok(Finding::manual(
            subject,
            format!("Look under Security > WAF > Managed rules: {why}"),
        )
        .at(place, "decides"));
    }
    let covering = covering
        .ok_or_else(|| NotEvaluated::because("the project names no host name in the zone"))?;
    Ok(Finding::pass(
        subject,
        format!("Managed rules are deployed, by {}.", walk::called(covering)),
    )
    .at(covering.source.clone(), "deploys them"))
}

fn none(
    subject: String,
    ruleset: Source,
    rules: &[EdgeRule],
    rule: Option<&EdgeRule>,
    why: String,
) -> Finding {
    let finding = Finding::fail(subject, why)
        .required("an enabled rule that executes a managed ruleset, for every request")
        .fix("Security > WAF > Managed rules: deploy the Cloudflare Managed Ruleset")
        .at(ruleset, "is without effect");
    match rule {
        Some(rule) => finding.at(rule.source.clone(), "decides"),
        None => rules
            .iter()
            .filter(|rule| engine::effect(&rule.action) == Effect::Executes)
            .fold(finding, |finding, rule| {
                finding.at(rule.source.clone(), "does not stop anything")
            }),
    }
}

/// All requests of a host, or else those that show what is left out.
fn host_cover<'a>(
    rules: &'a [EdgeRule],
    custom: &'a [EdgeRule],
    host: &str,
    zone: &Zone,
) -> Cover<'a> {
    let whole = cover(rules, custom, host, Path::Below("/"), zone);
    let Cover::Doubtful(..) = whole else {
        return whole;
    };
    for path in ANYWHERE {
        if let none @ Cover::None(..) = cover(rules, custom, host, Path::Exact(path), zone) {
            return none;
        }
    }
    whole
}

fn cover<'a>(
    rules: &'a [EdgeRule],
    custom: &'a [EdgeRule],
    host: &str,
    path: Path<'_>,
    zone: &Zone,
) -> Cover<'a> {
    let request = Request {
        method: None,
        host,
        path,
        query: true,
        caller: Caller::Stranger,
    };
    let (Path::Exact(shown) | Path::Below(shown)) = path;
    // What may pass over a ruleset, and rulesets that may not be enough.
    let mut doubt = None;
    let mut weak = None;
    match walk::passes_over(custom, engine::MANAGED, &request) {
        Passed::By(rule) => {
            let rule_name = walk::called(rule);
            return Cover::None(
                Some(rule),
                format!(
                    "Everybody passes over the managed rules at {host}{shown}, by {rule_name}."
                ),
            );
        }
        Passed::Perhaps(rule, why) => {
            let rule_name = walk::called(rule);
            doubt = Some((
                rule,
                format!("whether they are passed over by {rule_name}: {why}."),
            ));
        }
        Passed::Not => {}
    }
    let mut skipped: Vec<&str> = Vec::new();
    let mut reason = None;
    for rule in rules {
        let Some(unsure) = walk::fits(rule, &request) else {
            continue;
        };
        let name = walk::called(rule);
        match engine::effect(&rule.action) {
            Effect::Skips => match unsure.or_else(|| walk::unknown_skip(rule)) {
                Some(_) if !matters(rule) => {}
                Some(why) => {
                    let why = format!("whether {name} leaves out too much: {why}.");
                    doubt.get_or_insert((rule, why));
                }
                None if walk::skips(rule, REST) => {
                    let why = format!(
                        "Everybody passes over the managed rules at {host}{shown}, by {name}."
                    );
                    reason = reason.or(Some((rule, why)));
                    break;
                }
                None => skipped.extend(rule.skips.iter().filter_map(|skip| ruleset_skipped(skip))),
            },
            Effect::Executes => {
                let is_skipped = managed::ruleset(rule).is_some_and(|id| skipped.contains(&id));
                if is_skipped {
                    let why = format!("An exception skips the ruleset that {name} runs.");
                    reason = reason.or(Some((rule, why)));
                    continue;
                }
                match (managed::force(rule), unsure) {
                    (Force::Stops, None) => return sure(rule, doubt),
                    (Force::Few, None) if zone.plan == engine::FREE => return sure(rule, doubt),
                    (Force::Stops | Force::Few | Force::InPart(_), Some(why)) => {
                        let why = format!("whether {name} runs for every request: {why}.");
                        weak.get_or_insert((rule, why));
                    }
                    (Force::Few, None) => {
                        let why = format!(
                            "{name} runs the Free Managed Ruleset alone, and the plan has the \
                             Cloudflare Managed Ruleset."
                        );
                        weak.get_or_insert((rule, why));
                    }
                    (Force::InPart(parts), None) => {
                        let why = format!(
                            "of the ruleset that {name} runs, {} alone stops anything.",
                            parts.join(", ")
                        );
                        weak.get_or_insert((rule, why));
                    }
                    (Force::Unknown(id), _) => {
                        let why = format!("what the ruleset {id:?} stops, which {name} runs.");
                        weak.get_or_insert((rule, why));
                    }
                    (Force::KnowsNone(ruleset), _) => {
                        let why = format!(
                            "No managed rules against attacks are deployed: the {ruleset} knows none."
                        );
                        reason = reason.or(Some((rule, why)));
                    }
                    (Force::Idle, _) => {
                        let why = "Managed rules are deployed, and switched off or only logged."
                            .to_owned();
                        reason = reason.or(Some((rule, why)));
                    }
                }
            }
            Effect::Stops | Effect::Continues | Effect::Varies => {}
        }
    }
    if let Some((rule, why)) = weak.or(doubt) {
        return Cover::Doubtful(Some(rule), why);
    }
    match reason {
        Some((rule, why)) => Cover::None(Some(rule), why),
        None => {
            let mut deployed = rules
                .iter()
                .filter(|rule| engine::effect(&rule.action) == Effect::Executes)
                .peekable();
            let why = if deployed.peek().is_none() {
                "No managed rules are deployed.".to_owned()
            } else if deployed.any(|rule| rule.enabled) {
                format!("Managed rules are deployed, and do not run for {host}{shown}.")
            } else {
                "Managed rules are deployed, and switched off or only logged.".to_owned()
            };
            Cover::None(None, why)
        }
    }
}

fn sure<'a>(rule: &'a EdgeRule, doubt: Option<(&'a EdgeRule, String)>) -> Cover<'a> {
    match doubt {
        None => Cover::Full(rule),
        Some((doubtful, why)) => Cover::Doubtful(Some(doubtful), why),
    }
}

/// Whether an exception leaves out more than single rules.
fn matters(rule: &EdgeRule) -> bool {
    walk::skips(rule, REST)
        || walk::unknown_skip(rule).is_some()
        || rule
            .skips
            .iter()
            .any(|skip| ruleset_skipped(skip).is_some())
}

/// The ruleset that does nothing any more.
fn ruleset_skipped(skip: &str) -> Option<&str> {
    match skip.split_once(':') {
        Some(("ruleset", id)) => Some(id),
        Some(("rule", OWASP_LAST_RULE)) => Some(OWASP),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
