//! Pure: sets of addresses, to say how much of the internet a record lets pass.

use std::net::IpAddr;

use muster_collectors::intervals::{self, Intervals};

/// The first and the last address of one family that the internet routes; the rest of the family sends
/// no mail.
const ROUTED: [(&str, (u128, u128)); 2] = [
    // Up to multicast, 224.0.0.0/4 (RFC 1112, 4).
    ("IPv4", (1 << 24, (224 << 24) - 1)),
    // 2000::/3 (RFC 4291, 2.4).
    ("IPv6", (0x2 << 124, (0x4 << 124) - 1)),
];

/// One in so many of a family's addresses is more than anybody's network: the largest owner of IPv4,
/// the US Department of Defense, has thirteen of 223 blocks (<https://www.iana.org/assignments/ipv4-address-space>).
const TOO_LARGE: u128 = 16;

/// Addresses of both families.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Senders {
    families: [Intervals; 2],
}

impl Senders {
    pub(super) fn everybody() -> Self {
        let all = |last| Intervals::new([(0, last)]);
        Self {
            families: [all(u32::MAX.into()), all(u128::MAX)],
        }
    }

    /// The network around an address.
    pub(super) fn network(address: IpAddr, prefix: u8) -> Self {
        let network = Intervals::new(intervals::prefix(address, prefix));
        Self {
            families: match address {
                IpAddr::V4(_) => [network, Intervals::default()],
                IpAddr::V6(_) => [Intervals::default(), network],
            },
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.each(other, Intervals::union);
    }

    pub(super) fn remove(&mut self, other: &Self) {
        self.each(other, Intervals::difference);
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.each(other, Intervals::intersection);
    }

    fn each(&mut self, other: &Self, of: impl Fn(&Intervals, &Intervals) -> Intervals) {
        for (own, other) in self.families.iter_mut().zip(&other.families) {
            *own = of(own, other);
        }
    }

    /// Of each family: its name, how many of its routed addresses are here, and how many there are.
    fn routed(&self) -> impl Iterator<Item = (&'static str, u128, u128)> {
        let families = self.families.iter().zip(ROUTED);
        families.map(|(here, (name, (first, last)))| {
            let here = here.intersection(&Intervals::new([(first, last)]));
            (name, here.size(), last - first + 1)
        })
    }

    /// Families of which more are here than anybody owns, each with the share in percent.
    pub(super) fn too_many(&self) -> Vec<(&'static str, u32)> {
        let shares = self.routed().filter_map(|(name, here, all)| {
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
        self.routed().any(|(_, here, all)| here >= all / 256)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.families.iter().all(Intervals::is_empty)
    }

    #[cfg(test)]
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        let [v4, v6] = &self.families;
        let family = if address.is_ipv4() { v4 } else { v6 };
        family.contains(intervals::number(address))
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
