//! `cloudflare/rate-limit-public`

use muster_sdk::cloudflare::{self, EdgeRule};
use muster_sdk::{Finding, Outcome, Source};

use crate::expression::{self, Caller, Path, Request, Truth};
use crate::{place, walk, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that everybody may reach, of which each must have a limit on it or below it.
        paths: Vec<String> = ["/"],
        /// Host names that serve them: `@`, `www`, or whole. Empty for all that the project names.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/rate-limit-public",
    severity: Medium,
    tags: ["cloudflare", "edge", "waf", "checklist"],
    documentation: "rate_limit_public.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::judge(|zone| {
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let rules = cloudflare::edge_rules(walk::RATE_LIMIT)?;
        let ruleset = place::ruleset(&zone.name, walk::RATE_LIMIT);
        Ok(parameters
            .paths
            .iter()
            .map(|path| judge(&rules, &hosts, path, &ruleset))
            .collect())
    })
}

/// A limit on any host will do: which host serves a path is the application's business.
fn judge(rules: &[EdgeRule], hosts: &[String], path: &str, ruleset: &Source) -> Finding {
    let subject = format!("cloudflare/rate-limit{path}");
    let below = format!("{}/", path.trim_end_matches('/'));
    let mut doubtful = None;
    for rule in rules
        .iter()
        .filter(|rule| rule.enabled && walk::stops(rule))
    {
        for shape in [Path::Exact(path), Path::Below(&below)] {
            for host in hosts {
                let request = Request {
                    method: None,
                    host,
                    path: shape,
                    query: true,
                    caller: Caller::Stranger,
                };
                match expression::applies(&rule.expression, &request) {
                    Truth::Always | Truth::Depends(_) => {
                        return Finding::pass(
                            subject,
                            format!("Requests to {path} are limited by {}.", walk::called(rule)),
                        )
                        .at(rule.source.clone(), "limits them");
                    }
                    Truth::Unknown(why) => {
                        doubtful.get_or_insert((rule, why));
                    }
                    Truth::Never => {}
                }
            }
        }
    }
    match doubtful {
        Some((rule, why)) => Finding::manual(
            subject,
            format!(
                "Look whether {} limits requests to {path}: {why}.",
                walk::called(rule)
            ),
        )
        .at(rule.source.clone(), "decides"),
        None => Finding::fail(
            subject,
            format!("No enabled rule limits how many requests one visitor may send to {path}."),
        )
        .observed(format!("{} rules, none for it", rules.len()))
        .required("an enabled rule that blocks or challenges")
        .fix(format!(
            "Security > WAF > Rate limiting rules: for `starts_with(http.request.uri.path, \
             \"{path}\")`, block after as many requests as a person sends"
        ))
        .at(ruleset.clone(), "has no such rule"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use muster_sdk::{FindingRecord, Status};

    fn status(rules: &[EdgeRule]) -> Status {
        let hosts = ["example.com".to_owned(), "api.example.com".to_owned()];
        let ruleset = place::ruleset("example.com", walk::RATE_LIMIT);
        FindingRecord::from(judge(rules, &hosts, "/v1", &ruleset)).status
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
        let regex = rule("block", r#"http.request.uri.path matches "^/v[12]/""#);
        assert!(matches!(status(&[regex]), Status::Manual(_)));
    }
}
