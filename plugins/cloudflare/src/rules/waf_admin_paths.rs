//! `cloudflare/waf-admin-paths`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, Outcome, Source};

use crate::expression::{Caller, Path, Request};
use crate::walk::{self, End};
use crate::{place, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that only some may reach, with everything below them.
        paths: Vec<String> = ["/admin"],
        /// Host names that serve them: `@`, `www`, or whole. Empty for all that the project names.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/waf-admin-paths",
    severity: High,
    tags: ["cloudflare", "edge", "waf", "checklist"],
    documentation: "waf_admin_paths.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::judge(|zone| {
        if parameters.paths.is_empty() {
            return Ok(vec![Finding::not_applicable(
                "cloudflare/admin",
                "The policy names no path to protect.",
            )]);
        }
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let rules = cloudflare::edge_rules(walk::CUSTOM)?;
        let ruleset = place::ruleset(&zone.name, walk::CUSTOM);
        let mut findings = Vec::new();
        for host in &hosts {
            for path in &parameters.paths {
                findings.push(judge(&rules, host, path, &ruleset));
            }
        }
        Ok(findings)
    })
}

/// The path itself and all below it must be kept from strangers.
fn judge(rules: &[EdgeRule], host: &str, path: &str, ruleset: &Source) -> Finding {
    let path = path.trim_end_matches('/');
    let below = format!("{path}/");
    let shapes = [
        (Path::Exact(path), path),
        (Path::Below(&below), below.as_str()),
    ];
    let subject = format!("cloudflare/admin/{host}{path}");
    let mut protecting = None;
    let mut doubtful = None;
    for (shape, shown) in shapes {
        let request = Request {
            method: None,
            host,
            path: shape,
            query: true,
            caller: Caller::Stranger,
        };
        match walk::through(rules, &request) {
            End::Stopped(rule) => protecting = Some(rule),
            End::Doubtful(rule, why) => doubtful = Some((rule, why)),
            End::Through(skipping) => {
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
                "Look whether {} keeps everybody else from {host}{path}: {why}.",
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
    .required("an enabled rule that blocks or challenges, for the path and all below it")
    .fix(
        "Security > WAF > Custom rules: block `starts_with(http.request.uri.path, \"PATH\") and not \
         ip.src in {YOUR ADDRESSES}`. Cloudflare Access and IP Access rules are not read; where one \
         of them protects the path, waive this finding",
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
        judge(
            rules,
            "example.com",
            "/admin",
            &place::ruleset("example.com", "x"),
        )
        .into()
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
    }

    #[test]
    fn what_only_logs_or_cannot_be_decided_is_no_pass() {
        assert_eq!(judged(&[rule("log", "true")]).status, Status::Fail);
        assert_eq!(judged(&[]).status, Status::Fail);
        let rules = [rule("block", r#"ip.geoip.country ne "DE""#)];
        assert!(matches!(judged(&rules).status, Status::Manual(_)));
    }
}
