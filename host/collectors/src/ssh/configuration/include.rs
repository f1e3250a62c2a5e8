//! Finds the files that an `Include` argument names, by the rules of glob(7).

use std::path::{Path, PathBuf};

use muster_target::{FileType, ReadError, System};

use muster_names::patterns;

/// Where relative arguments begin.
const BASE: &str = "/etc/ssh";

/// Names for a new drop-in that is read before all others.
const NEW_NAMES: [&str; 2] = ["00-muster.conf", "00-muster"];

/// The most paths that one argument may lead to.
const MOST_PATHS: usize = 4096;

/// `PATH_MAX`: no longer argument can lead to a file.
const LONGEST: usize = 4096;

/// The files of one argument, in the order in which sshd reads them. Nothing found is not an error.
pub(crate) fn expand(system: &dyn System, argument: &str) -> Result<Vec<PathBuf>, ReadError> {
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
            if patterns::is_wild(component) {
                let names = names(system, &directory)?;
                let matching = names
                    .iter()
                    .filter(|name| patterns::file_name_matches(name, component));
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

/// A file that an argument would lead to if somebody made it: the first of its directory, by the
/// name that Muster proposes.
pub(in crate::ssh) fn new_file(argument: &str) -> Option<PathBuf> {
    let path = Path::new(BASE).join(argument);
    let directory = path.parent()?;
    let pattern = path.file_name()?.to_str()?;
    let fixed = !patterns::is_wild(directory.to_str()?) && !argument.starts_with('~');
    let name = NEW_NAMES
        .iter()
        .find(|name| patterns::is_wild(pattern) && patterns::file_name_matches(name, pattern))?;
    // What a package owns is not the place for it.
    (fixed && !directory.starts_with("/usr")).then(|| directory.join(name))
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
    use muster_target::Recorded;

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
    fn a_new_file_is_proposed_where_the_pattern_takes_one() {
        let proposed = |argument| new_file(argument).map(|path| path.display().to_string());
        let drop_in = Some("/etc/ssh/sshd_config.d/00-muster.conf".to_owned());
        assert_eq!(proposed("/etc/ssh/sshd_config.d/*.conf"), drop_in);
        assert_eq!(proposed("sshd_config.d/*"), drop_in);
        for other in [
            "/etc/crypto-policies/back-ends/opensshserver.config",
            "/usr/etc/ssh/sshd_config.d/*.conf",
            "/etc/ssh/*/x.conf",
            "sshd_config.d/ours-*.conf",
            "~/d/*.conf",
        ] {
            assert_eq!(proposed(other), None, "{other}");
        }
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
