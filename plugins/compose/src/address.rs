//! Addresses of the host at which a container's port is published.

use std::net::IpAddr;

use muster_sdk::is_private_address;

/// Who reaches a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// The host alone.
    Host,
    /// A network of its own: that of a VPN, of a site, of a link.
    Network,
    /// Whoever reaches the host.
    Everybody,
}

/// Who reaches a port that is published at this address; none is every address of the host.
pub(crate) fn audience(address: Option<&str>) -> Audience {
    let Some(address) = address else {
        return Audience::Everybody;
    };
    match address.parse::<IpAddr>() {
        Ok(address) if address.to_canonical().is_loopback() => Audience::Host,
        Ok(address) if is_private_address(address) => Audience::Network,
        Ok(_) | Err(_) => Audience::Everybody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_who_reaches_it() {
        for (address, expected) in [
            (None, Audience::Everybody),
            (Some("0.0.0.0"), Audience::Everybody),
            (Some("::"), Audience::Everybody),
            (Some("203.0.113.7"), Audience::Everybody),
            (Some("100.128.0.1"), Audience::Everybody),
            (Some("127.0.0.1"), Audience::Host),
            (Some("127.8.9.1"), Audience::Host),
            (Some("::1"), Audience::Host),
            (Some("::ffff:127.0.0.1"), Audience::Host),
            (Some("10.8.0.1"), Audience::Network),
            (Some("100.64.0.1"), Audience::Network),
            (Some("fd00::1"), Audience::Network),
            (Some("fe80::1"), Audience::Network),
        ] {
            assert_eq!(audience(address), expected, "{address:?}");
        }
    }
}
