//! `cloudflare/always-https`

use muster_sdk::cloudflare::{self, DnsRecord, Zone};
use muster_sdk::tls::{self, Endpoint, HttpAnswer};
use muster_sdk::{FactError, Finding, Outcome, Source};

use crate::edge;
use crate::overridden::Rules;
use crate::proxy::{self, Receiver};
use crate::setting::{self, Setting};
use crate::ssl_mode::{self, SslModes};
use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/always-https",
    severity: Medium,
    tags: ["cloudflare", "edge", "tls"],
    explained_by: [Place("cloudflare/ssl-mode-strict"), Place("cloudflare/ssl-mode-overridden")],
    documentation: "always_https.md",
    check: check,
}

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let setting = setting::required("always_use_https")?;
        let on = setting.value == "on";
        let hosts = if on {
            zone.names.clone()
        } else {
            zone::hosts(zone, &[])?
        };
        let records = cloudflare::dns_records();
        let rules = Rules::read();
        let modes = SslModes::read();
        let is_served = proxy::unserved(zone).is_none();
        let ways: Vec<(&str, Way)> = hosts
            .iter()
            .map(|host| {
                let way = match &records {
                    Ok(records) if is_served => way(records, zone, host, on, (&rules, &modes)),
                    Ok(_) => Way::Past("Cloudflare does not serve the zone".to_owned()),
                    Err(error) if on => Way::Past(format!(
                        "whether it is proxied is not known ({})",
                        error.reason().trim_end_matches('.')
                    )),
                    Err(_) => Way::Past("Always Use HTTPS is off".to_owned()),
                };
                (host.as_str(), way)
            })
            .collect();
        let is_past = |(_, way): &(&str, Way)| matches!(way, Way::Past(_));
        let endpoints = match ways.iter().find(|way| is_past(way)) {
            // Nobody looks at what is answered where Cloudflare redirects everything.
            None => Vec::new(),
            Some((host, Way::Past(why))) if on => match tls::endpoints() {
                Ok(endpoints) => endpoints,
                Err(error) => {
                    let reason = error.reason().trim_end_matches('.');
                    return Ok(vec![unknown(setting, host, why, reason)]);
                }
            },
            Some(_) => tls::endpoints()?,
        };
        Ok(vec![judge_redirect(setting, &ways, &endpoints)])
    })
}

fn unknown(setting: Setting, host: &str, why: &str, reason: &str) -> Finding {
    let label = label(&setting);
    Finding::error(
        setting.source.name.clone(),
        format!("{why}, and it is not known whether {host} redirects plain HTTP: {reason}."),
    )
    .observed(setting.value)
    .at(setting.source, label)
}

fn label(setting: &Setting) -> &'static str {
    match setting.value.as_str() {
        "on" => "is set here",
        _ => "is off",
    }
}

/// How plain HTTP gets to HTTPS at a host.
enum Way {
    /// Cloudflare redirects it.
    Cloudflare,
    /// Cloudflare redirects it, by this page rule.
    Page(Source),
    /// Cloudflare speaks no HTTPS at all, by this SSL mode.
    Off(Setting),
    /// The host has to, for this reason.
    Past(String),
    /// The zone does not know the host.
    Nobody,
}

fn way(
    records: &[DnsRecord],
    zone: &Zone,
    host: &str,
    on: bool,
    (rules, modes): (&Result<Rules, FactError>, &SslModes),
) -> Way {
    let answers = proxy::receiver(records, &zone.name, host);
    if let (Receiver::Cloudflare(_), Some(mode)) = (&answers, modes.off(host)) {
        return Way::Off(mode);
    }
    match answers {
        Receiver::Cloudflare(_) if on => match modes.unknown() {
            None => Way::Cloudflare,
            Some(why) => Way::Past(format!(
                "whether HTTPS is off for {host} is not known ({why})"
            )),
        },
        Receiver::Nobody | Receiver::Host(_) if on => {
            proxy::why_past(records, zone, host).map_or(Way::Nobody, Way::Past)
        }
        Receiver::Cloudflare(_) => rules
            .as_ref()
            .ok()
            .and_then(|rules| rules.page_over_http("always_use_https", host))
            .map_or_else(
                || Way::Past("Always Use HTTPS is off".to_owned()),
                |rule| Way::Page(rule.source.clone()),
            ),
        Receiver::Host(_) | Receiver::Nobody => Way::Past("Always Use HTTPS is off".to_owned()),
    }
}

