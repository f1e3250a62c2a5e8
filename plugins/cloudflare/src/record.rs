//! The address records of a name, as the zone holds them.

use muster_sdk::cloudflare::DnsRecord;

/// What leads to a host.
const ADDRESS_TYPES: [&str; 3] = ["A", "AAAA", "CNAME"];

/// The records that answer for a name: its own, else those of the closest wildcard above it
/// (RFC 4592, 2.2).
pub(crate) fn of<'a>(records: &'a [DnsRecord], name: &str) -> Vec<&'a DnsRecord> {
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
    use crate::fixtures::record;

    fn found(name: &str) -> Vec<String> {
        let records = [
            record("example.com", "A", "203.0.113.7", true),
            record("example.com", "MX", "mail.example.com", false),
            record("*.example.com", "A", "203.0.113.8", false),
            record("api.example.com", "TXT", "x", false),
            record("a.dev.example.com", "A", "203.0.113.9", false),
        ];
        of(&records, name)
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
}
