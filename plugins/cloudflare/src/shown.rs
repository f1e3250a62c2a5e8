//! Records that show the address which a proxied name hides. Anyone who asks for them is told it
//! (<https://developers.cloudflare.com/dns/proxy-status/>,
//! <https://developers.cloudflare.com/fundamentals/security/protect-your-origin-server/>).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;

use muster_sdk::cloudflare::{DnsRecord, Zone};
use muster_sdk::{IpNet, Source, parse_network, zone_records};

use crate::placeholder;
use crate::proxy::{self, Receiver};

/// Where a host is, which a proxied name hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Address(IpAddr),
    /// A name outside the zone.
    Name(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(formatter),
            Self::Name(name) => name.fmt(formatter),
        }
    }
}

/// What a proxied name hides.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hidden {
    pub(crate) origin: Origin,
    /// The proxied name.
    pub(crate) host: String,
    pub(crate) source: Source,
}

/// A record that shows it.
pub(crate) struct Shown<'a> {
    pub(crate) record: &'a DnsRecord,
    /// What the record does, as the end of a sentence.
    pub(crate) how: String,
    /// Whether it is this address, and not one of a few.
    pub(crate) certain: bool,
    pub(crate) hidden: &'a Hidden,
}

impl<'a> Shown<'a> {
    fn certainly(record: &'a DnsRecord, how: String, hidden: &'a Hidden) -> Self {
        Self {
            record,
            how,
            certain: true,
            hidden,
        }
    }
}

/// A network of 2^8 addresses is so small that all of them are soon tried.
const SMALL_BITS: u8 = 8;

/// What the project's proxied names hide: where their records lead, and where a name is proxied the
/// addresses that the project gives for the host.
pub(crate) fn hidden(records: &[DnsRecord], zone: &Zone, hosts: &[String]) -> Vec<Hidden> {
    let mut hidden: Vec<Hidden> = Vec::new();
    let mut add = |origin: Origin, host: &str, source: &Source| {
        let is_new = hidden.iter().all(|known| known.origin != origin);
        let leads_nowhere =
            matches!(origin, Origin::Address(address) if placeholder::is_one(address));
        if is_new && !leads_nowhere {
            hidden.push(Hidden {
                origin,
                host: host.to_owned(),
                source: source.clone(),
            });
        }
    };
    for host in hosts {
        let Receiver::Cloudflare(proxied) = proxy::receiver(records, &zone.name, host) else {
            continue;
        };
        for record in zone_records::chain(records, &zone.name, host)
            .into_iter()
            .flatten()
        {
            if let Some(origin) = led_to(record, zone) {
                add(origin, host, &record.source);
            }
        }
        for address in zone.addresses.iter().filter_map(|text| text.parse().ok()) {
            add(Origin::Address(address), host, &proxied.source);
        }
    }
    hidden
}

/// Where a record leads. The name of a tunnel leads to it through Cloudflare alone.
fn led_to(record: &DnsRecord, zone: &Zone) -> Option<Origin> {
    if record.record_type != "CNAME" {
        return record.content.parse().ok().map(Origin::Address);
    }
    let name = zone_records::host_name(&record.content);
    let is_shown = !zone_records::lies_in(&name, &zone.name) && !zone_records::is_tunnel(&name);
    is_shown.then_some(Origin::Name(name))
}

/// The other records that show a hidden address. Of the names themselves, whether they are proxied is
/// judged anyway.
pub(crate) fn by_others<'a>(
    records: &'a [DnsRecord],
    zone: &Zone,
    hosts: &[String],
    hidden: &'a [Hidden],
) -> Vec<Shown<'a>> {
    let judged: Vec<&DnsRecord> = hosts
        .iter()
        .flat_map(|host| zone_records::answering(records, host))
        .collect();
    // One proxied record of a name is enough for all of them.
    let proxied: BTreeSet<&str> = records
        .iter()
        .filter(|record| record.proxied)
        .map(|record| record.name.as_str())
        .collect();
    // Many services may be at one name.
    let mut targets = BTreeMap::new();
    // Several records of one name and type are one subject.
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for record in records.iter().filter(|record| !judged.contains(record)) {
        let shown = match record.record_type.as_str() {
            "A" | "AAAA" if !proxied.contains(record.name.as_str()) => by_address(record, hidden),
            "CNAME" if !record.proxied => by_alias(record, zone, hidden),
            "MX" | "SRV" => target(record, &zone.name).and_then(|target| {
                let hidden = *targets
                    .entry(target.clone())
                    .or_insert_with(|| origin_of(records, &zone.name, &target, hidden));
                hidden.map(|hidden| by_target(record, &target, hidden))
            }),
            "TXT" | "SPF" | "URI" => by_text(record, hidden),
            "HTTPS" | "SVCB" => by_hint(record, hidden),
            _ => None,
        };
        found.extend(
            shown.filter(|_| told.insert((record.name.as_str(), record.record_type.as_str()))),
        );
    }
    found
}

