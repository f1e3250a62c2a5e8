//! Environment files: which ones the project binds or its Compose projects name, what state they are in, and what each key of
//! them is, without its value.
//!
//! Sources: those files, what the Compose files give to their services, the application's reference file, and the target's own
//! `passwd` and `group` for the owner's name. Every value is registered as a secret before anything
//! derived from it is returned.

mod bound;
mod components;
mod confidential;
pub mod dialect;
mod environment;
mod file;
mod keys;
mod known;
mod line;
mod locator_name;
mod origin;
mod placeholder;
mod published;
mod readers;
mod secret_name;
mod secret_of_key;
mod secret_values;
mod setting;
mod shown;
mod text;
mod url;
mod value;
mod weakness;
mod words;

pub(crate) use self::components::decoded as percent_decoded;
pub(crate) use self::confidential::{register_file, register_value};
pub use self::line::is_like_a_token;
pub(crate) use self::line::shows_name;
pub(crate) use self::placeholder::is_placeholder;
pub(crate) use self::secret_name::is_secret_name;
pub use self::secret_of_key::secret_of_key;
pub(crate) use self::secret_values::{SecretValue, SecretValues, secret_values};
pub(crate) use self::url::{
    Url, host_and_port, is_showable_host, possible_passwords, split_written,
};
pub(crate) use self::value::{Named, Telling, has_certain_form, has_secret_form, written_secret};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use muster_facts::{EnvFacts, Fact, FactError, Secret, Source, env};
use muster_target::{Collection, Context, Links};

use self::bound::BoundFile;
use self::dialect::Dialect;
use self::keys::KeyFile;
use self::text::{Text, Unreadable};
use crate::compose::{Loaded, Place};
use crate::readers::accounts::Accounts;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> EnvFacts {
    let context = collection.context;
    let reference = reference_keys(context);
    let public_names: BTreeSet<String> = match &reference {
        Ok(Some(names)) => names.iter().cloned().collect(),
        Ok(None) | Err(_) => BTreeSet::new(),
    };
    let projects = collection.shared::<Loaded>();
    let bound = projects
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|projects| bound::files(context, projects));
    // What cannot be found out about them names no reader.
    let places: Vec<&Place> = projects
        .iter()
        .flat_map(|projects| projects.places())
        .collect();
    let paths: BTreeSet<&Path> = bound
        .iter()
        .flatten()
        .map(|file| file.path.as_path())
        .collect();
    let mut keys = BTreeMap::new();
    let files = bound.as_ref().map_err(Clone::clone).and_then(|bound| {
        let mut files = Vec::new();
        for file in bound {
            let (described, file_keys) = collect_file(collection, file, &places, &public_names);
            keys.insert(file.path.to_string_lossy().into_owned(), file_keys);
            files.push(described);
        }
        files.into_iter().collect()
    });
    let mut environments = environment::collect(collection, &paths);
    let of_files = keys.values_mut().flatten().flatten();
    let of_services = environments.iter_mut().flatten();
    shown::hide_copies_of_secrets(
        of_files.chain(of_services.flat_map(|environment| &mut environment.keys)),
    );
    EnvFacts {
        files,
        keys,
        reference_keys: reference,
        environments,
    }
}

/// The status and the class that the value of another source would have in a file, so that it can be compared
/// with what the file has.
pub(crate) fn value_in_file(
    context: Context<'_>,
    file: &str,
    name: &str,
    value: &str,
) -> Fact<(&'static str, Option<u32>)> {
    let named = Named { name, value };
    let status = named.status();
    let class = keys::class_of(context.secrets, file, named, status)?;
    Ok((status, class))
}

/// The paths of the environment files; none where it cannot be found out which there are.
pub(crate) fn paths(collection: &Collection<'_>) -> Vec<PathBuf> {
    let projects = collection.shared::<Loaded>();
    let bound = projects.and_then(|projects| bound::files(collection.context, &projects));
    let files = bound.into_iter().flatten();
    files.map(|file| file.path).collect()
}

