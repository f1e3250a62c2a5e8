//! How Cloudflare gets to the host.

use muster_sdk::cloudflare::{DnsRecord, Zone};
use muster_sdk::zone_records;

use crate::proxy;

/// What to say of the way from Cloudflare to the host where all proxied names of the project lead
/// through a tunnel, which the host opens and which is always encrypted
/// (<https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/>).
pub(crate) fn only_tunnels(zone: &Zone, records: &[DnsRecord]) -> Option<&'static str> {
    let mut proxied = zone
        .names
        .iter()
        .filter(|host| proxy::is_proxied(records, &zone.name, host))
        .peekable();
    proxied.peek()?;
    proxied
        .all(|host| zone_records::is_tunnelled(records, &zone.name, host))
        .then_some(
            "Cloudflare reaches the host only through a tunnel, which the host opens and which is \
             always encrypted.",
        )
}
