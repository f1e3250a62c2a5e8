//! `cloudflare/webhook-skip-too-broad`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, Outcome};

use crate::expression::{Expression, Path, Request, Truth};
use crate::{engine, walk, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that other services call. Rules can skip them for anybody.
        paths: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/webhook-skip-too-broad",
    severity: High,
    tags: ["cloudflare", "edge", "waf", "checklist", "manual"],
    documentation: "webhook_skip_too_broad.md",
    parameters: Parameters,
    check: check,
}

/// A path that no application has, and that a narrow rule therefore does not fit.
const ELSEWHERE: &str = "/muster/elsewhere";

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let hosts = zone::hosts(zone, &[])?;
        let rules = cloudflare::edge_rules(engine::CUSTOM)?;
        let findings: Vec<Finding> = rules
            .iter()
            // One that names nothing skips nothing.
            .filter(|rule| rule.enabled && rule.action == "skip" && !rule.skips.is_empty())
            .map(|rule| judge_skip(rule, &hosts, &parameters.paths))
            .collect();
        Ok(if findings.is_empty() {
            vec![Finding::not_applicable(
                "cloudflare/skip",
                "No custom rule skips anything.",
            )]
        } else {
            findings
        })
    })
}

/// Looks for a request of a stranger that is skipped and calls no webhook.
fn judge_skip(rule: &EdgeRule, hosts: &[String], webhooks: &[String]) -> Finding {
    let subject = format!("cloudflare/skip/{}", rule.id);
    let called = walk::called(rule);
    let expression = match Expression::parse(&rule.expression) {
        Ok(expression) => expression,
        Err(why) => return doubt(subject, rule, &why),
    };
    let mut doubtful = expression
        .has_regex()
        .then(|| "it has a regular expression, for which not every path can be tried".to_owned());
    for host in hosts {
        for path in probes(&expression, webhooks) {
            let request = Request::of_stranger(host, Path::Exact(&path));
            match expression.applies_to(&request) {
                Truth::Always => {
                    return Finding::fail(
                        subject,
                        format!(
                            "Anybody bypasses {} through {called}, even at {host}{path}, which is \
                             not a webhook.",
                            skipped(rule)
                        ),
                    )
                    .observed(rule.expression.clone())
                    .required("the exact path of a webhook, or listed addresses")
                    .fix("Narrow the expression to `http.request.uri.path eq \"PATH\"`")
                    .at(rule.source.clone(), "skips too much");
                }
                Truth::Depends(field) => {
                    doubtful.get_or_insert(format!("it depends on `{field}`"));
                }
                Truth::Unknown(why) => {
                    doubtful.get_or_insert(why);
                }
                Truth::Never => {}
            }
        }
    }
    match doubtful {
        Some(why) => doubt(subject, rule, &why),
        None => Finding::pass(
            subject,
            format!("Only webhooks or listed addresses bypass anything through {called}."),
        )
        .observed(rule.expression.clone())
        .at(rule.source.clone(), "skips"),
    }
}

/// Paths beside, below and around whatever the expression names, webhooks left out.
fn probes(expression: &Expression, webhooks: &[String]) -> Vec<String> {
    let mut probes = vec![ELSEWHERE.to_owned()];
    for literal in expression.literals() {
        let literal = literal.replace('*', "muster");
        let rooted = format!("/{}", literal.trim_start_matches('/'));
        probes.extend([
            rooted.clone(),
            format!("{}{ELSEWHERE}", rooted.trim_end_matches('/')),
            format!("{ELSEWHERE}{rooted}"),
            format!("{ELSEWHERE}{}{ELSEWHERE}", rooted.trim_end_matches('/')),
        ]);
    }
    probes.retain(|probe| !webhooks.contains(probe));
    probes
}

/// What a rule passes over, in words.
fn skipped(rule: &EdgeRule) -> String {
    rule.skips
        .iter()
        .map(|skipped| match skipped.as_str() {
            "*" => "all later custom rules",
            other => other,
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn doubt(subject: String, rule: &EdgeRule, why: &str) -> Finding {
    Finding::manual(
        subject,
        format!(
            "Check whether more than webhooks bypasses {} through {}: {why}.",
            skipped(rule),
            walk::called(rule)
        ),
    )
    .at(rule.source.clone(), "skips")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use muster_sdk::{FindingRecord, Status};

    fn status(expression: &str) -> Status {
        let (hosts, webhooks) = (["example.com".to_owned()], ["/pay/hook".to_owned()]);
        FindingRecord::from(judge_skip(&rule("skip", expression), &hosts, &webhooks)).status
    }

    #[test]
    fn the_exact_webhook_and_listed_addresses_are_narrow() {
        assert_eq!(
            status(r#"http.request.uri.path eq "/pay/hook""#),
            Status::Pass
        );
        assert_eq!(status("ip.src in {203.0.113.9}"), Status::Pass);
        assert_eq!(status("ip.src in $office"), Status::Pass);
        assert_eq!(
            status(r#"http.request.uri.path contains "/pay" and ip.src eq 203.0.113.9"#),
            Status::Pass
        );
    }

    #[test]
    fn everything_that_anybody_can_ask_for_is_too_broad() {
        for expression in [
            "true",
            r#"http.host eq "example.com""#,
            r#"http.request.uri.path contains "/hook""#,
            r#"starts_with(http.request.uri.path, "/pay/hook")"#,
            r#"ends_with(http.request.uri.path, "/hook")"#,
            r#"http.request.uri.path wildcard "/pay/*""#,
            r#"http.request.uri.path eq "/pay/other""#,
            "not ip.src in {203.0.113.9}",
        ] {
            assert_eq!(status(expression), Status::Fail, "{expression}");
        }
    }

    #[test]
    fn what_a_visitor_chooses_or_cannot_be_decided_is_for_a_person() {
        for expression in [
            r#"http.user_agent contains "Stripe""#,
            r#"http.request.uri.path matches "^/pay/(a|b)$""#,
            "(",
        ] {
            assert!(
                matches!(status(expression), Status::Manual(_)),
                "{expression}"
            );
        }
    }
}
