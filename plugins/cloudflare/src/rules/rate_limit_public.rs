//! `cloudflare/rate-limit-public`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, Outcome, Source};

use crate::expression::{self, Path, Request, Truth};
use crate::walk::{self, Passed};
use crate::{engine, place, proxy, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that everybody can reach. Each needs a limit on it or below it.
        #[needed(paths)]
        paths: Vec<String> = ["/"],
        /// Host names that serve them: `@`, `www`, or a full name. Empty for all names of the
        /// project.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/rate-limit-public",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf", "checklist", "manual"],
    documentation: "rate_limit_public.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let rules = cloudflare::edge_rules(engine::RATE_LIMIT)?;
        let ruleset = place::ruleset(&zone.name, engine::RATE_LIMIT);
        proxy::unless_idle(zone, &ruleset.name, |records| {
            let Some(hosts) = proxy::reached(zone, records, hosts) else {
                return Ok(vec![Finding::not_applicable(
                    ruleset.name.clone(),
                    "No request to the paths reaches Cloudflare: their names are not proxied.",
                )]);
            };
            let limits = Limits {
                rules: &rules,
                // A custom rule may skip every limit.
                custom: &cloudflare::edge_rules(engine::CUSTOM)?,
                of_account: zone.plan == engine::WITH_ACCOUNT_RULES,
                ruleset: &ruleset,
            };
            Ok(parameters
                .paths
                .iter()
                .map(|path| limits.judge_path(&hosts, path))
                .collect())
        })
    })
}

/// The limits of a zone, and what bypasses them.
struct Limits<'a> {
    rules: &'a [EdgeRule],
    custom: &'a [EdgeRule],
    /// Whether the account may have limits, too, which are not read.
    of_account: bool,
    ruleset: &'a Source,
}

