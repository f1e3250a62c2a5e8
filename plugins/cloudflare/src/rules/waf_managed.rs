//! `cloudflare/waf-managed`

use muster_sdk::cloudflare::{self, EdgeRule, Zone};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source};

use crate::engine::{self, Effect, OWASP, OWASP_LAST_RULE, REST};
use crate::expression::{Path, Request};
use crate::managed::{self, Force};
use crate::walk::{self, Passed};
use crate::{place, proxy, zone};

muster_sdk::rule! {
    id: "cloudflare/waf-managed",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf", "manual"],
    documentation: "waf_managed.md",
    check: check,
}

/// Paths that every application has, and that none has: what runs for some requests alone does not
/// run for both.
const ANYWHERE: [&str; 2] = ["/", "/muster/elsewhere"];

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let rules = cloudflare::edge_rules(engine::MANAGED)?;
        let ruleset = place::ruleset(&zone.name, engine::MANAGED);
        proxy::unless_idle(zone, &ruleset.name, |records| {
            // A custom rule may skip all of them.
            let custom = cloudflare::edge_rules(engine::CUSTOM)?;
            let hosts = match proxy::reached(zone, records, zone.names.clone()) {
                Some(hosts) if !hosts.is_empty() => hosts,
                // A project without names of its own is judged by the zone's.
                _ => vec![zone.name.clone()],
            };
            Ok(vec![judge_managed_rules(&rules, &custom, &hosts, zone)?])
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

fn judge_managed_rules(
    rules: &[EdgeRule],
    custom: &[EdgeRule],
    hosts: &[String],
    zone: &Zone,
) -> Result<Finding, NotEvaluated> {
    let ruleset = place::ruleset(&zone.name, engine::MANAGED);
    let subject = ruleset.name.clone();
    if rules.is_empty() && zone.plan == engine::FREE {
        for host in hosts {
            let request = Request::of_stranger(host, Path::Below("/"));
            if let Passed::By(rule) = walk::passes_over(custom, engine::MANAGED, &request) {
                let why = passed(host, "/", rule);
                return Ok(none(subject, ruleset, rules, Some(rule), why));
            }
        }
        return Ok(Finding::manual(
            subject,
            "Check under Security > WAF > Managed rules whether the Cloudflare Free Managed \
             Ruleset is on: zones of the Free plan get it without a rule of their own.",
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
                     zones, which are not read."
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
            format!("Check under Security > WAF > Managed rules: {why}"),
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

fn passed(host: &str, path: &str, by: &EdgeRule) -> String {
    let name = walk::called(by);
    format!("Everybody bypasses the managed rules at {host}{path}, through {name}.")
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
        .fix(fix(rules, rule))
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

/// What is to be done where nothing stops attacks, which may be the fault of a rule.
fn fix(rules: &[EdgeRule], rule: Option<&EdgeRule>) -> String {
    let runs = |rule: &EdgeRule| {
        let force = managed::force(rule);
        engine::effect(&rule.action) == Effect::Executes && !matches!(force, Force::KnowsNone(_))
    };
    match rule {
        Some(rule) if engine::effect(&rule.action) == Effect::Skips => format!(
            "Let {} skip only for the requests that need it, or remove it",
            walk::called(rule)
        ),
        Some(rule) if runs(rule) => format!(
            "Security > WAF > Managed rules: let {} run the ruleset with its own actions, and without an \
             exception for everybody",
            walk::called(rule)
        ),
        None if rules.iter().any(runs) => {
            "Security > WAF > Managed rules: turn the ruleset on, for all requests".to_owned()
        }
        Some(_) | None => {
            "Security > WAF > Managed rules: deploy the Cloudflare Managed Ruleset".to_owned()
        }
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
    let request = Request::of_stranger(host, path);
    let (Path::Exact(shown) | Path::Below(shown)) = path;
    // What may pass over a ruleset, rulesets that may not be enough, and why others do nothing.
    let mut doubt = None;
    let mut weak = None;
    let mut reason = None;
    match walk::passes_over(custom, engine::MANAGED, &request) {
        Passed::By(rule) => return Cover::None(Some(rule), passed(host, shown, rule)),
        Passed::Perhaps(rule, why) => {
            let name = walk::called(rule);
            doubt = Some((rule, format!("whether {name} bypasses them: {why}.")));
        }
        Passed::Not => {}
    }
    let mut skipped: Vec<&str> = Vec::new();
    for rule in rules {
        let Some(unsure) = walk::fits(rule, &request) else {
            continue;
        };
        match engine::effect(&rule.action) {
            Effect::Skips => match unsure.or_else(|| walk::unknown_skip(rule)) {
                Some(_) if !matters(rule) => {}
                Some(why) => {
                    let name = walk::called(rule);
                    let why = format!("whether {name} leaves out too much: {why}.");
                    doubt.get_or_insert((rule, why));
                }
                None if walk::skips(rule, REST) => {
                    reason.get_or_insert((rule, passed(host, shown, rule)));
                    break;
                }
                None => skipped.extend(rule.skips.iter().filter_map(|skip| ruleset_skipped(skip))),
            },
            Effect::Executes => match Run::of(rule, unsure, &skipped, zone) {
                Run::Covers => return sure(rule, doubt),
                Run::Weak(why) => {
                    weak.get_or_insert((rule, why));
                }
                Run::Idle(why) => {
                    reason.get_or_insert((rule, why));
                }
            },
            Effect::Stops | Effect::Continues | Effect::Varies => {}
        }
    }
    if let Some((rule, why)) = weak.or(doubt) {
        return Cover::Doubtful(Some(rule), why);
    }
    match reason {
        Some((rule, why)) => Cover::None(Some(rule), why),
        None => Cover::None(None, undeployed(rules, &format!("{host}{shown}"))),
    }
}

/// What a rule that runs a ruleset does about attacks.
enum Run {
    /// It stops them, for every request.
    Covers,
    /// It may not be enough, for this reason.
    Weak(String),
    /// It does nothing, for this reason.
    Idle(String),
}

impl Run {
    /// What a rule does that fits a request, unless it is `unsure`, where an exception skips rulesets.
    fn of(rule: &EdgeRule, unsure: Option<String>, skipped: &[&str], zone: &Zone) -> Self {
        let name = walk::called(rule);
        if managed::ruleset(rule).is_some_and(|id| skipped.contains(&id)) {
            return Self::Idle(format!("An exception skips the ruleset that {name} runs."));
        }
        match (managed::force(rule), unsure) {
            (Force::Stops, None) => Self::Covers,
            (Force::Few, None) if zone.plan == engine::FREE => Self::Covers,
            (Force::Stops | Force::Few | Force::InPart(_), Some(why)) => {
                Self::Weak(format!("whether {name} runs for every request: {why}."))
            }
            (Force::Few, None) => Self::Weak(format!(
                "{name} runs only the Free Managed Ruleset, but the plan includes the Cloudflare \
                 Managed Ruleset."
            )),
            (Force::InPart(parts), None) => Self::Weak(format!(
                "of the ruleset that {name} runs, only {} stops anything.",
                parts.join(", ")
            )),
            (Force::Unknown(id), _) => {
                Self::Weak(format!("what the ruleset {id:?} stops, which {name} runs."))
            }
            (Force::KnowsNone(ruleset), _) => Self::Idle(format!(
                "No managed rules against attacks are deployed: the {ruleset} knows none."
            )),
            (Force::Idle, _) => Self::Idle(SWITCHED_OFF.to_owned()),
        }
    }
}

const SWITCHED_OFF: &str = "Managed rules are deployed, but turned off or only logged.";

/// Why no rule runs a ruleset for a place.
fn undeployed(rules: &[EdgeRule], place: &str) -> String {
    let mut deployed = rules
        .iter()
        .filter(|rule| engine::effect(&rule.action) == Effect::Executes)
        .peekable();
    if deployed.peek().is_none() {
        "No managed rules are deployed.".to_owned()
    } else if deployed.any(|rule| rule.enabled) {
        format!("Managed rules are deployed, but do not run for {place}.")
    } else {
        SWITCHED_OFF.to_owned()
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