fn by_address<'a>(record: &'a DnsRecord, hidden: &'a [Hidden]) -> Option<Shown<'a>> {
    let hidden = hidden_at(record, hidden)?;
    let how = format!("shows {}", hidden.origin);
    Some(Shown::certainly(record, how, hidden))
}

/// An alias of the same name. Many hosts may be at it, such as those of all customers of a platform.
fn by_alias<'a>(record: &'a DnsRecord, zone: &Zone, hidden: &'a [Hidden]) -> Option<Shown<'a>> {
    let origin = led_to(record, zone)?;
    let hidden = hidden.iter().find(|hidden| hidden.origin == origin)?;
    Some(Shown {
        record,
        how: format!("leads to {origin}"),
        certain: false,
        hidden,
    })
}

/// The hidden address that a record leads to.
fn hidden_at<'a>(record: &DnsRecord, hidden: &'a [Hidden]) -> Option<&'a Hidden> {
    let address: IpAddr = record.content.parse().ok()?;
    // An IPv4 address in the form of IPv6 (RFC 4291, 2.5.5.2).
    let address = Origin::Address(address.to_canonical());
    hidden.iter().find(|hidden| hidden.origin == address)
}

/// The name within the zone that a mail server or service is at.
fn target(record: &DnsRecord, zone: &str) -> Option<String> {
    let target = zone_records::host_name(record.content.split_whitespace().last()?);
    zone_records::lies_in(&target, zone).then_some(target)
}

/// What a proxied name hides.
fn origin_of<'a>(
    records: &[DnsRecord],
    zone: &str,
    target: &str,
    hidden: &'a [Hidden],
) -> Option<&'a Hidden> {
    if !proxy::is_proxied(records, zone, target) {
        return None;
    }
    let chain = zone_records::chain(records, zone, target);
    chain
        .into_iter()
        .flatten()
        .find_map(|record| hidden_at(record, hidden))
}

/// A mail server or service at a proxied name: for it Cloudflare answers with the origin's address
/// (<https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/exposed-ip-address/>).
fn by_target<'a>(record: &'a DnsRecord, target: &str, hidden: &'a Hidden) -> Shown<'a> {
    let how = format!(
        "needs {target} past the proxy, and Cloudflare answers for it with {}",
        hidden.origin
    );
    Shown::certainly(record, how, hidden)
}

/// An SPF record, or any text that names the address.
fn by_text<'a>(record: &'a DnsRecord, hidden: &'a [Hidden]) -> Option<Shown<'a>> {
    let text = text(&record.content);
    let networks = named(&text);
    let shown = |certain: bool| {
        hidden.iter().find_map(|hidden| {
            let Origin::Address(address) = hidden.origin else {
                return None;
            };
            let (word, _) = networks.iter().find(|(_, network)| {
                let width = if address.is_ipv4() { 32 } else { 128 };
                let enough = if certain { width } else { width - SMALL_BITS };
                network.contains(&address) && network.prefix_len() >= enough
            })?;
            Some(Shown {
                record,
                how: if certain {
                    format!("names {address}")
                } else {
                    format!("names {word}, a network of few addresses with {address}")
                },
                certain,
                hidden,
            })
        })
    };
    shown(true).or_else(|| shown(false))
}

/// The text of a record, whose strings are one (RFC 1035, 3.3.14; RFC 7208, 3.3).
fn text(content: &str) -> String {
    let text = content.replace("\" \"", "").to_ascii_lowercase();
    // The colon is not the address's.
    text.replace("ip6:", "ip6 ")
}

