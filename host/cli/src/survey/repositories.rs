//! Git work trees: those that a scan finds by itself, because a Compose project lies in them, and others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Look, written_path};

/// Where applications are kept: each of these, and the directories in it.
const APPLICATIONS: [&str; 3] = ["/srv", "/opt", "/var/www"];

/// What was found.
#[derive(Default)]
pub(super) struct Repositories {
    /// With a Compose project in it.
    pub(super) of_projects: Vec<String>,
    pub(super) others: Vec<String>,
}

/// Looks for them. `projects` are the Compose files.
pub(super) fn find(look: Look<'_>, projects: &[&Path]) -> Repositories {
    let of_projects: BTreeSet<PathBuf> = projects
        .iter()
        .filter_map(|file| {
            let directories = file.parent()?.ancestors();
            let mut trees = directories.filter(|directory| is_work_tree(look, directory));
            trees.next().map(Path::to_path_buf)
        })
        .collect();
    let others: BTreeSet<PathBuf> = APPLICATIONS
        .map(Path::new)
        .iter()
        .flat_map(|base| {
            let names = look.names(base);
            let below = names.iter().map(|name| base.join(name));
            below.chain([base.to_path_buf()]).collect::<Vec<_>>()
        })
        .filter(|directory| !of_projects.contains(directory) && is_work_tree(look, directory))
        .collect();
    Repositories {
        of_projects: texts(&of_projects),
        others: texts(&others),
    }
}

fn is_work_tree(look: Look<'_>, directory: &Path) -> bool {
    look.system.metadata(&directory.join(".git")).is_ok()
}

/// Those that a policy can name.
fn texts(paths: &BTreeSet<PathBuf>) -> Vec<String> {
    let texts = paths.iter().filter_map(|path| path.to_str());
    texts
        .filter(|path| written_path(path).is_some())
        .map(str::to_owned)
        .collect()
}
