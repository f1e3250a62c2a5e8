//! Places that no fact has.

use muster_sdk::Source;

/// A place that is neither file nor command.
pub(crate) fn logical(name: impl Into<String>) -> Source {
    Source {
        kind: "logical".to_owned(),
        name: name.into(),
        line: None,
        column: None,
        end_column: None,
        text: None,
    }
}

/// The rules of a phase as a whole: where a rule is missing.
pub(crate) fn ruleset(zone: &str, phase: &str) -> Source {
    logical(format!("cloudflare/{zone}/rulesets/{phase}"))
}
