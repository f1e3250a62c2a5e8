//! `cloudflare/webhook-exempt`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, Outcome};

use crate::expression::Request;
use crate::walk::{self, End, Passed};
use crate::webhook::{self, Senders};
use crate::{engine, overridden, proxy, setting, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that other services call.
        #[needed(paths)]
        paths: Vec<String> = [],
        /// Host names that serve them: `@`, `www`, or a full name. Empty for all names of the
        /// project.
        hosts: Vec<String> = [],
        /// Addresses that the calls come from. Without them, rules about addresses cannot be
        /// judged.
        #[form(Address)]
        senders: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/webhook-exempt",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf", "availability", "checklist", "manual"],
    documentation: "webhook_exempt.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        if parameters.paths.is_empty() {
            return Ok(vec![Finding::not_applicable(
                "cloudflare/webhook",
                "The policy names no path that other services call.",
            )]);
        }
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let Some(hosts) = proxy::reached(zone, &cloudflare::dns_records(), hosts) else {
            return Ok(vec![webhook::uncalled("cloudflare/webhook", zone)]);
        };
        let senders = Senders::read(&parameters.senders)?;
        let level = setting::find("security_level");
        let overrides = overridden::Rules::read();
        let unknown = match (&level, &overrides) {
            (Err(error), _) => Some(error.reason().to_owned()),
            (_, Err(error)) => Some(error.reason().to_owned()),
            (Ok(_), Ok(_)) => None,
        };
        let rules = Rules {
            custom: cloudflare::edge_rules(engine::CUSTOM)?,
            limits: cloudflare::edge_rules(engine::RATE_LIMIT)?,
            of_account: zone.plan == engine::WITH_ACCOUNT_RULES,
            level: level.ok().flatten().map(|level| level.value),
            overrides: overrides.ok(),
            unknown,
        };
        Ok(hosts
            .iter()
            .flat_map(|host| parameters.paths.iter().map(move |path| (host, path)))
            .map(|(host, path)| judge_webhook(&rules, &senders, host, path))
            .collect())
    })
}

/// What may stop a call.
struct Rules {
    custom: Vec<EdgeRule>,
    limits: Vec<EdgeRule>,
    /// Whether the account may have rules that come before, and are not read.
    of_account: bool,
    /// The security level of the zone.
    level: Option<String>,
    /// The rules that set another one.
    overrides: Option<overridden::Rules>,
    /// Why it is not known which level a call meets.
    unknown: Option<String>,
}

/// Challenges every visitor
/// (<https://developers.cloudflare.com/fundamentals/reference/under-attack-mode/>).
const UNDER_ATTACK: &str = "under_attack";

/// What a custom rule skips to pass it over.
const SECURITY_LEVEL: &str = "securityLevel";

impl Rules {
    /// Whether the security level stops a call: none where it does not, else why that is not certain.
    fn challenged(&self, call: &Request<'_>) -> Option<Option<String>> {
        let overridden = self
            .overrides
            .as_ref()
            .map(|rules| rules.of_request("security_level", call))
            .unwrap_or_default();
        let level = overridden
            .always
            .first()
            .map(|set| &set.value)
            .or(self.level.as_ref());
        let doubt = if level.is_some_and(|level| level == UNDER_ATTACK) {
            None
        } else {
            let (_, why) = overridden
                .perhaps
                .iter()
                .find(|(set, _)| set.value == UNDER_ATTACK)?;
            Some(why.clone())
        };
        match walk::passes_over(&self.custom, SECURITY_LEVEL, call) {
            Passed::By(_) => None,
            Passed::Perhaps(_, why) => Some(Some(why)),
            Passed::Not => Some(doubt),
        }
    }
}

