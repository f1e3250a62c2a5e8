//! Pure: sets of addresses, to say how much of the internet a record lets pass.

use std::net::IpAddr;

/// Addresses of one family that the internet routes; the rest of the family sends no mail.
const ROUTED: [(&str, Span); 2] = [
    // Up to multicast, 224.0.0.0/4 (RFC 1112, 4).
    ("IPv4", (1 << 24, (224 << 24) - 1)),
    // 2000::/3 (RFC 4291, 2.4).
    ("IPv6", (0x2 << 124, (0x4 << 124) - 1)),
];

/// One in so many of a family's addresses is more than anybody's network: the largest owner of IPv4,
/// the US Department of Defense, has thirteen of 223 blocks (<https://www.iana.org/assignments/ipv4-address-space>).
const TOO_LARGE: u128 = 16;

/// The first and last address.
type Span = (u128, u128);

/// Addresses of both families.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Senders {
    families: [Ranges; 2],
}

impl Senders {
    pub(super) fn everybody() -> Self {
        let all = |bits| Ranges(vec![span(0, 0, bits)]);
        Self {
            families: [all(32), all(128)],
        }
    }

    /// The network around an address.
    pub(super) fn network(address: IpAddr, prefix: u8) -> Self {
        let of = |address, bits| Ranges(vec![span(address, prefix, bits)]);
        Self {
            families: match address {
                IpAddr::V4(address) => [of(u32::from(address).into(), 32), Ranges::default()],
                IpAddr::V6(address) => [Ranges::default(), of(address.into(), 128)],
            },
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (own, other) in self.families.iter_mut().zip(&other.families) {
            own.add(other);
        }
    }

    pub(super) fn remove(&mut self, other: &Self) {
        for (own, other) in self.families.iter_mut().zip(&other.families) {
            *own = own.without(other);
        }
    }

    pub(super) fn keep(&mut self, other: &Self) {
        for (own, other) in self.families.iter_mut().zip(&other.families) {
            *own = own.within(other);
        }
    }

    /// Families of which more are here than anybody owns, each with the share in percent.
    pub(super) fn too_many(&self) -> Vec<(&'static str, u32)> {
        let families = self.families.iter().zip(ROUTED);
        let shares = families.filter_map(|(ranges, (name, routed))| {
            let all = routed.1 - routed.0 + 1;
            let here = ranges.within(&Ranges(vec![routed])).size();
            let percent = here / (all / 100);
            let percent = if here == all {
                100
            } else {
                percent.clamp(1, 99)
            };
            (here >= all / TOO_LARGE).then_some((name, u32::try_from(percent).unwrap_or(100)))
        });
        shares.collect()
    }

    /// Whether enough are here to be a part of too many: of a /8, with its 255 siblings.
    pub(super) fn is_large(&self) -> bool {
        let families = self.families.iter().zip(ROUTED);
        let mut shares = families.map(|(ranges, (_, routed))| {
            let all = routed.1 - routed.0 + 1;
            ranges.within(&Ranges(vec![routed])).size() >= all / 256
        });
        shares.any(|large| large)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.families.iter().all(|ranges| ranges.0.is_empty())
    }

    #[cfg(test)]
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        let mut here = Self::network(address, 128.min(if address.is_ipv4() { 32 } else { 128 }));
        here.keep(self);
        !here.is_empty()
    }
}

/// The network of an address of so many bits.
fn span(address: u128, prefix: u8, bits: u8) -> Span {
    let host = u32::from(bits.saturating_sub(prefix));
    let mask = 1_u128.checked_shl(host).map_or(u128::MAX, |size| size - 1);
    (address & !mask, address | mask)
}

/// Spans in order, with others between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ranges(Vec<Span>);

