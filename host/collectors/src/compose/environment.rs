//! `environment:`: the variables that each service gets, with their values. For the collector of
//! environment files alone, which says what they are and keeps them to itself.

use std::collections::HashMap;

use muster_facts::{FactError, Secret, Source};

use super::interpolate::{Ingredients, Origin};
use super::loaded::LoadedProject;
use super::project::Service;
use super::scope::Part;
use super::yaml::{Tag, Value};

/// Linux hands no longer variable to a program (`MAX_ARG_STRLEN`).
pub(super) const LONGEST: usize = 128 << 10;

/// Bytes of all values together, which aliases and variables can multiply. A project has some
/// kilobytes.
const MOST_BYTES: usize = 8 << 20;

/// What one service gets.
pub(crate) struct Environment {
    pub(crate) service: String,
    /// See `service.waits-for` of `muster:compose`.
    pub(crate) waits_for: Vec<String>,
    /// Each name once, in the order of the files.
    pub(crate) variables: Vec<Variable>,
}

/// One variable of a service.
pub(crate) struct Variable {
    pub(crate) name: String,
    /// None where it is not known: it is passed on from the shell, or a variable in it is not set.
    pub(crate) value: Option<Secret>,
    pub(crate) origin: Origin,
    pub(crate) ingredients: Ingredients,
    /// The line, without its text.
    pub(crate) source: Source,
}

/// The environment of each service of all projects.
pub(super) fn of_services(projects: &[LoadedProject]) -> Result<Vec<Environment>, FactError> {
    let mut bytes = 0;
    let mut found = Vec::new();
    for one in projects {
        let project = one.project.as_ref().map_err(Clone::clone)?;
        for service in &project.services {
            let variables = of_service(service);
            bytes += variables
                .iter()
                .map(|variable| {
                    variable.name.len()
                        + variable
                            .value
                            .as_ref()
                            .map_or(0, |value| value.expose().len())
                })
                .sum::<usize>();
            if bytes > MOST_BYTES {
                return Err(FactError::Failed(format!(
                    "{}: the environments of the services are larger than Muster reads",
                    one.place.file.display()
                )));
            }
            found.push(Environment {
                service: one.service(&service.name),
                waits_for: service.waits_for(&project.profiles).unwrap_or_default(),
                variables,
            });
        }
    }
    Ok(found)
}

/// The environment of one service.
pub(super) fn of_service(service: &Service) -> Vec<Variable> {
    merged(service.values("environment"))
}

/// What several definitions together set, the weakest first, as `NAME: value` or `- NAME=value`.
pub(super) fn merged(parts: impl Iterator<Item = Part>) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for part in parts {
        if part.node.tag != Tag::None {
            variables.clear();
            places.clear();
        }
        let more: Vec<Variable> = match &part.node.value {
            _ if part.node.tag == Tag::Reset => Vec::new(),
            Value::Map(entries) => entries
                .iter()
                .filter_map(|(name, node)| variable(name, &part.with(node)))
                .collect(),
            Value::List(items) => items
                .iter()
                .filter_map(|node| item(&part.with(node)))
                .collect(),
            Value::Null | Value::Scalar(_) => Vec::new(),
        };
        for variable in more {
            let place = *places
                .entry(variable.name.clone())
                .or_insert(variables.len());
            match variables.get_mut(place) {
                Some(earlier) => *earlier = variable,
                None => variables.push(variable),
            }
        }
    }
    variables
}

/// `NAME: value`.
fn variable(name: &str, part: &Part) -> Option<Variable> {
    match &part.node.value {
        Value::Scalar(text) => Some(filled(name, text, part)),
        Value::Null => Some(passed(name, part)),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// `- NAME=value`, or `- NAME`.
fn item(part: &Part) -> Option<Variable> {
    let Value::Scalar(text) = &part.node.value else {
        return None;
    };
    match text.split_once('=') {
        Some((name, value)) if !name.contains('$') => Some(filled(name, value, part)),
        // The name, or the sign, is a variable's.
        Some(_) => {
            let whole = part.scope.variables.fill(text, LONGEST).ok()?;
            let (name, value) = whole.value.split_once('=')?;
            Some(Variable {
                name: name.to_owned(),
                value: whole.is_known().then(|| Secret::new(value)),
                origin: part.scope.variables.origin(text),
                ingredients: part.scope.variables.ingredients(text),
                source: part.node.source(),
            })
        }
        None if text.contains('$') => None,
        None => Some(passed(text, part)),
    }
}

fn filled(name: &str, template: &str, part: &Part) -> Variable {
    let variables = &part.scope.variables;
    let filled = variables.fill(template, LONGEST).ok();
    Variable {
        name: name.to_owned(),
        value: filled
            .filter(|filled| filled.is_known())
            .map(|filled| Secret::new(filled.value)),
        origin: variables.origin(template),
        ingredients: variables.ingredients(template),
        source: part.node.source(),
    }
}

/// A name alone takes its value from `.env` or the shell.
fn passed(name: &str, part: &Part) -> Variable {
    let variables = &part.scope.variables;
    let value = variables.get(name).ok().flatten();
    Variable {
        name: name.to_owned(),
        value: value.map(Secret::new),
        origin: Origin::Filled,
        ingredients: Ingredients {
            variables: variables.with_file(name).into_iter().collect(),
            own: String::new(),
        },
        source: part.node.source(),
    }
}
