//! Sorted, merged ranges of numbers: ports, protocols and addresses (IPv4 as its 32-bit value,
//! IPv6 as its 128-bit value). Knows nothing of packets.

use std::net::IpAddr;

use ipnet::IpNet;

/// Inclusive ranges, sorted, neither overlapping nor touching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intervals(Vec<(u128, u128)>);

impl Intervals {
    /// From inclusive ranges in any order. Reversed ranges hold nothing.
    pub fn new(ranges: impl IntoIterator<Item = (u128, u128)>) -> Self {
        let mut sorted: Vec<_> = ranges.into_iter().filter(|(a, b)| a <= b).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some(previous) if first <= previous.1.saturating_add(1) => {
                    previous.1 = previous.1.max(last);
                }
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    /// One number.
    #[must_use]
    pub fn one(value: u128) -> Self {
        Self(vec![(value, value)])
    }

    /// Whether a number is inside.
    #[must_use]
    pub fn contains(&self, value: u128) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= value);
        after
            .checked_sub(1)
            .and_then(|index| self.0.get(index))
            .is_some_and(|(_, last)| value <= *last)
    }

    /// Whether every number from the first to the last is inside.
    #[must_use]
    pub fn covers(&self, first: u128, last: u128) -> bool {
        self.0
            .iter()
            .any(|(start, end)| *start <= first && last <= *end)
    }

    /// Whether any number from the first to the last is inside.
    #[must_use]
    pub fn meets(&self, first: u128, last: u128) -> bool {
        let after = self.0.partition_point(|(_, end)| *end < first);
        self.0.get(after).is_some_and(|(start, _)| *start <= last)
    }

    /// Whether no number is inside.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The numbers of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::new(self.iter().chain(other.iter()))
    }

    /// The numbers of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let mut others = other.0.iter().peekable();
        for (first, last) in &self.0 {
            // What ends before this range begins concerns none of those that follow.
            while others.next_if(|(_, end)| end < first).is_some() {}
            for (start, end) in others.clone().take_while(|(start, _)| start <= last) {
                both.push((*first.max(start), *last.min(end)));
            }
        }
        Self(both)
    }

    /// The numbers of this and not of the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut gaps = Vec::with_capacity(other.0.len() + 1);
        let mut next = Some(0);
        for (first, last) in &other.0 {
            if let (Some(start), Some(end)) = (next, first.checked_sub(1))
                && start <= end
            {
                gaps.push((start, end));
            }
            next = last.checked_add(1);
        }
        gaps.extend(next.map(|start| (start, u128::MAX)));
        self.intersection(&Self(gaps))
    }

    /// The numbers whose bits under a mask are inside; `None` where those are not few ranges,
    /// because bits are left out of the middle. `width` is how many bits a number has.
    #[must_use]
    pub fn masked(&self, mask: u128, width: u32) -> Option<Self> {
        let every = u128::MAX.checked_shr(128 - width).unwrap_or(0);
        let mask = mask & every;
        let left_out = every & !mask;
        // A prefix leaves out the lowest bits only.
        if left_out & left_out.wrapping_add(1) != 0 {
            return None;
        }
        let ranges = self.0.iter().filter_map(|(first, last)| {
            let start = match first & left_out {
                0 => *first,
                _ => (first | left_out).checked_add(1)?,
            };
            let end = (*last).min(every) & mask;
            (start <= end).then_some((start, end | left_out))
        });
        Some(Self::new(ranges))
    }

    /// How many numbers are inside; the largest number where there are more.
    #[must_use]
    pub fn size(&self) -> u128 {
        self.0.iter().fold(0, |sum: u128, (first, last)| {
            sum.saturating_add((last - first).saturating_add(1))
        })
    }

    /// The ranges in order.
    pub fn iter(&self) -> impl Iterator<Item = (u128, u128)> + '_ {
        self.0.iter().copied()
    }

    /// The only number inside, when there is exactly one.
    #[must_use]
    pub fn only(&self) -> Option<u128> {
        match self.0.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }
}

/// An address as a number.
#[must_use]
pub fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// First and last address of a prefix; `None` when the length is longer than the address.
#[must_use]
pub fn prefix(address: IpAddr, length: u8) -> Option<(u128, u128)> {
    IpNet::new(address, length).ok().map(range)
}

