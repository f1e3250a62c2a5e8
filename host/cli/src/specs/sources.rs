//! The files of a test: pages, and the fixtures of the crate that they belong to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_specs::{CERTIFICATES, Fixtures};

use crate::failure::Failure;
use crate::files;

/// The folder of a crate's fixtures.
const FIXTURES: &str = "fixtures";

/// What makes a folder a crate.
const MANIFEST: &str = "Cargo.toml";

/// Where a crate keeps its rules, and their pages.
const RULES: &str = "src/rules";

/// What is tested.
pub(super) struct Sources<'a> {
    pub(super) pages: Vec<PathBuf>,
    /// The crate of which every page is tested.
    pub(super) whole: Option<&'a Path>,
}

impl<'a> Sources<'a> {
    /// The pages that are named, or all of the crate.
    pub(super) fn new(pages: &[PathBuf], folder: Option<&'a Path>) -> Result<Self, Failure> {
        match folder {
            Some(folder) if pages.is_empty() => {
                let rules = folder.join(RULES);
                let mut pages: Vec<PathBuf> = files::names(&rules)?
                    .into_iter()
                    .filter(|name| name.ends_with(".md"))
                    .map(|name| rules.join(name))
                    .collect();
                pages.sort();
                if pages.is_empty() {
                    return Err(Failure::file_that(
                        &rules,
                        "has no page to test; a page is a rule's .md file",
                    ));
                }
                Ok(Self {
                    pages,
                    whole: Some(folder),
                })
            }
            None if pages.is_empty() => Err(Failure::new(
                "name the pages to test after the plugin: src/rules/*.md",
            )),
            _ => Ok(Self {
                pages: pages.to_vec(),
                whole: None,
            }),
        }
    }

    /// The fixtures of the crate that a page is in: those beside the nearest `Cargo.toml`.
    pub(super) fn fixtures_of(&self, page: &Path) -> Result<Fixtures, Failure> {
        crate_of(page).map_or_else(
            || Ok(Fixtures::default()),
            |folder| self.fixtures_in(&folder),
        )
    }

    /// The fixtures of a crate.
    pub(super) fn fixtures_in(&self, folder: &Path) -> Result<Fixtures, Failure> {
        let folder = folder.join(FIXTURES);
        let mut found = BTreeMap::new();
        for name in names(&folder)? {
            if name == CERTIFICATES {
                let below = folder.join(CERTIFICATES);
                for name in names(&below)? {
                    let text = files::read_text(&below.join(&name))?;
                    found.insert(format!("{CERTIFICATES}/{name}"), text);
                }
            } else {
                let text = files::read_text(&folder.join(&name))?;
                found.insert(name, text);
            }
        }
        Ok(found.into_iter().collect())
    }
}

/// The names in a folder, apart from those that are hidden.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut names = files::names(folder)?;
    names.retain(|name| !name.starts_with('.'));
    Ok(names)
}

/// The folder of the nearest `Cargo.toml` above a page.
fn crate_of(page: &Path) -> Option<PathBuf> {
    // A page that is named without a folder has no other parents to look at.
    let page = page.canonicalize().ok()?;
    let mut folders = page.ancestors().skip(1);
    folders
        .find(|folder| folder.join(MANIFEST).is_file())
        .map(Path::to_path_buf)
}

/// The policy that a crate's manifest names for its pages: `policy` under `[package.metadata.muster]`, a
/// path from the folder of the crate.
pub(super) fn policy(plugin: &Path, pages: &[PathBuf]) -> Result<Option<String>, Failure> {
    let folder = if plugin.join(MANIFEST).is_file() {
        Some(plugin.to_path_buf())
    } else {
        pages.first().and_then(|page| crate_of(page))
    };
    let Some(folder) = folder else {
        return Ok(None);
    };
    let manifest = folder.join(MANIFEST);
    let table: toml::Table = files::read_text(&manifest)?
        .parse()
        .map_err(|error| Failure::of_file(&manifest, error))?;
    let table = toml::Value::Table(table);
    let named = ["package", "metadata", "muster", "policy"]
        .into_iter()
        .try_fold(&table, |value, key| value.get(key));
    match named {
        None => Ok(None),
        Some(toml::Value::String(path)) => Ok(Some(folder.join(path).display().to_string())),
        Some(_) => Err(Failure::of_file(
            &manifest,
            "`policy` under `[package.metadata.muster]` must be a string: the path of a policy, from this folder",
        )),
    }
}