impl Ranges {
    fn add(&mut self, other: &Self) {
        self.0.extend(&other.0);
        self.0.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(self.0.len());
        for (first, last) in self.0.drain(..) {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                Some(_) | None => joined.push((first, last)),
            }
        }
        self.0 = joined;
    }

    fn within(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let mut others = other.0.iter().peekable();
        for (first, last) in &self.0 {
            // What ends before this span begins concerns none of those that follow.
            while others.next_if(|(_, end)| end < first).is_some() {}
            for (start, end) in others.clone().take_while(|(start, _)| start <= last) {
                both.push((*first.max(start), *last.min(end)));
            }
        }
        Self(both)
    }

    fn without(&self, other: &Self) -> Self {
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
        self.within(&Self(gaps))
    }

    fn size(&self) -> u128 {
        self.0.iter().fold(0_u128, |sum, (first, last)| {
            sum.saturating_add((last - first).saturating_add(1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(networks: &[&str]) -> Senders {
        let mut senders = Senders::default();
        for network in networks {
            let (address, prefix) = network.split_once('/').unwrap();
            senders.add(&Senders::network(
                address.parse().unwrap(),
                prefix.parse().unwrap(),
            ));
        }
        senders
    }

    #[test]
    fn halves_are_a_whole() {
        assert_eq!(of(&["0.0.0.0/1", "128.0.0.0/1"]), of(&["9.9.9.9/0"]));
        let mut both = of(&["192.0.2.7/0"]);
        both.add(&of(&["::/0"]));
        assert_eq!(both, Senders::everybody());
        both.remove(&Senders::everybody());
        assert!(both.is_empty());
    }

    #[test]
    fn what_nobody_owns_is_too_many() {
        for (networks, expected) in [
            (vec!["0.0.0.0/0"], vec![("IPv4", 100)]),
            (
                vec!["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"],
                vec![("IPv4", 100)],
            ),
            (vec!["128.0.0.0/1"], vec![("IPv4", 43)]),
            (vec!["::/0"], vec![("IPv6", 100)]),
            (vec!["2000::/3"], vec![("IPv6", 100)]),
            (
                vec!["0.0.0.0/0", "2000::/4"],
                vec![("IPv4", 100), ("IPv6", 50)],
            ),
            (
                vec!["16.0.0.0/5", "40.0.0.0/6", "192.0.2.0/24", "2a00::/11"],
                vec![],
            ),
            (vec!["::ffff:0.0.0.0/96", "fe80::/10"], vec![]),
            (vec![], vec![]),
        ] {
            assert_eq!(of(&networks).too_many(), expected, "{networks:?}");
        }
    }

    fn network() -> impl Strategy<Value = Senders> {
        prop_oneof![
            (any::<[u8; 4]>(), 0..=32_u8)
                .prop_map(|(bytes, prefix)| Senders::network(IpAddr::from(bytes), prefix)),
            (any::<[u8; 16]>(), 0..=128_u8)
                .prop_map(|(bytes, prefix)| Senders::network(IpAddr::from(bytes), prefix)),
        ]
    }

    fn senders() -> impl Strategy<Value = Senders> {
        prop::collection::vec(network(), 0..6).prop_map(|networks| {
            networks
                .iter()
                .fold(Senders::default(), |mut all, network| {
                    all.add(network);
                    all
                })
        })
    }

    proptest! {
        #[test]
        fn sets_hold_what_they_should(one in senders(), two in senders(), four: [u8; 4], six: [u8; 16]) {
            for address in [IpAddr::from(four), IpAddr::from(six)] {
                let (in_one, in_two) = (one.contains(address), two.contains(address));
                let mut all = one.clone();
                all.add(&two);
                prop_assert_eq!(all.contains(address), in_one || in_two);
                let mut both = one.clone();
                both.keep(&two);
                prop_assert_eq!(both.contains(address), in_one && in_two);
                let mut rest = one.clone();
                rest.remove(&two);
                prop_assert_eq!(rest.contains(address), in_one && !in_two);
            }
        }
    }
}
