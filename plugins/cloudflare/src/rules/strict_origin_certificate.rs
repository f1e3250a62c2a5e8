//! `cloudflare/strict-origin-certificate`

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use muster_sdk::cloudflare::{self, DnsRecord, Zone};
use muster_sdk::tls::{self, Endpoint};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, zone_records};

use super::ssl_mode_strict::STRICT;
use crate::proxy::{self, Receiver};
use crate::setting::{self, Setting};
use crate::ssl_mode::SslModes;
use crate::{placeholder, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Host names whose origin must have a certificate that Cloudflare accepts: `@`, `www`, or
        /// a full name. Empty for all names of the project.
        hosts: Vec<String> = [],
        /// Authorities whose certificates Cloudflare accepts: `web` (public authorities),
        /// `cloudflare-origin-ca`, `file` (the roots of the project, if Cloudflare has them in its
        /// custom trust store).
        #[form(Words(&["web", "cloudflare-origin-ca", "file"]))]
        anchors: Vec<String> = ["web", "cloudflare-origin-ca"],
    }
}

muster_sdk::rule! {
    id: "cloudflare/strict-origin-certificate",
    severity: High,
    tags: ["cloudflare", "edge", "tls", "checklist"],
    documentation: "strict_origin_certificate.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let own = setting::required("ssl")?;
        if let Some(why) = proxy::unserved(zone) {
            return Ok(vec![Finding::not_applicable(
                SUBJECT,
                format!("{why}, so Cloudflare asks no origin for a certificate."),
            )]);
        }
        let modes = SslModes::beside(Some(own.clone()));
        let mode_of = |host: &str| modes.of(host).unwrap_or_else(|| own.clone());
        let is_strict = |mode: &Setting| STRICT.contains(&mode.value.as_str());
        let named = zone::hosts(zone, &parameters.hosts);
        let asked = named.as_deref().unwrap_or_default();
        if let Some(why) = modes.unknown().filter(|_| !is_strict(&own)) {
            return Err(NotEvaluated::because(format!(
                "the SSL mode is `{}`, and it is not known whether a rule sets another: {why}",
                own.value
            )));
        }
        if !is_strict(&own) && !asked.iter().any(|host| is_strict(&mode_of(host))) {
            return Ok(vec![unchecked(SUBJECT.to_owned(), &own)]);
        }
        let hosts = named?;
        // Records that cannot be read are the error of cloudflare/record-proxied: the origin is
        // judged as if it were asked.
        let records = cloudflare::dns_records().unwrap_or_default();
        let endpoints = LazyCell::new(tls::endpoints);
        let mut findings = Vec::new();
        for host in &hosts {
            let mode = mode_of(host);
            if !is_strict(&mode) {
                findings.push(unchecked(format!("{SUBJECT}/{host}"), &mode));
                continue;
            }
            if let Some(why) = unasked(&records, zone, host) {
                let subject = format!("{SUBJECT}/{host}");
                findings.push(Finding::not_applicable(subject, why));
                continue;
            }
            let origins: Vec<&Endpoint> = endpoints
                .as_ref()
                .map_err(FactError::clone)?
                .iter()
                .filter(|endpoint| is_origin(endpoint) && endpoint.host == *host)
                // Cloudflare sends the name.
                .filter(|endpoint| endpoint.shown_to.as_deref() != Some(Endpoint::SHOWN_TO_NO_NAME))
                .collect();
            if origins.is_empty() {
                return Err(NotEvaluated::because(format!(
                    "the certificate of {host} at the origin was not seen; set `addresses` under \
                     `[targets.edge]`"
                )));
            }
            findings.extend(worst_per_address(&origins, |origin| {
                judge_origin_certificate(origin, &mode, &parameters.anchors)
            }));
        }
        Ok(findings)
    })
}

/// A server may show several certificates at one address, and any of them to Cloudflare: the worst decides.
fn worst_per_address(
    origins: &[&Endpoint],
    judge: impl Fn(&Endpoint) -> Finding,
) -> impl Iterator<Item = Finding> {
    let mut worst: BTreeMap<&str, Finding> = BTreeMap::new();
    for origin in origins {
        let finding = judge(origin);
        match worst.entry(origin.address.as_str()) {
            Entry::Vacant(entry) => {
                entry.insert(finding);
            }
            Entry::Occupied(mut entry) if finding.rank() < entry.get().rank() => {
                entry.insert(finding);
            }
            Entry::Occupied(_) => {}
        }
    }
    worst.into_values()
}

const SUBJECT: &str = "cloudflare/origin-certificate";

fn unchecked(subject: String, mode: &Setting) -> Finding {
    Finding::not_applicable(
        subject,
        format!(
            "With the SSL mode `{}`, Cloudflare does not check the origin's certificate.",
            mode.value
        ),
    )
}