fn collect_file(
    collection: &Collection<'_>,
    target: &BoundFile,
    projects: &[&Place],
    public_names: &BTreeSet<String>,
) -> (Fact<env::EnvFile>, Fact<Vec<env::Key>>) {
    let context = collection.context;
    let described = collection
        .shared::<Accounts>()
        .and_then(|accounts| file::describe(context.system, &target.path, &accounts));
    let dialects = target.readers(context, projects);
    let mut problems = Vec::new();
    let keys = match target.read(context.system) {
        Ok(Some(bytes)) => read_keys(
            context,
            (&target.path.to_string_lossy(), &dialects),
            &bytes,
            public_names,
            &mut problems,
        ),
        Ok(None) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    };
    let file = described.map(|file| env::EnvFile {
        dialects,
        problems,
        ..file
    });
    (file, keys)
}

fn read_keys(
    context: Context<'_>,
    (path, dialects): (&str, &[String]),
    bytes: &Secret,
    public_names: &BTreeSet<String>,
    problems: &mut Vec<env::Problem>,
) -> Fact<Vec<env::Key>> {
    let mut bound = Vec::new();
    for name in dialects {
        match Dialect::from_name(name) {
            Some(dialect) => bound.push(dialect),
            None => {
                return Err(FactError::Failed(format!(
                    "{path} is bound to `{name}`, which Muster does not know; use one of {}",
                    Dialect::ALL.map(Dialect::as_str).join(", ")
                )));
            }
        }
    }
    let text = match Text::read(bytes, &bound) {
        Ok(text) => text,
        Err(unreadable) => {
            confidential::register_bytes(bytes.expose(), context.secrets);
            problems.extend(
                bound
                    .iter()
                    .map(|dialect| unreadable.problem(path, *dialect)),
            );
            return Err(unreadable.error(path));
        }
    };
    confidential::register(&text, context.secrets);
    for dialect in &bound {
        let flaws = text.parsed(*dialect).map(|parsed| &parsed.flaws);
        let distinct: BTreeSet<_> = flaws.into_iter().flatten().collect();
        problems.extend(distinct.into_iter().map(|flaw| env::Problem {
            dialect: dialect.as_str().to_owned(),
            code: flaw.code.as_str().to_owned(),
            message: flaw.code.message().to_owned(),
            source: Source::line(path, flaw.line),
        }));
    }
    KeyFile {
        path,
        text: &text,
        bound: &bound,
        reference: public_names,
        shown: context.targets.shown(),
        secrets: context.secrets,
    }
    .keys()
}

/// The keys of a file that somebody else has read, as Compose reads it. Its values are registered, whether
/// or not it can be read.
pub(crate) fn keys_of_content(
    context: Context<'_>,
    path: &str,
    content: &[u8],
) -> Fact<Vec<env::Key>> {
    let dialects = [Dialect::Compose.as_str().to_owned()];
    read_keys(
        context,
        (path, &dialects),
        &Secret::new(content),
        &BTreeSet::new(),
        &mut Vec::new(),
    )
}

impl Unreadable {
    fn problem(self, path: &str, dialect: Dialect) -> env::Problem {
        env::Problem {
            dialect: dialect.as_str().to_owned(),
            code: self.code.to_owned(),
            message: self.message.to_owned(),
            source: Source::line(path, self.line),
        }
    }

    fn error(self, path: &str) -> FactError {
        FactError::Failed(format!("{path} line {}: {}", self.line, self.message))
    }
}

/// The names in the application's reference file.
fn reference_keys(context: Context<'_>) -> Fact<Option<Vec<String>>> {
    let Some(path) = &context.targets.env_reference else {
        return Ok(None);
    };
    // Its names are shown as they are.
    let text = context.system.read_named_text(path, Links::ToPublic)?;
    let mut seen = BTreeSet::new();
    let names = text
        .lines()
        .filter_map(line::reference_name)
        .filter(|name| seen.insert(*name))
        .map(str::to_owned)
        .collect();
    Ok(Some(names))
}

#[cfg(test)]
mod canary_tests;
#[cfg(test)]
mod tests;
