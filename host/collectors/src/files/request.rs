//! Which paths are looked at, and what a pattern of them stands for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_facts::targets::Targets;
use muster_names::fits_pattern;
use muster_target::{Collection, FileType, Metadata, ReadError, System};

use super::fixed::{COPIES, PATHS};
use crate::compose::Loaded;
use crate::env;

/// The most that one pattern stands for. A directory with more is one of data, not of configuration.
const MOST: usize = 10_000;

/// What a pattern stands for, sorted, and why that may not be all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) paths: Vec<String>,
    pub(crate) gap: Option<String>,
}

/// Every path and pattern that is looked at, each once.
pub(super) fn requests(collection: &Collection<'_>) -> BTreeSet<String> {
    let mut paths: Vec<PathBuf> = PATHS.iter().map(PathBuf::from).collect();
    paths.extend(named(collection.context.targets));
    for file in env::paths(collection) {
        if let Some(directory) = file.parent() {
            paths.extend(COPIES.iter().map(|copy| directory.join(copy)));
            if let Some(name) = file.file_name().and_then(|name| name.to_str()) {
                // Its own name with something behind it; editors put a dot before it.
                paths.push(directory.join(format!("{name}*")));
                paths.push(directory.join(format!(".{name}.*")));
            }
        }
        paths.push(file);
    }
    if let Ok(projects) = collection.shared::<Loaded>() {
        for place in projects.places() {
            // Compose reads it unasked.
            paths.extend(place.file.parent().map(|directory| directory.join(".env")));
            paths.push(place.file.clone());
        }
    }
    // A mount whose source depends on a secret names no path.
    let mounts = collection.compose().map(|compose| &compose.mounts);
    let binds = mounts.into_iter().flatten().flatten();
    paths.extend(
        binds
            .filter(|mount| mount.kind == "bind")
            .filter_map(|mount| mount.origin.as_deref())
            .filter(|origin| origin.starts_with('/') && !origin.contains("${"))
            .map(PathBuf::from),
    );
    let requested = &collection.context.targets.requests.paths;
    // What is no absolute path is looked at nowhere, and the rule that names it says so.
    let requested = requested.iter().filter(|path| path.starts_with('/'));
    let texts = paths.iter().filter_map(|path| path.to_str());
    let all = texts.chain(requested.map(String::as_str));
    all.map(str::to_owned).collect()
}

/// The paths of the host that settings name themselves.
fn named(targets: &Targets) -> impl Iterator<Item = PathBuf> {
    let edge = &targets.edge;
    let cloudflare = edge.cloudflare.iter();
    let of_cloudflare = cloudflare.flat_map(|zone| [&zone.token_file, &zone.export]);
    let single = [&targets.env_reference, &edge.tls_roots]
        .into_iter()
        .chain(of_cloudflare)
        .flatten();
    let many = targets.directories.iter().chain(&targets.files);
    many.chain(&targets.logs.files)
        .chain(&targets.compose_env_files)
        .chain(&targets.repositories)
        .chain(&targets.deploy.scripts)
        .chain(single)
        .cloned()
}

/// The paths that a pattern stands for: itself where it has no `*`, even where nothing is there.
pub(crate) fn expand(system: &dyn System, pattern: &str) -> Found {
    let mut found = Found {
        paths: vec![String::new()],
        gap: None,
    };
    for name in pattern.split('/').filter(|name| !name.is_empty()) {
        let mut next = Vec::new();
        for above in &found.paths {
            if !name.contains('*') {
                next.push(format!("{above}/{name}"));
                continue;
            }
            let directory = Path::new(if above.is_empty() { "/" } else { above });
            // Another name of the pattern may stand for files as well.
            let is_other = |found: Metadata| found.file_type != FileType::Directory;
            if system.metadata(directory).is_ok_and(is_other) {
                continue;
            }
            let names = match system.list(directory) {
                Ok(names) => names,
                Err(ReadError::NotFound { .. }) => continue,
                Err(error) => {
                    found.gap = Some(error.to_string());
                    continue;
                }
            };
            let fitting = names.iter().filter(|known| fits_pattern(name, known));
            next.extend(fitting.map(|known| format!("{above}/{known}")));
        }
        if next.len() > MOST {
            next.truncate(MOST);
            found.gap = Some(format!(
                "{pattern} stands for more than {MOST} paths, the most that Muster looks at"
            ));
        }
        found.paths = next;
    }
    // Without a name it stands for the root of all of them.
    for path in &mut found.paths {
        if path.is_empty() {
            "/".clone_into(path);
        }
    }
    found
}
