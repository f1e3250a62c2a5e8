//! What the containers of a service get in the end: the environment files one after the other, and on top
//! of them what stands under `environment`.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use memchr::memmem;
use muster_facts::{FactError, Secret, Source};
use muster_target::{Context, LARGEST_FILE, Links, Namers, ReadError};

use super::super::environment::of_service;
use super::super::environment_files::{Entry, entries, path};
use super::super::interpolate::UNKNOWN;
use super::super::project::Service;
use super::super::services::env_file_entries::Bound;
use crate::env;
use crate::env::dialect::compose::parse_within;
use crate::env::dialect::{Parsed, Value, docker_run};

/// A variable of a service.
pub(super) struct Given {
    pub(super) name: String,
    /// The environment file, unless it stands under `environment`.
    pub(super) file: Option<PathBuf>,
    /// None where it is not known.
    pub(super) value: Option<Secret>,
    /// Whether there is something behind the name.
    pub(super) is_assigned: bool,
    /// The line, without its text.
    pub(super) source: Source,
}

/// What is not known, and where that is asked for.
pub(super) struct Missing {
    pub(super) reason: String,
    pub(super) source: Source,
}

/// An environment file that was read.
struct Text {
    content: Secret,
    /// Whether everyone who chooses what the project is filled in from could read it.
    shared: bool,
}

/// The environment files of one project, each read once.
pub(super) struct Files<'a> {
    context: Context<'a>,
    bound: &'a Bound,
    namers: &'a Namers,
    read: BTreeMap<PathBuf, Result<Option<Text>, FactError>>,
}

impl<'a> Files<'a> {
    pub(super) const fn new(context: Context<'a>, bound: &'a Bound, namers: &'a Namers) -> Self {
        Self {
            context,
            bound,
            namers,
            read: BTreeMap::new(),
        }
    }

    /// Whether the values of a file may be compared with those of the project, guessable ones included.
    pub(super) fn is_shared(&self, path: &Path) -> bool {
        matches!(self.read.get(path), Some(Ok(Some(text))) if text.shared)
    }

    fn text(&mut self, path: &Path) -> Result<Option<&Text>, &FactError> {
        if !self.read.contains_key(path) {
            let read = self.read_file(path);
            self.read.insert(path.to_owned(), read);
        }
        match self.read.get(path) {
            Some(Ok(text)) => Ok(text.as_ref()),
            Some(Err(error)) => Err(error),
            None => Ok(None),
        }
    }

    /// Reads a file as those who named it could, or one that the policy names whoever else names it.
    fn read_file(&self, path: &Path) -> Result<Option<Text>, FactError> {
        let system = self.context.system;
        let read = |path: &Path, namers: &Namers| {
            let read = system.read_named_by(path, LARGEST_FILE, Links::OfOwner, namers)?;
            Ok::<_, ReadError>(Secret::new(read.content))
        };
        let (content, shared) = match read(path, self.namers) {
            Ok(content) => (content, true),
            Err(ReadError::NotFound { .. }) => return Ok(None),
            Err(error) => match self.bound.find(self.context, path) {
                Some(bound) => (read(&bound, &Namers::default())?, false),
                None => return Err(error.into()),
            },
        };
        env::register_file(&content, self.context.secrets);
        Ok(Some(Text { content, shared }))
    }
}

/// What one service gets, each name once.
pub(super) fn given(
    service: &Service,
    files: &mut Files<'_>,
    missing: &mut Vec<Missing>,
) -> Vec<Given> {
    let mut all = All::default();
    match entries(service) {
        Ok(entries) => {
            for entry in entries {
                let source = entry.part.node.source();
                if let Err(reason) = file(&entry, files, &mut all) {
                    missing.push(Missing { reason, source });
                }
            }
        }
        Err(reason) => missing.push(Missing {
            reason,
            source: service.source(),
        }),
    }
    for variable in of_service(service) {
        all.add(Given {
            name: variable.name,
            file: None,
            is_assigned: true,
            value: variable.value,
            source: variable.source,
        });
    }
    all.given
}

/// Variables by name, in their order.
#[derive(Default)]
struct All {
    given: Vec<Given>,
    places: HashMap<String, usize>,
}

impl All {
    fn add(&mut self, one: Given) {
        let next = self.given.len();
        let place = *self.places.entry(one.name.clone()).or_insert(next);
        match self.given.get_mut(place) {
            Some(earlier) => *earlier = one,
            None => self.given.push(one),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let given = self.given.get(*self.places.get(name)?)?;
        std::str::from_utf8(given.value.as_ref()?.expose()).ok()
    }
}

/// Adds what an environment file sets.
fn file(entry: &Entry, files: &mut Files<'_>, all: &mut All) -> Result<(), String> {
    let path = path(&entry.part)?;
    let text = match files.text(&path) {
        Ok(Some(text)) => text,
        // Without a file that is required Compose starts nothing, which is a fact of its own.
        Ok(None) => return Ok(()),
        Err(error) => return Err(error.reason().to_owned()),
    };
    let name = path.display().to_string();
    let content = std::str::from_utf8(text.content.expose())
        .map_err(|_| format!("{name} is not text in UTF-8"))?;
    let parsed: Parsed = if entry.raw {
        docker_run::parse(content)
    } else {
        // What earlier files set comes before what the project is filled in from.
        let known = |name: &str| {
            let own = all.value(name);
            own.or_else(|| entry.part.scope.variables.value(name))
        };
        parse_within(content, &known, UNKNOWN)
    };
    if parsed.refused {
        let (line, why) = parsed
            .flaws
            .last()
            .map_or((1, ""), |flaw| (flaw.line, flaw.code.message()));
        return Err(format!("{name} line {line}: {why}"));
    }
    let found = parsed.definitions.into_iter().map(|definition| Given {
        is_assigned: definition.value != Value::Absent,
        value: match definition.value {
            Value::Known(value) => Some(value).filter(|value| !holds_unknown(value)),
            Value::Unknown(_) | Value::Absent => None,
        },
        source: Source::line(&name, definition.line),
        name: definition.name,
        file: Some(path.clone()),
    });
    let found: Vec<Given> = found.collect();
    for one in found {
        all.add(one);
    }
    Ok(())
}

/// Whether a variable that nobody sets has part in a value.
fn holds_unknown(value: &Secret) -> bool {
    let mark = UNKNOWN.as_bytes();
    memmem::find(value.expose(), mark).is_some()
}
