//! The host side of the fact interfaces: each function answers from the snapshot, and does nothing
//! else.

mod cloudflare;
mod compose;
mod dns;
mod env;
mod host;
mod mail;
mod packet_filter;
mod sockets;
mod sshd;
mod tls;

use std::sync::Arc;

use muster_facts::bindings::muster as wit;
use muster_facts::{Domain, Fact, FactError, Facts};
use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker};

use crate::limits::{CHECK_FUEL, MOST_HOST_CALLS, MOST_RECORDS, RECORD_FUEL, Usage};

/// What a store holds: the facts, and what the guest has used.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) facts: Arc<Facts>,
    pub(crate) usage: Usage,
    host_calls: u32,
}

impl State {
    pub(crate) fn new(facts: Arc<Facts>) -> Self {
        Self {
            facts,
            ..Self::default()
        }
    }

    /// The fuel for one call: more on a host about which there is more to judge.
    pub(crate) fn fuel(&self) -> u64 {
        CHECK_FUEL + RECORD_FUEL * records(&self.facts).min(MOST_RECORDS)
    }

    /// Begins to count the host calls of one call into the guest.
    pub(crate) const fn begin_call(&mut self) {
        self.host_calls = 0;
    }

    /// Answers one host call from one domain's facts.
    fn answer<D, T>(
        &mut self,
        domain: impl FnOnce(&Facts) -> Option<&D>,
        answer: impl FnOnce(&D) -> Fact<T>,
    ) -> Result<Fact<T>> {
        self.host_calls += 1;
        if self.host_calls > MOST_HOST_CALLS {
            wasmtime::bail!("it called the host more than {MOST_HOST_CALLS} times");
        }
        Ok(match domain(&self.facts) {
            Some(facts) => answer(facts),
            None => Err(FactError::Failed(
                "these facts are not part of the snapshot; collect it again".to_owned(),
            )),
        })
    }
}

/// How many records the lists have that grow with a host.
fn records(facts: &Facts) -> u64 {
    fn length<T>(list: &Fact<Vec<T>>) -> usize {
        list.as_ref().map_or(0, Vec::len)
    }
    let keys = facts.env.iter().flat_map(|env| env.keys.values());
    let filters = facts.packet_filter.iter();
    let projects = facts.compose.iter();
    let lists = keys
        .map(length)
        .chain(facts.sshd.iter().map(|sshd| length(&sshd.settings)))
        .chain(filters.map(|filter| length(&filter.published_ports)))
        .chain(
            facts
                .sockets
                .iter()
                .map(|sockets| length(&sockets.listeners)),
        )
        .chain(projects.map(|compose| length(&compose.mounts) + length(&compose.ports)));
    u64::try_from(lists.sum::<usize>()).unwrap_or(u64::MAX)
}

/// Links one domain's interface.
pub(crate) fn link(linker: &mut Linker<State>, domain: Domain) -> Result<()> {
    match domain {
        Domain::Host => wit::host::host::add_to_linker::<_, HasSelf<_>>(linker, |state| state),
        Domain::Env => wit::env::env::add_to_linker::<_, HasSelf<_>>(linker, |state| state),
        Domain::Sshd => wit::ssh::sshd::add_to_linker::<_, HasSelf<_>>(linker, |state| state),
        Domain::PacketFilter => {
            wit::firewall::packet_filter::add_to_linker::<_, HasSelf<_>>(linker, |state| state)
        }
        Domain::Sockets => {
            wit::firewall::sockets::add_to_linker::<_, HasSelf<_>>(linker, |state| state)
        }
        Domain::Compose => {
            wit::compose::compose::add_to_linker::<_, HasSelf<_>>(linker, |state| state)
        }
        Domain::Dns => wit::dns::dns::add_to_linker::<_, HasSelf<_>>(linker, |state| state),
        Domain::Mail => wit::mail::mail::add_to_linker::<_, HasSelf<_>>(linker, |state| state),
        Domain::Tls => wit::tls::tls::add_to_linker::<_, HasSelf<_>>(linker, |state| state),
        Domain::Cloudflare => {
            wit::cloudflare::cloudflare::add_to_linker::<_, HasSelf<_>>(linker, |state| state)
        }
    }
}

#[cfg(test)]
mod tests {
    use muster_facts::{EnvFacts, Source, env};

    use super::*;

    #[test]
    fn a_larger_host_gets_more_fuel_and_no_host_gets_any_amount() {
        let fuel = |keys: usize| {
            let key = env::Key {
                name: "A".to_owned(),
                source: Source::file("/a"),
                status: "set".to_owned(),
                secret: false,
                quoting: "none".to_owned(),
                duplicates: Vec::new(),
                length: "1-7".to_owned(),
                strength: None,
                weakness: None,
                shape: "opaque".to_owned(),
                boolean: None,
                remarks: Vec::new(),
                vendor: None,
                known_dummy: None,
                equality: None,
                value: None,
                components: Vec::new(),
                derived_from: Vec::new(),
                readings: Vec::new(),
            };
            let facts = EnvFacts {
                files: Ok(Vec::new()),
                keys: [("/a".to_owned(), Ok(vec![key; keys]))].into(),
                reference_keys: Ok(None),
                environments: Ok(Vec::new()),
            };
            State::new(Arc::new(Facts {
                env: Some(facts),
                ..Facts::default()
            }))
            .fuel()
        };
        assert_eq!(State::default().fuel(), CHECK_FUEL);
        assert_eq!(fuel(1_900) - CHECK_FUEL, 1_900 * RECORD_FUEL);
        assert_eq!(fuel(30_000) - CHECK_FUEL, MOST_RECORDS * RECORD_FUEL);
    }
}
