//! Addresses that stand for none: a proxied name without an origin leads to one of them, and
//! redirects, Workers or cache answer for it
//! (<https://developers.cloudflare.com/dns/troubleshooting/faq/>,
//! <https://developers.cloudflare.com/rules/url-forwarding/>).

use std::net::IpAddr;

use muster_sdk::parse_network;

/// For documentation (RFC 5737) and to be discarded (RFC 6666): no machine has one.
const NETWORKS: [&str; 2] = ["192.0.2.0/24", "100::/64"];

/// Whether an address stands for none.
pub(crate) fn is_one(address: IpAddr) -> bool {
    NETWORKS
        .iter()
        .filter_map(|network| parse_network(network))
        .any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_no_machine_has_stand_for_none() {
        for address in ["192.0.2.0", "192.0.2.1", "192.0.2.255", "100::", "100::1"] {
            assert!(is_one(address.parse().unwrap()), "{address}");
        }
        for address in ["203.0.113.7", "192.0.3.1", "100:1::", "::1", "2001:db8::7"] {
            assert!(!is_one(address.parse().unwrap()), "{address}");
        }
    }
}
