//! Environment files that git might be told to keep: those in directories with tracked files, those that
//! the project or its Compose files name, and `.env` beside a Compose file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::git::EnvPath;
use muster_target::{Collection, FileType, plain_path, present};

use super::contents::Tracked;
use super::ignore::Ignore;
use super::place::Repository;
use crate::compose::Places;
use crate::env;
use crate::readers::env_name::{EnvName, env_name};

/// Directories with tracked files.
const MOST_DIRECTORIES: usize = 50_000;

/// The paths with what the rules say of them; or why that is not known.
pub(super) fn env_paths(
    collection: &Collection<'_>,
    repository: &Repository<'_>,
    tracked: &Tracked,
) -> Result<Vec<EnvPath>, String> {
    let mut paths = named(collection, repository.root);
    paths.extend(beside_tracked(repository, tracked)?);
    let ignore_case = repository.is_on("core", "ignorecase", false);
    let mut ignore = Ignore::new(
        repository.system,
        repository.root,
        &repository.common,
        ignore_case,
    );
    let mut found = Vec::new();
    for path in paths {
        let absolute = repository.absolute(&path);
        let metadata = present(repository.system.link_metadata(Path::new(&absolute)));
        let state = match metadata.map_err(|error| error.to_string())? {
            None => EnvPath::STATE_MISSING,
            Some(found) if found.file_type == FileType::Symlink => EnvPath::STATE_LINK,
            Some(found) if found.file_type == FileType::Regular => EnvPath::STATE_FILE,
            Some(_) => continue,
        };
        let decision = ignore
            .decide(&path)
            .map_err(|error| error.reason().to_owned())?;
        found.push(EnvPath {
            root: repository.root.display().to_string(),
            state: state.to_owned(),
            tracked: tracked.contains_key(&path),
            ignored: decision.ignored,
            decided_by: decision.decided_by,
            source: Source::file(absolute),
            path,
        });
    }
    Ok(found)
}

/// Those that the project and its Compose files name, below the root.
fn named(collection: &Collection<'_>, root: &Path) -> BTreeSet<String> {
    let mut paths: Vec<PathBuf> = env::paths(collection);
    if let Ok(places) = collection.shared::<Places>()
        && let Ok(files) = places.files_in_use()
    {
        paths.extend(
            files
                .filter_map(Path::parent)
                .map(|parent| parent.join(".env")),
        );
    }
    let below = paths.iter().map(|path| plain_path(path));
    let below = below.filter_map(|path| Some(path.strip_prefix(root).ok()?.to_str()?.to_owned()));
    below.filter(|path| !path.is_empty()).collect()
}

/// Those that lie in a directory with a tracked file.
fn beside_tracked(
    repository: &Repository<'_>,
    tracked: &Tracked,
) -> Result<BTreeSet<String>, String> {
    let mut directories = BTreeSet::from([""]);
    directories.extend(
        tracked
            .keys()
            .filter_map(|path| Some(path.rsplit_once('/')?.0)),
    );
    if directories.len() > MOST_DIRECTORIES {
        return Err(format!("it has more than {MOST_DIRECTORIES} directories"));
    }
    let mut found = BTreeSet::new();
    for directory in directories {
        let is_directory = present(
            repository
                .system
                .link_metadata(&repository.root.join(directory)),
        );
        let is_directory = is_directory.map_err(|error| error.to_string())?;
        if !is_directory.is_some_and(|found| found.file_type == FileType::Directory)
            && !directory.is_empty()
        {
            continue;
        }
        let names = repository.system.list(&repository.root.join(directory));
        for name in names.map_err(|error| error.to_string())? {
            let path = match directory {
                "" => name,
                _ => format!("{directory}/{name}"),
            };
            if env_name(&path) == Some(EnvName::Environment) {
                found.insert(path);
            }
        }
    }
    Ok(found)
}
