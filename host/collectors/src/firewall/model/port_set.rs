//! Sets of port classes: classes are numbered in the order of their ports. Knows nothing of packets.

/// Classes from a first to a last one, both included, in order and apart from each other.
pub(in crate::firewall) type Spans = Vec<(u32, u32)>;

/// Bits of a word.
const WORD: u32 = u64::BITS;

/// Which classes a test lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Filter {
    /// Every one.
    All,
    /// These.
    Only(Spans),
}

impl Filter {
    /// Those of both.
    #[must_use]
    pub(in crate::firewall) fn and(self, other: &Spans) -> Self {
        let Self::Only(own) = self else {
            return Self::Only(other.clone());
        };
        let mut both = Vec::new();
        let (mut left, mut right) = (own.iter().peekable(), other.iter().peekable());
        while let (Some((a, b)), Some((c, d))) = (left.peek(), right.peek()) {
            let (first, last) = ((*a).max(*c), (*b).min(*d));
            if first <= last {
                both.push((first, last));
            }
            if b <= d {
                left.next();
            } else {
                right.next();
            }
        }
        Self::Only(both)
    }

    /// Whether no class is let through.
    #[must_use]
    pub(in crate::firewall) fn is_empty(&self) -> bool {
        matches!(self, Self::Only(spans) if spans.is_empty())
    }
}

