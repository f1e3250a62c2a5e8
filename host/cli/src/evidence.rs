//! `--evidence DIR`: what a report quotes, as files that can be committed beside its alerts.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use muster_outcomes::Selection;

use crate::failure::Failure;
use crate::files;

/// Begins the name of the file that lists what was written for a host, so that the next run of the same
/// selection can take away what is no longer quoted, and nothing else.
const LIST: &str = ".muster-evidence";

/// Digits of the selection in that name.
const DIGITS: usize = 8;

/// Writes the texts below a directory, by their paths, and removes those of the last run that are no
/// longer quoted. `host` names the directory of the host in `hosts/`.
pub(crate) fn write(
    directory: &Path,
    host: &str,
    selection: &Selection,
    texts: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let digits: String = selection.digest(host).chars().take(DIGITS).collect();
    let name = format!("{LIST}-{digits}");
    let list = directory.join("hosts").join(host).join(name);
    let before = if list.is_file() {
        files::read_text(&list)?
    } else {
        String::new()
    };
    for path in before.lines().filter(|path| !texts.contains_key(*path)) {
        let relative = Path::new(path);
        let stays_below = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if stays_below && relative.starts_with(Path::new("hosts").join(host)) {
            files::remove(&directory.join(relative))?;
        }
    }
    for (path, text) in texts {
        let path = directory.join(path);
        if let Some(parent) = path.parent() {
            files::ordinary_directory(parent)?;
        }
        files::write(&path, text.as_bytes(), files::Mode::Ordinary)?;
    }
    if texts.is_empty() && before.is_empty() {
        return Ok(());
    }
    let mut names: String = texts.keys().map(|path| format!("{path}\n")).collect();
    if names.is_empty() {
        names.push('\n');
    }
    files::write(&list, names.as_bytes(), files::Mode::Ordinary)
}
