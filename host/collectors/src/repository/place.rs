//! Where the work trees are, and what a repository consists of (gitrepository-layout(5)).

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use muster_facts::{Fact, FactError};
use muster_target::{Collection, FileType, LARGEST_FILE, Links, System, plain_path, present};

use super::config::{self, BadLine, Entry};
use super::index::{self, IndexEntry, IndexError};
use super::object::ObjectId;
use super::refs::Refs;
use super::store::Store;
use super::trust::Trust;
use crate::compose::Places;

/// Bytes of an index: a million files.
const LARGEST_INDEX: u64 = 128 << 20;

/// The name of a repository in its work tree.
const DOT_GIT: &str = ".git";

/// The work trees that the project names, else those that its Compose projects lie in.
pub(super) fn roots(collection: &Collection<'_>) -> Fact<BTreeSet<PathBuf>> {
    let context = collection.context;
    let named = &context.targets.repositories;
    if !named.is_empty() {
        return Ok(named.iter().cloned().collect());
    }
    let places = collection.shared::<Places>()?;
    let mut roots = BTreeSet::new();
    for file in places.files_in_use()? {
        for directory in file.ancestors().skip(1) {
            if present(context.system.link_metadata(&directory.join(DOT_GIT)))?.is_some() {
                roots.insert(directory.to_owned());
                break;
            }
        }
    }
    Ok(roots)
}

/// A repository with its work tree.
pub(super) struct Repository<'a> {
    pub(super) system: &'a dyn System,
    pub(super) root: &'a Path,
    /// The directory that all work trees of the repository share.
    pub(super) common: PathBuf,
    pub(super) config_file: PathBuf,
    pub(super) config: Vec<Entry>,
    pub(super) refs: Refs,
    pub(super) index: Vec<IndexEntry>,
    /// When the index itself was written.
    pub(super) index_modified: Option<i64>,
    /// Commits whose parents were never fetched.
    pub(super) shallow: HashSet<ObjectId>,
    pub(super) store: Store<'a>,
}

impl<'a> Repository<'a> {
    /// Reads all of it but the objects.
    pub(super) fn open(system: &'a dyn System, root: &'a Path) -> Fact<Self> {
        let trust = Trust::of_work_tree(system, root)?;
        let own = own_directory(system, root)?;
        trust.check(&own)?;
        let common = match text(system, &own.join("commondir"))? {
            Some(path) => plain_path(&own.join(path.trim_end())),
            None => own.clone(),
        };
        trust.check(&common)?;
        let config_file = common.join("config");
        let written = text(system, &config_file)?.unwrap_or_default();
        let config = config::entries(&written).map_err(|BadLine(line)| {
            let file = config_file.display();
            FactError::Failed(format!("{file} line {line} is not one that git accepts"))
        })?;
        check_format(&config, &config_file)?;
        let index_file = own.join("index");
        let bytes = present(system.read_named(&index_file, LARGEST_INDEX, Links::OfOwner))?;
        let index = match &bytes {
            Some(bytes) => index::entries(bytes).map_err(|error| unread(&index_file, &error))?,
            None => Vec::new(),
        };
        let index_modified =
            present(system.metadata(&index_file))?.and_then(|found| found.modified);
        let objects = common.join("objects");
        trust.check(&objects)?;
        let shallow = text(system, &common.join("shallow"))?.unwrap_or_default();
        Ok(Self {
            refs: Refs::read(system, &common, &own)?,
            store: Store::open(system, &objects, &trust)?,
            shallow: shallow.lines().filter_map(ObjectId::from_hex).collect(),
            system,
            root,
            common,
            config_file,
            config,
            index,
            index_modified,
        })
    }

    /// The last value of a key without a subsection.
    pub(super) fn setting(&self, section: &str, key: &str) -> Option<&str> {
        setting(&self.config, section, key)
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, section: &str, key: &str, default: bool) -> bool {
        self.setting(section, key).map_or(default, |value| {
            let value = value.to_ascii_lowercase();
            matches!(value.as_str(), "true" | "yes" | "on" | "1")
        })
    }

    /// A path of the work tree.
    pub(super) fn absolute(&self, path: &str) -> String {
        self.root.join(path).display().to_string()
    }
}

fn setting<'a>(config: &'a [Entry], section: &str, key: &str) -> Option<&'a str> {
    config
        .iter()
        .rev()
        .find(|entry| entry.section == section && entry.subsection.is_none() && entry.key == key)
        .map(|entry| entry.value.as_str())
}

/// The directory of the repository that belongs to the work tree alone.
fn own_directory(system: &dyn System, root: &Path) -> Fact<PathBuf> {
    let dot_git = root.join(DOT_GIT);
    let found = present(system.metadata(&dot_git))?.ok_or_else(|| {
        FactError::Failed(format!(
            "{} is not the top of a work tree: it has no {DOT_GIT}",
            root.display()
        ))
    })?;
    if found.file_type == FileType::Directory {
        return Ok(dot_git);
    }
    let written = text(system, &dot_git)?.unwrap_or_default();
    match written.strip_prefix("gitdir:") {
        Some(path) => Ok(plain_path(&root.join(path.trim()))),
        None => Err(FactError::Failed(format!(
            "{} does not say where the repository is",
            dot_git.display()
        ))),
    }
}

/// Refuses what is kept in another form than the one that is read.
fn check_format(config: &[Entry], file: &Path) -> Fact<()> {
    let refused = |what: &str| {
        Err(FactError::Failed(format!(
            "{}: {what} is not read yet",
            file.display()
        )))
    };
    if setting(config, "extensions", "objectformat").is_some_and(|format| format != "sha1") {
        return refused("a repository with ids of SHA-256");
    }
    if setting(config, "extensions", "refstorage").is_some_and(|format| format != "files") {
        return refused("a repository whose references are in a table");
    }
    if setting(config, "core", "worktree").is_some() {
        return refused("a repository that names its work tree (core.worktree)");
    }
    Ok(())
}

fn unread(file: &Path, error: &IndexError) -> FactError {
    let file = file.display();
    FactError::Failed(match error {
        IndexError::Damaged => format!("{file} is damaged"),
        IndexError::Unsupported(form) => format!("{file}: this {form} is not read yet"),
    })
}

/// A small file of the repository; none where it is not there. Some of it is shown, so that nobody may
/// link it to what is not theirs.
fn text(system: &dyn System, path: &Path) -> Fact<Option<String>> {
    let bytes = present(system.read_named(path, LARGEST_FILE, Links::OfOwner))?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}
