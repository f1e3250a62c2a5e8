//! Finds the files that an `Include` argument names, by the rules of glob(7).

use std::path::{Path, PathBuf};

use super::pattern;
use crate::system::{FileType, ReadError, System};

/// Where relative arguments begin.
const BASE: &str = "/etc/ssh";

/// The most paths that one argument may lead to.
const MOST_PATHS: usize = 4096;

/// `PATH_MAX`: no longer argument can lead to a file.
const LONGEST: usize = 4096;

/// The files of one argument, in the order in which sshd reads them. Nothing found is no error.
pub(super) fn expand(system: &dyn System, argument: &str) -> Result<Vec<PathBuf>, ReadError> {
    // sshd does not expand `~` here, so that such an argument finds nothing either.
    if argument.starts_with('~') || argument.len() > LONGEST {
        return Ok(Vec::new());
    }
    let pattern = if argument.starts_with('/') {
        argument.to_owned()
    } else {
        format!("{BASE}/{argument}")
    };
    let mut found = vec![PathBuf::from("/")];
    for component in pattern.split('/').filter(|component| !component.is_empty()) {
        let mut next = Vec::new();
        for directory in found {
            if pattern::is_wild(component) {
                let names = names(system, &directory)?;
                let matching = names
                    .iter()
                    .filter(|name| pattern::file_name_matches(name, component));
                next.extend(matching.map(|name| directory.join(name)));
            } else {
                next.push(directory.join(component));
            }
            if next.len() > MOST_PATHS {
                return Err(ReadError::Other {
                    path: pattern.into(),
                    message: format!("leads to more than {MOST_PATHS} files"),
                });
            }
        }
        found = next;
    }
    let mut files = Vec::new();
    for path in found {
        match system.link_metadata(&path) {
            Ok(_) => files.push(path),
            Err(ReadError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    // Names in one directory are sorted already; those of several are not.
    files.sort_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
    Ok(files)
}

fn names(system: &dyn System, directory: &Path) -> Result<Vec<String>, ReadError> {
    match system.metadata(directory) {
        Ok(metadata) if metadata.file_type == FileType::Directory => system.list(directory),
        Ok(_) | Err(ReadError::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::Recorded;

    fn expanded(system: &Recorded, argument: &str) -> Vec<String> {
        let files = expand(system, argument).unwrap();
        files
            .iter()
            .map(|file| file.display().to_string())
            .collect()
    }

    #[test]
    fn files_are_sorted_by_bytes_and_hidden_ones_are_skipped() {
        let system = Recorded::new()
            .file("/etc/ssh/d/99-y.conf", "")
            .file("/etc/ssh/d/100-x.conf", "")
            .file("/etc/ssh/d/.hidden.conf", "")
            .file("/etc/ssh/d/note.txt", "");
        assert_eq!(
            expanded(&system, "d/*.conf"),
            ["/etc/ssh/d/100-x.conf", "/etc/ssh/d/99-y.conf"]
        );
        assert_eq!(
            expanded(&system, "/etc/ssh/?/note.txt"),
            ["/etc/ssh/d/note.txt"]
        );
    }

    #[test]
    fn what_does_not_exist_is_nothing_and_a_dangling_link_is_something() {
        let system = Recorded::new().link("/etc/ssh/d/a.conf", "/nowhere");
        assert_eq!(expanded(&system, "missing.conf"), Vec::<String>::new());
        assert_eq!(expanded(&system, "e/*.conf"), Vec::<String>::new());
        assert_eq!(expanded(&system, "~/x"), Vec::<String>::new());
        assert_eq!(expanded(&system, "d/*"), ["/etc/ssh/d/a.conf"]);
    }

    #[test]
    fn a_directory_that_may_not_be_listed_is_an_error() {
        let system = Recorded::new()
            .file("/etc/ssh/d/a", "")
            .denied("/etc/ssh/d");
        assert!(matches!(
            expand(&system, "d/*"),
            Err(ReadError::Denied { .. })
        ));
    }
}
