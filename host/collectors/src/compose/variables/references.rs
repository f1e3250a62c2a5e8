//! Where a service is filled in from variables, and from which: whatever a definition of it says, a later
//! file or none, is filled in.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_facts::{Secret, Source};

use super::super::environment::LONGEST;
use super::super::interpolate::{Lookup, Provenance};
use super::super::project::Service;
use super::super::scope::Part;
use super::super::yaml::{Node, Value};
use crate::env;

/// Stands for a name that is not shown.
pub(super) const HIDDEN: &str = "…";

/// A place where a variable is filled in.
pub(super) struct Found {
    /// What Compose takes for the name of a variable.
    pub(super) name: String,
    /// The key that it is shown with, see `reference.key`.
    pub(super) key: String,
    pub(super) shown_name: String,
    pub(super) provenance: Provenance,
    /// What stands in its place, where that is known.
    pub(super) value: Option<Secret>,
    pub(super) source: Source,
}

impl Found {
    /// Whether a container gets it as a variable, or as part of one.
    pub(super) fn is_of_environment(&self) -> bool {
        self.key.starts_with("environment.")
    }
}

/// Every place of one service; no more than `most`.
pub(super) fn references(service: &Service, most: usize) -> Vec<Found> {
    let mut walk = Walk {
        found: Vec::new(),
        most,
        seen: BTreeSet::new(),
    };
    for definition in service.definitions() {
        let Value::Map(entries) = &definition.node.value else {
            continue;
        };
        for (key, node) in entries {
            walk.node(key, &definition.with(node));
        }
    }
    walk.found
}

struct Walk {
    found: Vec<Found>,
    most: usize,
    /// Nodes, each once below each key: an alias may be in many places.
    seen: BTreeSet<(String, *const Node)>,
}

impl Walk {
    fn node(&mut self, key: &str, part: &Part) {
        if self.found.len() >= self.most {
            return;
        }
        if !matches!(part.node.value, Value::Scalar(_))
            && !self.seen.insert((key.to_owned(), Arc::as_ptr(&part.node)))
        {
            return;
        }
        match &part.node.value {
            Value::Null => {}
            Value::Scalar(text) => self.scalar(key, text, part),
            Value::List(items) => {
                for item in items {
                    self.node(key, &part.with(item));
                }
            }
            Value::Map(entries) => {
                for (name, node) in entries {
                    if key == "environment" {
                        self.node(&environment_key(name, node), &part.with(node));
                    } else {
                        self.node(key, &part.with(node));
                    }
                }
            }
        }
    }

    fn scalar(&mut self, key: &str, text: &str, part: &Part) {
        if !text.contains('$') {
            return;
        }
        let key = match text.split_once('=') {
            Some((name, value)) if key == "environment" => shown_key(name, value),
            _ => key.to_owned(),
        };
        for lookup in part.scope.variables.lookups(text, LONGEST) {
            let Lookup {
                name,
                provenance,
                value,
            } = lookup;
            // A password with a `$` in it looks like a variable: `pa$word`.
            let is_certain = provenance != Provenance::Unset || stands_alone(text, name);
            let shown = is_certain && env::shows_name(name, "x");
            self.found.push(Found {
                shown_name: if shown { name } else { HIDDEN }.to_owned(),
                name: name.to_owned(),
                key: key.clone(),
                provenance,
                value,
                source: part.node.source(),
            });
        }
    }
}

/// Whether a reference is written in braces, or nothing stands right before it.
fn stands_alone(text: &str, name: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let is_it = |after: &str| after.starts_with(name);
        match after.strip_prefix('{') {
            Some(inside) => is_it(inside),
            None => is_it(after) && !before.ends_with(|c: char| c.is_alphanumeric()),
        }
    })
}

fn environment_key(name: &str, node: &Node) -> String {
    let value = match &node.value {
        Value::Scalar(text) => text.as_str(),
        Value::Null | Value::List(_) | Value::Map(_) => "",
    };
    shown_key(name, value)
}

/// The key of a variable of the container.
fn shown_key(name: &str, value: &str) -> String {
    let name = if env::shows_name(name, value) {
        name
    } else {
        HIDDEN
    };
    format!("environment.{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_within_a_word_may_be_part_of_a_password() {
        for (text, name, alone) in [
            ("${NAME}", "NAME", true),
            ("$NAME", "NAME", true),
            ("http://$NAME:80", "NAME", true),
            ("pa$word", "word", false),
            ("pa${word}", "word", true),
            ("${OTHER}x$NAME", "NAME", false),
        ] {
            assert_eq!(stands_alone(text, name), alone, "{text}");
        }
    }
}
