//! `cloudflare/waf-admin-paths`

use muster_sdk::cloudflare::{self, DnsRecord, EdgeRule, Zone};
use muster_sdk::{Finding, Outcome, Source, zone_records};

use crate::expression::{Path, Request};
use crate::proxy::Receiver;
use crate::walk::{self, End};
use crate::{engine, place, proxy, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that only some people are allowed to reach, with everything below them.
        #[needed(paths)]
        paths: Vec<String> = ["/admin"],
        /// Host names that serve them: `@`, `www`, or a full name. Empty for all names of the
        /// project.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/waf-admin-paths",
    severity: High,
    tags: ["cloudflare", "edge", "waf", "checklist", "manual"],
    explained_by: [Place("cloudflare/zone-active"), Place("cloudflare/record-proxied")],
    documentation: "waf_admin_paths.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        if parameters.paths.is_empty() {
            return Ok(vec![Finding::not_applicable(
                "cloudflare/admin",
                "The policy names no path to protect.",
            )]);
        }
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let rules = cloudflare::edge_rules(engine::CUSTOM)?;
        let ruleset = place::ruleset(&zone.name, engine::CUSTOM);
        // Rules at Cloudflare protect what Cloudflare gets.
        let records = match proxy::unserved(zone) {
            Some(_) => Vec::new(),
            None => cloudflare::dns_records()?,
        };
        let mut findings = Vec::new();
        for host in &hosts {
            let past = past_cloudflare(zone, &records, host);
            let unread = if zone.plan == engine::WITH_ACCOUNT_RULES {
                Some("a custom rule of the account")
            } else if zone_records::is_tunnelled(&records, &zone.name, host) {
                Some("an application of Cloudflare Access, as for tunnels in general,")
            } else {
                None
            };
            for path in &parameters.paths {
                findings.push(match &past {
                    Some(past) => past.finding(host, path),
                    None => judge_admin_path(&rules, host, path, &ruleset, unread),
                });
            }
        }
        Ok(findings)
    })
}

