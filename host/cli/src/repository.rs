//! The repository that shows the alerts: the work tree that Muster runs in.

use std::path::{Path, PathBuf};

/// The root of the work tree of the working directory, or that directory where it is in none.
pub(crate) fn root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    work_tree(&here).unwrap_or(&here).to_path_buf()
}

/// A file as the repository names it: from the root of its work tree, or from the working directory
/// where it is in none. None for a file that is in neither.
pub(crate) fn path_in(file: &Path) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let file = muster_policy::normalised(&here.join(file));
    let root = work_tree(file.parent()?).unwrap_or(&here);
    let relative = file.strip_prefix(root).ok()?;
    relative.to_str().map(str::to_owned)
}

/// A work tree has a directory `.git`, or a file of that name where it is one of several.
fn work_tree(directory: &Path) -> Option<&Path> {
    directory
        .ancestors()
        .find(|directory| directory.join(".git").exists())
}