/// Joins spans in any order.
#[must_use]
pub(in crate::firewall) fn joined(mut spans: Spans) -> Spans {
    spans.sort_unstable();
    let mut joined: Spans = Vec::with_capacity(spans.len());
    for (first, last) in spans {
        match joined.last_mut() {
            Some(previous) if first <= previous.1.saturating_add(1) => {
                previous.1 = previous.1.max(last);
            }
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// The classes below `count` that are not in the spans.
#[must_use]
pub(in crate::firewall) fn others(spans: &Spans, count: u32) -> Spans {
    let mut found = Vec::new();
    let mut next = 0;
    for (first, last) in spans {
        if next < *first {
            found.push((next, first - 1));
        }
        next = last + 1;
    }
    if next < count {
        found.push((next, count - 1));
    }
    found
}

/// A set of classes: a bit for each, from the first word that has one on.
#[derive(Clone, Debug, Default)]
pub(in crate::firewall) struct PortSet {
    start: usize,
    words: Vec<u64>,
    count: usize,
}

/// The bits of a word from one to another, both included.
const fn bits(first: u32, last: u32) -> u64 {
    (u64::MAX >> (WORD - 1 - last)) & (u64::MAX << first)
}

impl PortSet {
    /// From spans.
    #[must_use]
    pub(in crate::firewall) fn of(spans: &[(u32, u32)]) -> Self {
        let (Some((first, _)), Some((_, last))) = (spans.first(), spans.last()) else {
            return Self::default();
        };
        let start = (first / WORD) as usize;
        let mut set = Self {
            start,
            words: vec![0; (last / WORD) as usize - start + 1],
            count: 0,
        };
        for span in spans {
            set.each_word(*span, |word, mask| *word |= mask);
        }
        set.recount();
        set
    }

    fn recount(&mut self) {
        self.count = self
            .words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum();
    }

    /// Calls back with each word that a span touches, and the span's bits in it.
    fn each_word(&mut self, (first, last): (u32, u32), mut act: impl FnMut(&mut u64, u64)) {
        let (from, to) = ((first / WORD) as usize, (last / WORD) as usize);
        let end = self.start + self.words.len();
        for at in from.max(self.start)..(to + 1).min(end) {
            let low = if at == from { first % WORD } else { 0 };
            let high = if at == to { last % WORD } else { WORD - 1 };
            if let Some(word) = self.words.get_mut(at - self.start) {
                act(word, bits(low, high));
            }
        }
    }

    /// How many classes are in it.
    #[must_use]
    pub(in crate::firewall) const fn len(&self) -> usize {
        self.count
    }

    /// Whether none is.
    #[must_use]
    pub(in crate::firewall) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes out what a filter lets through.
    #[must_use]
    pub(in crate::firewall) fn take(&mut self, filter: &Filter) -> Self {
        match filter {
            Filter::All => std::mem::take(self),
            Filter::Only(spans) => {
                let mut taken = Self::default();
                if self.count == 0 {
                    return taken;
                }
                let mut at = None;
                for span in spans {
                    let start = self.start;
                    let base = (span.0 / WORD) as usize;
                    let mut index = base.max(start);
                    self.each_word(*span, |word, mask| {
                        let hit = *word & mask;
                        *word &= !mask;
                        if hit != 0 {
                            let first = *at.get_or_insert(index);
                            taken.words.resize(index - first + 1, 0);
                            if let Some(last) = taken.words.last_mut() {
                                *last |= hit;
                            }
                            taken.count += hit.count_ones() as usize;
                        }
                        index += 1;
                    });
                }
                taken.start = at.unwrap_or(0);
                self.count -= taken.count;
                taken
            }
        }
    }

    /// Adds another.
    pub(in crate::firewall) fn add(&mut self, other: Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other;
            return;
        }
        if other.start < self.start {
            let before = self.start - other.start;
            self.words.splice(0..0, std::iter::repeat_n(0, before));
            self.start = other.start;
        }
        let end = other.start + other.words.len() - self.start;
        if end > self.words.len() {
            self.words.resize(end, 0);
        }
        let offset = other.start - self.start;
        for (word, more) in self.words.iter_mut().skip(offset).zip(&other.words) {
            *word |= more;
        }
        self.recount();
    }

    fn word(&self, at: usize) -> u64 {
        let index = at.checked_sub(self.start);
        index
            .and_then(|index| self.words.get(index))
            .copied()
            .unwrap_or(0)
    }

    /// Keeps what another set holds, or does not hold.
    fn keep(&mut self, other: &Self, held: bool) {
        if self.count == 0 || (other.count == 0 && !held) {
            return;
        }
        let start = self.start;
        for (index, word) in self.words.iter_mut().enumerate() {
            let theirs = other.word(start + index);
            *word &= if held { theirs } else { !theirs };
        }
        self.recount();
    }

    /// What is in both.
    #[must_use]
    pub(in crate::firewall) fn both(&self, other: &Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return Self::default();
        }
        let mut both = self.clone();
        both.keep(other, true);
        both
    }

    /// What is not in the other.
    #[must_use]
    pub(in crate::firewall) fn without(mut self, other: &Self) -> Self {
        self.keep(other, false);
        self
    }

    /// Whether a class is in it.
    #[must_use]
    pub(in crate::firewall) fn contains(&self, class: u32) -> bool {
        self.word((class / WORD) as usize) >> (class % WORD) & 1 == 1
    }

    /// The classes in order.
    pub(in crate::firewall) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let start = self.start;
        self.words
            .iter()
            .enumerate()
            .flat_map(move |(index, word)| {
                let base = u32::try_from(start + index).unwrap_or(0) * WORD;
                let mut left = *word;
                std::iter::from_fn(move || {
                    let bit = left.trailing_zeros();
                    (bit < WORD).then(|| {
                        left &= left - 1;
                        base + bit
                    })
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Spans> {
        proptest::collection::vec((0u32..300, 0u32..20), 0..6).prop_map(|starts| {
            joined(
                starts
                    .into_iter()
                    .map(|(first, more)| (first, first + more))
                    .collect(),
            )
        })
    }

    fn members(spans: &Spans) -> Vec<u32> {
        spans
            .iter()
            .flat_map(|(first, last)| *first..=*last)
            .collect()
    }

    proptest! {
        #[test]
        fn sets_agree_with_lists_of_their_members(one in spans(), other in spans()) {
            let (left, right) = (members(&one), members(&other));
            let set = PortSet::of(&one);
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), left.clone());
            prop_assert_eq!(set.len(), left.len());
            let shared: Vec<u32> = left.iter().copied().filter(|n| right.contains(n)).collect();
            let apart: Vec<u32> = left.iter().copied().filter(|n| !right.contains(n)).collect();
            let second = PortSet::of(&other);
            prop_assert_eq!(set.both(&second).iter().collect::<Vec<_>>(), shared.clone());
            prop_assert_eq!(set.clone().without(&second).iter().collect::<Vec<_>>(), apart.clone());
            let mut rest = set.clone();
            let taken = rest.take(&Filter::Only(other.clone()));
            prop_assert_eq!(taken.iter().collect::<Vec<_>>(), shared.clone());
            prop_assert_eq!((taken.len(), rest.len()), (shared.len(), apart.len()));
            prop_assert_eq!(rest.iter().collect::<Vec<_>>(), apart);
            prop_assert_eq!(Filter::Only(one.clone()).and(&other), Filter::Only(joined(shared.iter().map(|n| (*n, *n)).collect())));
            let mut all = set;
            all.add(second);
            let union = joined(one.iter().chain(&other).copied().collect());
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), members(&union));
            prop_assert_eq!(members(&others(&union, 400)).len() + members(&union).len(), 400);
            prop_assert!((0..320).all(|n| all.contains(n) == members(&union).contains(&n)));
        }
    }
}
