//! What the rules of a phase do to a request, taken in their order.

use muster_sdk::cloudflare::EdgeRule;

use crate::engine::{self, Effect, REST, UNKNOWN_OPTION};
use crate::expression::{self, Request, Truth};

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

/// Whether the custom rules pass over a later phase for a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Passed<'a> {
    /// This rule does.
    By(&'a EdgeRule),
    /// Whether this rule does is not known for this reason.
    Perhaps(&'a EdgeRule, String),
    /// None does.
    Not,
}

/// Whether a rule stops what it fits.
pub(crate) fn stops(rule: &EdgeRule) -> bool {
    engine::effect(&rule.action) == Effect::Stops
}

/// Whether a rule fits a request: none where it does not, else why that is not certain.
pub(crate) fn fits(rule: &EdgeRule, request: &Request<'_>) -> Option<Option<String>> {
    if !rule.enabled {
        return None;
    }
    match expression::applies(&rule.expression, request) {
        Truth::Never => None,
        Truth::Always => Some(None),
        Truth::Depends(field) => Some(Some(format!("it depends on `{field}`"))),
        Truth::Unknown(reason) => Some(Some(reason)),
    }
}

/// Whether a skip passes over something: a phase, a ruleset, or [`REST`].
pub(crate) fn skips(rule: &EdgeRule, what: &str) -> bool {
    engine::effect(&rule.action) == Effect::Skips
        && rule.skips.iter().any(|skipped| skipped == what)
}

/// Why it is not known all that a rule passes over.
pub(crate) fn unknown_skip(rule: &EdgeRule) -> Option<String> {
    let unknown = rule
        .skips
        .iter()
        .find_map(|skipped| skipped.strip_prefix(UNKNOWN_OPTION));
    unknown
        .filter(|_| engine::effect(&rule.action) == Effect::Skips)
        .map(|option| format!("its option `{option}` is not known to Muster"))
}

/// A ruleset of the account is run, and not read.
const UNREAD: &str = "it runs a ruleset of the account, which is not read";

/// Takes a request through the rules of one phase.
pub(crate) fn through<'a>(rules: &'a [EdgeRule], request: &Request<'_>) -> End<'a> {
    let mut stops_perhaps = None;
    let mut skips_perhaps = None;
    for rule in rules {
        let Some(doubt) = fits(rule, request) else {
            continue;
        };
        match (engine::effect(&rule.action), doubt) {
            (Effect::Continues, _) => {}
            (Effect::Stops, None) => {
                return match skips_perhaps {
                    None => End::Stopped(rule),
                    Some((skipping, why)) => End::Doubtful(skipping, why),
                };
            }
            (Effect::Stops, Some(why)) => {
                stops_perhaps.get_or_insert((rule, why));
            }
            (Effect::Skips, doubt) if skips(rule, REST) => match doubt {
                None => return ended(stops_perhaps, Some(rule)),
                Some(why) => {
                    skips_perhaps.get_or_insert((rule, why));
                }
            },
            (Effect::Skips, _) => {
                if let Some(why) = unknown_skip(rule) {
                    skips_perhaps.get_or_insert((rule, why));
                }
            }
            (Effect::Executes, _) => {
                // What it runs may stop the request, and may end the phase.
                stops_perhaps.get_or_insert((rule, UNREAD.to_owned()));
                skips_perhaps.get_or_insert((rule, UNREAD.to_owned()));
            }
            (Effect::Varies, _) => {
                let why = format!("what `{}` does is not known before", rule.action);
                stops_perhaps.get_or_insert((rule, why));
            }
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

/// Whether the custom rules pass over a later phase for every such request, taken in their order: a
/// rule that another one passes over does nothing.
pub(crate) fn passes_over<'a>(
    custom: &'a [EdgeRule],
    phase: &str,
    request: &Request<'_>,
) -> Passed<'a> {
    let mut perhaps = None;
    // What may have ended the phase before a rule is reached.
    let mut ended = None;
    for rule in custom {
        let Some(doubt) = fits(rule, request) else {
            continue;
        };
        match engine::effect(&rule.action) {
            Effect::Skips => {
                if skips(rule, phase) {
                    match doubt.clone().or(ended.clone()) {
                        None => return Passed::By(rule),
                        Some(why) => {
                            perhaps.get_or_insert((rule, why));
                        }
                    }
                } else if let Some(why) = unknown_skip(rule) {
                    perhaps.get_or_insert((rule, why));
                }
                match doubt {
                    None if skips(rule, REST) => break,
                    Some(why) if skips(rule, REST) => {
                        ended.get_or_insert(why);
                    }
                    None | Some(_) => {}
                }
            }
            // It gets to no later phase.
            Effect::Stops if doubt.is_none() => break,
            Effect::Executes => {
                perhaps.get_or_insert((rule, UNREAD.to_owned()));
            }
            Effect::Stops | Effect::Continues | Effect::Varies => {}
        }
    }
    match perhaps {
        Some((rule, why)) => Passed::Perhaps(rule, why),
        None => Passed::Not,
    }
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

    /// Whether a phase is passed over by rules of which each is an action, an expression and what it
    /// skips.
    fn passed(rules: &[(&str, &str, &str)]) -> &'static str {
        let rules: Vec<EdgeRule> = rules
            .iter()
            .map(|(action, expression, skipped)| EdgeRule {
                skips: skipped.split_whitespace().map(str::to_owned).collect(),
                ..rule(action, expression)
            })
            .collect();
        match passes_over(&rules, "http_ratelimit", &REQUEST) {
            Passed::By(_) => "yes",
            Passed::Perhaps(..) => "perhaps",
            Passed::Not => "no",
        }
    }

    #[test]
    fn a_phase_is_passed_over_by_a_rule_that_is_reached() {
        let skip = ("skip", "true", "http_ratelimit");
        assert_eq!(passed(&[skip]), "yes");
        assert_eq!(passed(&[("skip", ADMIN, "* http_ratelimit")]), "yes");
        assert_eq!(passed(&[("skip", "true", "http_request_sbfm")]), "no");
        assert_eq!(
            passed(&[("skip", "ip.src in $office", "http_ratelimit")]),
            "no"
        );
        assert_eq!(passed(&[("skip", "cf.bot", "http_ratelimit")]), "perhaps");
        assert_eq!(passed(&[("skip", "true", "?newer")]), "perhaps");
        // What comes before it decides whether it is reached.
        assert_eq!(passed(&[("skip", "true", "*"), skip]), "no");
        assert_eq!(passed(&[("skip", "cf.bot", "*"), skip]), "perhaps");
        assert_eq!(passed(&[("block", ADMIN, ""), skip]), "no");
        assert_eq!(passed(&[("block", "cf.bot", ""), skip]), "yes");
        assert_eq!(passed(&[("execute", "true", "")]), "perhaps");
    }

    #[test]
    fn a_ruleset_that_is_not_read_may_end_the_phase() {
        assert_eq!(
            walked(&[("execute", "true"), ("block", ADMIN)]),
            "doubtful execute"
        );
        assert_eq!(
            walked(&[("block", ADMIN), ("execute", "true")]),
            "stopped by block"
        );
    }

    #[test]
    fn every_action_has_its_effect() {
        for (action, effect) in engine::ACTIONS {
            let expected = match effect {
                Effect::Stops => format!("stopped by {action}"),
                Effect::Continues => "through".to_owned(),
                Effect::Skips => format!("through by {action}"),
                Effect::Executes | Effect::Varies => format!("doubtful {action}"),
            };
            assert_eq!(walked(&[(action, ADMIN)]), expected);
            let before_a_block = match effect {
                Effect::Stops => format!("stopped by {action}"),
                Effect::Continues | Effect::Varies => "stopped by block".to_owned(),
                Effect::Skips => format!("through by {action}"),
                Effect::Executes => format!("doubtful {action}"),
            };
            assert_eq!(walked(&[(action, ADMIN), ("block", ADMIN)]), before_a_block);
        }
        assert_eq!(walked(&[("newer", ADMIN)]), "doubtful newer");
    }

    #[test]
    fn every_option_of_a_skip_passes_over_what_it_names() {
        let phases = engine::SKIPPED_PHASES.into_iter();
        let named = phases.chain(engine::SKIPPED_PRODUCTS).chain([
            "ruleset:efb7b8c949ac4650a09736fc376e9aee",
            "rule:6179ae15870a4bb7b2d480d4843b323c",
        ]);
        let block = rule("block", ADMIN);
        for option in named.chain([REST, "?newer"]) {
            let mut skip = rule("skip", "true");
            skip.skips = vec![option.to_owned()];
            let rules = [skip, block.clone()];
            let end = through(&rules, &REQUEST);
            match option {
                REST => assert!(matches!(end, End::Through(Some(_)))),
                "?newer" => assert!(matches!(end, End::Doubtful(..))),
                _ => assert!(matches!(end, End::Stopped(_)), "{option}"),
            }
            for phase in engine::SKIPPED_PHASES {
                let passed = passes_over(&rules, phase, &REQUEST);
                match option {
                    _ if option == phase => assert!(matches!(passed, Passed::By(_))),
                    "?newer" => assert!(matches!(passed, Passed::Perhaps(..))),
                    _ => assert_eq!(passed, Passed::Not, "{option} {phase}"),
                }
            }
        }
    }
}