/// What Cloudflare does not redirect, the host may redirect by itself.
fn judge_redirect(setting: Setting, ways: &[(&str, Way)], endpoints: &[Endpoint]) -> Finding {
    let subject = setting.source.name.clone();
    let label = label(&setting);
    let mut staying = Vec::new();
    let mut not_seen = None;
    let mut by_itself = false;
    let mut page = None;
    for (host, way) in ways {
        match way {
            Way::Off(mode) => return without_https(setting, host, mode),
            Way::Cloudflare | Way::Nobody => {}
            Way::Page(source) => page = Some(source.clone()),
            Way::Past(why) => {
                by_itself = true;
                match redirects(host, endpoints) {
                    Ok(true) => {}
                    Ok(false) => staying.push((*host, why)),
                    Err(reason) => not_seen = not_seen.or(Some((host, why, reason))),
                }
            }
        }
    }
    if let Some((_, why)) = staying.first() {
        let hosts: Vec<&str> = staying.iter().map(|(host, _)| *host).collect();
        let named = hosts.join(", ");
        let fix = if setting.value == "on" {
            format!("Make the host redirect plain HTTP, or have Cloudflare answer for {named}")
        } else {
            "Turn on SSL/TLS > Edge Certificates > Always Use HTTPS".to_owned()
        };
        let finding = Finding::fail(
            subject,
            format!(
                "{why}, and {named} {} not redirect plain HTTP either.",
                if hosts.len() == 1 { "does" } else { "do" }
            ),
        )
        .observed(setting.value)
        .required("on, for a proxied name, or a redirect of the host's own")
        .fix(fix)
        .at(setting.source, label);
        return endpoints
            .iter()
            .filter(|endpoint| edge::is_edge(endpoint) && hosts.contains(&endpoint.host.as_str()))
            .fold(finding, |finding, endpoint| {
                finding.at(endpoint.source.clone(), "answers over plain HTTP")
            });
    }
    if let Some((host, why, reason)) = not_seen {
        return unknown(setting, host, why, reason);
    }
    let finding = if by_itself {
        Finding::pass(
            subject,
            "Plain HTTP is redirected to HTTPS by something other than Always Use HTTPS.",
        )
    } else {
        Finding::pass(subject, "Cloudflare redirects plain HTTP to HTTPS.")
    };
    finding
        .observed(setting.value)
        .at(setting.source, label)
        .at_if(page, "redirects plain HTTP")
}

/// Cloudflare leads visitors the other way.
fn without_https(setting: Setting, host: &str, mode: &Setting) -> Finding {
    let label = label(&setting);
    ssl_mode::leads_to_http(
        setting.source.name.clone(),
        host,
        mode,
        "whatever Always Use HTTPS says",
        "on, with an SSL mode that encrypts",
    )
    .at(setting.source, label)
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
    use crate::fixtures::endpoint;
    use muster_sdk::testing::sample;
    use muster_sdk::{FactError, FindingRecord, Status};

    fn judged(location: Option<&str>) -> Status {
        let mut endpoint = endpoint("example.com", "edge");
        if let Ok(observation) = &mut endpoint.outcome {
            observation.http = Ok(HttpAnswer {
                status: if location.is_some() { 301 } else { 200 },
                location: location.map(str::to_owned),
                ..sample()
            });
        }
        let setting = Setting {
            value: "off".to_owned(),
            source: Source::logical("cloudflare/example.com/settings/always_use_https"),
        };
        let ways = [("example.com", Way::Past("it is off".to_owned()))];
        FindingRecord::from(judge_redirect(setting, &ways, &[endpoint])).status
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
