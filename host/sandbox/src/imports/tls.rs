//! `muster:tls/tls`

use muster_facts::Fact;
use muster_facts::tls::{Endpoint, Host};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn asked_at(&mut self) -> Result<Fact<i64>> {
        self.answer(|facts| facts.tls.as_ref(), |facts| facts.asked_at.clone())
    }

    fn endpoints(&mut self) -> Result<Fact<Vec<Endpoint>>> {
        self.answer(|facts| facts.tls.as_ref(), |facts| facts.endpoints.clone())
    }
}
