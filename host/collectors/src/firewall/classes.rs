//! Parts ports, sources and destinations into classes whose members no rule tells apart, so that
//! one packet can stand for each.

use std::collections::{BTreeMap, BTreeSet};

use super::intervals::Intervals;
use super::network::{Network, is_public, is_routed, public_ranges};
use super::packet::CLIENT_PORT;
use super::ruleset::{Action, Field, Force, Hook, Rule, Ruleset, Test, Values, Version};

/// A block of addresses so large that whoever is let in from there is the internet: an IPv4 /8,
/// an IPv6 /16.
const fn wide(version: Version) -> u128 {
    match version {
        Version::V4 => 1 << 24,
        Version::V6 => 1 << 112,
    }
}

/// Fields that hold an address of the host.
const DESTINATIONS: [Field; 2] = [Field::DestinationAddress, Field::OriginalDestinationAddress];

/// Every class of sender.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// One sender out of each large block: the internet.
    pub(super) internet: Vec<u128>,
    /// One sender that stands for each group of narrow blocks, and the blocks.
    pub(super) narrow: Vec<(u128, Vec<(u128, u128)>)>,
}

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
pub(super) fn ports(ruleset: &Ruleset) -> Vec<(u16, u16)> {
    parted(
        ruleset,
        &[Field::DestinationPort, Field::OriginalDestinationPort],
    )
}

/// One source port for each group that rules tell apart, the clients' usual one first. The sender
/// chooses it, so that a rule that accepts one is met by whoever wants to meet it.
#[must_use]
pub(super) fn source_ports(ruleset: &Ruleset) -> Vec<u16> {
    let usual = |(first, last): &(u16, u16)| (*first..=*last).contains(&CLIENT_PORT);
    let others = parted(ruleset, &[Field::SourcePort]);
    let others = others.iter().filter(|range| !usual(range));
    std::iter::once(CLIENT_PORT)
        .chain(others.map(|(first, _)| *first))
        .collect()
}

/// Parts 1 to 65535 where any rule compares one of the fields.
fn parted(ruleset: &Ruleset, fields: &[Field]) -> Vec<(u16, u16)> {
    let mut starts = BTreeSet::from([1_u128]);
    for rule in ruleset.rules() {
        for (first, last) in compared(rule, fields).into_iter().flat_map(Intervals::iter) {
            starts.extend([first, last.saturating_add(1)]);
        }
    }
    let starts: Vec<u16> = starts
        .into_iter()
        .filter_map(|start| u16::try_from(start).ok())
        .filter(|start| *start > 0)
        .collect();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([u16::MAX]);
    starts.iter().copied().zip(ends).collect()
}

/// Parts the public addresses where any rule compares a source.
#[must_use]
pub(super) fn sources(ruleset: &Ruleset, version: Version) -> Sources {
    const FIELDS: [Field; 2] = [Field::SourceAddress, Field::OriginalSourceAddress];
    let tables = ruleset
        .tables
        .iter()
        .filter(|table| table.family.sees(version));
    let rules = tables
        .flat_map(|table| table.chains.values())
        .flat_map(|chain| &chain.rules);
    // Where each group of addresses that are compared together begins and ends.
    let mut edges: Vec<(u128, usize)> = Vec::new();
    let mut groups = 0;
    for numbers in rules.flat_map(|rule| compared(rule, &FIELDS)) {
        groups += 1;
        for (first, last) in numbers.iter() {
            edges.push((first, groups));
            edges.extend(last.checked_add(1).map(|after| (after, groups)));
        }
    }
    // Group 0 is "public".
    for (first, last) in public_ranges(version) {
        edges.extend([(first, 0), (last + 1, 0)]);
    }
    edges.sort_unstable();
    let mut inside: BTreeSet<usize> = BTreeSet::new();
    let mut narrow: BTreeMap<Vec<usize>, Vec<(u128, u128)>> = BTreeMap::new();
    let mut internet: BTreeMap<Vec<usize>, u128> = BTreeMap::new();
    let mut at = edges.iter().peekable();
    while let Some((position, group)) = at.next() {
        if !inside.remove(group) {
            inside.insert(*group);
        }
        let Some((next, _)) = at.peek() else { break };
        if next == position || !inside.contains(&0) {
            continue;
        }
        let signature: Vec<usize> = inside.iter().copied().collect();
        if next - position >= wide(version) {
            internet.entry(signature).or_insert(*position);
        } else {
            narrow
                .entry(signature)
                .or_default()
                .push((*position, next - 1));
        }
    }
    // A small remainder of the same kind as a large block says nothing new.
    narrow.retain(|signature, _| !internet.contains_key(signature));
    Sources {
        // Not the first address of a block, which may be a network's own.
        internet: internet.into_values().map(|first| first + 7).collect(),
        narrow: narrow
            .into_values()
            .filter_map(|blocks| blocks.first().map(|(first, _)| *first).zip(Some(blocks)))
            .collect(),
    }
}

/// Addresses of the host that rules tell apart; `None` is one that no rule names.
///
/// Where the host's addresses are not known, an address that a rule names is taken for one of them
/// when it is the internet's, or when packets to it are judged by `input`: what only NAT rules name
/// of a private network are the addresses of services in a cluster.
#[must_use]
pub(super) fn destinations(
    ruleset: &Ruleset,
    network: &Network,
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
pub(super) fn prefixes(version: Version, (first, last): (u128, u128)) -> Vec<String> {
    let width = match version {
        Version::V4 => 32,
        Version::V6 => 128,
    };
    let mut found = Vec::new();
    let mut next = Some(first);
    while let Some(start) = next.filter(|start| *start <= last) {
        let mut bits = start.trailing_zeros().min(width);
        let end = |bits: u32| match 1_u128.checked_shl(bits) {
            Some(size) => start.checked_add(size - 1),
            None => Some(u128::MAX),
        };
        while bits > 0 && end(bits).is_none_or(|end| end > last) {
            bits -= 1;
        }
        let address = match version {
            Version::V4 => std::net::Ipv4Addr::from(start as u32).to_string(),
            Version::V6 => std::net::Ipv6Addr::from(start).to_string(),
        };
        found.push(if bits == 0 {
            address
        } else {
            format!("{address}/{}", width - bits)
        });
        next = end(bits).and_then(|end| end.checked_add(1));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_a_range_as_the_fewest_prefixes() {
        let v4 = |first: [u8; 4], last: [u8; 4]| {
            let number = |octets| u128::from(u32::from(std::net::Ipv4Addr::from(octets)));
            prefixes(Version::V4, (number(first), number(last)))
        };
        assert_eq!(v4([10, 0, 0, 0], [10, 0, 0, 255]), ["10.0.0.0/24"]);
        assert_eq!(
            v4([10, 0, 0, 1], [10, 0, 0, 3]),
            ["10.0.0.1", "10.0.0.2/31"]
        );
        assert_eq!(v4([0; 4], [255; 4]), ["0.0.0.0/0"]);
        assert_eq!(prefixes(Version::V6, (0, u128::MAX)), ["::/0"]);
    }

    proptest! {
        #[test]
        fn prefixes_end(first: u128, length: u64) {
            let last = first.saturating_add(length.into());
            prop_assert!(prefixes(Version::V6, (first, last)).len() <= 256);
        }
    }
}