/// What a limit does for a request.
enum Limit<'a> {
    Holds(&'a EdgeRule),
    /// A person must look at this rule, for this reason.
    Doubtful(&'a EdgeRule, String),
    /// Everybody passes over the limits, by this rule.
    Skipped(&'a EdgeRule),
    None,
}

impl Limits<'_> {
    /// A limit on any host will do: which host serves a path is the application's business.
    fn judge_path(&self, hosts: &[String], path: &str) -> Finding {
        let subject = format!("cloudflare/rate-limit{path}");
        let below = format!("{}/", path.trim_end_matches('/'));
        let mut doubtful = None;
        let mut skipping = None;
        for shape in [Path::Exact(path), Path::Below(&below)] {
            for host in hosts {
                let request = Request::of_stranger(host, shape);
                match self.of(&request) {
                    Limit::Holds(rule) => {
                        return Finding::pass(
                            subject,
                            format!("Requests to {path} are limited by {}.", walk::called(rule)),
                        )
                        .at(rule.source.clone(), "limits them");
                    }
                    Limit::Doubtful(rule, why) => {
                        doubtful.get_or_insert((rule, why));
                    }
                    Limit::Skipped(rule) => {
                        skipping.get_or_insert(rule);
                    }
                    Limit::None => {}
                }
            }
        }
        if let Some((rule, why)) = doubtful {
            return Finding::manual(
                subject,
                format!(
                    "Check whether {} limits requests to {path}: {why}.",
                    walk::called(rule)
                ),
            )
            .at(rule.source.clone(), "decides");
        }
        if let Some(rule) = skipping {
            let name = walk::called(rule);
            return Finding::fail(
                subject,
                format!("Everybody bypasses the limits on {path}, through {name}."),
            )
            .observed(rule.expression.clone())
            .required("a limit that nobody bypasses")
            .fix(format!(
                "Let {name} skip rate limiting only for the requests that need it"
            ))
            .at(rule.source.clone(), "bypasses them");
        }
        if self.of_account {
            return Finding::manual(
                subject,
                format!(
                    "Check whether a rate limiting rule of the account limits requests to {path}: \
                     the zone has none for it, and those of the account are not read."
                ),
            )
            .at(self.ruleset.clone(), "has no such rule");
        }
        Finding::fail(
            subject,
            format!("No enabled rule limits how many requests one visitor can send to {path}."),
        )
        .observed(format!("{} rules, none for it", self.rules.len()))
        .required("an enabled rule that blocks or challenges")
        .fix(format!(
            "Security > WAF > Rate limiting rules: for `starts_with(http.request.uri.path, \
             \"{path}\")`, block after as many requests as a person sends"
        ))
        .at(self.ruleset.clone(), "has no such rule")
    }

    fn of(&self, request: &Request<'_>) -> Limit<'_> {
        let mut doubtful = None;
        for rule in self.rules {
            let truth = match rule.enabled && walk::stops(rule) {
                true => expression::applies(&rule.expression, request),
                false => continue,
            };
            let doubt = match &truth {
                Truth::Never => continue,
                Truth::Unknown(why) => Some(why.clone()),
                // A limit on a part of what is asked for is one.
                Truth::Always => None,
                Truth::Depends(_) if truth.depends_on_what_is_asked() => None,
                Truth::Depends(field) => Some(format!("it depends on `{field}`")),
            };
            match doubt.or_else(|| uncounted(rule, request)) {
                None => match walk::passes_over(self.custom, engine::RATE_LIMIT, request) {
                    Passed::Not => return Limit::Holds(rule),
                    // Everybody passes over all of them.
                    Passed::By(skipping) => return Limit::Skipped(skipping),
                    Passed::Perhaps(skipping, why) => return Limit::Doubtful(skipping, why),
                },
                Some(why) => {
                    doubtful.get_or_insert((rule, why));
                }
            }
        }
        match doubtful {
            Some((rule, why)) => Limit::Doubtful(rule, why),
            None => Limit::None,
        }
    }
}

/// Things by which a limit can tell visitors apart and that a visitor cannot change at will
/// (<https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/>).
const GIVEN: [&str; 9] = [
    "cf.colo.id",
    "cf.unique_visitor_id",
    "http.host",
    "http.request.uri.path",
    // Older names of the last two.
    "ip.geoip.asnum",
    "ip.geoip.country",
    "ip.src",
    "ip.src.asnum",
    "ip.src.country",
];

/// Why a limit may not count all that a visitor sends.
fn uncounted(rule: &EdgeRule, request: &Request<'_>) -> Option<String> {
    rule.overrides.iter().find_map(|(name, value)| {
        match name.strip_prefix("ratelimit/")?.split_once('/') {
            Some(("characteristics", _)) => (!GIVEN.contains(&value.as_str())).then(|| {
                format!("it counts separately by `{value}`, which a visitor can change at will")
            }),
            Some(_) => None,
            // Responses, such as refused logins, are counted once they are known.
            None => match expression::applies(value, request) {
                Truth::Always => None,
                Truth::Never => Some(format!("it counts only `{value}`")),
                truth if truth.depends_on_what_is_asked() => None,
                Truth::Depends(field) => Some(format!("what it counts depends on `{field}`")),
                Truth::Unknown(why) => Some(why),
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use muster_sdk::{FindingRecord, Status};

    fn status(rules: &[EdgeRule]) -> Status {
        status_with(rules, &[], false)
    }

    fn status_with(rules: &[EdgeRule], custom: &[EdgeRule], of_account: bool) -> Status {
        let hosts = ["example.com".to_owned(), "api.example.com".to_owned()];
        let limits = Limits {
            rules,
            custom,
            of_account,
            ruleset: &place::ruleset("example.com", engine::RATE_LIMIT),
        };
        FindingRecord::from(limits.judge_path(&hosts, "/v1")).status
    }

    const V1: &str = r#"starts_with(http.request.uri.path, "/v1")"#;

    #[test]
    fn a_limit_for_some_visitors_is_for_a_person() {
        for (is_pass, and) in [
            (false, r#"ip.src.country eq "XX""#),
            (false, "cf.bot_management.score lt 30"),
            (false, "cf.client.bot"),
            (false, r#"http.user_agent contains "curl""#),
            // A visitor may speak any version.
            (false, r#"http.request.version eq "HTTP/1.0""#),
            (false, r#"any(http.request.headers["x-key"][*] eq "")"#),
            // Who is left out is listed, or what is left out is not asked for.
            (true, "not ip.src in $office"),
            (true, r#"http.request.method eq "POST""#),
            (true, r#"http.request.uri.query contains "page""#),
        ] {
            let found = status(&[rule("block", &format!("{V1} and {and}"))]);
            match is_pass {
                true => assert_eq!(found, Status::Pass, "{and}"),
                false => assert!(matches!(found, Status::Manual(_)), "{and}: {found:?}"),
            }
            // Another limit may be for everybody.
            let both = [rule("block", &format!("{V1} and {and}")), rule("block", V1)];
            assert_eq!(status(&both), Status::Pass, "{and}");
        }
        assert_eq!(
            status(&[rule("block", "ip.src in {203.0.113.9}")]),
            Status::Fail
        );
    }

    #[test]
    fn what_a_visitor_chooses_does_not_tell_visitors_apart() {
        let by = |characteristic: &str| {
            let mut limit = rule("block", V1);
            limit.overrides = ["cf.colo.id", characteristic]
                .iter()
                .enumerate()
                .map(|(at, name)| {
                    let key = format!("ratelimit/characteristics/{at}");
                    (key, (*name).to_owned())
                })
                .collect();
            status(&[limit])
        };
        for given in GIVEN {
            assert_eq!(by(given), Status::Pass, "{given}");
        }
        for chosen in [
            r#"http.request.headers["x-api-key"]"#,
            r#"http.request.cookies["session"]"#,
            r#"http.request.uri.args["id"]"#,
            "cf.bot_management.ja3_hash",
        ] {
            assert!(matches!(by(chosen), Status::Manual(_)), "{chosen}");
        }
    }

    #[test]
    fn a_limit_that_counts_something_else_is_for_a_person() {
        let counting = |expression: &str| {
            let mut limit = rule("block", V1);
            limit.overrides = vec![(
                "ratelimit/counting_expression".to_owned(),
                expression.to_owned(),
            )];
            status(&[limit])
        };
        assert_eq!(
            counting(&format!("{V1} and http.response.code eq 401")),
            Status::Pass
        );
        for some in [
            r#"ip.src.country eq "XX" and http.response.code eq 401"#,
            r#"http.response.code eq 401 and not cf.client.bot"#,
            r#"any(http.response.headers["x-failed"][*] eq "1")"#,
        ] {
            assert!(matches!(counting(some), Status::Manual(_)), "{some}");
        }
        assert!(matches!(
            counting(r#"http.request.uri.path eq "/other""#),
            Status::Manual(_)
        ));
    }

    #[test]
    fn a_custom_rule_can_pass_over_all_limits() {
        let limit = [rule("block", V1)];
        let with = |expression: &str| {
            let mut skip = rule("skip", expression);
            skip.skips = vec![engine::RATE_LIMIT.to_owned()];
            status_with(&limit, &[skip], false)
        };
        assert_eq!(with("true"), Status::Fail);
        // Who skips less, and a limit below the path, leave one.
        assert_eq!(with(r#"http.request.uri.path eq "/v1""#), Status::Pass);
        assert_eq!(with("ip.src in {203.0.113.9}"), Status::Pass);
        assert!(matches!(
            with(r#"http.user_agent contains "Stripe""#),
            Status::Manual(_)
        ));
    }

    #[test]
    fn the_account_may_have_limits_on_the_enterprise_plan() {
        assert!(matches!(status_with(&[], &[], true), Status::Manual(_)));
        assert_eq!(status_with(&[rule("block", V1)], &[], true), Status::Pass);
    }

    #[test]
    fn a_limit_below_the_path_or_on_one_host_will_do() {
        let login = rule("block", r#"http.request.uri.path eq "/v1/login""#);
        assert_eq!(status(&[login]), Status::Pass);
        let host = rule("managed_challenge", r#"http.host eq "api.example.com""#);
        assert_eq!(status(&[host]), Status::Pass);
    }

    #[test]
    fn a_limit_elsewhere_off_or_only_logged_will_not() {
        assert_eq!(
            status(&[rule("block", r#"http.request.uri.path eq "/other""#)]),
            Status::Fail
        );
        assert_eq!(status(&[rule("log", "true")]), Status::Fail);
        let mut off = rule("block", "true");
        off.enabled = false;
        assert_eq!(status(&[off]), Status::Fail);
        assert_eq!(status(&[]), Status::Fail);
    }

    #[test]
    fn what_cannot_be_decided_is_for_a_person() {
        let regex = rule("block", r#"http.request.uri.path matches "^/v1/(a|b)$""#);
        assert!(matches!(status(&[regex]), Status::Manual(_)));
        let regex = rule("block", r#"http.request.uri.path matches "^/v[12]/""#);
        assert_eq!(status(&[regex]), Status::Pass);
    }
}
