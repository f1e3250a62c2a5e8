//! What the rules of a phase do to a request, taken in their order.

use muster_sdk::cloudflare::EdgeRule;

use crate::expression::{self, Request, Truth};

/// The phases that rules of this plugin deal with.
pub(crate) const CUSTOM: &str = "http_request_firewall_custom";
pub(crate) const MANAGED: &str = "http_request_firewall_managed";
pub(crate) const RATE_LIMIT: &str = "http_ratelimit";
pub(crate) const CONFIGURATION: &str = "http_config_settings";
pub(crate) const PAGE_RULES: &str = "page-rules";

/// Actions that let a request through only if it is answered as a person would, or not at all
/// (<https://developers.cloudflare.com/ruleset-engine/rules-language/actions/>).
const STOPPING: [&str; 4] = ["block", "challenge", "js_challenge", "managed_challenge"];

/// Stands among what a rule skips for the rest of its ruleset.
const REST: &str = "*";

/// How a request gets through the rules of a phase.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End<'a> {
    /// This rule stops it.
    Stopped(&'a EdgeRule),
    /// Whether this rule does, or passes over one that does, is not known for this reason.
    Doubtful(&'a EdgeRule, String),
    /// Nothing stops it. The rule that passes over the rest, if one does.
    Through(Option<&'a EdgeRule>),
}

/// Whether a rule stops what it fits.
pub(crate) fn stops(rule: &EdgeRule) -> bool {
    STOPPING.contains(&rule.action.as_str())
}

/// Takes a request through the rules of one phase.
pub(crate) fn through<'a>(rules: &'a [EdgeRule], request: &Request<'_>) -> End<'a> {
    let mut stops_perhaps = None;
    let mut skips_perhaps = None;
    for rule in rules.iter().filter(|rule| rule.enabled) {
        let truth = expression::applies(&rule.expression, request);
        let doubt = match &truth {
            Truth::Never => continue,
            Truth::Always => None,
            Truth::Depends(field) => Some(format!("it depends on `{field}`")),
            Truth::Unknown(reason) => Some(reason.clone()),
        };
        let skips_rest = rule.action == "skip" && rule.skips.iter().any(|skipped| skipped == REST);
        match doubt {
            None if skips_rest => return ended(stops_perhaps, Some(rule)),
            Some(why) if skips_rest => {
                skips_perhaps.get_or_insert((rule, why));
            }
            None if stops(rule) => {
                return match skips_perhaps {
                    None => End::Stopped(rule),
                    Some((skipping, why)) => End::Doubtful(skipping, why),
                };
            }
            Some(why) if stops(rule) => {
                stops_perhaps.get_or_insert((rule, why));
            }
            None | Some(_) if rule.action == "execute" => {
                let why = "it runs a ruleset of the account, which is not read".to_owned();
                stops_perhaps.get_or_insert((rule, why));
            }
            None | Some(_) => {}
        }
    }
    ended(stops_perhaps, None)
}

fn ended<'a>(
    stops_perhaps: Option<(&'a EdgeRule, String)>,
    skipping: Option<&'a EdgeRule>,
) -> End<'a> {
    match stops_perhaps {
        Some((rule, why)) => End::Doubtful(rule, why),
        None => End::Through(skipping),
    }
}

/// The rules of the custom phase that pass over a later phase for every such request.
pub(crate) fn skips_phase<'a>(
    rules: &'a [EdgeRule],
    phase: &str,
    request: &Request<'_>,
) -> Option<&'a EdgeRule> {
    rules
        .iter()
        .filter(|rule| rule.enabled && rule.action == "skip")
        .filter(|rule| rule.skips.iter().any(|skipped| skipped == phase))
        .find(|rule| expression::applies(&rule.expression, request) == Truth::Always)
}

/// What a rule is called in a sentence.
pub(crate) fn called(rule: &EdgeRule) -> String {
    if rule.description.is_empty() {
        format!("the rule {}", rule.id)
    } else {
        format!("the rule \"{}\"", rule.description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Caller, Path};
    use crate::fixtures::rule;

    const REQUEST: Request<'static> = Request {
        method: None,
        host: "example.com",
        path: Path::Exact("/admin"),
        query: false,
        caller: Caller::Stranger,
    };
    const ADMIN: &str = r#"http.request.uri.path eq "/admin""#;

    fn walked(rules: &[(&str, &str)]) -> String {
        let rules: Vec<EdgeRule> = rules
            .iter()
            .map(|(action, expression)| rule(action, expression))
            .collect();
        match through(&rules, &REQUEST) {
            End::Stopped(rule) => format!("stopped by {}", rule.action),
            End::Doubtful(rule, _) => format!("doubtful {}", rule.action),
            End::Through(Some(rule)) => format!("through by {}", rule.action),
            End::Through(None) => "through".to_owned(),
        }
    }

    #[test]
    fn the_first_rule_that_stops_or_skips_decides() {
        assert_eq!(walked(&[("block", ADMIN)]), "stopped by block");
        assert_eq!(
            walked(&[("skip", "true"), ("block", ADMIN)]),
            "through by skip"
        );
        assert_eq!(
            walked(&[("block", ADMIN), ("skip", "true")]),
            "stopped by block"
        );
        assert_eq!(walked(&[("log", ADMIN)]), "through");
        assert_eq!(walked(&[("block", r#"http.host eq "other""#)]), "through");
    }

    #[test]
    fn a_rule_that_is_off_does_nothing() {
        let mut rules = [rule("block", ADMIN)];
        rules[0].enabled = false;
        assert_eq!(through(&rules, &REQUEST), End::Through(None));
    }

    #[test]
    fn doubt_stays_doubt_unless_a_later_rule_settles_it() {
        assert_eq!(walked(&[("block", "cf.bot")]), "doubtful block");
        assert_eq!(
            walked(&[("block", "cf.bot"), ("challenge", ADMIN)]),
            "stopped by challenge"
        );
        assert_eq!(
            walked(&[("skip", "cf.bot"), ("block", ADMIN)]),
            "doubtful skip"
        );
        assert_eq!(walked(&[("skip", "cf.bot")]), "through");
        assert_eq!(
            walked(&[("block", "cf.bot"), ("skip", "true")]),
            "doubtful block"
        );
        assert_eq!(walked(&[("execute", "true")]), "doubtful execute");
        assert_eq!(walked(&[("block", "nonsense (")]), "doubtful block");
    }
}
