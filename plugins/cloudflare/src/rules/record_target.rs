//! `cloudflare/record-target`

use std::net::IpAddr;

use muster_sdk::cloudflare::{self, DnsRecord};
use muster_sdk::{Finding, Outcome, Source, zone_records};

use crate::address::{self, Address};
use crate::{placeholder, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Host names that must lead to this host: `@`, `www`, or a full name. Empty for all names
        /// of the project.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/record-target",
    severity: High,
    tags: ["cloudflare", "edge", "dns", "checklist", "manual"],
    explained_by: [Place("dns/points-to-expected")],
    documentation: "record_target.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let records = cloudflare::dns_records()?;
        let addresses = address::of_host(zone)?;
        Ok(hosts
            .iter()
            .map(|host| judge_target(&records, &addresses, &zone.name, host))
            .collect())
    })
}

fn judge_target(records: &[DnsRecord], addresses: &[Address], zone: &str, host: &str) -> Finding {
    let subject = format!("cloudflare/record/{host}");
    let mut chain = zone_records::chain(records, zone, host);
    let found = chain.pop().unwrap_or_default();
    let target = |alias: &DnsRecord| zone_records::host_name(&alias.content);
    // Where an alias led to it.
    let name = chain
        .last()
        .and_then(|before| zone_records::alias(before))
        .map_or_else(|| host.to_owned(), target);
    if let Some(alias) = zone_records::alias(&found) {
        let name = target(alias);
        if !zone_records::lies_in(&name, zone) {
            return Finding::manual(
                subject,
                if zone_records::is_tunnelled(records, zone, host) {
                    format!(
                        "Check whether the tunnel {name}, to which {host} leads, ends at this host."
                    )
                } else {
                    format!(
                        "Check whether {name}, of which {host} is an alias, leads to this host."
                    )
                },
            )
            .at(alias.source.clone(), "leads out of the zone");
        }
    }
    let Some(first) = found.first() else {
        return Finding::not_applicable(
            subject,
            format!("The zone has no address record for {host}."),
        );
    };
    let (nowhere, elsewhere): (Vec<&DnsRecord>, Vec<&DnsRecord>) = found
        .iter()
        .copied()
        .filter(|record| !leads_to(record, addresses))
        .partition(|record| record.proxied && leads_nowhere(record));
    if let Some(record) = nowhere.first().filter(|_| elsewhere.is_empty()) {
        return Finding::manual(
            subject,
            format!(
                "Check whether a redirect rule or a Worker answers for {host}: its record leads to \
                 {}, which means that there is no origin.",
                record.content
            ),
        )
        .at(record.source.clone(), "leads nowhere");
    }
    if elsewhere.is_empty() {
        return Finding::pass(subject, format!("{host} leads to this host."))
            .observed(first.content.clone())
            .at(first.source.clone(), "leads here");
    }
    let contents: Vec<&str> = elsewhere
        .iter()
        .map(|record| record.content.as_str())
        .collect();
    let own: Vec<String> = addresses
        .iter()
        .map(|own| own.address.to_string())
        .collect();
    let finding = Finding::fail(
        subject,
        format!(
            "{host} leads to {}, which is not this host ({}).",
            contents.join(", "),
            own.join(", ")
        ),
    )
    .observed(contents.join(", "))
    .required(own.join(" or "))
    .fix(format!("Set the content of {name} under DNS > Records"));
    let finding = elsewhere.into_iter().fold(finding, |finding, record| {
        finding.at(record.source.clone(), "leads elsewhere")
    });
    let finding = addresses.iter().fold(finding, |finding, own| {
        finding.at(own.source.clone(), "is this host")
    });
    finding.at(Source::logical(format!("dns/{host}")), "is the same name")
}

/// Whether a record stands for a name without an origin.
fn leads_nowhere(record: &DnsRecord) -> bool {
    record.content.parse().is_ok_and(placeholder::is_one)
}

fn leads_to(record: &DnsRecord, addresses: &[Address]) -> bool {
    record
        .content
        .parse::<IpAddr>()
        .is_ok_and(|content| addresses.iter().any(|own| own.address == content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{record, zone};
    use muster_sdk::{FindingRecord, Status};
    use std::slice::from_ref;

    fn judged(records: &[DnsRecord]) -> FindingRecord {
        let addresses = address::of_host(&zone()).unwrap();
        judge_target(records, &addresses, "example.com", "www.example.com").into()
    }

    #[test]
    fn every_record_must_lead_here() {
        let here = record("www.example.com", "A", "203.0.113.7", true);
        let other = record("www.example.com", "AAAA", "2001:db8::8", true);
        assert_eq!(judged(from_ref(&here)).status, Status::Pass);
        let failed = judged(&[here, other]);
        assert_eq!(failed.status, Status::Fail);
        assert_eq!(failed.observed.as_deref(), Some("2001:db8::8"));
        assert!(failed.places.len() >= 2);
    }

    #[test]
    fn a_proxied_name_without_an_origin_is_for_a_person() {
        let leads = |to: &str, proxied: bool| {
            let kind = if to.contains(':') { "AAAA" } else { "A" };
            record("www.example.com", kind, to, proxied)
        };
        for nowhere in ["100::", "192.0.2.0", "192.0.2.1"] {
            assert!(matches!(
                judged(&[leads(nowhere, true)]).status,
                Status::Manual(_)
            ));
            // Without the proxy nobody answers.
            assert_eq!(judged(&[leads(nowhere, false)]).status, Status::Fail);
            let other = leads("198.51.100.4", true);
            assert_eq!(judged(&[leads(nowhere, true), other]).status, Status::Fail);
        }
    }

    #[test]
    fn an_alias_is_followed_within_the_zone() {
        let alias = |to: &str| record("www.example.com", "CNAME", to, true);
        let apex = record("example.com", "A", "203.0.113.7", true);
        assert_eq!(judged(&[alias("example.com"), apex]).status, Status::Pass);
        assert!(matches!(
            judged(&[alias("x.cfargotunnel.com")]).status,
            Status::Manual(_)
        ));
        let circle = judged(&[alias("www.example.com")]);
        assert_eq!(circle.status, Status::Fail);
    }
}
