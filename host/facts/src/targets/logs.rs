//! `[targets.logs]`: which lines of logs mean that something is wrong, and where further logs are.

use std::fmt;
use std::str::FromStr;

use super::kinds;
use super::section::section;

section! {
    /// Which lines of logs mean that something is wrong, and where further logs are.
    "targets.logs" => pub struct Logs {
        /// parts of lines by which the application says that something is wrong, such as `cannot reach the
        /// cache`; `*` stands for any text on the line, and case is ignored; `log/app-warnings` does not apply
        /// without one
        "failures": many failures: kinds::PartOfLine,
        /// absolute paths of log files that neither Docker nor Caddy nor logrotate names; `*` stands for any part
        /// of a name
        "files": many files: kinds::HostPattern,
    }
}

/// A part of a line, or of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePart(String);

/// A text that stands for no line, or for too many.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a part of a line")]
pub struct InvalidLinePart;

/// In characters. A pattern is told in reports as it is written.
const LONGEST: usize = 200;

/// In characters, of the longest piece between two stars. Fewer are on lines of every kind.
const SHORTEST_PIECE: usize = 4;

impl LinePart {
    /// The text of the pattern.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The texts between the stars, which follow each other on a line.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.0.split('*').filter(|piece| !piece.is_empty())
    }
}

impl FromStr for LinePart {
    type Err = InvalidLinePart;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let part = Self(text.to_owned());
        let longest = part.pieces().map(|piece| piece.trim().chars().count());
        let fits = longest.max().unwrap_or_default() >= SHORTEST_PIECE
            && text.chars().count() <= LONGEST
            && !text.contains(char::is_control);
        if fits { Ok(part) } else { Err(InvalidLinePart) }
    }
}

impl fmt::Display for LinePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_the_pieces_between_its_stars() {
        let part: LinePart = "*cache * unreachable*".parse().unwrap();
        assert_eq!(
            part.pieces().collect::<Vec<_>>(),
            ["cache ", " unreachable"]
        );
    }

    #[test]
    fn what_every_line_has_is_not_a_pattern() {
        for wrong in ["", "*", "a*b", "   *  ", "two\nlines", &"x".repeat(201)] {
            assert_eq!(wrong.parse::<LinePart>(), Err(InvalidLinePart), "{wrong:?}");
        }
        assert!("mail*failed".parse::<LinePart>().is_ok());
    }
}
