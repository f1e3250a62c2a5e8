//! What dockerd does not start with: a settings file that makes no sense, and an option that stands both there and on
//! the command line. No value is part of what is told.

use std::path::Path;

use muster_facts::Source;
use serde_json::Value;

use super::keys::{Form, form, keys, keys_of_option};
use super::options::Given;
use super::place;
use super::settings::Settings;
use crate::readers::suggest::not_a_key;

/// Refusals of one daemon that are told one by one.
const MOST: usize = 50;

/// One thing that dockerd refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Begins with the file and the line.
    pub(crate) reason: String,
    pub(crate) source: Source,
    /// The option of the command line that has part in it.
    pub(crate) also: Option<Source>,
}

impl Refusal {
    pub(super) fn new(source: Source, why: &str) -> Self {
        Self {
            reason: format!("{}: {why}", place(&source)),
            source,
            also: None,
        }
    }
}

/// What dockerd refuses in a file that is an object of JSON.
pub(super) fn in_file(file: &Path, settings: &Settings) -> Vec<Refusal> {
    let mut found = Vec::new();
    for (key, value) in &settings.values {
        in_key(file, settings, (key, key), value, &mut found);
    }
    found.sort_by_key(|one| one.source.line);
    found.truncate(MOST);
    found
}

/// Checks one key, at a path.
fn in_key(
    file: &Path,
    settings: &Settings,
    (path, key): (&str, &str),
    value: &Value,
    found: &mut Vec<Refusal>,
) {
    let refuse = |path: &str, why: &str| Refusal::new(source(file, settings, path), why);
    match (form(key), value) {
        // The members of an object count as keys of the file, whatever its own name is.
        (None | Some(Form::Keys), Value::Object(members)) if path == key => {
            for (name, value) in members {
                in_key(
                    file,
                    settings,
                    (&format!("{key}/{name}"), name),
                    value,
                    found,
                );
            }
        }
        (None, _) => found.push(refuse(path, &not_a_key(key, "daemon.json", keys()))),
        (Some(form), _) if form.is_of(value) => {}
        (Some(form), _) => {
            // The item of a list, or the member of an object, where it is one that is wrong.
            let wrong = match value {
                Value::Array(items) => items.iter().position(|item| !item.is_string()),
                Value::Object(members) => members.iter().position(|(_, member)| {
                    let alone = serde_json::Map::from_iter([(String::new(), member.clone())]);
                    !form.is_of(&Value::Object(alone))
                }),
                _ => None,
            };
            let member = |at: usize| match value {
                Value::Object(members) => members.keys().nth(at).cloned(),
                _ => Some(at.to_string()),
            };
            let below = wrong.and_then(member).map(|name| format!("{path}/{name}"));
            let below = below.filter(|below| settings.line(below).is_some());
            let why = format!("`{key}` is not {}", form.name());
            found.push(refuse(below.as_deref().unwrap_or(path), &why));
        }
    }
}

/// The options that the file sets as well.
pub(super) fn on_both_sides(file: &Path, settings: &Settings, options: &[Given]) -> Vec<Refusal> {
    let mut found: Vec<Refusal> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for option in options {
        for key in keys_of_option(&option.name) {
            let Some(path) = path_of(settings, key).filter(|_| key != "runtimes") else {
                continue;
            };
            // An option may be given more than once.
            if told.contains(&key) {
                continue;
            }
            told.push(key);
            let own = source(file, settings, &path);
            let why = format!(
                "`{key}` is set here and by the option `--{}` ({})",
                option.name,
                place(&option.source)
            );
            let mut refusal = Refusal::new(own, &why);
            refusal.also = Some(option.source.clone());
            found.push(refusal);
        }
    }
    found.truncate(MOST);
    found
}

/// Where the file sets a key: by itself, or in an object whose members count as its own keys.
fn path_of(settings: &Settings, key: &str) -> Option<String> {
    if settings.values.contains_key(key) {
        return Some(key.to_owned());
    }
    settings.values.iter().find_map(|(name, value)| {
        let is_level = matches!(form(name), None | Some(Form::Keys));
        let has = is_level && value.as_object()?.contains_key(key);
        has.then(|| format!("{name}/{key}"))
    })
}

fn source(file: &Path, settings: &Settings, path: &str) -> Source {
    let name = file.display().to_string();
    match settings.line(path) {
        Some(line) => Source::line(name, line),
        None => Source::file(name),
    }
}
