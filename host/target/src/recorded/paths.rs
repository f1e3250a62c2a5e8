//! The one form in which a recorded target keeps its paths.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path};

/// The root's own path.
pub(super) const ROOT: &str = "/";

/// A path from the root, with one slash before each name. Nearly all are asked for like that.
pub(super) fn plain(path: &Path) -> Cow<'_, OsStr> {
    let text = path.as_os_str();
    if is_plain(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut plain = OsString::new();
    for part in path.components() {
        if matches!(part, Component::Normal(_) | Component::ParentDir) {
            plain.push(ROOT);
            plain.push(part);
        }
    }
    if plain.is_empty() {
        plain.push(ROOT);
    }
    Cow::Owned(plain)
}

fn is_plain(path: &[u8]) -> bool {
    let is_name = |name: &[u8]| !matches!(name, b"" | b".");
    path == ROOT.as_bytes()
        || path
            .strip_prefix(ROOT.as_bytes())
            .is_some_and(|names| names.split(|byte| *byte == b'/').all(is_name))
}

/// The path of a name in the directory with this path.
pub(super) fn below(directory: &OsStr, name: &OsStr) -> OsString {
    let above = if directory == ROOT {
        OsStr::new("")
    } else {
        directory
    };
    let mut path = OsString::with_capacity(above.len() + 1 + name.len());
    path.push(above);
    path.push(ROOT);
    path.push(name);
    path
}
