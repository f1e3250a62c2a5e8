//! `muster:mail/mail`

use muster_facts::Fact;
use muster_facts::mail::{Host, Sender};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn senders(&mut self) -> Result<Fact<Vec<Sender>>> {
        self.answer(|facts| facts.mail.as_ref(), |facts| facts.senders.clone())
    }
}