fn range(network: IpNet) -> (u128, u128) {
    (number(network.network()), number(network.broadcast()))
}

/// `ADDRESS` or `ADDRESS/LENGTH`, where the length may also be an IPv4 netmask.
#[must_use]
pub fn parse_prefix(text: &str) -> Option<(u128, u128)> {
    let Some((address, length)) = text.split_once('/') else {
        let value = number(text.parse().ok()?);
        return Some((value, value));
    };
    let address = address.parse().ok()?;
    if let Ok(length) = length.parse() {
        return prefix(address, length);
    }
    // A netmask with holes is not a prefix.
    let mask = length.parse().map(IpAddr::V4).ok()?;
    IpNet::with_netmask(address, mask).ok().map(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_prefixes_with_lengths_and_netmasks() {
        assert_eq!(
            parse_prefix("10.0.0.0/255.255.255.0"),
            parse_prefix("10.0.0.9/24")
        );
        assert_eq!(parse_prefix("0.0.0.0/0"), Some((0, u128::from(u32::MAX))));
        assert_eq!(parse_prefix("::/0"), Some((0, u128::MAX)));
        assert_eq!(parse_prefix("10.0.0.0/0.0.0.0"), parse_prefix("0.0.0.0/0"));
        assert_eq!(
            parse_prefix("10.0.0.7/255.255.255.255"),
            parse_prefix("10.0.0.7")
        );
        assert_eq!(parse_prefix("10.0.0.0/255.0.255.0"), None);
        assert_eq!(parse_prefix("10.0.0.0/0.0.0.255"), None);
        assert_eq!(parse_prefix("010.0.0.0/8"), None);
        assert_eq!(parse_prefix("10.0.0.0/33"), None);
    }

    proptest! {
        #[test]
        fn holds_exactly_what_was_put_in(ranges in proptest::collection::vec((0u128..50, 0u128..50), 0..8), value in 0u128..60) {
            let inside = ranges.iter().any(|(first, last)| (*first..=*last).contains(&value));
            prop_assert_eq!(Intervals::new(ranges).contains(value), inside);
        }

        #[test]
        fn a_mask_finds_the_same_numbers_as_looking_at_each(
            ranges in proptest::collection::vec((0u128..256, 0u128..256), 0..4),
            length in 0u32..=8,
            value in 0u128..256,
        ) {
            let numbers = Intervals::new(ranges);
            let mask = 0xff & !(0xff_u128 >> length);
            let masked = numbers.masked(mask, 8).unwrap();
            prop_assert_eq!(masked.contains(value), numbers.contains(value & mask));
        }

        #[test]
        fn meets_and_covers_as_looking_at_each_would_say(
            ranges in proptest::collection::vec((0u128..50, 0u128..50), 0..6),
            first in 0u128..50,
            length in 0u128..10,
        ) {
            let numbers = Intervals::new(ranges);
            let inside: Vec<bool> = (first..=first + length).map(|one| numbers.contains(one)).collect();
            prop_assert_eq!(numbers.meets(first, first + length), inside.contains(&true));
            prop_assert_eq!(numbers.covers(first, first + length), !inside.contains(&false));
        }

        #[test]
        fn sets_hold_what_looking_at_each_would_say(
            one in proptest::collection::vec((0u128..50, 0u128..50), 0..6),
            two in proptest::collection::vec((0u128..50, 0u128..50), 0..6),
            value in 0u128..60,
        ) {
            let (one, two) = (Intervals::new(one), Intervals::new(two));
            let (in_one, in_two) = (one.contains(value), two.contains(value));
            prop_assert_eq!(one.union(&two).contains(value), in_one || in_two);
            prop_assert_eq!(one.intersection(&two).contains(value), in_one && in_two);
            prop_assert_eq!(one.difference(&two).contains(value), in_one && !in_two);
            prop_assert_eq!(one.difference(&two).is_empty(), one.intersection(&two) == one);
        }

        #[test]
        fn never_panics_on_a_prefix(text in "[0-9a-f:./]{0,24}") {
            let _ = parse_prefix(&text);
        }
    }
}