/// Why Cloudflare asks the host for no certificate.
fn unasked(records: &[DnsRecord], zone: &Zone, host: &str) -> Option<String> {
    let proxied = match proxy::receiver(records, &zone.name, host) {
        Receiver::Host(_) => {
            return Some(format!(
                "{host} is DNS only, so Cloudflare does not ask it."
            ));
        }
        Receiver::Nobody => return None,
        Receiver::Cloudflare(proxied) => proxied,
    };
    if zone_records::is_tunnelled(records, &zone.name, host) {
        return Some(format!(
            "A tunnel leads from Cloudflare to {host}, which needs no certificate for it."
        ));
    }
    let is_placeholder = proxied.content.parse().is_ok_and(placeholder::is_one);
    is_placeholder.then(|| format!("{host} leads to {}, and has no origin.", proxied.content))
}

fn is_origin(endpoint: &Endpoint) -> bool {
    matches!(
        endpoint.scope.as_str(),
        Endpoint::SCOPE_ORIGIN | Endpoint::SCOPE_BOTH
    )
}

fn judge_origin_certificate(origin: &Endpoint, mode: &Setting, anchors: &[String]) -> Finding {
    let subject = format!(
        "cloudflare/origin-certificate/{}@{}",
        origin.host, origin.address
    );
    let observation = match &origin.outcome {
        Ok(observation) => observation,
        Err(error) => {
            return Finding::error(subject, error.reason())
                .at(origin.source.clone(), "was not seen");
        }
    };
    let trust = &observation.trust;
    let refused = if trust.verdict != tls::Verification::VERDICT_TRUSTED {
        Some(
            trust
                .message
                .clone()
                .unwrap_or_else(|| trust.verdict.clone()),
        )
    } else if !trust
        .anchor
        .as_deref()
        .is_some_and(|anchor| anchors.iter().any(|taken| taken == anchor))
    {
        Some("it is issued by an authority that Cloudflare does not know".to_owned())
    } else if !observation.name_matches {
        Some(format!("none of its names is {}", origin.host))
    } else {
        None
    };
    match refused {
        None => Finding::pass(
            subject,
            format!(
                "Cloudflare accepts the certificate of {} at the origin.",
                origin.host
            ),
        )
        .at(origin.source.clone(), "shows it"),
        Some(why) => Finding::fail(
            subject,
            format!(
                "Full (strict) is on, but Cloudflare refuses the certificate of {} at {}: {}. \
                 Visitors get error 526.",
                origin.host,
                origin.address,
                why.trim_end_matches('.')
            ),
        )
        .observed(trust.verdict.clone())
        .required("trusted by Cloudflare, valid now, and with the name of the host")
        .fix(
            "Install a certificate of a public authority with its intermediates, or one of \
             SSL/TLS > Origin Server; do not lower the SSL mode",
        )
        .at(origin.source.clone(), "shows the certificate")
        .at(mode.source.clone(), "requires a valid one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::endpoint;
    use muster_sdk::tls::Observation;
    use muster_sdk::{FindingRecord, Source, Status};

    fn judged(change: impl FnOnce(&mut Observation)) -> FindingRecord {
        let mut origin = endpoint("example.com", "origin");
        if let Ok(observation) = &mut origin.outcome {
            change(observation);
        }
        let anchors = ["web", "cloudflare-origin-ca"].map(str::to_owned);
        judge_origin_certificate(&origin, &mode(), &anchors).into()
    }

    fn mode() -> Setting {
        Setting {
            value: "strict".to_owned(),
            source: Source::logical("cloudflare/example.com/settings/ssl"),
        }
    }

    #[test]
    fn what_cloudflare_refuses_fails_at_both_places() {
        assert_eq!(judged(|_| {}).status, Status::Pass);
        let origin_ca = |seen: &mut Observation| {
            seen.trust.anchor = Some("cloudflare-origin-ca".to_owned());
        };
        assert_eq!(judged(origin_ca).status, Status::Pass);
        let expired = judged(|seen| seen.trust.verdict = "expired".to_owned());
        assert_eq!(expired.status, Status::Fail);
        assert_eq!(expired.places.len(), 2);
        assert_eq!(
            expired.places[1].source.name,
            "cloudflare/example.com/settings/ssl"
        );
    }

    #[test]
    fn an_authority_of_one_s_own_or_another_name_is_refused() {
        let own = judged(|seen| seen.trust.anchor = Some("file".to_owned()));
        assert_eq!(own.status, Status::Fail);
        let name = judged(|seen| seen.name_matches = false);
        assert!(
            name.message.contains("none of its names"),
            "{}",
            name.message
        );
    }

    #[test]
    fn an_origin_that_did_not_answer_is_an_error() {
        let mut origin = endpoint("example.com", "origin");
        origin.outcome = Err(FactError::Failed("no answer".to_owned()));
        let found = FindingRecord::from(judge_origin_certificate(&origin, &mode(), &[]));
        assert!(matches!(found.status, Status::Error(_)));
    }
}
