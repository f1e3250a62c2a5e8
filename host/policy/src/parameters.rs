//! A parameter as a pack writes it → a typed value. The type is that of the plugin's default.

use std::collections::BTreeMap;

use muster_facts::targets::Targets;
use muster_outcomes::{Parameter, ParameterValue, RuleId};

use crate::diagnostic::quoted;
use crate::document::{Entry, Node, Value};
use crate::source::{Problems, Span};
use crate::suggest::did_you_mean;
use crate::targets;

/// The key in `${targets.key}`, when the text is such a reference.
fn reference(text: &str) -> Option<&str> {
    text.strip_prefix("${targets.")?.strip_suffix('}')
}

/// Reports references that can never be resolved, and texts that look like one but would be taken
/// as they stand.
pub(crate) fn check_references(parameter: &Node, problems: &mut Problems) {
    if let Value::Text(text) = &parameter.value {
        if let Some(key) = reference(text) {
            if !targets::keys().contains(&key) {
                problems.report_with(
                    parameter.at,
                    format!("there is no target {}", quoted(key)),
                    did_you_mean(key, &targets::keys()),
                );
            }
            return;
        }
        if text.starts_with("${") && text.ends_with('}') {
            problems.report_with(
                parameter.at,
                format!("{} refers to nothing", quoted(text)),
                Some("a reference is written `${targets.…}`".to_owned()),
            );
            return;
        }
    }
    refuse_inner_references(parameter, problems);
}

fn refuse_inner_references(node: &Node, problems: &mut Problems) {
    match &node.value {
        Value::Text(text) if text.contains("${targets.") => problems.report_with(
            node.at,
            "a reference replaces a whole parameter, not part of one",
            Some("write the value itself here".to_owned()),
        ),
        Value::Array(nodes) => {
            for node in nodes {
                refuse_inner_references(node, problems);
            }
        }
        Value::Table(entries) => {
            for entry in entries {
                refuse_inner_references(&entry.node, problems);
            }
        }
        Value::Text(_) | Value::Boolean(_) | Value::Integer(_) | Value::Float | Value::Date(_) => {}
    }
}

/// Gives written parameters their types.
pub(crate) struct Typing<'a> {
    pub(crate) rule: &'a RuleId,
    pub(crate) targets: &'a Targets,
    /// Whether the rule will be run. One that will not may lean on targets that no pack sets.
    pub(crate) selected: bool,
}

impl Typing<'_> {
    /// The value of the declared parameter; `None` after a problem, which is then reported.
    pub(crate) fn value(
        &self,
        declared: &Parameter,
        node: &Node,
        problems: &mut Problems,
    ) -> Option<ParameterValue> {
        if let Value::Text(text) = &node.value
            && let Some(key) = reference(text)
        {
            return self.referenced(declared, key, node.at, problems);
        }
        let mut typed = Typed {
            problems,
            what: format!("`{}` of `{}`", declared.name, self.rule),
            wanted: declared.default.type_name(),
        };
        match &declared.default {
            ParameterValue::Boolean(_) => typed.boolean(node).map(ParameterValue::Boolean),
            ParameterValue::Integer(_) => typed.integer(node).map(ParameterValue::Integer),
            ParameterValue::Text(_) => typed.text(node).map(ParameterValue::Text),
            ParameterValue::Integers(_) => typed
                .array(node, Typed::integer)
                .map(ParameterValue::Integers),
            ParameterValue::Texts(_) => typed.texts(node).map(ParameterValue::Texts),
            ParameterValue::TextMap(_) => typed.map(node, Typed::text).map(ParameterValue::TextMap),
            ParameterValue::TextsMap(_) => {
                typed.map(node, Typed::texts).map(ParameterValue::TextsMap)
            }
        }
    }

    fn referenced(
        &self,
        declared: &Parameter,
        key: &str,
        at: Span,
        problems: &mut Problems,
    ) -> Option<ParameterValue> {
        let Some(value) = targets::value(self.targets, key) else {
            if self.selected {
                problems.report_with(
                    at,
                    format!(
                        "`{}` needs the target `{key}`, and no pack sets it",
                        self.rule
                    ),
                    Some(format!("write `{key} = …` under `[targets]`")),
                );
            }
            return None;
        };
        let (found, wanted) = (value.type_name(), declared.default.type_name());
        if found != wanted {
            problems.report(
                at,
                format!(
                    "`{}` of `{}` must be {wanted}, but the target `{key}` is {found}",
                    declared.name, self.rule
                ),
            );
            return None;
        }
        Some(value)
    }
}

/// Conversions that report what does not fit where it stands.
struct Typed<'p> {
    problems: &'p mut Problems,
    what: String,
    wanted: &'static str,
}

impl Typed<'_> {
    fn boolean(&mut self, node: &Node) -> Option<bool> {
        if let Value::Boolean(value) = node.value {
            return Some(value);
        }
        self.mismatch(node)
    }

    fn integer(&mut self, node: &Node) -> Option<i64> {
        if let Value::Integer(value) = node.value {
            return Some(value);
        }
        self.mismatch(node)
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        if let Value::Text(value) = &node.value {
            return Some(value.clone());
        }
        self.mismatch(node)
    }

    fn texts(&mut self, node: &Node) -> Option<Vec<String>> {
        self.array(node, Self::text)
    }

    fn array<T>(
        &mut self,
        node: &Node,
        mut element: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Value::Array(nodes) = &node.value else {
            return self.mismatch(node);
        };
        // Every element is looked at before the first bad one ends the conversion.
        let elements: Vec<Option<T>> = nodes.iter().map(|node| element(self, node)).collect();
        elements.into_iter().collect()
    }

    fn map<T>(
        &mut self,
        node: &Node,
        mut element: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Option<BTreeMap<String, T>> {
        let Value::Table(entries) = &node.value else {
            return self.mismatch(node);
        };
        let entries: Vec<Option<(String, T)>> = entries
            .iter()
            .map(|Entry { key, node }| Some((key.value.clone(), element(self, node)?)))
            .collect();
        entries.into_iter().collect()
    }

    fn mismatch<T>(&mut self, node: &Node) -> Option<T> {
        self.problems.report(
            node.at,
            format!(
                "{} must be {}, but this is {}",
                self.what,
                self.wanted,
                node.value.type_name()
            ),
        );
        None
    }
}
