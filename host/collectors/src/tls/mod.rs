//! Facts of `muster:tls/tls`, which are not collected yet.

use muster_facts::{Fact, FactError, TlsFacts};

use crate::Context;

/// Collects the facts.
#[must_use]
pub fn collect(_context: Context<'_>) -> TlsFacts {
    TlsFacts {
        asked_at: nothing(),
        endpoints: nothing(),
    }
}

fn nothing<T>() -> Fact<T> {
    Err(FactError::Unsupported("not collected yet".to_owned()))
}
