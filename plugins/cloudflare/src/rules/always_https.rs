//! `cloudflare/always-https`

use muster_sdk::tls::{self, Endpoint};
use muster_sdk::{Finding, Outcome};

use crate::setting::{self, Setting};
use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/always-https",
    severity: Medium,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "always_https.md",
    check: check,
}

fn check() -> Outcome {
    zone::judge(|zone| {
        let setting = setting::required("always_use_https")?;
        let subject = setting.source.name.clone();
        if setting.value == "on" {
            return Ok(vec![
                Finding::pass(subject, "Cloudflare redirects plain HTTP to HTTPS.")
                    .observed("on")
                    .at(setting.source, "is set here"),
            ]);
        }
        let hosts = zone::hosts(zone, &[])?;
        Ok(vec![judge(setting, &hosts, &tls::endpoints()?)])
    })
}

/// The origin may redirect by itself.
fn judge(setting: Setting, hosts: &[String], endpoints: &[Endpoint]) -> Finding {
    let subject = setting.source.name.clone();
    let staying: Vec<&String> = hosts
        .iter()
        .filter(|host| !redirects(host, endpoints))
        .collect();
    if staying.is_empty() {
        return Finding::pass(
            subject,
            "The origin redirects plain HTTP to HTTPS, though Cloudflare does not.",
        )
        .at(setting.source, "is off");
    }
    let names: Vec<&str> = staying.iter().map(|host| host.as_str()).collect();
    let finding = Finding::fail(
        subject,
        format!(
            "Always Use HTTPS is off, and {} does not redirect plain HTTP either.",
            names.join(", ")
        ),
    )
    .observed(setting.value)
    .required("on")
    .fix("Switch on SSL/TLS > Edge Certificates > Always Use HTTPS")
    .at(setting.source, "is off");
    endpoints
        .iter()
        .filter(|endpoint| is_edge(endpoint) && names.contains(&endpoint.host.as_str()))
        .fold(finding, |finding, endpoint| {
            finding.at(endpoint.source.clone(), "answers over plain HTTP")
        })
}

/// Whether every address of a host at the edge redirects to HTTPS; not, if none was seen.
fn redirects(host: &str, endpoints: &[Endpoint]) -> bool {
    let mut seen = endpoints
        .iter()
        .filter(|endpoint| is_edge(endpoint) && endpoint.host == host)
        .peekable();
    seen.peek().is_some()
        && seen.all(|endpoint| {
            let Ok(observation) = &endpoint.outcome else {
                return false;
            };
            observation.http.as_ref().is_ok_and(|answer| {
                (300..400).contains(&answer.status)
                    && answer
                        .location
                        .as_deref()
                        .is_some_and(|location| location.starts_with("https"))
            })
        })
}

/// Where visitors arrive.
pub(super) fn is_edge(endpoint: &Endpoint) -> bool {
    matches!(endpoint.scope.as_str(), "edge" | "both")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{endpoint, logical};
    use muster_sdk::tls::HttpAnswer;
    use muster_sdk::{FindingRecord, Status};

    fn judged(location: Option<&str>) -> Status {
        let mut endpoint = endpoint("example.com", "edge");
        if let Ok(observation) = &mut endpoint.outcome {
            observation.http = Ok(HttpAnswer {
                status: if location.is_some() { 301 } else { 200 },
                location: location.map(str::to_owned),
            });
        }
        let setting = Setting {
            value: "off".to_owned(),
            source: logical("cloudflare/example.com/settings/always_use_https"),
        };
        FindingRecord::from(judge(setting, &["example.com".to_owned()], &[endpoint])).status
    }

    #[test]
    fn a_redirect_of_the_origin_s_own_will_do() {
        assert_eq!(judged(Some("https://example.com")), Status::Pass);
        assert_eq!(judged(Some("http://example.com")), Status::Fail);
        assert_eq!(judged(None), Status::Fail);
    }

    #[test]
    fn a_host_that_was_not_seen_is_no_pass() {
        assert!(!redirects(
            "example.com",
            &[endpoint("example.com", "origin")]
        ));
    }
}
