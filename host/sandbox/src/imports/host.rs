//! `muster:host/host`

use muster_facts::Fact;
use muster_facts::host::{Address, Host, HostIdentity};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn identity(&mut self) -> Result<Fact<HostIdentity>> {
        self.answer(|facts| facts.host.as_ref(), |facts| facts.identity.clone())
    }

    fn addresses(&mut self) -> Result<Fact<Vec<Address>>> {
        self.answer(|facts| facts.host.as_ref(), |facts| facts.addresses.clone())
    }
}
