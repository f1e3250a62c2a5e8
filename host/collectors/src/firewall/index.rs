//! Finds the rules of a chain, or the rows of a set, that may matter to a packet, so that nobody
//! walks past thousands of bans of others. Each is filed under the narrowest thing that it asks for.

use std::borrow::Cow;
use std::collections::HashMap;

use super::port_set::{PortSet, Spans};

/// Port classes for which a rule is filed one by one. One about more is looked at by everybody.
const FEW: u32 = 16;

/// Port classes of a packet up to which only what is filed under them is looked at.
const FEW_ASKED: usize = 8;

/// Under what a rule or row is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A list of senders in which the ordinary one is not.
    Sender(u32),
    /// A list of source ports in which the usual one is not.
    SourcePort(u32),
    /// One address of the host.
    Destination(u128),
    /// Ports before translation.
    Original(Spans),
    /// Ports.
    Ports(Spans),
    /// Nothing that would keep a packet from it.
    Anything,
}

/// What is known about packets whose rules are wanted.
pub(super) struct Query<'q> {
    /// Lists that hold the sender.
    pub(super) senders: &'q [u32],
    /// Lists that hold the source port.
    pub(super) source_ports: &'q [u32],
    /// Receiver.
    pub(super) destination: Option<u128>,
    /// The class of the destination port, when it is not the original one any more.
    pub(super) port: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Sender(u32),
    SourcePort(u32),
    Destination(u128),
    Original(u32),
    Port(u32),
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// All but those filed under senders, source ports and destinations, in order.
    general: Vec<u32>,
    /// Of these, those filed under nothing.
    always: Vec<u32>,
    filed: HashMap<Place, Vec<u32>>,
}

impl Index {
    /// Files what has these keys, in order; `None` is never looked at.
    pub(super) fn of(keys: impl Iterator<Item = Option<Key>>) -> Self {
        let mut index = Self::default();
        for (at, key) in (0..).zip(keys) {
            match key {
                None => {}
                Some(key) => index.file(at, key),
            }
        }
        index
    }

    fn file(&mut self, at: u32, key: Key) {
        let mut put = |place: Place| self.filed.entry(place).or_default().push(at);
        let ports = |spans: &Spans| {
            let count: u32 = spans.iter().map(|(first, last)| last - first + 1).sum();
            (count <= FEW).then(|| {
                spans
                    .iter()
                    .flat_map(|(first, last)| *first..=*last)
                    .collect::<Vec<_>>()
            })
        };
        let few = match key {
            Key::Sender(list) => return put(Place::Sender(list)),
            Key::SourcePort(list) => return put(Place::SourcePort(list)),
            Key::Destination(address) => return put(Place::Destination(address)),
            Key::Original(spans) => {
                ports(&spans).map(|few| few.into_iter().map(Place::Original).collect())
            }
            Key::Ports(spans) => {
                ports(&spans).map(|few| few.into_iter().map(Place::Port).collect())
            }
            Key::Anything => None,
        };
        let few: Option<Vec<Place>> = few;
        match few {
            Some(few) => few.into_iter().for_each(put),
            None => self.always.push(at),
        }
        self.general.push(at);
    }

    /// What may matter to packets, in order.
    #[must_use]
    pub(super) fn candidates(&self, query: &Query<'_>, ports: &PortSet) -> Cow<'_, [u32]> {
        let mut more: Vec<u32> = Vec::new();
        let mut take = |place: Place| {
            if let Some(found) = self.filed.get(&place) {
                more.extend(found);
            }
        };
        query
            .senders
            .iter()
            .copied()
            .map(Place::Sender)
            .for_each(&mut take);
        query
            .source_ports
            .iter()
            .copied()
            .map(Place::SourcePort)
            .for_each(&mut take);
        query
            .destination
            .map(Place::Destination)
            .into_iter()
            .for_each(&mut take);
        let few = ports.len() <= FEW_ASKED;
        if few && self.always.len() < self.general.len() {
            for class in ports.iter() {
                take(Place::Original(class));
                take(Place::Port(query.port.unwrap_or(class)));
            }
        }
        let base = if few { &self.always } else { &self.general };
        if more.is_empty() {
            return Cow::Borrowed(base);
        }
        more.extend(base);
        more.sort_unstable();
        more.dedup();
        Cow::Owned(more)
    }
}
