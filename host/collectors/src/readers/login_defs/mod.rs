//! login.defs(5): where it is, what a line of it says, and which of several counts. Two kinds of programs read it,
//! each in its way.
//!
//! For the tools of shadow, such as useradd(8), the last line of a name counts, and nothing but blanks and quotation
//! marks ends a name or a value: `90 # days` is not a number. Modules of PAM take the first line, of a name in any
//! capitals, know `NAME=value` as well, and end at a `#`.

use std::path::Path;

use muster_facts::Source;
use muster_target::{LARGEST_FILE, ReadError, System, present};

use super::drop_ins::by_name;

/// The second is where SUSE has the file that it brings.
pub(crate) const FILES: [&str; 2] = ["/etc/login.defs", VENDOR];

/// Where this is, programs read the directories as well.
pub(crate) const VENDOR: &str = "/usr/etc/login.defs";

/// What is in these counts more than the file; the strongest first.
pub(crate) const DIRECTORIES: [&str; 2] = ["/etc/login.defs.d", "/usr/etc/login.defs.d"];

/// How the names of files in a directory end.
pub(crate) const SUFFIX: &str = ".defs";

/// A line that sets something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// The file and what is in its directories.
#[derive(Debug)]
pub(crate) struct LoginDefs {
    /// The file that counts, or the one to write.
    pub(crate) file: &'static str,
    /// Path and text of each, the strongest last.
    texts: Vec<(String, String)>,
}

impl LoginDefs {
    /// Reads all of them.
    ///
    /// # Errors
    /// One is there and cannot be read, or a directory cannot be listed.
    pub(crate) fn read(system: &dyn System) -> Result<Self, ReadError> {
        let text = |path: &Path| -> Result<Option<String>, ReadError> {
            let bytes = present(system.read(path, LARGEST_FILE))?;
            Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
        };
        let [mut file, _] = FILES;
        let mut texts = Vec::new();
        for path in FILES {
            if let Some(text) = text(Path::new(path))? {
                file = path;
                texts.push((path.to_owned(), text));
                break;
            }
        }
        if present(system.metadata(Path::new(VENDOR)))?.is_some() {
            let drop_ins = by_name(system, DIRECTORIES, |name, _| Ok(name.ends_with(SUFFIX)))?;
            for path in drop_ins.into_values() {
                texts.push((path.display().to_string(), text(&path)?.unwrap_or_default()));
            }
        }
        Ok(Self { file, texts })
    }

    /// What the tools of shadow take a name for.
    pub(crate) fn value(&self, name: &str) -> Option<Line> {
        let mut texts = self.texts.iter().rev();
        texts.find_map(|(file, text)| lines(file, text).rfind(|line| line.name == name))
    }

    /// The number that the tools of shadow take a name for; none where it is not one, which they say, and go on with
    /// what they were built with.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        number(&self.value(name)?.value)
    }

    /// What a module of PAM takes a name for.
    pub(crate) fn value_for_pam(&self, name: &str) -> Option<Line> {
        let mut texts = self.texts.iter().rev();
        texts.find_map(|(file, text)| {
            lines_for_pam(file, text).find(|line| line.name.eq_ignore_ascii_case(name))
        })
    }
}

/// The lines of a text, as the tools of shadow part them.
pub(crate) fn lines(file: &str, text: &str) -> impl DoubleEndedIterator<Item = Line> {
    numbered(text).filter_map(move |(number, line)| {
        let (name, rest) = line.trim().split_once([' ', '\t'])?;
        let value = rest
            .trim_start_matches([' ', '\t', '"'])
            .split('"')
            .next()?;
        (!name.starts_with('#')).then(|| Line {
            name: name.to_owned(),
            value: value.to_owned(),
            source: Source::line(file, number),
        })
    })
}

/// The lines of a text, as modules of PAM part them.
fn lines_for_pam(file: &str, text: &str) -> impl Iterator<Item = Line> {
    numbered(text).filter_map(move |(number, line)| {
        let line = line.split('#').next()?.trim();
        let (name, rest) = line.split_once([' ', '\t', '=']).unwrap_or((line, ""));
        (!name.is_empty()).then(|| Line {
            name: name.to_owned(),
            value: rest.trim_start_matches([' ', '\t', '=']).to_owned(),
            source: Source::line(file, number),
        })
    })
}

fn numbered(text: &str) -> impl DoubleEndedIterator<Item = (u32, &str)> {
    let lines: Vec<(u32, &str)> = (1..).zip(text.lines()).collect();
    lines.into_iter()
}

/// A value as strtol(3) reads it with any base: `0x` stands before hexadecimal digits, and `0` before octal ones.
pub(crate) fn number(value: &str) -> Option<i64> {
    let (sign, digits) = match value.strip_prefix(['-', '+']) {
        Some(digits) if value.starts_with('-') => ("-", digits),
        Some(digits) => ("", digits),
        None => ("", value),
    };
    let (digits, base) = match digits.strip_prefix('0') {
        Some(rest) => match rest.strip_prefix(['x', 'X']) {
            Some(rest) => (rest, 16),
            None => (digits, 8),
        },
        None => (digits, 10),
    };
    // A second sign is not one.
    let is_of_base = |c: char| c.is_digit(base);
    if digits.is_empty() || !digits.chars().all(is_of_base) {
        return None;
    }
    i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
