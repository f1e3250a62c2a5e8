//! Facts of `muster:cloudflare/cloudflare`, which are not collected yet.

use muster_facts::{CloudflareFacts, Fact, FactError};

use crate::Context;

/// Collects the facts.
#[must_use]
pub fn collect(_context: Context<'_>) -> CloudflareFacts {
    CloudflareFacts {
        overview: nothing(),
        settings: nothing(),
        dns_records: nothing(),
        certificate_packs: nothing(),
        refusals: nothing(),
        token_permissions: nothing(),
        address_ranges: nothing(),
        edge_rules: std::collections::BTreeMap::new(),
    }
}

fn nothing<T>() -> Fact<T> {
    Err(FactError::Unsupported("not collected yet".to_owned()))
}
