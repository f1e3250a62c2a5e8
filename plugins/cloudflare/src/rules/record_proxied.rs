//! `cloudflare/record-proxied`

use muster_sdk::cloudflare::{self, DnsRecord};
use muster_sdk::{Finding, Outcome};

use crate::proxy::{self, Receiver};
use crate::shown::{self, Shown};
use crate::zone;

muster_sdk::parameters! {
    struct Parameters {
        /// Host names that must be proxied: `@` for the zone itself, `www` for a name below it, or
        /// a full name. Empty for all names of the project.
        hosts: Vec<String> = [],
        /// Full names of records that are allowed to show the address of a proxied name, such as a
        /// mail server on the same host.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/record-proxied",
    severity: Medium,
    precision: Medium,
    tags: ["cloudflare", "edge", "dns", "manual"],
    documentation: "record_proxied.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let records = cloudflare::dns_records()?;
        let mut findings: Vec<Finding> = hosts
            .iter()
            .map(|host| judge_host(&records, &zone.name, host))
            .collect();
        let hidden = shown::hidden(&records, zone, &hosts);
        findings.extend(
            shown::by_others(&records, zone, &hosts, &hidden)
                .into_iter()
                .filter(|found| !parameters.allowed.contains(&found.record.name))
                .map(exposed),
        );
        Ok(findings)
    })
}

/// Hiding an address is of no use where another record tells it.
fn exposed(found: Shown<'_>) -> Finding {
    let Shown {
        record,
        how,
        certain,
        hidden,
    } = found;
    let subject = format!("cloudflare/shown/{}/{}", record.name, record.record_type);
    let finding = if certain {
        Finding::fail(
            subject,
            format!(
                "The {} record of {} {how}, which {} hides behind Cloudflare: anyone who knows it \
                 bypasses every rule.",
                record.record_type, record.name, hidden.host
            ),
        )
        .required("an address of another host, or none")
        .fix(
            "Proxy the name, or move its service to another address; if the service needs this \
             one, let only Cloudflare reach ports 80 and 443, and list the name in `allowed`",
        )
    } else {
        Finding::manual(
            subject,
            format!(
                "Check whether the {} record of {} should show so much: it {how}, which {} hides \
                 behind Cloudflare.",
                record.record_type, record.name, hidden.host
            ),
        )
    };
    finding
        .observed(record.content.clone())
        .at(record.source.clone(), "shows it")
        .at(hidden.source.clone(), "hides it")
}

fn judge_host(records: &[DnsRecord], zone: &str, host: &str) -> Finding {
    let subject = format!("cloudflare/record/{host}");
    let past = match proxy::receiver(records, zone, host) {
        Receiver::Nobody => {
            return Finding::not_applicable(
                subject,
                format!("The zone has no address record for {host}."),
            );
        }
        Receiver::Cloudflare(record) => {
            return Finding::pass(subject, format!("{host} is proxied."))
                .observed("proxied")
                .at(record.source.clone(), "is proxied");
        }
        Receiver::Host(past) => past,
    };
    let finding = Finding::fail(
        subject,
        format!("{host} is not proxied: visitors reach the origin past Cloudflare, and learn its address."),
    )
    .observed("DNS only")
    .required("proxied")
    .fix(format!("Turn on the proxy (orange cloud) of {host} under DNS > Records"));
    past.into_iter().fold(finding, |finding, record| {
        finding.at(record.source.clone(), "is DNS only")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::record;
    use muster_sdk::{FindingRecord, Status};
    use std::slice::from_ref;

    #[test]
    fn one_proxied_record_is_enough() {
        let status = |records: &[DnsRecord]| {
            FindingRecord::from(judge_host(records, "example.com", "example.com")).status
        };
        let proxied = record("example.com", "A", "203.0.113.7", true);
        let past = record("example.com", "AAAA", "2001:db8::7", false);
        assert_eq!(status(from_ref(&proxied)), Status::Pass);
        assert_eq!(status(from_ref(&past)), Status::Fail);
        assert_eq!(status(&[proxied, past]), Status::Pass);
        assert!(matches!(status(&[]), Status::NotApplicable(_)));
    }
}
