//! The files of PAM, see pam.conf(5): where the stack of a service is, its lines, and the words in them. What a line
//! means is for the domain.

use std::path::{Path, PathBuf};

use muster_target::{ReadError, System, present};

/// Where PAM looks for services, in this order; the last is SUSE's.
pub(crate) const DIRECTORIES: [&str; 3] = ["/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d"];

/// The file of a service, or one that is included by its name or path.
///
/// # Errors
/// It cannot be told whether there is one.
pub(crate) fn find_service(system: &dyn System, name: &str) -> Result<Option<PathBuf>, ReadError> {
    for directory in DIRECTORIES {
        // An absolute path stays what it is.
        let path = Path::new(directory).join(name);
        if present(system.metadata(&path))?.is_some() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The lines that say something, with the number of the first line of each: a comment ends a line, and a backslash at
/// its end joins it with the next one.
pub(crate) fn lines(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut begun: Option<(u32, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let (line, has_comment) = match line.split_once('#') {
            Some((before, _)) => (before, true),
            None => (line, false),
        };
        let line = line.trim();
        let (line, continues) = match line.strip_suffix('\\') {
            Some(before) if !has_comment => (before, true),
            _ => (line, false),
        };
        let (first, mut joined) = begun.take().unwrap_or((number, String::new()));
        joined.push_str(line);
        if continues {
            joined.push(' ');
            begun = Some((first, joined));
        } else if !joined.trim().is_empty() {
            found.push((first, joined.trim().to_owned()));
        }
    }
    found.extend(begun.filter(|(_, line)| !line.trim().is_empty()));
    found
}

/// The words of a line; a word in brackets may contain blanks.
pub(crate) fn words(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let end = if rest.starts_with('[') {
            rest.find(']').map(|at| at + 1)
        } else {
            rest.find(char::is_whitespace)
        };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        found.push(word);
        rest = after.trim_start();
    }
    found
}
