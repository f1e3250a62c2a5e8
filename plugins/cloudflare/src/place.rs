//! Places that no fact has.

use muster_sdk::Source;

/// The rules of a phase as a whole: where a rule is missing.
pub(crate) fn ruleset(zone: &str, phase: &str) -> Source {
    Source::logical(format!("cloudflare/{zone}/rulesets/{phase}"))
}
