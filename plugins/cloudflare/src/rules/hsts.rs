//! `cloudflare/hsts`

use muster_sdk::tls::{self, Endpoint};
use muster_sdk::{Finding, Outcome, Source};

use crate::edge;
use crate::{setting, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Shortest time, in seconds, that a browser remembers to use HTTPS alone.
        minimum_age: i64 = 31_536_000,
        /// Whether names below must be included.
        subdomains: bool = true,
    }
}

muster_sdk::rule! {
    id: "cloudflare/hsts",
    severity: Medium,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "hsts.md",
    parameters: Parameters,
    check: check,
}

const SETTING: &str = "security_header.strict_transport_security";

/// What a browser is told to remember.
#[derive(Debug, PartialEq, Eq)]
struct Promise {
    age: i64,
    subdomains: bool,
}

impl Promise {
    fn holds(&self, parameters: &Parameters) -> bool {
        self.age >= parameters.minimum_age && (self.subdomains || !parameters.subdomains)
    }
}

fn check(parameters: Parameters) -> Outcome {
    zone::judge(|zone| {
        let enabled = setting::required(&format!("{SETTING}.enabled"))?;
        if enabled.value == "on" {
            let age = setting::required(&format!("{SETTING}.max_age"))?;
            let subdomains = setting::required(&format!("{SETTING}.include_subdomains"))?;
            let promise = Promise {
                age: age.value.parse().unwrap_or(0),
                subdomains: subdomains.value == "on",
            };
            return Ok(vec![judge(
                enabled.source.name.clone(),
                Some(&promise),
                &parameters,
                enabled.source,
            )]);
        }
        // The origin may send the header by itself.
        let hosts = zone::hosts(zone, &[])?;
        let endpoints = tls::endpoints()?;
        Ok(hosts
            .iter()
            .map(|host| sent(host, &endpoints, &parameters, &enabled.source))
            .collect())
    })
}

/// Judges what a host sends at the edge: the worst that any of its addresses sends.
fn sent(host: &str, endpoints: &[Endpoint], parameters: &Parameters, setting: &Source) -> Finding {
    let subject = format!("cloudflare/hsts/{host}");
    let unknown = |reason: &str| {
        Finding::error(
            subject.clone(),
            format!("It is not known whether {host} sends the header: {reason}."),
        )
    };
    let mut found = unknown("it was not seen at the edge").at(setting.clone(), "is off");
    for (endpoint, outcome) in edge::seen(host, endpoints) {
        let place = endpoint.source.clone();
        match outcome.and_then(|observation| observation.https.as_ref()) {
            Ok(answer) => {
                let promise = answer.hsts.as_deref().and_then(read);
                found = judge(subject.clone(), promise.as_ref(), parameters, place);
                if !promise.is_some_and(|promise| promise.holds(parameters)) {
                    return found;
                }
            }
            Err(error) => return unknown(error.reason()).at(place, "was not answered"),
        }
    }
    found
}

/// Reads the header (RFC 6797, 6.1).
fn read(header: &str) -> Option<Promise> {
    let mut age = None;
    let mut subdomains = false;
    for directive in header.split(';') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "max-age" => age = value.trim().trim_matches('"').parse().ok(),
            "includesubdomains" => subdomains = true,
            _ => {}
        }
    }
    age.map(|age| Promise { age, subdomains })
}

fn judge(
    subject: String,
    promise: Option<&Promise>,
    parameters: &Parameters,
    place: Source,
) -> Finding {
    let finding = if promise.is_some_and(|promise| promise.holds(parameters)) {
        Finding::pass(subject, "Browsers are told to use HTTPS alone.")
    } else {
        let message = match promise {
            None => {
                "Browsers are not told to use HTTPS alone, so a first visit can be intercepted."
            }
            Some(promise) if promise.age < parameters.minimum_age => {
                "Browsers are told to use HTTPS alone for too short a time."
            }
            Some(_) => "Browsers are told to use HTTPS alone, and not for the names below.",
        };
        Finding::fail(subject, message).fix(
            "SSL/TLS > Edge Certificates > HTTP Strict Transport Security: enable it with a max age \
             of 12 months, and include subdomains once all of them speak HTTPS",
        )
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
        .observed(promise.map_or_else(
            || "no header".to_owned(),
            |promise| shown(promise.age, promise.subdomains),
        ))
        .required(shown(parameters.minimum_age, parameters.subdomains))
        .at(place, "is decided here")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::logical;
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn the_header_is_read_as_browsers_do() {
        let promise = |age, subdomains| Some(Promise { age, subdomains });
        assert_eq!(
            read("max-age=31536000; includeSubDomains"),
            promise(31_536_000, true)
        );
        assert_eq!(read("Max-Age=\"5\""), promise(5, false));
        assert_eq!(read("includeSubDomains"), None);
        assert_eq!(read("max-age=soon"), None);
    }

    #[test]
    fn too_short_or_too_narrow_fails() {
        let parameters = Parameters {
            minimum_age: 100,
            subdomains: true,
        };
        let status = |header: &str| {
            let promise = read(header);
            let found = judge("x".to_owned(), promise.as_ref(), &parameters, logical("x"));
            FindingRecord::from(found).status
        };
        assert_eq!(status("max-age=100; includeSubDomains"), Status::Pass);
        assert_eq!(status("max-age=99; includeSubDomains"), Status::Fail);
        assert_eq!(status("max-age=100"), Status::Fail);
        assert_eq!(status(""), Status::Fail);
    }
}