/// The addresses and networks that a text names, wherever in it.
fn named(text: &str) -> Vec<(&str, IpNet)> {
    let ipv4 = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/');
    let ipv6 = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.' | '/');
    let ipv4 = text.split(move |c| !ipv4(c));
    let ipv6 = text
        .split(move |c| !ipv6(c))
        .filter(|word| word.contains(':'));
    ipv4.chain(ipv6)
        .map(|word| word.trim_matches(['.', '/']))
        .filter_map(|word| Some((word, network(word)?)))
        .collect()
}

/// `203.0.113.7`, a network, or an address with more behind it, as in a URL.
fn network(word: &str) -> Option<IpNet> {
    parse_network(word).or_else(|| {
        let address = word.split('/').next()?.trim_end_matches('.');
        parse_network(address).filter(|_| address != word)
    })
}

/// Addresses that browsers take without asking for them (RFC 9460, 7.3).
fn by_hint<'a>(record: &'a DnsRecord, hidden: &'a [Hidden]) -> Option<Shown<'a>> {
    let hints = record.content.split_whitespace().filter_map(|word| {
        let (name, value) = word.split_once('=')?;
        matches!(name, "ipv4hint" | "ipv6hint").then_some(value)
    });
    let addresses: Vec<IpAddr> = hints
        .flat_map(|hint| hint.trim_matches('"').split(','))
        .filter_map(|address| address.parse().ok())
        .collect();
    let hidden = hidden.iter().find(|hidden| {
        addresses
            .iter()
            .any(|address| hidden.origin == Origin::Address(*address))
    })?;
    let how = format!("hints at {}", hidden.origin);
    Some(Shown::certainly(record, how, hidden))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{self, record};

    /// The records beside the proxied one that show its address: `!` for certain, `?` for perhaps.
    fn found(others: &[DnsRecord]) -> Vec<String> {
        let mut records = vec![
            record("example.com", "A", "203.0.113.7", true),
            record("example.com", "AAAA", "100::", true),
            record("www.example.com", "CNAME", "example.com", true),
        ];
        records.extend_from_slice(others);
        let mut zone = fixtures::zone();
        zone.addresses.clear();
        let hosts = zone.names.clone();
        let hidden = hidden(&records, &zone, &hosts);
        by_others(&records, &zone, &hosts, &hidden)
            .iter()
            .map(|shown| {
                let sign = if shown.certain { '!' } else { '?' };
                format!("{sign}{} {}", shown.record.name, shown.record.record_type)
            })
            .collect()
    }

    #[test]
    fn every_kind_of_record_that_tells_the_address_is_found() {
        for (expected, name, kind, content) in [
            ("!", "direct.example.com", "A", "203.0.113.7"),
            ("!", "*.example.com", "A", "203.0.113.7"),
            ("", "direct.example.com", "A", "203.0.113.8"),
            ("", "direct.example.com", "AAAA", "100::"),
            ("!", "example.com", "MX", "www.example.com"),
            ("", "example.com", "MX", "mail.example.com"),
            ("", "example.com", "MX", "example.com.mail.example.net"),
            (
                "!",
                "_sip._tcp.example.com",
                "SRV",
                "5 5060 www.example.com.",
            ),
            ("!", "example.com", "TXT", "\"v=spf1 ip4:203.0.113.7 -all\""),
            ("!", "example.com", "TXT", "v=spf1 +ip4:203.0.113.7/32 -all"),
            ("?", "example.com", "TXT", "v=spf1 ip4:203.0.113.0/28 -all"),
            ("", "example.com", "TXT", "v=spf1 ip4:203.0.0.0/16 -all"),
            ("!", "example.com", "TXT", "v=spf1 IP4:203.0.113.7 -ALL"),
            (
                "!",
                "example.com",
                "TXT",
                "\"v=spf1 ip4:203.0.\" \"113.7 -all\"",
            ),
            (
                "!",
                "example.com",
                "TXT",
                "origin=http://203.0.113.7:8080/x",
            ),
            ("!", "example.com", "TXT", "see 203.0.113.7."),
            (
                "",
                "example.com",
                "TXT",
                "version 1.203.0.113.7 of 203.0.113.70",
            ),
            (
                "!",
                "_http._tcp.example.com",
                "URI",
                "10 1 \"https://203.0.113.7/\"",
            ),
            ("!", "v6.example.com", "AAAA", "::ffff:203.0.113.7"),
            ("", "example.com", "TXT", "v=spf1 ip4:203.0.113.8 -all"),
            (
                "",
                "example.com",
                "TXT",
                "v=spf1 a mx include:_spf.example.net -all",
            ),
            (
                "!",
                "srv.example.com",
                "HTTPS",
                "1 . alpn=\"h2\" ipv4hint=\"203.0.113.7\"",
            ),
            ("", "srv.example.com", "HTTPS", "1 . alpn=\"h2\""),
            ("", "example.com", "CAA", "0 issue \"203.0.113.7\""),
        ] {
            let shown = found(&[record(name, kind, content, false)]);
            let expected: Vec<String> = match expected {
                "" => Vec::new(),
                sign => vec![format!("{sign}{name} {kind}")],
            };
            assert_eq!(shown, expected, "{kind} {content}");
        }
        assert!(found(&[record("direct.example.com", "A", "203.0.113.7", true)]).is_empty());
    }

    #[test]
    fn a_text_names_addresses_of_both_families() {
        for (written, expected) in [
            ("v=spf1 ip6:2001:db8::7 -all", vec!["2001:db8::7"]),
            (
                "v=spf1 ip6:2001:db8::/32 ip4:192.0.2.1/32",
                vec!["192.0.2.1/32", "2001:db8::/32"],
            ),
            (
                "at [2001:db8::7]:443 and 192.0.2.1:443",
                vec!["192.0.2.1", "2001:db8::7"],
            ),
            ("v=dkim1; p=abc/1.2", vec![]),
            ("1.2.3 12:30 2026/11/29", vec![]),
        ] {
            let text = text(written);
            let found: Vec<&str> = named(&text).into_iter().map(|(word, _)| word).collect();
            assert_eq!(found, expected, "{written}");
        }
    }

    #[test]
    fn the_host_of_a_mail_server_is_found_by_its_own_record() {
        let shown = found(&[
            record("example.com", "MX", "mail.example.com", false),
            record("mail.example.com", "A", "203.0.113.7", false),
        ]);
        assert_eq!(shown, ["!mail.example.com A"]);
    }

    #[test]
    fn an_alias_of_the_hidden_name_is_for_a_person() {
        let shown = |target: &str, alias: &str| {
            let records = [
                record("example.com", "CNAME", target, true),
                record("direct.example.com", "CNAME", alias, false),
                record("www2.example.com", "CNAME", alias, true),
            ];
            let zone = fixtures::zone();
            let hosts = ["example.com".to_owned()];
            let hidden = hidden(&records, &zone, &hosts);
            let found = by_others(&records, &zone, &hosts, &hidden);
            found.iter().map(|shown| shown.certain).collect::<Vec<_>>()
        };
        assert_eq!(shown("Origin.example.net", "origin.example.net."), [false]);
        assert!(shown("origin.example.net", "other.example.net").is_empty());
        let tunnel = "f00d.cfargotunnel.com";
        assert!(shown(tunnel, tunnel).is_empty());
    }

    #[test]
    fn behind_a_tunnel_the_address_of_the_project_is_hidden() {
        let records = [
            record("example.com", "CNAME", "f00d.cfargotunnel.com", true),
            record("ssh.example.com", "A", "203.0.113.7", false),
        ];
        let zone = fixtures::zone();
        let hosts = ["example.com".to_owned()];
        let hidden = hidden(&records, &zone, &hosts);
        assert_eq!(by_others(&records, &zone, &hosts, &hidden).len(), 1);
    }

    #[test]
    fn where_nothing_is_proxied_nothing_is_hidden() {
        let records = [
            record("example.com", "A", "203.0.113.7", false),
            record("direct.example.com", "A", "203.0.113.7", false),
        ];
        let zone = fixtures::zone();
        assert!(hidden(&records, &zone, &zone.names).is_empty());
    }
}
