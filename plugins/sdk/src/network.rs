//! Networks as policies, lists and records name them.

use std::net::IpAddr;

pub use ipnet::IpNet;

/// Whether an address is one of a private network or of a link: RFC 1918, RFC 3927, RFC 4193, RFC 4291 2.5.6 and
/// RFC 6598. Loopback is neither.
#[must_use]
pub fn is_private_address(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            address.is_private()
                || address.is_link_local()
                || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// Reads a network in CIDR notation, such as `203.0.113.0/24`, or a single address, which is the
/// network of that address alone. Bits after the prefix do not matter: `203.0.113.7/24` contains
/// the same addresses.
///
/// [`IpNet`] itself is stricter, as it refuses a single address, and laxer, as it takes `010.0.0.1`
/// for `10.0.0.1`, which other programs take for `8.0.0.1`.
#[must_use]
pub fn parse_network(text: &str) -> Option<IpNet> {
    let address = |text: &str| text.parse::<IpAddr>().ok();
    match text.split_once('/') {
        Some((first, length)) => IpNet::new(address(first)?, length.parse().ok()?).ok(),
        None => address(text).map(IpNet::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        let network = parse_network(network).unwrap();
        network.contains(&address.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        assert!(contains("104.16.0.0/13", "104.23.255.255"));
        assert!(!contains("104.16.0.0/13", "104.24.0.0"));
        assert!(contains("2606:4700::/32", "2606:4700:10::1"));
        assert!(contains("0.0.0.0/0", "255.255.255.255") && contains("::/0", "ffff::"));
    }

    #[test]
    fn a_private_address_is_one_of_a_network_or_of_a_link() {
        let is_private = |address: &str| is_private_address(address.parse().unwrap());
        for address in [
            "10.8.0.1",
            "169.254.0.1",
            "100.127.255.255",
            "fd00::1",
            "fe80::1",
        ] {
            assert!(is_private(address), "{address}");
        }
        assert!(is_private("::ffff:192.168.0.1"));
        for address in [
            "203.0.113.7",
            "100.128.0.1",
            "127.0.0.1",
            "2001:db8::1",
            "::1",
        ] {
            assert!(!is_private(address), "{address}");
        }
    }

    #[test]
    fn an_address_is_a_network_of_its_own() {
        assert!(contains("192.0.2.7", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.8"));
        assert!(contains("2001:db8::7", "2001:db8::7") && !contains("2001:db8::7", "2001:db8::8"));
    }

    #[test]
    fn bits_after_the_prefix_do_not_matter() {
        assert!(contains("203.0.113.7/24", "203.0.113.0"));
        assert!(!contains("203.0.113.7/24", "203.0.112.255"));
        assert!(contains("2001:db8::7/32", "2001:db8:ffff::"));
    }

    #[test]
    fn the_families_are_apart() {
        assert!(!contains("::/0", "104.16.0.1") && !contains("0.0.0.0/0", "::"));
        assert!(!contains("::ffff:0:0/96", "192.0.2.7"));
    }

    #[test]
    fn a_length_is_a_number_that_fits() {
        assert!(contains("192.0.2.0/024", "192.0.2.255"));
        for text in [
            "192.0.2.0/33",
            "::/129",
            "::/256",
            "192.0.2.0/x",
            "192.0.2.0/",
            "::/-1",
        ] {
            assert_eq!(parse_network(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_address_is_not_a_network() {
        for text in [
            "",
            "/",
            "example.com",
            "192.0.2/24",
            "010.0.0.1",
            "010.0.0.0/8",
            " ::1",
        ] {
            assert_eq!(parse_network(text), None, "{text}");
        }
    }
}
