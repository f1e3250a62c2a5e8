//! Which networks an address can belong to besides the host's own: those of proxies or CDNs in
//! front of it.

use muster_sdk::{IpNet, NotEvaluated, cloudflare, parse_network};

/// The networks in front of the host: those that the policy names, and Cloudflare's where the
/// project has a zone there.
pub(crate) fn in_front(named: &[String]) -> Result<Vec<IpNet>, NotEvaluated> {
    let mut ranges = named.to_vec();
    if cloudflare::overview()?.is_some() {
        ranges.extend(cloudflare::address_ranges()?);
    }
    ranges.iter().map(|range| parse(range)).collect()
}

fn parse(text: &str) -> Result<IpNet, NotEvaluated> {
    parse_network(text).ok_or_else(|| {
        NotEvaluated::because(format!("`{text}` is not a network such as `192.0.2.0/24`"))
    })
}
