//! `cloudflare/always-https`

use muster_sdk::tls::{self, Endpoint, HttpAnswer};
use muster_sdk::{Finding, Outcome};

use crate::edge;
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
    let mut staying = Vec::new();
    let mut unknown = None;
    for host in hosts {
        match redirects(host, endpoints) {
            Ok(true) => {}
            Ok(false) => staying.push(host.as_str()),
            Err(reason) => unknown = unknown.or(Some((host, reason))),
        }
    }
    if staying.is_empty() {
        let finding = match unknown {
            Some((host, reason)) => Finding::error(
                subject,
                format!(
                    "Always Use HTTPS is off, and it is not known whether {host} redirects plain \
                     HTTP: {reason}."
                ),
            ),
            None => Finding::pass(
                subject,
                "The origin redirects plain HTTP to HTTPS, though Cloudflare does not.",
            ),
        };
        return finding.at(setting.source, "is off");
    }
    let finding = Finding::fail(
        subject,
        format!(
            "Always Use HTTPS is off, and {} does not redirect plain HTTP either.",
            staying.join(", ")
        ),
    )
    .observed(setting.value)
    .required("on")
    .fix("Switch on SSL/TLS > Edge Certificates > Always Use HTTPS")
    .at(setting.source, "is off");
    endpoints
        .iter()
        .filter(|endpoint| edge::is_edge(endpoint) && staying.contains(&endpoint.host.as_str()))
        .fold(finding, |finding, endpoint| {
            finding.at(endpoint.source.clone(), "answers over plain HTTP")
        })
}

/// Whether every address of a host at the edge redirects to HTTPS; otherwise why that is not known.
fn redirects<'a>(host: &str, endpoints: &'a [Endpoint]) -> Result<bool, &'a str> {
    let seen = edge::seen(host, endpoints);
    let mut unknown = seen.is_empty().then_some("it was not seen at the edge");
    for (_, outcome) in seen {
        match outcome.and_then(|observation| observation.http.as_ref()) {
            Ok(answer) if leads_to_https(answer) => {}
            Ok(_) => return Ok(false),
            Err(error) => unknown = Some(error.reason()),
        }
    }
    unknown.map_or(Ok(true), Err)
}

fn leads_to_https(answer: &HttpAnswer) -> bool {
    (300..400).contains(&answer.status)
        && answer
            .location
            .as_deref()
            .is_some_and(|location| location.starts_with("https"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{endpoint, logical};
    use muster_sdk::{FactError, FindingRecord, Status};

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
    fn a_host_that_was_not_seen_is_no_result() {
        let not_asked = |error| {
            let mut endpoint = endpoint("example.com", "edge");
            endpoint.outcome = Err(error);
            endpoint
        };
        let seen = endpoint("example.com", "edge");
        let no_route = not_asked(FactError::Unsupported("no IPv6".to_owned()));
        let silent = not_asked(FactError::Failed("silent".to_owned()));
        let redirects =
            |endpoints: &[Endpoint]| redirects("example.com", endpoints).map_err(str::to_owned);
        assert!(redirects(&[endpoint("example.com", "origin")]).is_err());
        assert_eq!(redirects(&[no_route, seen.clone()]), Ok(true));
        assert_eq!(
            redirects(&[silent.clone(), seen.clone()]),
            Err("silent".to_owned())
        );
        assert_eq!(redirects(&[seen, silent]), Err("silent".to_owned()));
    }
}
