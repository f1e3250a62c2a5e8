//! Facts of `muster:dns/dns`, which are not collected yet.

use muster_facts::{DnsFacts, Fact, FactError};

use crate::Context;

/// Collects the facts.
#[must_use]
pub fn collect(_context: Context<'_>) -> DnsFacts {
    DnsFacts {
        overview: nothing(),
        lookups: nothing(),
        dnssec: nothing(),
        delegation: nothing(),
    }
}

fn nothing<T>() -> Fact<T> {
    Err(FactError::Unsupported("not collected yet".to_owned()))
}