/// Why Cloudflare does not get the requests of a host, and what to do about it.
struct Past {
    why: String,
    fix: String,
    places: Vec<(Source, &'static str)>,
}

fn past_cloudflare(zone: &Zone, records: &[DnsRecord], host: &str) -> Option<Past> {
    if let Some(why) = proxy::unserved(zone) {
        return Some(Past {
            why,
            fix: "Have Cloudflare serve the zone, as cloudflare/zone-active says".to_owned(),
            places: vec![(zone.source.clone(), "is not served")],
        });
    }
    let why = proxy::why_past(records, zone, host)?;
    let fix = match proxy::receiver(records, &zone.name, host) {
        Receiver::Nobody => format!("Send {host} to Cloudflare, and add its record to the zone"),
        Receiver::Cloudflare(_) | Receiver::Host(_) => {
            format!("Turn on the proxy (orange cloud) of {host} under DNS > Records")
        }
    };
    let own = zone_records::answering(records, host).into_iter();
    let places = own.map(|record| (record.source.clone(), "is DNS only"));
    Some(Past {
        why,
        fix,
        places: places.collect(),
    })
}

impl Past {
    /// Rules at Cloudflare keep nobody from a host whose requests it does not get.
    fn finding(&self, host: &str, path: &str) -> Finding {
        let path = path.trim_end_matches('/');
        let finding = Finding::fail(
            format!("cloudflare/admin/{host}{path}"),
            format!(
                "{}, so no rule at Cloudflare keeps strangers from {path}.",
                self.why
            ),
        )
        .observed("past Cloudflare")
        .required("proxied, with a rule that blocks or challenges")
        .fix(self.fix.clone());
        self.places.iter().fold(finding, |finding, (place, label)| {
            finding.at(place.clone(), label)
        })
    }
}

/// A name below an admin path that no application has: a rule for some paths leaves it open.
const ELSEWHERE: &str = "muster/elsewhere";

/// The path itself and all below it must be kept from strangers, by the zone's rules or by what is
/// not read.
fn judge_admin_path(
    rules: &[EdgeRule],
    host: &str,
    path: &str,
    ruleset: &Source,
    unread: Option<&str>,
) -> Finding {
    let path = path.trim_end_matches('/');
    let below = format!("{path}/");
    let elsewhere = format!("{below}{ELSEWHERE}");
    // The last one shows where a rule is for some of the paths below alone.
    let shapes = [
        (Path::Exact(path), path),
        (Path::Below(&below), below.as_str()),
        (Path::Exact(&elsewhere), elsewhere.as_str()),
    ];
    let subject = format!("cloudflare/admin/{host}{path}");
    let mut protecting = None;
    let mut doubtful = None;
    for (shape, shown) in shapes {
        let request = Request::of_stranger(host, shape);
        match walk::through(rules, &request) {
            End::Stopped(rule) => protecting = protecting.or(Some(rule)),
            End::Doubtful(rule, why) => doubtful = doubtful.or(Some((rule, why))),
            End::Through(skipping) => {
                if let Some(unread) = unread {
                    return Finding::manual(
                        subject,
                        format!(
                            "Check whether {unread} keeps strangers from {host}{shown}: no custom \
                             rule of the zone does, and Muster does not read that."
                        ),
                    )
                    .at(ruleset.clone(), "has no such rule");
                }
                return open(
                    subject,
                    &format!("{host}{shown}"),
                    skipping.or(protecting),
                    ruleset,
                );
            }
        }
    }
    if let Some((rule, why)) = doubtful {
        return Finding::manual(
            subject,
            format!(
                "Check whether {} keeps everybody else from {host}{path}: {why}.",
                walk::called(rule)
            ),
        )
        .at(rule.source.clone(), "decides");
    }
    Finding::pass(
        subject,
        match protecting {
            Some(rule) => {
                let rule = walk::called(rule);
                format!("Strangers are kept from {host}{path} by {rule}.")
            }
            None => format!("Strangers are kept from {host}{path}."),
        },
    )
    .at_if(protecting.map(|rule| rule.source.clone()), "protects it")
}

fn open(subject: String, shown: &str, rule: Option<&EdgeRule>, ruleset: &Source) -> Finding {
    let finding = Finding::fail(
        subject,
        match rule {
            Some(rule) if rule.action == "skip" => {
                let rule = walk::called(rule);
                format!("Everybody is let through to {shown} by {rule}.")
            }
            Some(rule) => {
                let rule = walk::called(rule);
                format!("Everybody gets through to {shown}, which {rule} does not cover.")
            }
            None => format!("No custom rule keeps strangers from {shown}."),
        },
    )
    .observed("everybody gets through")
    .required("an enabled rule that blocks or challenges, for the path and everything below it")
    .fix(
        "Security > WAF > Custom rules: block `starts_with(http.request.uri.path, \"PATH\") and \
         not ip.src in {YOUR ADDRESSES}`. Cloudflare Access and IP Access rules are not read; if \
         one of them protects the path, waive this finding",
    );
    finding.at(
        rule.map_or_else(|| ruleset.clone(), |rule| rule.source.clone()),
        if rule.is_some() {
            "does not protect it"
        } else {
            "has no such rule"
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use muster_sdk::{FindingRecord, Status};

    fn judged(rules: &[EdgeRule]) -> FindingRecord {
        judged_with(rules, None)
    }

    fn judged_with(rules: &[EdgeRule], unread: Option<&str>) -> FindingRecord {
        let ruleset = place::ruleset("example.com", "x");
        judge_admin_path(rules, "example.com", "/admin", &ruleset, unread).into()
    }

    #[test]
    fn what_is_not_read_may_protect_what_the_rules_of_the_zone_do_not() {
        assert!(matches!(
            judged_with(&[], Some("Access")).status,
            Status::Manual(_)
        ));
        let block = rule("block", r#"starts_with(http.request.uri.path, "/admin")"#);
        assert_eq!(judged_with(&[block], Some("Access")).status, Status::Pass);
    }

    #[test]
    fn a_skip_before_the_rule_opens_the_path_and_one_after_it_does_not() {
        let block = rule("block", r#"starts_with(http.request.uri.path, "/admin")"#);
        let skip = |expression: &str| rule("skip", expression);
        let with = |skip: EdgeRule| judged(&[skip, block.clone()]).status;
        assert_eq!(with(skip("true")), Status::Fail);
        assert_eq!(with(skip(r#"http.host eq "example.net""#)), Status::Pass);
        assert_eq!(with(skip("ip.src in {203.0.113.9}")), Status::Pass);
        assert!(matches!(
            with(skip(r#"http.cookie contains "staff""#)),
            Status::Manual(_)
        ));
        let mut off = skip("true");
        off.enabled = false;
        assert_eq!(with(off), Status::Pass);
        let mut phases = skip("true");
        phases.skips = vec!["http_ratelimit".to_owned()];
        assert_eq!(with(phases), Status::Pass);
        assert_eq!(judged(&[block.clone(), skip("true")]).status, Status::Pass);
    }

    #[test]
    fn the_path_and_all_below_it_must_be_covered() {
        let prefix = r#"starts_with(http.request.uri.path, "/admin")"#;
        assert_eq!(judged(&[rule("block", prefix)]).status, Status::Pass);
        let exact = r#"http.request.uri.path eq "/admin""#;
        let found = judged(&[rule("block", exact)]);
        assert_eq!(found.status, Status::Fail);
        assert!(found.message.contains("/admin/"), "{}", found.message);
        let below = r#"starts_with(http.request.uri.path, "/admin/")"#;
        assert_eq!(judged(&[rule("block", below)]).status, Status::Fail);
        for some in [
            r#"http.request.uri.path in {"/admin" "/admin/" "/admin/login"}"#,
            r#"ends_with(http.request.uri.path, "/admin") or http.request.uri.path eq "/admin/""#,
        ] {
            let found = judged(&[rule("block", some)]);
            assert_eq!(found.status, Status::Fail, "{some}");
            assert!(
                found.message.contains("/admin/muster/elsewhere"),
                "{}",
                found.message
            );
        }
        let regex = rule("block", r#"http.request.uri.path matches "^/admin(/.*)?$""#);
        assert!(matches!(judged(&[regex]).status, Status::Manual(_)));
    }

    #[test]
    fn listed_addresses_may_pass_and_strangers_may_not() {
        let rules = [rule(
            "block",
            r#"http.request.uri.path contains "/admin" and not ip.src in {203.0.113.9}"#,
        )];
        assert_eq!(judged(&rules).status, Status::Pass);
        let rules = [rule("block", "ip.src in {203.0.113.9}")];
        assert_eq!(judged(&rules).status, Status::Fail);
        // All that the internet has, in pieces.
        let but_for = |pieces: u8| {
            let listed: Vec<String> = (1..=pieces)
                .map(|first| format!("{first}.0.0.0/8"))
                .collect();
            let admin = r#"http.request.uri.path contains "/admin""#;
            let listed = listed.join(" ");
            judged(&[rule(
                "block",
                &format!("{admin} and not ip.src in {{{listed}}}"),
            )])
            .status
        };
        assert!(matches!(but_for(223), Status::Manual(_)));
        assert_eq!(but_for(15), Status::Pass);
    }

    #[test]
    fn what_only_logs_or_cannot_be_decided_is_no_pass() {
        assert_eq!(judged(&[rule("log", "true")]).status, Status::Fail);
        assert_eq!(judged(&[]).status, Status::Fail);
        let rules = [rule("newer", "true")];
        assert!(matches!(judged(&rules).status, Status::Manual(_)));
        let rules = [rule("block", r#"ip.geoip.country ne "DE""#)];
        assert!(matches!(judged(&rules).status, Status::Manual(_)));
    }
}
