//! The files that the pattern of an import leads to, as Go's `filepath.Glob` and Caddy's limits on it have them.

use std::path::{Path, PathBuf};

use super::imports::Files;
use muster_names::patterns;

/// Files of one import.
const MOST_FILES: usize = 500;

/// A path, some of whose names may be patterns.
pub(super) struct Parts {
    names: Vec<String>,
    pub(super) is_pattern: bool,
}

/// The names of a path. None where it has more wildcards than Caddy takes.
pub(super) fn parts(path: &Path) -> Option<Parts> {
    let text = path.display().to_string();
    let count = |c: char| text.matches(c).count();
    if count('*') > 1 || count('?') > 1 || (text.contains('[') && text.contains(']')) {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for name in text.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name.to_owned()),
        }
    }
    Some(Parts {
        is_pattern: text.contains(['*', '?']),
        names,
    })
}

/// The paths, in order.
pub(super) fn matches(files: &dyn Files, parts: &Parts) -> Result<Vec<PathBuf>, String> {
    let mut found = vec![PathBuf::from("/")];
    for name in &parts.names {
        if !name.contains(['*', '?']) {
            for path in &mut found {
                path.push(name);
            }
            continue;
        }
        let mut next = Vec::new();
        for directory in found {
            let names = files.list(&directory)?.unwrap_or_default();
            let hidden = name.starts_with('*');
            let fitting = names
                .iter()
                .filter(|one| patterns::matches(one, name) && !(hidden && one.starts_with('.')));
            next.extend(fitting.map(|one| directory.join(one)));
            if next.len() > MOST_FILES {
                return Err(format!("it leads to more than {MOST_FILES} files"));
            }
        }
        found = next;
    }
    Ok(found)
}
