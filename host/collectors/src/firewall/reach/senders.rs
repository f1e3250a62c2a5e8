//! Parts senders into classes whose members no rule tells apart: an ordinary one, who is in no
//! list but those that hold nearly everybody, and one for each group of the others.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::firewall::model::network::public_ranges;
use crate::firewall::model::packet::CLIENT_PORT;
use crate::firewall::model::ruleset::{Values, Version};
use crate::intervals::Intervals;

/// Lists of numbers with which rules compare a field, each once.
#[derive(Default)]
pub(in crate::firewall) struct Lists<'r> {
    known: HashMap<Key, u32>,
    lists: Vec<&'r Intervals>,
}

/// Short lists are the same when they say the same, long ones when they are one in memory.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    One((u128, u128)),
    Short(Vec<(u128, u128)>),
    Long(*const Intervals),
}

/// A list of more ranges is compared by where it lies. Rules name short lists again and again; a
/// long one is a set, which is read once.
const SHORT: usize = 4;

impl<'r> Lists<'r> {
    /// The number of a list.
    pub(in crate::firewall) fn number(&mut self, list: &'r Intervals) -> u32 {
        let mut ranges = list.iter();
        let key = match (ranges.next(), ranges.next()) {
            (Some(only), None) => Key::One(only),
            _ if list.iter().nth(SHORT).is_none() => Key::Short(list.iter().collect()),
            _ => Key::Long(std::ptr::from_ref(list)),
        };
        let next = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let number = *self.known.entry(key).or_insert(next);
        if number == next {
            self.lists.push(list);
        }
        number
    }

    /// The lists that hold a number, in order.
    pub(in crate::firewall) fn holding(&self, number: u128) -> Vec<u32> {
        let lists = (0..).zip(&self.lists);
        let holding = lists.filter(|(_, list)| list.contains(number));
        holding.map(|(list, _)| list).collect()
    }

    /// Numbers that are in the same lists, as classes.
    fn classes(&self, within: &[(u128, u128)]) -> Vec<Class> {
        // Where each list begins and ends. The list after the last one is "within".
        let whole = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let mut edges: Vec<(u128, u32)> = Vec::new();
        let mut add = |list: u32, first: u128, last: u128| {
            edges.push((first, list));
            edges.extend(last.checked_add(1).map(|after| (after, list)));
        };
        for (number, list) in (0..).zip(&self.lists) {
            for (first, last) in list.iter() {
                if within.iter().any(|(a, b)| first <= *b && *a <= last) {
                    add(number, first, last);
                }
            }
        }
        for (first, last) in within {
            add(whole, *first, *last);
        }
        // Each list is in order already, which this sort makes use of.
        edges.sort();
        let mut inside: Vec<u32> = Vec::new();
        let mut classes: Vec<Class> = Vec::new();
        let mut known: HashMap<Arc<[u32]>, usize> = HashMap::new();
        let mut at = edges.iter().peekable();
        while let Some((position, list)) = at.next() {
            match inside.binary_search(list) {
                Ok(found) => {
                    inside.remove(found);
                }
                Err(place) => inside.insert(place, *list),
            }
            let Some((next, _)) = at.peek() else { break };
            // "Within" has the highest number.
            let Some((last, lists)) = inside.split_last() else {
                continue;
            };
            if next == position || *last != whole {
                continue;
            }
            let index = known.get(lists).copied().unwrap_or_else(|| {
                let lists: Arc<[u32]> = lists.into();
                known.insert(Arc::clone(&lists), classes.len());
                classes.push(Class {
                    lists,
                    blocks: Vec::new(),
                    size: 0,
                });
                classes.len() - 1
            });
            if let Some(class) = classes.get_mut(index) {
                class.size = class.size.saturating_add(next - position);
                class.blocks.push((*position, next - 1));
            }
        }
        classes
    }
}

/// Numbers that are in the same lists.
#[derive(Clone, Debug)]
pub(in crate::firewall) struct Class {
    /// The lists that hold them, in order.
    pub(in crate::firewall) lists: Arc<[u32]>,
    /// The numbers.
    pub(in crate::firewall) blocks: Vec<(u128, u128)>,
    size: u128,
}

impl Class {
    /// One of them.
    #[must_use]
    pub(in crate::firewall) fn one(&self) -> u128 {
        self.blocks.first().map_or(0, |(first, _)| *first)
    }
}

/// A usual class, and all others.
pub(in crate::firewall) struct Parted {
    /// Whom a rule matches that names no sender.
    pub(in crate::firewall) usual: Class,
    /// The others.
    pub(in crate::firewall) others: Vec<Class>,
}

/// Nobody in particular.
fn nobody(number: u128) -> Class {
    Class {
        lists: [].into(),
        blocks: vec![(number, number)],
        size: 1,
    }
}

/// Parts the public addresses. The largest class is the ordinary sender: a list that does not hold
/// most of the internet does not decide for everybody.
#[must_use]
pub(in crate::firewall) fn addresses(lists: &Lists<'_>, version: Version) -> Parted {
    let classes = lists.classes(&public_ranges(version));
    let largest = (0..classes.len())
        .rev()
        .max_by_key(|at| classes.get(*at).map(|c| c.size));
    part(classes, largest, 0)
}

/// Parts the source ports. The usual one is a client's.
#[must_use]
pub(in crate::firewall) fn ports(lists: &Lists<'_>) -> Parted {
    let classes = lists.classes(&[(0, u16::MAX.into())]);
    let client = u128::from(CLIENT_PORT);
    let usual = classes.iter().position(|class| {
        let mut blocks = class.blocks.iter();
        blocks.any(|(first, last)| (*first..=*last).contains(&client))
    });
    let mut parted = part(classes, usual, client);
    parted.usual.blocks = vec![(client, client)];
    parted
}

fn part(mut classes: Vec<Class>, usual: Option<usize>, number: u128) -> Parted {
    let usual = match usual {
        Some(at) if at < classes.len() => classes.swap_remove(at),
        _ => nobody(number),
    };
    Parted {
        usual,
        others: classes,
    }
}

/// Whether who is let in from these blocks is the internet: a block of an eighth of the bits that
/// networks are given (an IPv4 /8, an IPv6 /16), or a sixteenth of all public addresses.
#[must_use]
pub(in crate::firewall) fn is_internet(version: Version, blocks: &Intervals) -> bool {
    let block: u128 = match version {
        Version::V4 => 1 << 24,
        Version::V6 => 1 << 112,
    };
    blocks.size() >= public(version) / 16
        || blocks.iter().any(|(first, last)| last - first >= block - 1)
}

/// How many public addresses there are.
fn public(version: Version) -> u128 {
    static PUBLIC: LazyLock<[u128; 2]> =
        LazyLock::new(|| Version::ALL.map(|version| Intervals::new(public_ranges(version)).size()));
    let [v4, v6] = *PUBLIC;
    match version {
        Version::V4 => v4,
        Version::V6 => v6,
    }
}

/// The numbers of a value, when it is numbers.
#[must_use]
pub(in crate::firewall) fn numbers(values: &Values) -> Option<&Intervals> {
    match values {
        Values::Numbers(numbers) => Some(numbers),
        Values::Names(_) | Values::Opaque => None,
    }
}
