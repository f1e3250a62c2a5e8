//! The address records of a name, as the zone at Cloudflare holds them, and the aliases between them.

use crate::cloudflare::DnsRecord;

/// What leads to a host.
const ADDRESS_TYPES: [&str; 3] = ["A", "AAAA", "CNAME"];

/// The records that answer for a name: its own, else those of the closest wildcard above it
/// (RFC 4592, 2.2).
#[must_use]
pub fn answering<'a>(records: &'a [DnsRecord], name: &str) -> Vec<&'a DnsRecord> {
    if exists(records, name) {
        return leading(records, name);
    }
    let mut below = name;
    while let Some((_, above)) = below.split_once('.') {
        let wildcard = format!("*.{above}");
        if exists(records, &wildcard) {
            return leading(records, &wildcard);
        }
        // A name that exists, or has something below it, is answered for by no wildcard above.
        let is_above = |record: &DnsRecord| {
            record.name == above || record.name.ends_with(&format!(".{above}"))
        };
        if records.iter().any(is_above) {
            break;
        }
        below = above;
    }
    Vec::new()
}

/// As many aliases as resolvers follow.
const MOST_ALIASES: usize = 8;

/// The records of a name, and those of each name within the zone that it is an alias of.
#[must_use]
pub fn chain<'a>(records: &'a [DnsRecord], zone: &str, name: &str) -> Vec<Vec<&'a DnsRecord>> {
    let mut chain = vec![answering(records, name)];
    while chain.len() <= MOST_ALIASES {
        let Some(alias) = chain.last().and_then(|found| alias(found)) else {
            break;
        };
        let target = host_name(&alias.content);
        if !lies_in(&target, zone) {
            break;
        }
        chain.push(answering(records, &target));
    }
    chain
}

/// The alias among the records of a name.
#[must_use]
pub fn alias<'a>(found: &[&'a DnsRecord]) -> Option<&'a DnsRecord> {
    found
        .iter()
        .find(|record| record.record_type == "CNAME")
        .copied()
}

/// A name as it is in the content of a record, in the form of a record's own name.
#[must_use]
pub fn host_name(content: &str) -> String {
    content.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a name is the zone's or below it.
#[must_use]
pub fn lies_in(name: &str, zone: &str) -> bool {
    name.strip_suffix(zone)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Where the names of tunnels lie: what a name leads to that is an alias of one needs no address, no
/// port and no certificate
/// (<https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/routing-to-tunnel/dns/>).
const TUNNELS: &str = ".cfargotunnel.com";

/// Whether a tunnel takes the requests of a name to the host.
#[must_use]
pub fn is_tunnelled(records: &[DnsRecord], zone: &str, name: &str) -> bool {
    let chain = chain(records, zone, name);
    chain
        .last()
        .and_then(|found| alias(found))
        .is_some_and(|alias| is_tunnel(&host_name(&alias.content)))
}

/// Whether a name is that of a tunnel.
#[must_use]
pub fn is_tunnel(name: &str) -> bool {
    name.ends_with(TUNNELS)
}

fn exists(records: &[DnsRecord], name: &str) -> bool {
    records.iter().any(|record| record.name == name)
}

fn leading<'a>(records: &'a [DnsRecord], name: &str) -> Vec<&'a DnsRecord> {
    records
        .iter()
        .filter(|record| {
            record.name == name && ADDRESS_TYPES.contains(&record.record_type.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, record_type: &str, content: &str, proxied: bool) -> DnsRecord {
        DnsRecord {
            name: name.to_owned(),
            record_type: record_type.to_owned(),
            content: content.to_owned(),
            proxied,
            ..crate::testing::sample()
        }
    }

    fn found(name: &str) -> Vec<String> {
        let records = [
            record("example.com", "A", "203.0.113.7", true),
            record("example.com", "MX", "mail.example.com", false),
            record("*.example.com", "A", "203.0.113.8", false),
            record("api.example.com", "TXT", "x", false),
            record("a.dev.example.com", "A", "203.0.113.9", false),
        ];
        answering(&records, name)
            .into_iter()
            .map(|record| record.content.clone())
            .collect()
    }

    #[test]
    fn a_name_has_its_own_records_or_those_of_the_wildcard() {
        assert_eq!(found("example.com"), ["203.0.113.7"]);
        assert_eq!(found("www.example.com"), ["203.0.113.8"]);
        assert_eq!(found("a.b.example.com"), ["203.0.113.8"]);
    }

    #[test]
    fn a_name_that_exists_takes_nothing_from_a_wildcard() {
        assert!(found("api.example.com").is_empty());
        assert!(found("b.dev.example.com").is_empty());
    }

    #[test]
    fn an_alias_is_followed_within_the_zone_and_in_no_circle() {
        let records = [
            record("www.example.com", "CNAME", "Shop.Example.com.", false),
            record("*.example.com", "CNAME", "origin.example.net", true),
            record("a.example.com", "CNAME", "b.example.com", false),
            record("b.example.com", "CNAME", "a.example.com", false),
            record("c.example.com", "CNAME", "f00d.cfargotunnel.com", true),
        ];
        let contents = |name: &str| -> Vec<&str> {
            let chain = chain(&records, "example.com", name).into_iter().flatten();
            chain.map(|record| record.content.as_str()).collect()
        };
        assert_eq!(
            contents("www.example.com"),
            ["Shop.Example.com.", "origin.example.net"]
        );
        assert_eq!(contents("a.example.com").len(), MOST_ALIASES + 1);
        assert!(is_tunnelled(&records, "example.com", "c.example.com"));
        assert!(!is_tunnelled(&records, "example.com", "www.example.com"));
    }
}
