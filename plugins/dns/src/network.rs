//! Which networks an address can belong to: those of the host, and of proxies or CDNs in front of
//! it.

use std::net::IpAddr;

use muster_sdk::{NotEvaluated, cloudflare};

/// A network in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Result<Self, NotEvaluated> {
        let wrong =
            || NotEvaluated::because(format!("`{text}` is not a network such as `192.0.2.0/24`"));
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| wrong())?,
            None => longest,
        };
        if prefix > longest {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - self.prefix).unwrap_or(0);
                u32::from(network) & mask == u32::from(address) & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
                u128::from(network) & mask == u128::from(address) & mask
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The networks in front of the host: those that the policy names, and Cloudflare's where the
/// project has a zone there.
pub(crate) fn in_front(named: &[String]) -> Result<Vec<Network>, NotEvaluated> {
    let mut ranges = named.to_vec();
    if cloudflare::overview()?.is_some() {
        ranges.extend(cloudflare::address_ranges()?);
    }
    ranges.iter().map(|range| Network::parse(range)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let holds = |network: &str, address: &str| {
            Network::parse(network)
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(holds("104.16.0.0/13", "104.23.255.255"));
        assert!(!holds("104.16.0.0/13", "104.24.0.0"));
        assert!(holds("2606:4700::/32", "2606:4700:10::1"));
        assert!(!holds("2606:4700::/32", "104.16.0.1"));
        assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.8"));
        assert!(holds("0.0.0.0/0", "255.255.255.255") && holds("::/0", "ffff::"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "192.0.2.0/33", "::/129", "192.0.2.0/x", "example.com"] {
            assert!(Network::parse(text).is_err(), "{text}");
        }
    }
}
