//! Address lists of `Match Address`, `Match LocalAddress` and `AllowUsers user@host`: networks in
//! CIDR notation, patterns, and negations.

use std::net::{IpAddr, Ipv4Addr};

use crate::ssh::configuration::pattern::{self, Listed};
use crate::ssh::server::version::{Build, Release};
use muster_names::patterns;

/// A network whose mask is too long, or has host bits set. sshd refuses to start with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a network: its mask is too long or its host bits are not zero")]
pub(in crate::ssh) struct BadMask(String);

/// An IP network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    /// Reads `10.0.0.0/8` or a single address; `None` for what sshd then takes as a pattern.
    pub(in crate::ssh) fn parse(text: &str) -> Result<Option<Self>, BadMask> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => match prefix.parse::<u32>() {
                Ok(number) if number <= 128 && !prefix.starts_with('+') => (address, Some(number)),
                Ok(_) | Err(_) => return Ok(None),
            },
            None => (text, None),
        };
        let Some(address) = numeric(address) else {
            return Ok(None);
        };
        let longest = bits(address);
        let prefix = prefix.unwrap_or(longest);
        let network = Self { address, prefix };
        if prefix > longest || (number(address) & network.host_mask()) != 0 {
            return Err(BadMask(text.to_owned()));
        }
        Ok(Some(network))
    }

    fn contains(self, address: IpAddr) -> bool {
        bits(address) == bits(self.address)
            && number(address) & !self.host_mask() == number(self.address)
    }

    /// Addresses that stand for the network: the first ones and the last one.
    pub(in crate::ssh) fn samples(self) -> Vec<IpAddr> {
        let first = number(self.address);
        let last = first | self.host_mask();
        [1, 0, 2, 3, 9]
            .into_iter()
            .filter_map(|offset| first.checked_add(offset))
            .filter(|candidate| *candidate <= last)
            .chain([last])
            .map(|candidate| match self.address {
                IpAddr::V4(_) => {
                    IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(candidate).unwrap_or(0)))
                }
                IpAddr::V6(_) => IpAddr::V6(candidate.into()),
            })
            .collect()
    }

    fn host_mask(self) -> u128 {
        let host = bits(self.address).saturating_sub(self.prefix);
        1_u128.checked_shl(host).map_or(u128::MAX, |bit| bit - 1)
    }
}

/// Whether a list takes every address: by a pattern, or by the whole network of both IP versions.
pub(in crate::ssh) fn lists_all(list: &str) -> bool {
    let has = |network: &str| list.split(',').any(|item| item == network);
    let whole = has("0.0.0.0/0") && has("::/0");
    pattern::lists_all(list) || (whole && !list.split(',').any(|item| item.starts_with('!')))
}

/// Before this release, a network with a mask of more than 128 bits is a pattern like any other.
const LONG_MASKS_REFUSED: Release = Release(9, 8);

/// Checks the networks of a list without an address to judge.
pub(in crate::ssh) fn check(list: &str, build: &Build) -> Result<(), BadMask> {
    for item in list.split(',') {
        let item = item.strip_prefix('!').unwrap_or(item);
        let long = item.split_once('/').is_some_and(|(address, prefix)| {
            let bits = prefix.parse::<u32>().ok();
            numeric(address).is_some() && bits.is_some_and(|bits| bits > 128)
        });
        if long && build.keywords >= LONG_MASKS_REFUSED {
            return Err(BadMask(item.to_owned()));
        }
        Network::parse(item)?;
    }
    Ok(())
}

/// Judges an address by a list. A bad network in it matches nothing; [`check`] reports it.
pub(in crate::ssh) fn listed(address: &str, list: &str) -> Listed {
    let Some(parsed) = numeric(address) else {
        return Listed::No;
    };
    let mut found = Listed::No;
    for item in list.split(',') {
        let (negated, item) = match item.strip_prefix('!') {
            Some(item) => (true, item),
            None => (false, item),
        };
        let matched = match Network::parse(item) {
            Ok(Some(network)) => network.contains(parsed),
            Ok(None) => patterns::matches(address, item),
            Err(_) => false,
        };
        match (matched, negated) {
            (true, true) => return Listed::Negated,
            (true, false) => found = Listed::Yes,
            (false, _) => {}
        }
    }
    found
}

/// An address in any of the notations of inet_aton(3), where `192.168` is 192.0.0.168.
fn numeric(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let parts: Vec<u32> = text.split('.').map(c_number).collect::<Option<_>>()?;
    let (last, leading) = parts.split_last()?;
    let room = 4_usize
        .checked_sub(leading.len())
        .filter(|room| *room > 0)?;
    if leading.iter().any(|part| *part > 255) || u64::from(*last) >= 1 << (8 * room) {
        return None;
    }
    let high = [24, 16, 8]
        .into_iter()
        .zip(leading)
        .fold(0, |sum, (shift, part)| sum | (part << shift));
    Some(IpAddr::V4(Ipv4Addr::from_bits(high | last)))
}

fn c_number(text: &str) -> Option<u32> {
    if text.starts_with('+') {
        return None;
    }
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => u32::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    }
}

const fn bits(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ssh::server::vendor::Distribution;

    fn build(version: &str) -> Build {
        Build::from_banner(&format!("OpenSSH_{version}"), Distribution::UNKNOWN).unwrap()
    }

    #[test]
    fn networks_patterns_and_negations_are_judged_together() {
        let list = "10.0.0.0/8,2001:db8::/32,192.168.1.*,!10.1.0.0/16";
        for (address, expected) in [
            ("10.2.3.4", Listed::Yes),
            ("10.1.3.4", Listed::Negated),
            ("2001:db8::1", Listed::Yes),
            ("192.168.1.7", Listed::Yes),
            ("192.168.2.7", Listed::No),
        ] {
            assert_eq!(listed(address, list), expected, "{address}");
        }
        assert_eq!(listed("::1", "0.0.0.0/0"), Listed::No);
    }

    #[test]
    fn host_bits_and_long_masks_are_refused() {
        for bad in ["10.0.0.1/8", "10.0.0.0/33", "192.168/16", "2001:db8::1/64"] {
            assert!(check(bad, &build("9.2p1")).is_err(), "{bad}");
        }
        for good in [
            "10.0.0.0/8",
            "::/0",
            "10.0.0.0/129",
            "10.*",
            "0/0",
            "!10.0.0.5",
        ] {
            assert!(check(good, &build("9.2p1")).is_ok(), "{good}");
        }
        assert!(check("10.0.0.0/129", &build("9.9p1")).is_err());
    }

    proptest! {
        #[test]
        fn samples_lie_inside_their_network(address: u32, prefix in 0_u32..=32) {
            let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
            let text = format!("{}/{prefix}", Ipv4Addr::from_bits(address & mask));
            let network = Network::parse(&text).unwrap().unwrap();
            for sample in network.samples() {
                prop_assert!(network.contains(sample), "{sample} in {text}");
            }
        }

        #[test]
        fn any_text_is_judged(text in "[0-9a-fx:./,!*]{0,60}") {
            let _ = check(&text, &build("9.9p1"));
            let _ = listed("10.0.0.1", &text);
        }
    }
}
