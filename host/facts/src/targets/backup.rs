//! `[targets.backup]`: where the project keeps its backups, and how to tell them.

use std::fmt;
use std::str::FromStr;

use super::section::section;
use muster_names::fits_pattern;

use super::kinds;

section! {
    /// Where the project keeps its backups, and how to tell them.
    "targets.backup" => pub struct Backup {
        /// absolute path of the directory that backups are written to; rules about backups do not apply
        /// without it
        "directory": maybe directory: kinds::HostPath,
        /// name of the file in it to which the backup job writes when it last succeeded, in the form of
        /// RFC 3339
        "marker": maybe marker: kinds::FileName,
        /// names of the dumps of databases, in the directory or one below it, with `*` for any text, such as
        /// `shop-*.dump`
        "artefacts": many artefacts: kinds::NamesOfFiles,
        /// names of the copies of uploads, in the same form; what has one is not taken for a dump
        "uploads": many uploads: kinds::NamesOfFiles,
    }
}

/// A file name, or many of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNames(String);

/// A text that no file can be named like.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a file name")]
pub struct InvalidFileNames;

/// The longest name of a file on Linux (`NAME_MAX` of limits.h(0p)).
const LONGEST_NAME: usize = 255;

/// Whether a file can be called so.
pub(super) fn is_file_name(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
        && text.len() <= LONGEST_NAME
        && !text.contains(|c: char| c == '/' || c.is_control())
}

impl FromStr for FileNames {
    type Err = InvalidFileNames;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_file_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidFileNames)
        }
    }
}

impl FileNames {
    /// Whether a file of this name is meant. As in a shell, a star does not stand for the dot that hides
    /// a file.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let is_hidden = name.starts_with('.') && !self.0.starts_with('.');
        !is_hidden && fits_pattern(&self.0, name)
    }

    /// The text of the pattern.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        pattern.parse::<FileNames>().unwrap().matches(name)
    }

    #[test]
    fn a_star_stands_for_any_text_but_the_dot_of_a_hidden_file() {
        assert!(matches("shop-*.dump", "shop-2026-06-01.dump"));
        assert!(matches("*.sql*", "shop.sql.gz"));
        assert!(!matches("shop-*.dump", "shop-2026-06-01.dump.partial"));
        assert!(!matches("shop-*.dump", "old-shop-2026-06-01.dump"));
        assert!(!matches("*", ".shop.dump.tmp"));
        assert!(matches(".shop*", ".shop.dump"));
    }

    #[test]
    fn a_path_is_not_a_name() {
        for wrong in ["", ".", "..", "daily/shop.dump", "a\nb"] {
            assert_eq!(
                wrong.parse::<FileNames>(),
                Err(InvalidFileNames),
                "{wrong:?}"
            );
        }
        assert!("a".repeat(LONGEST_NAME).parse::<FileNames>().is_ok());
        assert!("a".repeat(LONGEST_NAME + 1).parse::<FileNames>().is_err());
    }
}
