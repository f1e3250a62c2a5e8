//! Port classes under way, by what their way hangs on.

use crate::firewall::model::port_set::{Filter, PortSet};

/// What a way through the rules hangs on: nothing, a rule that could not be evaluated, a rate limit
/// or the like, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::firewall) struct Flow {
    /// Whether a rule on the way could not be evaluated.
    pub(in crate::firewall) unknown: bool,
    /// Whether a rate limit or the like lies on the way.
    pub(in crate::firewall) conditional: bool,
}

/// Every flow, each at its [`Flow::index`].
pub(in crate::firewall) const FLOWS: [Flow; 4] = [
    Flow::new(false, false),
    Flow::new(true, false),
    Flow::new(false, true),
    Flow::new(true, true),
];

impl Flow {
    const fn new(unknown: bool, conditional: bool) -> Self {
        Self {
            unknown,
            conditional,
        }
    }

    /// Its place in [`FLOWS`].
    #[must_use]
    pub(in crate::firewall) const fn index(self) -> usize {
        self.unknown as usize + 2 * self.conditional as usize
    }

    /// Of two ways that meet: what is reached by either without doubt is reached without doubt.
    #[must_use]
    pub(in crate::firewall) const fn either(self, other: Self) -> Self {
        Self::new(
            self.unknown && other.unknown,
            self.conditional && other.conditional,
        )
    }

    /// Of a way that goes on as another.
    #[must_use]
    pub(in crate::firewall) const fn then(self, other: Self) -> Self {
        Self::new(
            self.unknown || other.unknown,
            self.conditional || other.conditional,
        )
    }
}

/// Disjoint sets of classes, one for each flow.
#[derive(Clone, Debug, Default)]
pub(in crate::firewall) struct Strands([PortSet; 4]);

impl Strands {
    /// One set.
    #[must_use]
    pub(in crate::firewall) fn one(flow: Flow, set: PortSet) -> Self {
        let mut strands = Self::default();
        strands.add(flow, set);
        strands
    }

    /// Adds classes that are in no strand yet.
    pub(in crate::firewall) fn add(&mut self, flow: Flow, set: PortSet) {
        if let Some(strand) = self.0.get_mut(flow.index()) {
            strand.add(set);
        }
    }

    /// Adds strands whose classes are in no strand yet.
    pub(in crate::firewall) fn add_all(&mut self, other: Self) {
        for (strand, more) in self.0.iter_mut().zip(other.0) {
            strand.add(more);
        }
    }

    /// Whether there is no class.
    #[must_use]
    pub(in crate::firewall) fn is_empty(&self) -> bool {
        self.0.iter().all(PortSet::is_empty)
    }

    /// The strands that have a class.
    pub(in crate::firewall) fn iter(&self) -> impl Iterator<Item = (Flow, &PortSet)> {
        FLOWS
            .into_iter()
            .zip(&self.0)
            .filter(|(_, set)| !set.is_empty())
    }

    /// The strands that have a class.
    pub(in crate::firewall) fn into_parts(self) -> impl Iterator<Item = (Flow, PortSet)> {
        FLOWS
            .into_iter()
            .zip(self.0)
            .filter(|(_, set)| !set.is_empty())
    }

    /// Every class.
    #[must_use]
    pub(in crate::firewall) fn all(&self) -> PortSet {
        let mut all = PortSet::default();
        for (_, set) in self.iter() {
            all.add(set.clone());
        }
        all
    }

    /// Takes out what a filter lets through.
    #[must_use]
    pub(in crate::firewall) fn take(&mut self, filter: &Filter) -> Self {
        Self(self.0.each_mut().map(|set| set.take(filter)))
    }

    /// What is also in a set.
    #[must_use]
    pub(in crate::firewall) fn within(&self, set: &PortSet) -> Self {
        Self(self.0.each_ref().map(|strand| strand.both(set)))
    }

    /// Ways that meet.
    #[must_use]
    pub(in crate::firewall) fn either(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let (mine, theirs) = (self.all(), other.all());
        let mut met = Self::default();
        for (flow, set) in self.iter() {
            for (second, others) in other.iter() {
                met.add(flow.either(second), set.both(others));
            }
        }
        for (flow, set) in self.into_parts() {
            met.add(flow, set.without(&theirs));
        }
        for (flow, set) in other.into_parts() {
            met.add(flow, set.without(&mine));
        }
        met
    }
}
