//! Environment files: which ones the project binds, what state they are in, and what each key of
//! them is, without its value.
//!
//! Sources: the files that the targets bind, the application's reference file, and the target's own
//! `passwd` and `group` for the owner's name. Every value is registered as a secret before anything
//! derived from it is returned.

mod components;
mod confidential;
pub mod dialect;
mod environment;
mod file;
mod keys;
mod known;
mod line;
mod origin;
mod placeholder;
mod published;
mod readers;
mod secret_name;
mod setting;
mod text;
mod value;
mod weakness;
mod words;

pub(crate) use self::confidential::{register_file, register_value};
pub use self::line::is_like_a_token;
pub(crate) use self::line::shows_name;
pub(crate) use self::secret_name::is_secret_name;
pub(crate) use self::value::{Named, has_secret_form};

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::{EnvFacts, Fact, FactError, Secret, Source, env};
use muster_target::{Collection, Context, EnvTarget, LARGEST_FILE, Links, ReadError};

use crate::readers::accounts::Accounts;

use self::dialect::Dialect;
use self::keys::KeyFile;
use self::text::{Text, Unreadable};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> EnvFacts {
    let context = collection.context;
    let reference = reference_keys(context);
    let public_names: BTreeSet<String> = match &reference {
        Ok(Some(names)) => names.iter().cloned().collect(),
        Ok(None) | Err(_) => BTreeSet::new(),
    };
    let mut files = Vec::new();
    let mut keys = BTreeMap::new();
    for target in bound_files(&context.targets.env_files) {
        let (file, file_keys) = collect_file(collection, &target, &public_names);
        keys.insert(target.path.to_string_lossy().into_owned(), file_keys);
        files.push(file);
    }
    EnvFacts {
        files: files.into_iter().collect(),
        keys,
        reference_keys: reference,
        environments: environment::collect(collection),
    }
}

/// The bound files in their order, each once, with all dialects that read it.
fn bound_files(targets: &[EnvTarget]) -> Vec<EnvTarget> {
    let mut files: Vec<EnvTarget> = Vec::new();
    for target in targets {
        match files.iter_mut().find(|file| file.path == target.path) {
            Some(file) => file.dialects.extend(target.dialects.iter().cloned()),
            None => files.push(target.clone()),
        }
    }
    for file in &mut files {
        let mut seen = BTreeSet::new();
        file.dialects.retain(|dialect| seen.insert(dialect.clone()));
    }
    files
}

fn collect_file(
    collection: &Collection<'_>,
    target: &EnvTarget,
    public_names: &BTreeSet<String>,
) -> (Fact<env::EnvFile>, Fact<Vec<env::Key>>) {
    let context = collection.context;
    let described = collection
        .shared::<Accounts>()
        .and_then(|accounts| file::describe(context.system, &target.path, &accounts));
    let dialects = readers_of(context, target);
    let bytes = context
        .system
        .read_named(&target.path, LARGEST_FILE, Links::OfOwner);
    let mut problems = Vec::new();
    let keys = match bytes {
        Ok(bytes) => read_keys(
            context,
            (&target.path.to_string_lossy(), &dialects),
            &Secret::new(bytes),
            public_names,
            &mut problems,
        ),
        Err(ReadError::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    };
    let file = described.map(|file| env::EnvFile {
        dialects,
        problems,
        ..file
    });
    (file, keys)
}

/// The names of the dialects in which a file is read: those that the project says, or those that are
/// found, or else the common ones.
fn readers_of(context: Context<'_>, target: &EnvTarget) -> Vec<String> {
    if !target.dialects.is_empty() {
        return target.dialects.clone();
    }
    let mut found = readers::find(context, &target.path);
    if found.is_empty() {
        found.extend(Dialect::COMMON);
    }
    found
        .into_iter()
        .map(|dialect| dialect.as_str().to_owned())
        .collect()
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
        secrets: context.secrets,
    }
    .keys()
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
