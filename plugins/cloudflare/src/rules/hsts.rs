//! `cloudflare/hsts`

use muster_headers::Promise;
use muster_sdk::cloudflare;
use muster_sdk::tls::{self, Endpoint};
use muster_sdk::{Finding, Outcome, Source};

use crate::edge;
use crate::proxy;
use crate::setting::{self, Setting};
use crate::ssl_mode::{self, SslModes};
use crate::zone;

muster_sdk::parameters! {
    struct Parameters {
        /// Shortest time, in seconds, for which a browser must remember to use only HTTPS.
        minimum_age: i64 = 31_536_000,
        /// Whether subdomains must be included.
        subdomains: bool = true,
    }
}

muster_sdk::rule! {
    id: "cloudflare/hsts",
    severity: Medium,
    tags: ["cloudflare", "edge", "tls"],
    explained_by: [Place("cloudflare/ssl-mode-strict"), Place("cloudflare/ssl-mode-overridden")],
    documentation: "hsts.md",
    parameters: Parameters,
    check: check,
}

const SETTING: &str = "security_header.strict_transport_security";

/// Whether that is enough.
fn holds(promise: &Promise, parameters: &Parameters) -> bool {
    promise.age >= parameters.minimum_age && (promise.subdomains || !parameters.subdomains)
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let enabled = setting::required(&format!("{SETTING}.enabled"))?;
        if enabled.value == "on" {
            let records = cloudflare::dns_records();
            if proxy::idle(zone, &records).is_some() {
                let hosts = zone::hosts(zone, &[])?;
                return Ok(past_cloudflare(&hosts, &parameters, &enabled.source));
            }
            let modes = SslModes::read();
            let proxied = |host: &&String| {
                records
                    .as_ref()
                    .is_ok_and(|records| proxy::is_proxied(records, &zone.name, host))
            };
            let mut hosts = zone.names.iter().filter(proxied);
            if let Some((host, mode)) = hosts.find_map(|host| Some((host, modes.off(host)?))) {
                return Ok(vec![without_https(enabled, host, &mode)]);
            }
            let age = setting::required(&format!("{SETTING}.max_age"))?;
            let subdomains = setting::required(&format!("{SETTING}.include_subdomains"))?;
            let promise = Promise {
                age: age.value.parse().unwrap_or(0),
                subdomains: subdomains.value == "on",
            };
            let is_enough = holds(&promise, &parameters);
            let mut findings = vec![judge_header(
                enabled.source.name.clone(),
                &Heard::Promise(promise),
                &parameters,
                (enabled.source.clone(), FIX),
            )];
            if is_enough {
                // It sends the header for the names alone whose requests it gets.
                let past = proxy::past(&records?, zone, &zone.names);
                findings.extend(past_cloudflare(&past, &parameters, &enabled.source));
            }
            return Ok(findings);
        }
        // The origin may send the header by itself.
        let hosts = zone::hosts(zone, &[])?;
        let endpoints = tls::endpoints()?;
        Ok(hosts
            .iter()
            .map(|host| sent(host, &endpoints, &parameters, (&enabled.source, FIX)))
            .collect())
    })
}

/// Browsers take the header over HTTPS alone (RFC 6797, 8.1).
fn without_https(enabled: Setting, host: &str, mode: &Setting) -> Finding {
    ssl_mode::leads_to_http(
        enabled.source.name.clone(),
        host,
        mode,
        "where browsers ignore the header",
        "an SSL mode that encrypts",
    )
    .at(enabled.source, "has no effect")
}

/// Judges what hosts send whose requests Cloudflare does not get.
fn past_cloudflare(hosts: &[String], parameters: &Parameters, setting: &Source) -> Vec<Finding> {
    if hosts.is_empty() {
        return Vec::new();
    }
    match tls::endpoints() {
        Ok(endpoints) => hosts
            .iter()
            .map(|host| {
                let fix =
                    format!("Make {host} send the header itself, or have Cloudflare answer for it");
                sent(host, &endpoints, parameters, (setting, &fix))
            })
            .collect(),
        Err(error) => hosts
            .iter()
            .map(|host| {
                Finding::error(
                    format!("cloudflare/hsts/{host}"),
                    format!(
                        "{host} is not proxied, so Cloudflare does not send the header for it, and \
                         it is not known whether the host does: {}.",
                        error.reason().trim_end_matches('.')
                    ),
                )
                .at(setting.clone(), "does not decide it")
            })
            .collect(),
    }
}

