//! `cloudflare/edge-certificate`

use muster_sdk::cloudflare::{self, CertificatePack, DnsRecord};
use muster_sdk::{Finding, Outcome, Source};

use crate::proxy;
use crate::ssl_mode::{self, SslModes};
use crate::zone;

muster_sdk::parameters! {
    struct Parameters {
        /// Host names that must have a certificate: `@`, `www`, or a full name. Empty for all names
        /// of the project.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/edge-certificate",
    severity: Medium,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "edge_certificate.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let records = cloudflare::dns_records()?;
        let packs = cloudflare::certificate_packs()?;
        let all = Source::logical(format!("cloudflare/{}/ssl/certificate_packs", zone.name));
        let modes = SslModes::read();
        Ok(hosts
            .iter()
            .map(|host| match (proxy::unserved(zone), modes.off(host)) {
                (Some(why), _) => Finding::not_applicable(
                    subject(host),
                    format!("{why}, so visitors do not get Cloudflare's certificate."),
                ),
                (None, Some(mode)) => ssl_mode::no_tls(subject(host), mode),
                (None, None) => judge_certificate(&records, &zone.name, &packs, host, &all),
            })
            .collect())
    })
}

fn subject(host: &str) -> String {
    format!("cloudflare/certificate/{host}")
}

fn judge_certificate(
    records: &[DnsRecord],
    zone: &str,
    packs: &[CertificatePack],
    host: &str,
    all: &Source,
) -> Finding {
    let subject = subject(host);
    if !proxy::is_proxied(records, zone, host) {
        return Finding::not_applicable(
            subject,
            format!("{host} is not proxied, so visitors do not get Cloudflare's certificate."),
        );
    }
    let mut covering = packs
        .iter()
        .filter(|pack| pack.hosts.iter().any(|pattern| covers(pattern, host)))
        .peekable();
    let waiting = covering.peek().copied();
    if let Some(pack) = covering.find(|pack| pack.status == "active") {
        return Finding::pass(
            subject,
            format!("{host} has an active certificate ({}).", pack.kind),
        )
        .at(pack.source.clone(), "covers it");
    }
    let finding = match waiting {
        Some(pack) => Finding::fail(
            subject,
            format!(
                "The certificate for {host} is `{}`, so visitors get no HTTPS.",
                pack.status
            ),
        )
        .observed(pack.status.clone())
        .at(pack.source.clone(), "is not active"),
        None => Finding::fail(
            subject,
            format!("No certificate covers {host}, so visitors get no HTTPS."),
        )
        .observed("no certificate")
        .at(all.clone(), "has none for it"),
    };
    finding.required("an active certificate for the name").fix(
        "SSL/TLS > Edge Certificates: turn on Universal SSL, which covers the zone and the names \
         one level below it, or order an advanced certificate for deeper names",
    )
}

/// Whether a certificate's name is the host's; a wildcard stands for one label (RFC 9525, 6.3).
fn covers(pattern: &str, host: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        Some(above) => host
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest == above),
        None => pattern == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::record;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Status};

    fn judged(status: &str, host: &str) -> Status {
        let records = [record(host, "A", "203.0.113.7", true)];
        let packs = [CertificatePack {
            kind: "universal".to_owned(),
            status: status.to_owned(),
            hosts: vec!["example.com".to_owned(), "*.Example.com".to_owned()],
            source: Source::logical("cloudflare/example.com/ssl/certificate_packs/universal"),
            ..sample()
        }];
        FindingRecord::from(judge_certificate(
            &records,
            "example.com",
            &packs,
            host,
            &Source::logical("all"),
        ))
        .status
    }

    #[test]
    fn a_wildcard_stands_for_one_label() {
        assert_eq!(judged("active", "example.com"), Status::Pass);
        assert_eq!(judged("active", "www.example.com"), Status::Pass);
        assert_eq!(judged("active", "a.www.example.com"), Status::Fail);
        assert_eq!(judged("active", "badexample.com"), Status::Fail);
    }

    #[test]
    fn a_certificate_that_is_not_there_yet_covers_nothing() {
        assert_eq!(judged("pending_validation", "example.com"), Status::Fail);
    }
}
