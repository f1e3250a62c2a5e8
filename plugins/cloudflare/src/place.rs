//! Places that no fact has.

use muster_sdk::Source;

/// A place that is neither file nor command.
pub(crate) fn logical(name: impl Into<String>) -> Source {
    Source::logical(name)
}

/// The rules of a phase as a whole: where a rule is missing.
pub(crate) fn ruleset(zone: &str, phase: &str) -> Source {
    logical(format!("cloudflare/{zone}/rulesets/{phase}"))
}
