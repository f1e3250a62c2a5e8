//! `muster:firewall/sockets`

use muster_facts::Fact;
use muster_facts::sockets::{Host, Listener};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn listeners(&mut self) -> Result<Fact<Vec<Listener>>> {
        self.answer(
            |facts| facts.sockets.as_ref(),
            |facts| facts.listeners.clone(),
        )
    }
}