/// Judges what a host sends at the edge: the worst that any of its addresses sends.
fn sent(
    host: &str,
    endpoints: &[Endpoint],
    parameters: &Parameters,
    (setting, fix): (&Source, &str),
) -> Finding {
    let subject = format!("cloudflare/hsts/{host}");
    let unknown = |reason: &str| {
        Finding::error(
            subject.clone(),
            format!("It is not known whether {host} sends the header: {reason}."),
        )
    };
    let mut found =
        unknown("it was not seen at the edge").at(setting.clone(), "does not decide it");
    for (endpoint, outcome) in edge::seen(host, endpoints) {
        let place = endpoint.source.clone();
        match outcome.and_then(|observation| observation.https.as_ref()) {
            Ok(answer) => {
                let heard = Heard::of(answer.hsts.as_deref());
                found = judge_header(subject.clone(), &heard, parameters, (place, fix));
                if !heard.holds(parameters) {
                    return found;
                }
            }
            Err(error) => return unknown(error.reason()).at(place, "was not answered"),
        }
    }
    found
}

/// What a browser makes of an answer.
enum Heard {
    Promise(Promise),
    Nothing,
    /// A header that it ignores, and why.
    Ignored(String),
}

impl Heard {
    fn of(header: Option<&str>) -> Self {
        match header.map(Promise::read) {
            None => Self::Nothing,
            Some(Ok(promise)) => Self::Promise(promise),
            Some(Err(why)) => Self::Ignored(why),
        }
    }

    fn holds(&self, parameters: &Parameters) -> bool {
        matches!(self, Self::Promise(promise) if holds(promise, parameters))
    }
}

/// How Cloudflare is made to send it.
const FIX: &str = "SSL/TLS > Edge Certificates > HTTP Strict Transport Security: enable it with a max age \
                   of 12 months, and include subdomains once all of them speak HTTPS";

fn judge_header(
    subject: String,
    heard: &Heard,
    parameters: &Parameters,
    (place, fix): (Source, &str),
) -> Finding {
    let finding = if heard.holds(parameters) {
        Finding::pass(subject, "Browsers are told to use only HTTPS.")
    } else {
        let message = match heard {
            Heard::Nothing => {
                "Browsers are not told to use only HTTPS, so a first visit can be intercepted."
                    .to_owned()
            }
            Heard::Ignored(why) => format!(
                "Browsers ignore the header that tells them to use only HTTPS, since it is \
                 malformed: {why}."
            ),
            Heard::Promise(promise) if promise.age < parameters.minimum_age => {
                "Browsers are told to use only HTTPS for too short a time.".to_owned()
            }
            Heard::Promise(_) => {
                "Browsers are told to use only HTTPS, but not for subdomains.".to_owned()
            }
        };
        Finding::fail(subject, message).fix(fix)
    };
    let shown = |age: i64, subdomains: bool| {
        format!(
            "max-age={age}{}",
            if subdomains {
                "; includeSubDomains"
            } else {
                ""
            }
        )
    };
    finding
        .observed(match heard {
            Heard::Promise(promise) => shown(promise.age, promise.subdomains),
            Heard::Nothing => "no header".to_owned(),
            Heard::Ignored(_) => "a malformed header".to_owned(),
        })
        .required(shown(parameters.minimum_age, parameters.subdomains))
        .at(place, "is decided here")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn too_short_or_too_narrow_fails() {
        let parameters = Parameters {
            minimum_age: 100,
            subdomains: true,
        };
        let status = |header: &str| {
            let heard = Heard::of(Some(header));
            let found = judge_header(
                "x".to_owned(),
                &heard,
                &parameters,
                (Source::logical("x"), FIX),
            );
            FindingRecord::from(found).status
        };
        assert_eq!(status("max-age=100; includeSubDomains"), Status::Pass);
        assert_eq!(status("max-age=99; includeSubDomains"), Status::Fail);
        assert_eq!(status("max-age=100"), Status::Fail);
        assert_eq!(status(""), Status::Fail);
    }
}
