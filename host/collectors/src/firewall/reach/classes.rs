//! Parts ports and the host's addresses into classes whose members no rule tells apart, so that one
//! packet can stand for each.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use ipnet::{IpSubnets, Ipv4Subnets, Ipv6Subnets};

use crate::firewall::model::network::{HostNetwork, is_public, is_routed};
use crate::firewall::model::ruleset::{
    Action, Field, Force, Hook, Rule, Ruleset, Table, Test, Values, Version,
};
use crate::intervals::Intervals;

/// Fields that hold an address of the host.
const DESTINATIONS: [Field; 2] = [Field::DestinationAddress, Field::OriginalDestinationAddress];

/// The collections of numbers with which a rule compares one of the fields.
fn compared<'r>(rule: &'r Rule, wanted: &'r [Field]) -> Vec<&'r Intervals> {
    fn numbers(values: &Values) -> Option<&Intervals> {
        match values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Names(_) | Values::Opaque => None,
        }
    }
    fn column<'r>(
        fields: &[Field],
        row: &'r [Values],
        wanted: &[Field],
    ) -> impl Iterator<Item = &'r Intervals> {
        let keep: Vec<bool> = fields.iter().map(|field| wanted.contains(field)).collect();
        row.iter()
            .zip(keep)
            .filter(|(_, keep)| *keep)
            .filter_map(|(values, _)| numbers(values))
    }
    let mut found = Vec::new();
    for test in &rule.tests {
        match test {
            Test::Field { field, values, .. } if wanted.contains(field) => {
                found.extend(numbers(values));
            }
            Test::Row { fields, rows, .. } => {
                found.extend(rows.iter().flat_map(|row| column(fields, row, wanted)));
            }
            Test::Field { .. }
            | Test::Masked { .. }
            | Test::Never
            | Test::Sometimes
            | Test::Opaque(_) => {}
        }
    }
    if let Action::Map { fields, rows } = &rule.action {
        found.extend(rows.iter().flat_map(|(row, _)| column(fields, row, wanted)));
    }
    found
}

/// Parts 1 to 65535 where any rule compares a destination port.
#[must_use]
pub(in crate::firewall) fn ports<'r>(tables: impl Iterator<Item = &'r Table>) -> Vec<(u16, u16)> {
    const FIELDS: [Field; 2] = [Field::DestinationPort, Field::OriginalDestinationPort];
    let mut begins = vec![0; usize::from(u16::MAX) + 1];
    let mut begin = |port: u128| {
        if let Some(place) = usize::try_from(port)
            .ok()
            .and_then(|port| begins.get_mut(port))
        {
            *place = 1;
        }
    };
    begin(1);
    let rules = tables.flat_map(|table| table.chains.values());
    for rule in rules.flat_map(|chain| &chain.rules) {
        let numbers = compared(rule, &FIELDS).into_iter();
        for (first, last) in numbers.flat_map(Intervals::iter) {
            begin(first);
            begin(last.saturating_add(1));
        }
    }
    let starts: Vec<u16> = memchr::memchr_iter(1, &begins)
        .filter_map(|port| u16::try_from(port).ok())
        .filter(|port| *port > 0)
        .collect();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([u16::MAX]);
    starts.iter().copied().zip(ends).collect()
}

/// Addresses of the host that rules tell apart; `None` is one that no rule names.
///
/// Where the host's addresses are not known, an address that a rule names is taken for one of them
/// when it is the internet's, or when packets to it are judged by `input`: what only NAT rules name
/// of a private network are the addresses of services in a cluster.
#[must_use]
pub(in crate::firewall) fn destinations(
    ruleset: &Ruleset,
    network: &HostNetwork,
    version: Version,
) -> BTreeSet<Option<u128>> {
    let mut named: Vec<(&Intervals, bool)> = Vec::new();
    for table in ruleset
        .tables
        .iter()
        .filter(|table| table.force != Force::Dormant && table.family.sees(version))
    {
        for (hooks, is_input) in [
            (&[Hook::Input][..], true),
            (&[Hook::Ingress, Hook::Prerouting][..], false),
        ] {
            for name in table.reached_from(hooks) {
                let rules = table.chains.get(name).map_or(&[][..], |chain| &chain.rules);
                let compared = rules.iter().flat_map(|rule| compared(rule, &DESTINATIONS));
                named.extend(compared.map(|numbers| (numbers, is_input)));
            }
        }
    }
    match network.reachable_addresses(version) {
        Some(own) if !own.is_empty() => {
            // One address for each group that is in the same collections.
            let mut groups = BTreeMap::new();
            for address in own {
                let inside: Vec<bool> = named.iter().map(|(n, _)| n.contains(address)).collect();
                groups.entry(inside).or_insert(address);
            }
            groups.into_values().map(Some).collect()
        }
        Some(_) => BTreeSet::from([None]),
        None => {
            let candidate = |(numbers, is_input): (&Intervals, bool)| {
                let firsts = numbers.iter().map(|(first, _)| first).collect::<Vec<_>>();
                firsts.into_iter().filter(move |first| {
                    is_routed(version, *first) && (is_input || is_public(version, *first))
                })
            };
            let named = named.into_iter().flat_map(candidate);
            std::iter::once(None).chain(named.map(Some)).collect()
        }
    }
}

/// A range of addresses as the fewest prefixes.
#[must_use]
pub(in crate::firewall) fn prefixes(version: Version, (first, last): (u128, u128)) -> Vec<String> {
    let networks = match version {
        Version::V4 => {
            let address = |number: u128| Ipv4Addr::from(number as u32);
            IpSubnets::V4(Ipv4Subnets::new(address(first), address(last), 0))
        }
        Version::V6 => IpSubnets::V6(Ipv6Subnets::new(first.into(), last.into(), 0)),
    };
    networks
        .map(|network| {
            if network.prefix_len() == network.max_prefix_len() {
                network.addr().to_string()
            } else {
                network.to_string()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intervals::parse_prefix;
    use proptest::prelude::*;

    #[test]
    fn writes_a_range_as_the_fewest_prefixes() {
        let v4 = |first: [u8; 4], last: [u8; 4]| {
            let number = |octets| u128::from(u32::from(Ipv4Addr::from(octets)));
            prefixes(Version::V4, (number(first), number(last)))
        };
        assert_eq!(v4([10, 0, 0, 0], [10, 0, 0, 255]), ["10.0.0.0/24"]);
        assert_eq!(
            v4([10, 0, 0, 1], [10, 0, 0, 3]),
            ["10.0.0.1", "10.0.0.2/31"]
        );
        assert_eq!(v4([0; 4], [255; 4]), ["0.0.0.0/0"]);
        assert_eq!(v4([0; 4], [0; 4]), ["0.0.0.0"]);
        assert_eq!(v4([255; 4], [255; 4]), ["255.255.255.255"]);
        assert_eq!(v4([0, 0, 0, 1], [255; 4]).last().unwrap(), "128.0.0.0/1");
        assert_eq!(prefixes(Version::V6, (0, u128::MAX)), ["::/0"]);
        assert_eq!(prefixes(Version::V6, (1, 1)), ["::1"]);
    }

    proptest! {
        #[test]
        fn prefixes_are_few_and_hold_the_range_alone(first: u128, length: u64) {
            let last = first.saturating_add(length.into());
            let written = prefixes(Version::V6, (first, last));
            prop_assert!(written.len() <= 256);
            let read = written.iter().filter_map(|prefix| parse_prefix(prefix));
            let held: Vec<_> = Intervals::new(read).iter().collect();
            prop_assert_eq!(held, [(first, last)]);
        }
    }
}
