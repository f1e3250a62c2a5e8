//! What every collector gets.

use muster_facts::targets::Targets;
use muster_facts::{FactError, Secrets};

use crate::System;

/// What every collector gets.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The target.
    pub system: &'a dyn System,
    /// What the project says about it.
    pub targets: &'a Targets,
    /// Whether the network is asked.
    pub network: &'a NetworkAccess,
    /// Where each secret value is registered before anything derived from it is returned.
    pub secrets: &'a Secrets,
}

impl<'a> Context<'a> {
    /// That of a recorded target, whose recording has the answers of the network too.
    #[must_use]
    pub const fn recorded(
        system: &'a dyn System,
        targets: &'a Targets,
        secrets: &'a Secrets,
    ) -> Self {
        Self {
            system,
            targets,
            network: &NetworkAccess::Recorded,
            secrets,
        }
    }
}

/// Whether the network is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkAccess {
    /// It is asked now.
    Live,
    /// Its answers are part of the recorded target.
    Recorded,
    /// It is not asked, for this reason: `unsupported` where the target has no network.
    Off(FactError),
}
