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

use crate::limits::{MOST_HOST_CALLS, Usage};

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
                "these facts are not part of the snapshot; collect it anew".to_owned(),
            )),
        })
    }
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
