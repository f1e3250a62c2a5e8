//! Finds the rules of a chain, or the rows of a set, that may matter to a packet, so that nobody
//! walks past thousands of bans of others. Each is filed under the narrowest thing that it asks for.

use std::borrow::Cow;

use crate::firewall::model::port_set::{PortSet, Spans};

/// Port classes for which a rule is filed one by one. One about more is looked at by everybody.
const FEW: u32 = 16;

/// Port classes of a packet up to which only what is filed under them is looked at.
const FEW_ASKED: usize = 8;

/// Under what a rule or row is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Key {
    /// A list of senders in which the ordinary one is not.
    Sender(u32),
    /// A list of source ports in which the usual one is not.
    SourcePort(u32),
    /// One address of the host, and the ports at it.
    Destination(u128, Option<Ports>),
    /// Ports.
    Ports(Ports),
    /// Nothing that would keep a packet from it.
    Anything,
}

/// Ports that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Ports {
    /// As they were before translation.
    Original(Spans),
    /// As they are.
    Now(Spans),
}

/// What is known about packets whose rules are wanted.
pub(in crate::firewall) struct Query<'q> {
    /// Lists that hold the sender.
    pub(in crate::firewall) senders: &'q [u32],
    /// Lists that hold the source port.
    pub(in crate::firewall) source_ports: &'q [u32],
    /// Receiver.
    pub(in crate::firewall) destination: Option<u128>,
    /// The class of the destination port, when it is not the original one any more.
    pub(in crate::firewall) port: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Sender(u32),
    SourcePort(u32),
    /// What asks for the address, at any port.
    Destination(u128),
    /// What asks for the address and few ports, by each of them.
    DestinationAt(u128, PortPlace),
    /// The same, all of it.
    DestinationAtAny(u128),
    At(PortPlace),
}

/// A class of ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PortPlace {
    Original(u32),
    Now(u32),
}

impl Ports {
    /// The classes one by one, when they are few.
    fn few(&self) -> Option<Vec<PortPlace>> {
        let (Self::Original(spans) | Self::Now(spans)) = self;
        let count: u32 = spans.iter().map(|(first, last)| last - first + 1).sum();
        let classes = || spans.iter().flat_map(|(first, last)| *first..=*last);
        (count <= FEW).then(|| match self {
            Self::Original(_) => classes().map(PortPlace::Original).collect(),
            Self::Now(_) => classes().map(PortPlace::Now).collect(),
        })
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(in crate::firewall) struct Index {
    /// All but those filed under senders, source ports and destinations, in order.
    general: Vec<u32>,
    /// Of these, those filed under nothing.
    always: Vec<u32>,
    /// The others by what they are filed under, both in order.
    filed: Vec<(Place, u32)>,
}

impl Index {
    /// Files what has these keys, in order; `None` is never looked at.
    pub(in crate::firewall) fn of(keys: impl Iterator<Item = Option<Key>>) -> Self {
        let mut index = Self::default();
        for (at, key) in (0..).zip(keys) {
            match key {
                None => {}
                Some(key) => index.file(at, key),
            }
        }
        index.filed.sort_unstable();
        index.filed.shrink_to_fit();
        index
    }

    fn file(&mut self, at: u32, key: Key) {
        let mut put = |place: Place| self.filed.push((place, at));
        let few = match key {
            Key::Sender(list) => return put(Place::Sender(list)),
            Key::SourcePort(list) => return put(Place::SourcePort(list)),
            Key::Destination(address, ports) => {
                match ports.and_then(|ports| ports.few()) {
                    Some(few) => {
                        put(Place::DestinationAtAny(address));
                        few.into_iter()
                            .for_each(|port| put(Place::DestinationAt(address, port)));
                    }
                    None => put(Place::Destination(address)),
                }
                return;
            }
            Key::Ports(ports) => ports.few(),
            Key::Anything => None,
        };
        match few {
            Some(few) => few.into_iter().map(Place::At).for_each(put),
            None => self.always.push(at),
        }
        self.general.push(at);
    }

    /// What may matter to packets, in order.
    #[must_use]
    pub(in crate::firewall) fn candidates(
        &self,
        query: &Query<'_>,
        ports: &PortSet,
    ) -> Cow<'_, [u32]> {
        let mut more: Vec<u32> = Vec::new();
        let mut take = |place: Place| {
            let first = self.filed.partition_point(|(other, _)| *other < place);
            let found = self.filed.iter().skip(first);
            more.extend(
                found
                    .take_while(|(other, _)| *other == place)
                    .map(|(_, at)| at),
            );
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
        let few = ports.len() <= FEW_ASKED;
        let asked = || {
            ports.iter().flat_map(|class| {
                [
                    PortPlace::Original(class),
                    PortPlace::Now(query.port.unwrap_or(class)),
                ]
            })
        };
        if let Some(address) = query.destination {
            take(Place::Destination(address));
            if few {
                asked().for_each(|port| take(Place::DestinationAt(address, port)));
            } else {
                take(Place::DestinationAtAny(address));
            }
        }
        if few && self.always.len() < self.general.len() {
            asked().map(Place::At).for_each(take);
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
