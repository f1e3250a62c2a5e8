//! Which names Cloudflare answers for, so that Caddy sees Cloudflare in place of visitors.

use muster_sdk::cloudflare::{self, DnsRecord, Zone};
use muster_sdk::{NotEvaluated, applicable, zone_records};

/// The names that Cloudflare answers for. None where the project names no zone, or it is not active.
pub(crate) fn proxied_names(subject: &str) -> Result<Option<Vec<String>>, NotEvaluated> {
    let Some(zone) = applicable(subject, cloudflare::overview())? else {
        return Ok(None);
    };
    if zone.paused || zone.status != "active" {
        return Ok(None);
    }
    let records = cloudflare::dns_records()?;
    let names: Vec<String> = zone
        .names
        .iter()
        .filter(|name| is_proxied(&records, &zone, name))
        .cloned()
        .collect();
    Ok(Some(names).filter(|names| !names.is_empty()))
}

/// Whether Cloudflare answers for a name: its records, those of the wildcard above it, or those that it is an
/// alias of, are proxied.
fn is_proxied(records: &[DnsRecord], zone: &Zone, name: &str) -> bool {
    let chain = zone_records::chain(records, &zone.name, name);
    chain.into_iter().flatten().any(|record| record.proxied)
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
            ..muster_sdk::testing::sample()
        }
    }

    #[test]
    fn a_name_is_proxied_by_the_records_that_answer_for_it() {
        let zone = Zone {
            name: "example.com".to_owned(),
            ..muster_sdk::testing::sample()
        };
        let records = [
            record("*.example.com", "A", "203.0.113.7", true),
            record("direct.example.com", "A", "203.0.113.7", false),
            record("mail.example.com", "TXT", "x", false),
            record("a.dev.example.com", "A", "203.0.113.7", false),
            record("www.example.com", "CNAME", "shop.example.com", false),
        ];
        let is = |name: &str| is_proxied(&records, &zone, name);
        // The closest wildcard answers, also for names below a name that is not there.
        assert!(is("shop.example.com") && is("a.shop.example.com") && is("www.example.com"));
        // A name that exists takes nothing from a wildcard, nor does one below it.
        assert!(!is("mail.example.com") && !is("b.dev.example.com"));
        assert!(!is("direct.example.com"));
    }
}
