//! Which names Cloudflare answers for, so that Caddy sees Cloudflare in the place of visitors.

use muster_sdk::cloudflare::{self, DnsRecord, Zone};
use muster_sdk::{NotEvaluated, applicable};

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
    /// As many aliases as resolvers follow.
    const MOST_ALIASES: usize = 8;
    let mut name = name.to_owned();
    for _ in 0..MOST_ALIASES {
        let own = answering(records, &name);
        if own.iter().any(|record| record.proxied) {
            return true;
        }
        let Some(alias) = own.iter().find(|record| record.record_type == "CNAME") else {
            return false;
        };
        let target = alias.content.trim_end_matches('.').to_ascii_lowercase();
        if target != zone.name && !target.ends_with(&format!(".{}", zone.name)) {
            return false;
        }
        name = target;
    }
    false
}

fn answering<'a>(records: &'a [DnsRecord], name: &str) -> Vec<&'a DnsRecord> {
    let of = |name: &str| -> Vec<&'a DnsRecord> {
        let leads = |record: &&DnsRecord| {
            record.name == name && matches!(record.record_type.as_str(), "A" | "AAAA" | "CNAME")
        };
        records.iter().filter(leads).collect()
    };
    let own = of(name);
    if !own.is_empty() {
        return own;
    }
    match name.split_once('.') {
        Some((_, above)) => of(&format!("*.{above}")),
        None => Vec::new(),
    }
}
