//! `muster:compose/compose`

use muster_facts::Fact;
use muster_facts::compose::{ComposeProject, Gap, Host, Mount, Port};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn project(&mut self) -> Result<Fact<Option<ComposeProject>>> {
        self.answer(
            |facts| facts.compose.as_ref(),
            |facts| facts.project.clone(),
        )
    }

    fn mounts(&mut self) -> Result<Fact<Vec<Mount>>> {
        self.answer(|facts| facts.compose.as_ref(), |facts| facts.mounts.clone())
    }

    fn ports(&mut self) -> Result<Fact<Vec<Port>>> {
        self.answer(|facts| facts.compose.as_ref(), |facts| facts.ports.clone())
    }

    fn gaps(&mut self) -> Result<Fact<Vec<Gap>>> {
        self.answer(|facts| facts.compose.as_ref(), |facts| facts.gaps.clone())
    }
}
