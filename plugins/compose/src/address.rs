//! Addresses of the host at which a container's port is published.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(address) if address.is_loopback() => Audience::Host,
        Ok(IpAddr::V4(address)) if is_private_v4(address) => Audience::Network,
        Ok(IpAddr::V6(address)) if is_private_v6(address) => Audience::Network,
        Ok(IpAddr::V4(_) | IpAddr::V6(_)) | Err(_) => Audience::Everybody,
    }
}

/// RFC 1918, RFC 3927 and RFC 6598.
fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private() || address.is_link_local() || (first == 100 && (64..128).contains(&second))
}

/// RFC 4193 and RFC 4291 2.5.6.
fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_unique_local() || address.is_unicast_link_local()
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
