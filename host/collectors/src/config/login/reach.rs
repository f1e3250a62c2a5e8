//! Which files a shell gets to: those that its account may read, and what `run-parts --list` prints of a directory.

use std::path::{Path, PathBuf};

use muster_target::{FileType, Metadata, System, present};
use regex_lite::Regex;

use super::shell::Status;

/// How often links lead to links.
const MOST_LINKS: usize = 8;

/// What run-parts(8) takes without an option, see NAMES there; `--lsbsysinit` changes it in ways that no profile uses.
const PLAIN_NAMES: &str = "^[a-zA-Z0-9_-]+$";

/// Bits that everybody needs: to read a file, to look through a directory, and to see the names in it.
const READ: u32 = 0o004;
const SEARCH: u32 = 0o001;
const LIST: u32 = 0o005;

/// Whether an account that is neither root nor a known one may read a file; none where some may.
pub(super) fn is_readable(system: &dyn System, path: &Path) -> Status {
    is_open(system, path, READ, 0)
}

/// Whether such an account sees what is in a directory.
pub(super) fn is_listed(system: &dyn System, directory: &Path) -> Status {
    is_open(system, directory, LIST, 0)
}

fn is_open(system: &dyn System, path: &Path, bits: u32, links: usize) -> Status {
    let found = present(system.metadata(path)).ok()??;
    let mut open = grants(system, path, &found, bits);
    for directory in path.ancestors().skip(1) {
        // A recording need not have what stands above its files.
        if let Some(found) = present(system.metadata(directory)).ok()? {
            open = both(open, grants(system, directory, &found, SEARCH));
        }
    }
    // The way that a link leads has directories of its own.
    let is_link = present(system.link_metadata(path))
        .ok()?
        .is_some_and(|found| found.file_type == FileType::Symlink);
    if is_link {
        if links >= MOST_LINKS {
            return None;
        }
        let target = system.read_link(path).ok()?;
        let target = path.parent().map_or(target.clone(), |at| at.join(&target));
        open = both(open, is_open(system, &target, bits, links + 1));
    }
    open
}

fn grants(system: &dyn System, path: &Path, found: &Metadata, bits: u32) -> Status {
    if found.mode & bits == bits {
        return Some(true);
    }
    let group = found.mode & (bits << 3) == bits << 3;
    let owner = found.uid != 0 && found.mode & (bits << 6) == bits << 6;
    let listed = system.extended_acl(path).ok().flatten() == Some(true);
    (!group && !owner && !listed).then_some(false)
}

fn both(one: Status, other: Status) -> Status {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// What `run-parts --list` prints: the files of a directory whose names fit, sorted bytewise; none where that is not
/// known.
pub(super) fn run_parts(system: &dyn System, arguments: &[&str]) -> Option<Vec<String>> {
    let mut pattern = PLAIN_NAMES;
    let mut directory = None;
    let mut is_list = false;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "--list" => is_list = true,
            "--regex" => pattern = rest.next()?,
            "--" => {}
            other => match other.strip_prefix("--regex=") {
                Some(own) => pattern = own,
                None if other.starts_with('/') && directory.is_none() => {
                    directory = Some(PathBuf::from(other));
                }
                None => return None,
            },
        }
    }
    let (directory, pattern) = (directory.filter(|_| is_list)?, expression(pattern)?);
    let mut found = Vec::new();
    // Of a directory that is not there nothing is printed.
    for name in present(system.list(&directory)).ok()?.unwrap_or_default() {
        if !pattern.is_match(&name) {
            continue;
        }
        let path = directory.join(&name);
        let file = present(system.metadata(&path)).ok()?;
        if file.is_some_and(|file| file.file_type == FileType::Regular) {
            found.push(path.display().to_string());
        }
    }
    Some(found)
}

/// An extended regular expression of POSIX, where it means the same to the library.
fn expression(pattern: &str) -> Option<Regex> {
    let mut in_brackets = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match character {
            // Between brackets a backslash is one, and classes have names.
            '\\' | '[' | '&' | '~' if in_brackets => return None,
            ']' if in_brackets => in_brackets = false,
            '[' => {
                in_brackets = true;
                if next == Some('^') {
                    characters.next();
                }
                if characters.peek() == Some(&']') {
                    return None;
                }
            }
            '\\' => {
                characters.next().filter(char::is_ascii_punctuation)?;
            }
            '(' if next == Some('?') => return None,
            // Greedy or not are unknown there.
            '*' | '+' | '?' | '}' if matches!(next, Some('?' | '+' | '*')) => return None,
            _ => {}
        }
    }
    Regex::new(pattern).ok()
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    const DEBIAN: &str = r"^[a-zA-Z0-9_][a-zA-Z0-9._-]*\.sh$";

    #[test]
    fn files_are_listed_as_run_parts_does() {
        // What run-parts of debianutils 5.7 prints of such a directory.
        let system = Recorded::new()
            .file("/p/a.sh", "")
            .file("/p/Q.sh", "")
            .file("/p/0.sh", "")
            .file("/p/b", "")
            .file("/p/a1", "")
            .file("/p/c.sh.bak", "")
            .file("/p/.h.sh", "")
            .file("/p/é.sh", "")
            .file("/p/d.dpkg-old", "")
            .directory("/p/dir.sh")
            .link("/p/broken.sh", "/nowhere");
        let list = |arguments: &[&str]| run_parts(&system, arguments);
        let some = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(
            list(&["--list", "--regex", DEBIAN, "/p"]),
            some(&["/p/0.sh", "/p/Q.sh", "/p/a.sh"])
        );
        assert_eq!(list(&["--list", "/p"]), some(&["/p/a1", "/p/b"]));
        assert_eq!(
            list(&["--list", "--regex=^a", "/p"]),
            some(&["/p/a.sh", "/p/a1"])
        );
        assert_eq!(list(&["--list", "/missing"]), some(&[]));
        for unknown in [
            &["/p"][..],
            &["--list", "--reverse", "/p"],
            &["--list", "--regex", "[[:alpha:]]", "/p"],
            &["--list", "--regex", r"[\.]", "/p"],
            &["--list", "--regex", r"\w", "/p"],
            &["--list"],
        ] {
            assert_eq!(list(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn a_file_is_open_where_everything_above_it_is() {
        let system = Recorded::new()
            .file("/a/open.sh", "")
            .file("/a/shut.sh", "")
            .owned("/a/shut.sh", 0o600, 0, 0)
            .file("/a/some.sh", "")
            .owned("/a/some.sh", 0o640, 0, 4)
            .link("/a/link.sh", "/shut/x.sh")
            .file("/shut/x.sh", "")
            .owned("/shut", 0o700, 0, 0);
        let open = |path: &str| is_readable(&system, Path::new(path));
        assert_eq!(open("/a/open.sh"), Some(true));
        assert_eq!(open("/a/shut.sh"), Some(false));
        assert_eq!(open("/a/some.sh"), None);
        assert_eq!(open("/shut/x.sh"), Some(false));
        assert_eq!(open("/a/link.sh"), Some(false));
        assert_eq!(is_listed(&system, Path::new("/shut")), Some(false));
    }
}
