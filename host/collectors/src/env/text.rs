//! The text of one environment file: bounded, split into lines, and read by every dialect.

use std::collections::HashSet;

use muster_facts::Secret;

use super::dialect::{Dialect, FlawCode, Parsed};
use super::line::{self, Assignment};

/// The longest line. Linux hands a program no longer string (`MAX_ARG_STRLEN`, `execve(2)`).
const LONGEST_LINE: usize = 128 << 10;

/// The most lines that hold something. The largest files of real projects have a few hundred.
pub(super) const MOST_STATEMENTS: usize = 2000;

/// In bytes. The shortest lines into which Base64 is commonly broken are 64 (RFC 7468) and 76
/// characters (RFC 2045); a few of them may come before the `=`.
const SHORTEST_WRAPPED: usize = 60;

/// The most lines, comments and blank ones included.
const MOST_LINES: usize = 20_000;

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) line: u32,
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

/// A file's text, and what each dialect makes of it.
pub(super) struct Text<'a> {
    pub(super) lines: Vec<&'a str>,
    /// The common dialects, and those that read the file. The common ones are read where nobody uses
    /// them too, because a value that one of them sees must be kept out of the output as well.
    pub(super) parsed: Vec<(Dialect, Parsed)>,
}

/// Lines whose names may be part of a value, for the dialects that read a file.
pub(super) struct Torn {
    /// Those that belong to a quotation that begins on a line before.
    inside: HashSet<u32>,
    /// The first quotation mark that is never closed.
    unclosed: Option<u32>,
}

impl<'a> Text<'a> {
    /// Reads a file's bytes as its readers do.
    pub(super) fn read(bytes: &'a Secret, bound: &[Dialect]) -> Result<Self, Unreadable> {
        let text = bounded(bytes.expose())?;
        Ok(Self {
            lines: text.split('\n').collect(),
            parsed: Dialect::ALL
                .into_iter()
                .filter(|dialect| Dialect::COMMON.contains(dialect) || bound.contains(dialect))
                .map(|dialect| (dialect, dialect.parse(text)))
                .collect(),
        })
    }

    pub(super) fn parsed(&self, dialect: Dialect) -> Option<&Parsed> {
        self.parsed
            .iter()
            .find(|(other, _)| *other == dialect)
            .map(|(_, parsed)| parsed)
    }

    /// The assignment on a line, counted from 1.
    pub(super) fn assignment(&self, line: u32) -> Option<Assignment<'a>> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        line::assignment(self.lines.get(index)?)
    }

    /// The lines that belong to a value in one of the dialects.
    pub(super) fn torn(&self, bound: &[Dialect]) -> Torn {
        let mut torn = Torn {
            inside: HashSet::new(),
            unclosed: None,
        };
        for parsed in bound.iter().filter_map(|dialect| self.parsed(*dialect)) {
            for definition in &parsed.definitions {
                torn.inside
                    .extend(definition.line + 1..=definition.end_line);
            }
            let unclosed = parsed
                .flaws
                .iter()
                .filter(|flaw| flaw.code == FlawCode::UnterminatedQuote);
            torn.unclosed = unclosed.map(|flaw| flaw.line).chain(torn.unclosed).min();
        }
        torn
    }

    /// Whether a name that a line begins with may be part of a value: the line belongs to a
    /// quotation in one of the dialects, follows a quotation mark that is never closed, or
    /// a line that is not an assignment or is not finished, or, where its own value is empty, one that
    /// is as long as the lines into which encoders break what they write.
    pub(super) fn is_torn(&self, line: u32, torn: &Torn) -> bool {
        let quoted =
            torn.inside.contains(&line) || torn.unclosed.is_some_and(|unclosed| unclosed < line);
        let before = usize::try_from(line)
            .ok()
            .and_then(|line| line.checked_sub(2));
        let behind_text = before
            .and_then(|index| self.lines.get(index))
            .is_some_and(|before| {
                !line::holds_no_value(before) && line::assignment(before).is_none()
            });
        let own = self.assignment(line);
        let behind_long_line = before
            .and_then(|index| self.lines.get(index))
            .is_some_and(|before| before.trim_end().len() >= SHORTEST_WRAPPED)
            && own.is_some_and(|found| line::ends_in_padding(&found));
        // A quotation or an escape that goes on here, for whoever reads the file so.
        let continued = before
            .and_then(|index| self.lines.get(index))
            .is_some_and(|before| {
                before.trim_end().ends_with('\\') || before.matches('"').count() % 2 == 1
            });
        continued
            || quoted
            || behind_text
            || behind_long_line
            || own.is_none_or(|found| line::may_be_torn(&found))
    }
}

fn bounded(bytes: &[u8]) -> Result<&str, Unreadable> {
    let line_at = |offset: usize| {
        let before = bytes.get(..offset).unwrap_or_default();
        let newlines = before.iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(newlines + 1).unwrap_or(u32::MAX)
    };
    let unreadable = |line, code, message| Unreadable {
        line,
        code,
        message,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = line_at(error.valid_up_to());
        unreadable(
            line,
            "invalid-utf8",
            "the line is not UTF-8; save the file as UTF-8",
        )
    })?;
    if let Some(offset) = text.find('\0') {
        let message = "the line holds a NUL byte, which a variable cannot; remove it";
        return Err(unreadable(line_at(offset), "nul-byte", message));
    }
    let mut statements = 0;
    for (index, content) in text.split('\n').enumerate() {
        let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        statements += usize::from(!line::holds_no_value(content));
        let (code, message) = if content.len() > LONGEST_LINE {
            (
                "line-too-long",
                "the line is longer than the 128 KiB that a variable can have; keep such data in a file of its own",
            )
        } else if statements > MOST_STATEMENTS {
            (
                "too-many-keys",
                "the file assigns more than 2000 variables, the most that Muster reads; split it",
            )
        } else if index >= MOST_LINES {
            (
                "too-many-lines",
                "the file has more than 20000 lines, the most that Muster reads; split it",
            )
        } else {
            continue;
        };
        return Err(unreadable(line, code, message));
    }
    Ok(text)
}
