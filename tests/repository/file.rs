//! Files of the repository.
#![allow(
    dead_code,
    reason = "each of the targets that share it uses a part of it"
)]

use std::path::{Path, PathBuf};

/// A path in the repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(relative)
}

pub(crate) fn read(relative: &str) -> String {
    std::fs::read_to_string(path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

/// The files of a folder with an extension, as paths in the repository, sorted.
pub(crate) fn list(folder: &str, extension: &str) -> Vec<String> {
    entries(folder)
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == extension))
        .map(|name| format!("{folder}/{name}"))
        .collect()
}

/// The names in a folder, sorted.
pub(crate) fn entries(folder: &str) -> Vec<String> {
    let entries =
        std::fs::read_dir(path(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("the folder is readable").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
