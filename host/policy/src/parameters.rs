//! A parameter as a pack writes it → a typed value. The type is that of the plugin's default.

use std::collections::BTreeMap;

use muster_facts::targets::Targets;
use muster_outcomes::{Form, Parameter, ParameterValue, Request, RuleId};

use crate::diagnostic::quoted;
use crate::document::{Entry, Node, Value};
use crate::source::{NameCheck, Problems, Span};
use crate::suggest::did_you_mean;
use crate::targets;
use muster_names::nearest;

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
    /// What whoever collects has against names.
    pub(crate) name_check: Option<NameCheck>,
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
            declared,
            name_check: self.name_check,
            what: format!("`{}` of `{}`", declared.name, self.rule),
            wanted: declared.default.type_name(),
        };
        match &declared.default {
            ParameterValue::Boolean(_) => typed.boolean(node).map(ParameterValue::Boolean),
            ParameterValue::Integer(_) => typed.integer(node).map(ParameterValue::Integer),
            ParameterValue::Text(_) => typed.name(node).map(ParameterValue::Text),
            ParameterValue::Integers(_) => typed
                .array(node, Typed::integer)
                .map(ParameterValue::Integers),
            ParameterValue::Texts(_) => typed.array(node, Typed::name).map(ParameterValue::Texts),
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
        if !declared.takes(&value) {
            problems.report_with(
                at,
                format!(
                    "`{}` of `{}` cannot be what the target `{key}` is",
                    declared.name, self.rule
                ),
                help(declared),
            );
            return None;
        }
        Some(value)
    }
}

/// How to write a value of the parameter.
fn help(declared: &Parameter) -> Option<String> {
    let mut ways: Vec<String> = declared.forms.iter().map(ToString::to_string).collect();
    if ways.is_empty() {
        ways.extend(
            declared
                .requests
                .map(|request| request.example().to_owned()),
        );
    }
    (!ways.is_empty()).then(|| format!("write {}", ways.join(", or ")))
}

/// How to write a name in the table that the parameter is.
fn help_for_key(declared: &Parameter) -> Option<String> {
    let mut ways: Vec<String> = declared.names.iter().map(ToString::to_string).collect();
    if ways.is_empty() {
        let example = declared.requests.map(Request::example);
        ways.extend(example.map(str::to_owned));
    }
    (!ways.is_empty()).then(|| format!("write {}", ways.join(", or ")))
}

/// Conversions that report what does not fit where it stands.
struct Typed<'p> {
    problems: &'p mut Problems,
    declared: &'p Parameter,
    name_check: Option<NameCheck>,
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
        let Value::Integer(value) = node.value else {
            return self.mismatch(node);
        };
        if self.declared.takes_number(value) {
            return Some(value);
        }
        self.unfit(node.at, &format!("`{value}`"), help(self.declared))
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        let Value::Text(value) = &node.value else {
            return self.mismatch(node);
        };
        if self.declared.takes_text(value) {
            return Some(value.clone());
        }
        let declared = self.declared;
        let words = declared.forms.iter().filter_map(|form| match form {
            Form::Words(words) | Form::Names(words) => Some(words.iter().map(String::as_str)),
            _ => None,
        });
        let is_pattern = |form: &Form| declared.is_pattern_of_none(form, value);
        let help = match nearest(value, words.flatten()) {
            Some(word) => Some(format!("did you mean `{word}`?")),
            None if declared.forms.iter().any(is_pattern) => {
                Some("write one path; `*` does not stand for any here".to_owned())
            }
            None => help(declared),
        };
        self.unfit(node.at, &quoted(value), help)
    }

    /// A text that may name what is to be collected.
    fn name(&mut self, node: &Node) -> Option<String> {
        let name = self.text(node)?;
        if !self.declared.takes_name(&name) {
            return self.unfit(node.at, &quoted(&name), help(self.declared));
        }
        self.collected(node.at, name)
    }

    /// A name of something that can be collected.
    fn collected(&mut self, at: Span, name: String) -> Option<String> {
        let request = self.declared.requests.filter(|_| !name.is_empty());
        let refused = request
            .zip(self.name_check)
            .and_then(|(request, check)| check(request, &name));
        match refused {
            Some(help) => self.unfit(at, &quoted(&name), Some(help)),
            None => Some(name),
        }
    }

    fn unfit<T>(&mut self, at: Span, value: &str, help: Option<String>) -> Option<T> {
        let message = format!("{} cannot be {value}", self.what);
        self.problems.report_with(at, message, help);
        None
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
            .map(|Entry { key, node }| {
                let value = element(self, node);
                if !self.declared.takes_key(&key.value) {
                    let help = help_for_key(self.declared);
                    return self.unfit(key.at, &quoted(&key.value), help);
                }
                let name = self.collected(key.at, key.value.clone());
                Some((name?, value?))
            })
            .collect();
        entries.into_iter().collect()
    }

    fn mismatch<T>(&mut self, node: &Node) -> Option<T> {
        self.problems.report_with(
            node.at,
            format!(
                "{} must be {}, but this is {}",
                self.what,
                self.wanted,
                node.value.type_name()
            ),
            help(self.declared),
        );
        None
    }
}
