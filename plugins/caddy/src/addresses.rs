//! Names and addresses, by who can reach them.

use std::net::IpAddr;

use muster_sdk::caddy::Address;
use muster_sdk::{is_private_address, parse_network};

/// Ends of names that only exist within a network (RFC 6761, RFC 6762, RFC 8375, RFC 9476).
const PRIVATE_ENDS: [&str; 9] = [
    ".home.arpa",
    ".internal",
    ".invalid",
    ".lan",
    ".local",
    ".localdomain",
    ".localhost",
    ".onion",
    ".test",
];

/// Whether anyone may be served under a host.
pub(crate) fn is_public(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => !is_private(address),
        Err(_) => host.contains('.') && !PRIVATE_ENDS.iter().any(|end| host.ends_with(end)),
    }
}

/// Whether an address is one of a private network, or of the host itself.
pub(crate) fn is_private(address: IpAddr) -> bool {
    address.to_canonical().is_loopback() || is_private_address(address)
}

/// Whether only the host itself reaches a listener.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Whether an address of a site is that of a host.
pub(crate) fn serves(address: &Address, host: &str) -> bool {
    match address.host.as_deref() {
        None => true,
        Some(own) => match own.strip_prefix("*.") {
            Some(above) => host.split_once('.').is_some_and(|(_, rest)| rest == above),
            None => own == host,
        },
    }
}

/// Whether a network is all there is, or close to it.
pub(crate) fn is_everybody(network: &str) -> bool {
    parse_network(network).is_some_and(|network| network.prefix_len() <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_public_or_of_a_network() {
        for public in [
            "shop.example.com",
            "203.0.113.7",
            "2001:db8::7",
            "*.example.com",
        ] {
            assert!(is_public(public), "{public}");
        }
        for private in [
            "localhost",
            "api",
            "shop.internal",
            "10.0.0.1",
            "::1",
            "100.64.0.1",
        ] {
            assert!(!is_public(private), "{private}");
        }
    }

    #[test]
    fn a_wildcard_stands_for_one_label() {
        let address = |host: &str| Address {
            scheme: Address::SCHEME_HTTPS.to_owned(),
            host: Some(host.to_owned()),
            port: 443,
        };
        assert!(serves(&address("*.example.com"), "api.example.com"));
        assert!(!serves(&address("*.example.com"), "example.com"));
        assert!(!serves(&address("*.example.com"), "a.b.example.com"));
    }
}
