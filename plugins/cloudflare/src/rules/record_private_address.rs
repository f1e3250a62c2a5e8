//! `cloudflare/record-private-address`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use muster_sdk::cloudflare::{self, DnsRecord};
use muster_sdk::{Finding, Outcome, Source, pass_unless};

use crate::zone;

muster_sdk::parameters! {
    struct Parameters {
        /// Full host names that are allowed to lead into a private network.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/record-private-address",
    severity: Low,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "dns"],
    documentation: "record_private_address.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let records = cloudflare::dns_records()?;
        let findings: Vec<Finding> = records
            .iter()
            .filter(|record| !parameters.allowed.contains(&record.name))
            .filter_map(judge_record)
            .collect();
        Ok(pass_unless(findings, || {
            let all = format!("cloudflare/{}/dns_records", zone.name);
            Finding::pass(all.clone(), "No record leads into a private network.")
                .at(Source::logical(all), "were looked through")
        }))
    })
}

/// A finding where the record leads into a private network.
fn judge_record(record: &DnsRecord) -> Option<Finding> {
    // Who asks for a proxied name gets an address of Cloudflare's.
    if record.proxied || !matches!(record.record_type.as_str(), "A" | "AAAA") {
        return None;
    }
    let kind = kind(record.content.parse().ok()?)?;
    Some(
        Finding::fail(
            format!("cloudflare/record/{}", record.name),
            format!(
                "{} leads to {}, {kind}, which is another machine in every other network.",
                record.name, record.content
            ),
        )
        .observed(record.content.clone())
        .required("a public address, or no public record")
        .fix(format!(
            "Serve {} from a name server of the private network, and delete it under DNS > Records",
            record.name
        ))
        .at(record.source.clone(), "leads inside"),
    )
}

/// What kind of private an address is; none for a public one.
fn kind(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => kind_4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => kind_4(address),
            None => kind_6(address),
        },
    }
}

fn kind_4(address: Ipv4Addr) -> Option<&'static str> {
    let [first, second, ..] = address.octets();
    if address.is_private() {
        Some("a private address (RFC 1918)")
    } else if address.is_loopback() || address.is_unspecified() {
        Some("an address of the asking machine itself")
    } else if address.is_link_local() {
        Some("an address of the asking machine's own link")
    } else if first == 100 && second & 0b1100_0000 == 0b0100_0000 {
        Some("an address inside a provider's network (RFC 6598)")
    } else {
        None
    }
}

fn kind_6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_unique_local() {
        Some("a private address (RFC 4193)")
    } else if address.is_loopback() || address.is_unspecified() {
        Some("an address of the asking machine itself")
    } else if address.is_unicast_link_local() {
        Some("an address of the asking machine's own link")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::record;

    #[test]
    fn every_private_range_is_one() {
        for content in [
            "10.0.0.5",
            "172.31.255.255",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.169.254",
            "100.127.255.255",
            "0.0.0.0",
            "fd00::1",
            "fe80::1",
            "::1",
            "::",
            "::ffff:10.0.0.5",
        ] {
            let record = record("db.example.com", "AAAA", content, false);
            assert!(judge_record(&record).is_some(), "{content}");
        }
        for content in [
            "203.0.113.7",
            "172.32.0.1",
            "100.128.0.1",
            "2001:db8::7",
            "::ffff:203.0.113.7",
            "no address",
        ] {
            let record = record("db.example.com", "A", content, false);
            assert!(judge_record(&record).is_none(), "{content}");
        }
    }

    #[test]
    fn only_addresses_that_are_told_are_looked_at() {
        assert!(judge_record(&record("example.com", "TXT", "10.0.0.5", false)).is_none());
        assert!(judge_record(&record("example.com", "A", "10.0.0.5", true)).is_none());
    }
}
