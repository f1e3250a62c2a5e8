//! Whether Cloudflare answers the requests of a name. What it does to requests, it does to those
//! that it gets (<https://developers.cloudflare.com/dns/proxy-status/>).

use muster_sdk::cloudflare::{self, DnsRecord, Zone};
use muster_sdk::{FactError, Finding, Outcome, zone_records};

/// The records of a zone, or why they are not known. A zone may have thousands, so that a rule reads
/// them once.
pub(crate) type Records = Result<Vec<DnsRecord>, FactError>;

/// Who gets the requests of a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Receiver<'a> {
    /// Cloudflare, by this record.
    Cloudflare(&'a DnsRecord),
    /// The host itself, by these records.
    Host(Vec<&'a DnsRecord>),
    /// The zone has no record for the name.
    Nobody,
}

/// Who gets the requests of a name, by the records. All address records of a name are proxied when
/// one is, and a name is when the one is that it is an alias of.
pub(crate) fn receiver<'a>(records: &'a [DnsRecord], zone: &str, host: &str) -> Receiver<'a> {
    let chain = zone_records::chain(records, zone, host);
    let proxied = chain
        .iter()
        .flatten()
        .copied()
        .find(|record| record.proxied);
    match (proxied, chain.into_iter().next()) {
        (Some(record), _) => Receiver::Cloudflare(record),
        (None, Some(own)) if !own.is_empty() => Receiver::Host(own),
        (None, _) => Receiver::Nobody,
    }
}

/// Whether Cloudflare gets the requests of a name.
pub(crate) fn is_proxied(records: &[DnsRecord], zone: &str, host: &str) -> bool {
    matches!(receiver(records, zone, host), Receiver::Cloudflare(_))
}

/// Why Cloudflare gets no request to any name of the zone, where that is so.
pub(crate) fn unserved(zone: &Zone) -> Option<String> {
    if zone.paused {
        return Some(format!("{} is paused", zone.name));
    }
    (zone.status != "active").then(|| format!("{} is `{}`", zone.name, zone.status))
}

/// Why Cloudflare gets no request of any name of the project, where that is known. Records that
/// cannot be read are the error of the rules on records.
pub(crate) fn idle(zone: &Zone, records: &Records) -> Option<String> {
    if let Some(why) = unserved(zone) {
        return Some(why);
    }
    let records = records.as_ref().ok()?;
    let past = past(records, zone, &zone.names);
    let reached = zone
        .names
        .iter()
        .any(|host| is_proxied(records, &zone.name, host));
    (!past.is_empty() && !reached).then(|| {
        format!(
            "{} {} {}",
            past.join(", "),
            if past.len() == 1 { "is" } else { "are" },
            if is_partial(zone) {
                "not proxied"
            } else {
                "DNS only"
            }
        )
    })
}

/// Whether other name servers answer for the zone, also for the names of which it has no record
/// (<https://developers.cloudflare.com/dns/zone-setups/partial-setup/>).
fn is_partial(zone: &Zone) -> bool {
    zone.kind == "partial"
}

/// Why a name's requests go past Cloudflare, by the zone's records, where they do.
pub(crate) fn why_past(records: &[DnsRecord], zone: &Zone, host: &str) -> Option<String> {
    match receiver(records, &zone.name, host) {
        Receiver::Cloudflare(_) => None,
        Receiver::Host(_) => Some(format!("{host} is DNS only")),
        Receiver::Nobody => is_partial(zone).then(|| {
            format!("Other name servers answer for {host}, which has no record in the zone")
        }),
    }
}

/// Those of some names whose requests go past Cloudflare.
pub(crate) fn past(records: &[DnsRecord], zone: &Zone, hosts: &[String]) -> Vec<String> {
    hosts
        .iter()
        .filter(|host| why_past(records, zone, host).is_some())
        .cloned()
        .collect()
}

/// Judges what Cloudflare does to requests, by the zone's records; not applicable where it gets none.
pub(crate) fn unless_idle(
    zone: &Zone,
    subject: &str,
    check: impl FnOnce(&Records) -> Outcome,
) -> Outcome {
    let records = cloudflare::dns_records();
    match idle(zone, &records) {
        Some(why) => Ok(vec![Finding::not_applicable(
            subject,
            format!("{why}, so no request reaches Cloudflare."),
        )]),
        None => check(&records),
    }
}

/// The names, those left out whose requests Cloudflare does not get. None where no name is left.
pub(crate) fn reached(zone: &Zone, records: &Records, hosts: Vec<String>) -> Option<Vec<String>> {
    if unserved(zone).is_some() {
        return None;
    }
    let Ok(records) = records else {
        return Some(hosts);
    };
    let past = past(records, zone, &hosts);
    let left: Vec<String> = hosts
        .into_iter()
        .filter(|host| !past.contains(host))
        .collect();
    (!left.is_empty()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::record;

    fn who(records: &[DnsRecord], host: &str) -> &'static str {
        match receiver(records, "example.com", host) {
            Receiver::Cloudflare(_) => "Cloudflare",
            Receiver::Host(_) => "host",
            Receiver::Nobody => "nobody",
        }
    }

    #[test]
    fn one_proxied_record_of_a_name_or_of_its_alias_is_enough() {
        let records = [
            record("example.com", "A", "203.0.113.7", true),
            record("example.com", "AAAA", "2001:db8::7", false),
            record("www.example.com", "CNAME", "example.com.", false),
            record("direct.example.com", "A", "203.0.113.7", false),
            record("shop.example.com", "CNAME", "shops.example.net", false),
            record("a.example.com", "CNAME", "b.example.com", false),
            record("b.example.com", "CNAME", "a.example.com", false),
        ];
        assert_eq!(who(&records, "example.com"), "Cloudflare");
        assert_eq!(who(&records, "www.example.com"), "Cloudflare");
        for host in ["direct.example.com", "shop.example.com", "a.example.com"] {
            assert_eq!(who(&records, host), "host", "{host}");
        }
        assert_eq!(who(&records, "api.example.com"), "nobody");
    }

    #[test]
    fn in_a_partial_zone_other_servers_answer_for_what_it_does_not_hold() {
        let mut zone = crate::fixtures::zone();
        let records = vec![record("www.example.com", "A", "203.0.113.7", true)];
        let names = zone.names.clone();
        assert!(past(&records, &zone, &names).is_empty());
        zone.kind = "partial".to_owned();
        assert_eq!(past(&records, &zone, &names), ["example.com"]);
        assert_eq!(idle(&zone, &Ok(records)), None);
        assert_eq!(
            idle(&zone, &Ok(Vec::new())).as_deref(),
            Some("example.com, www.example.com are not proxied")
        );
    }
}
