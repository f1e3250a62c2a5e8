//! Which environment files are judged: those that the project names, or those that its Compose projects
//! name, and who reads each.

use std::collections::BTreeSet;
use std::path::PathBuf;

use muster_facts::targets::EnvFile;
use muster_facts::{FactError, Secret};
use muster_target::{Context, LARGEST_FILE, Links, Namers, ReadError, System, present};

use super::dialect::Dialect;
use super::readers;
use crate::compose::{EnvironmentFile, Loaded, Place};

/// A file that is judged.
#[derive(Clone, Debug)]
pub(super) struct BoundFile {
    pub(super) path: PathBuf,
    /// Who the project says reads it; nobody where that is to be found.
    dialects: Vec<String>,
    /// Who is known to read it.
    known: BTreeSet<Dialect>,
    /// Who besides the policy chose that it is read.
    namers: Namers,
}

impl BoundFile {
    /// What is in it, as far as all who chose it may read it; none where there is no such file.
    pub(super) fn read(&self, system: &dyn System) -> Result<Option<Secret>, ReadError> {
        let read = system.read_named_by(&self.path, LARGEST_FILE, Links::OfOwner, &self.namers);
        Ok(present(read)?.map(|read| Secret::new(read.content)))
    }

    /// The dialects in which it is read, as far as they are known here: see [`Self::readers`].
    pub(super) fn dialects(&self, context: Context<'_>, projects: &[&Place]) -> Vec<Dialect> {
        let names = self.readers(context, projects);
        let known = names.iter().filter_map(|name| Dialect::from_name(name));
        known.collect()
    }

    /// The names of the dialects in which it is read: those that the project says, or those that are
    /// found, or else the common ones.
    pub(super) fn readers(&self, context: Context<'_>, projects: &[&Place]) -> Vec<String> {
        if !self.dialects.is_empty() {
            return self.dialects.clone();
        }
        let mut found = self.known.clone();
        found.extend(readers::find(context, projects, &self.path));
        if found.is_empty() {
            found.extend(Dialect::COMMON);
        }
        Dialect::ALL
            .into_iter()
            .filter(|dialect| found.contains(dialect))
            .map(|dialect| dialect.as_str().to_owned())
            .collect()
    }
}

/// The files in their order, each once, with all that read it.
///
/// # Errors
/// When the project names none, and it cannot be found out which there are.
pub(super) fn files(context: Context<'_>, projects: &Loaded) -> Result<Vec<BoundFile>, FactError> {
    let mut files: Vec<BoundFile> = Vec::new();
    match &context.targets.env_files {
        Some(named) => {
            for file in named {
                add(&mut files, of_policy(file));
            }
        }
        None => {
            for file in projects.environment_files(context)? {
                add(&mut files, of_compose(file));
            }
        }
    }
    for file in &mut files {
        let mut seen = BTreeSet::new();
        file.dialects.retain(|dialect| seen.insert(dialect.clone()));
    }
    Ok(files)
}

fn add(files: &mut Vec<BoundFile>, more: BoundFile) {
    match files.iter_mut().find(|file| file.path == more.path) {
        Some(file) => {
            file.dialects.extend(more.dialects);
            file.known.extend(more.known);
            file.namers = file.namers.joined(&more.namers);
        }
        None => files.push(more),
    }
}

fn of_policy(file: &EnvFile) -> BoundFile {
    BoundFile {
        path: file.path.clone(),
        dialects: file.dialects.clone(),
        known: BTreeSet::new(),
        namers: Namers::default(),
    }
}

fn of_compose(file: EnvironmentFile) -> BoundFile {
    let reader = if file.raw {
        Dialect::DockerRun
    } else {
        Dialect::Compose
    };
    BoundFile {
        path: file.path,
        dialects: Vec::new(),
        known: BTreeSet::from([reader]),
        namers: file.namers,
    }
}
