//! `--evidence DIR`: what a report quotes, as files that can be committed beside its alerts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use muster_facts::Target;
use muster_outcomes::Selection;

use crate::failure::Failure;
use crate::files;

/// Begins the name of a file that lists what was written for a host, so that the next run of the same
/// selection can take away what is no longer quoted, and nothing else.
const LIST: &str = ".muster-evidence";

/// Digits of the selection in that name.
const DIGITS: usize = 8;

/// Writes the texts below a directory, by their paths, and removes those of the last run that are no
/// longer quoted.
pub(crate) fn write(
    directory: &Path,
    target: &Target,
    selection: &Selection,
    texts: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let host = &muster_report::host_path(target);
    let digits: String = selection.digest(target).chars().take(DIGITS).collect();
    let own = below(directory, &format!("{host}/{LIST}-{digits}"))?;
    let before = listed(&own)?;
    if texts.is_empty() && before.is_empty() {
        return Ok(());
    }
    let mut written = before.clone();
    for other in files::names(&below(directory, host)?)? {
        if other.starts_with(LIST) {
            written.append(&mut listed(&below(directory, &format!("{host}/{other}"))?)?);
        }
    }
    let of_host = |path: &&String| Path::new(path).starts_with(host);
    for path in before.iter().filter(of_host) {
        if !texts.contains_key(path) {
            files::remove(&below(directory, path)?)?;
        }
    }
    for (path, text) in texts {
        let file = below(directory, path)?;
        if file.exists() && !written.contains(path) {
            return Err(Failure::file_that(
                &file,
                "is not one that `--evidence` wrote; choose another directory",
            ));
        }
        if let Some(parent) = file.parent() {
            files::ordinary_directory(parent)?;
        }
        files::write(&file, text.as_bytes(), files::Mode::Ordinary)?;
    }
    let names: String = texts.keys().map(|path| format!("{path}\n")).collect();
    files::write(&own, names.as_bytes(), files::Mode::Ordinary)
}

/// The paths in a list, none where there is no list.
fn listed(list: &Path) -> Result<BTreeSet<String>, Failure> {
    if !list.is_file() {
        return Ok(BTreeSet::new());
    }
    let text = files::read_text(list)?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// A path below the directory, on which no link leads elsewhere.
fn below(directory: &Path, relative: &str) -> Result<PathBuf, Failure> {
    let mut path = directory.to_path_buf();
    for part in Path::new(relative).components() {
        let Component::Normal(name) = part else {
            return Err(Failure::new(format!(
                "--evidence: `{}` is not a path below the directory",
                muster_report::printable_line(relative)
            )));
        };
        path.push(name);
        if path.is_symlink() {
            return Err(Failure::file_that(
                &path,
                "is a link, and `--evidence` does not write through links",
            ));
        }
    }
    Ok(path)
}