fn judge_webhook(rules: &Rules, senders: &Senders, host: &str, path: &str) -> Finding {
    let subject = format!("cloudflare/webhook/{host}{path}");
    let Rules {
        custom,
        limits,
        of_account,
        ..
    } = rules;
    let call = senders.call(host, path);
    let challenged = rules.challenged(&call);
    if challenged == Some(None) {
        return Finding::fail(
            subject,
            format!(
                "The security level is `{UNDER_ATTACK}` for calls of {host}{path}, and challenges them; \
                 a program cannot answer that, and the call is lost."
            ),
        )
        .observed(UNDER_ATTACK)
        .required("another level, or a custom rule that skips it for the webhook")
        .fix(format!(
            "Set another security level, or skip `{SECURITY_LEVEL}` for `http.request.uri.path eq \
             \"{path}\"` in a custom rule"
        ));
    }
    let ends = [
        walk::through(custom, &call),
        match (
            walk::passes_over(custom, engine::RATE_LIMIT, &call),
            walk::through(limits, &call),
        ) {
            (Passed::By(rule), _) => End::Through(Some(rule)),
            (Passed::Perhaps(rule, why), End::Stopped(_) | End::Doubtful(..)) => {
                End::Doubtful(rule, why)
            }
            (_, end) => end,
        },
    ];
    for end in &ends {
        if let End::Stopped(rule) = end {
            return Finding::fail(
                subject,
                format!(
                    "A call of {host}{path} meets `{}`, by {}; a program cannot answer that, and \
                     the call is lost.",
                    rule.action,
                    walk::called(rule)
                ),
            )
            .observed(rule.action.clone())
            .required("an earlier skip, or a rule that leaves the path out")
            .fix(format!(
                "Put a rule before it that skips only for `http.request.uri.path eq \"{path}\"`, \
                 or add `and http.request.uri.path ne \"{path}\"` to its expression"
            ))
            .at(rule.source.clone(), "stops it");
        }
    }
    for end in &ends {
        if let End::Doubtful(rule, why) = end {
            return Finding::manual(
                subject,
                format!(
                    "Check whether {} keeps calls from {host}{path}: {why}.",
                    walk::called(rule)
                ),
            )
            .at(rule.source.clone(), "decides");
        }
    }
    if let Some(Some(why)) = challenged {
        return Finding::manual(
            subject,
            format!(
                "Check whether the security level `{UNDER_ATTACK}` keeps calls from {host}{path}: \
                 {why}."
            ),
        );
    }
    if *of_account {
        return Finding::manual(
            subject,
            format!(
                "Check whether a custom or rate limiting rule of the account keeps calls from \
                 {host}{path}: on the Enterprise plan such rules come before the zone's, and they \
                 are not read."
            ),
        );
    }
    let passes_level = matches!(
        walk::passes_over(custom, SECURITY_LEVEL, &call),
        Passed::By(_)
    );
    if let Some(why) = rules.unknown.as_ref().filter(|_| !passes_level) {
        return Finding::error(
            subject,
            format!(
                "No rule stops calls of {host}{path}, but it is not known which security level they \
                 meet: {}.",
                why.trim_end_matches('.')
            ),
        );
    }
    let skipping = ends.into_iter().find_map(|end| match end {
        End::Through(rule) => rule,
        End::Stopped(_) | End::Doubtful(..) => None,
    });
    let message = match skipping {
        Some(rule) => format!(
            "Calls of {host}{path} get through, by {}.",
            walk::called(rule)
        ),
        None => format!("No rule stops calls of {host}{path}."),
    };
    Finding::pass(subject, message)
        .at_if(skipping.map(|rule| rule.source.clone()), "lets it through")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use muster_sdk::{FindingRecord, Status};
    use std::slice::from_ref;

    const HOOK: &str = r#"http.request.uri.path eq "/hook""#;

    fn judged(custom: &[EdgeRule], limits: &[EdgeRule]) -> FindingRecord {
        let senders = Senders::read(&["203.0.113.9".to_owned()]).unwrap();
        let rules = Rules {
            custom: custom.to_vec(),
            limits: limits.to_vec(),
            of_account: false,
            level: None,
            overrides: None,
            unknown: None,
        };
        judge_webhook(&rules, &senders, "example.com", "/hook").into()
    }

    #[test]
    fn a_challenge_without_an_earlier_skip_loses_the_call() {
        let challenge = rule("managed_challenge", "true");
        assert_eq!(judged(from_ref(&challenge), &[]).status, Status::Fail);
        let skip = rule("skip", HOOK);
        assert_eq!(
            judged(&[skip.clone(), challenge.clone()], &[]).status,
            Status::Pass
        );
        assert_eq!(judged(&[challenge, skip], &[]).status, Status::Fail);
    }

    #[test]
    fn a_rate_limit_counts_unless_its_phase_is_skipped() {
        let limit = rule("block", r#"starts_with(http.request.uri.path, "/")"#);
        assert_eq!(judged(&[], from_ref(&limit)).status, Status::Fail);
        let mut skip = rule("skip", HOOK);
        skip.skips = vec![engine::RATE_LIMIT.to_owned()];
        let limit = [limit];
        assert_eq!(judged(from_ref(&skip), &limit).status, Status::Pass);
        // A rule that is passed over passes nothing over.
        let first = rule("skip", "true");
        assert_eq!(judged(&[first, skip.clone()], &limit).status, Status::Fail);
        skip.expression = r#"http.user_agent contains "Stripe""#.to_owned();
        assert!(matches!(judged(&[skip], &limit).status, Status::Manual(_)));
    }

    #[test]
    fn rules_of_the_account_are_for_a_person() {
        let senders = Senders::read(&[]).unwrap();
        let status = |custom: Vec<EdgeRule>| {
            let rules = Rules {
                custom,
                limits: Vec::new(),
                of_account: true,
                level: None,
                overrides: None,
                unknown: None,
            };
            FindingRecord::from(judge_webhook(&rules, &senders, "example.com", "/hook")).status
        };
        assert!(matches!(status(Vec::new()), Status::Manual(_)));
        assert_eq!(status(vec![rule("block", "true")]), Status::Fail);
    }

    #[test]
    fn the_sender_s_address_decides_where_a_rule_asks_for_it() {
        let block = |addresses: &str| rule("block", &format!("not ip.src in {{{addresses}}}"));
        assert_eq!(judged(&[block("203.0.113.0/24")], &[]).status, Status::Pass);
        assert_eq!(judged(&[block("198.51.100.1")], &[]).status, Status::Fail);
        let listed = rule("block", "not ip.src in $stripe");
        assert!(matches!(judged(&[listed], &[]).status, Status::Manual(_)));
    }
}
