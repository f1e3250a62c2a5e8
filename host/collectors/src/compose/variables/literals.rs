//! Secrets that are written into a Compose file: in an environment, in the arguments of a build, in labels
//! and in command lines. What a variable fills in is not written there.

use muster_facts::Source;

use super::super::environment::{Variable, merged, of_service};
use super::super::interpolate::{Origin, Variables};
use super::super::project::Service;
use super::super::scope::Part;
use super::super::services::merged::last;
use super::super::yaml::Value;
use super::references::HIDDEN;
use crate::command_line;
use crate::env::{self, Telling};

/// A secret that is written.
pub(super) struct Found {
    pub(super) key: String,
    /// See `literal.reason`.
    pub(super) reason: &'static str,
    pub(super) by_default: bool,
    pub(super) source: Source,
}

/// Those of one service.
pub(super) fn literals(service: &Service) -> Vec<Found> {
    let mut found = Vec::new();
    for variable in of_service(service) {
        found.extend(variable_literal("environment", &variable, false));
    }
    let below = |key: &'static str, name: &'static str| {
        service
            .values(key)
            .filter_map(move |part| Some(part.with(part.node.named(name)?)))
    };
    for variable in merged(below("build", "args")) {
        found.extend(variable_literal("build.args", &variable, false));
    }
    for labels in [
        merged(service.values("labels")),
        merged(below("deploy", "labels")),
        merged(below("build", "labels")),
    ] {
        for label in labels {
            found.extend(variable_literal("labels", &label, true));
        }
    }
    for (key, path) in [
        ("command", &["command"][..]),
        ("entrypoint", &["entrypoint"]),
        ("healthcheck", &["healthcheck", "test"]),
    ] {
        if let Some(part) = last(service, path) {
            found.extend(command_literal(key, &part));
        }
    }
    found
}

/// What of a variable is written, if that is a secret.
fn variable_literal(below: &str, variable: &Variable, is_label: bool) -> Option<Found> {
    let own = variable.ingredients.own.as_str();
    if variable.origin == Origin::Filled || own.is_empty() {
        return None;
    }
    // What a label is about is in the last part of its name.
    let name = match variable.name.rsplit_once('.') {
        Some((_, last)) if is_label => last,
        _ => variable.name.as_str(),
    };
    // Between variables only a form tells: the rest may be a prefix or a host.
    let is_whole = variable.ingredients.variables.is_empty();
    let telling = if is_whole && !is_label {
        env::written_secret(name, own)
    } else if is_whole {
        // Routes and versions of images are long, too.
        env::written_secret(name, own)
            .filter(|_| env::has_certain_form(own) || env::is_secret_name(name))
    } else {
        env::written_secret("", own).filter(|_| env::has_certain_form(own))
    };
    let shown = if env::shows_name(&variable.name.replace(['-', '/'], "_"), own) {
        variable.name.as_str()
    } else {
        HIDDEN
    };
    Some(Found {
        key: format!("{below}.{shown}"),
        reason: reason(telling?),
        by_default: variable.origin == Origin::Default,
        source: variable.source.clone(),
    })
}

/// Whether a command line has one.
fn command_literal(key: &str, part: &Part) -> Option<Found> {
    let variables = &part.scope.variables;
    let telling = match &part.node.value {
        Value::Scalar(line) => command_line::written_secret_in_text(&own_text(variables, line)),
        Value::List(items) => {
            let words = items.iter().filter_map(|item| match &item.value {
                Value::Scalar(word) => Some(own_text(variables, word)),
                Value::Null | Value::List(_) | Value::Map(_) => None,
            });
            command_line::written_secret(&words.collect::<Vec<_>>())
        }
        Value::Null | Value::Map(_) => None,
    }?;
    Some(Found {
        key: key.to_owned(),
        reason: reason(telling),
        by_default: false,
        source: part.node.source(),
    })
}

/// The text with nothing in place of what variables fill in.
fn own_text(variables: &Variables, template: &str) -> String {
    variables.ingredients(template).own
}

const fn reason(telling: Telling) -> &'static str {
    match telling {
        Telling::Name => "name",
        Telling::Form => "form",
    }
}
