//! The npm package `dotenv`'s reading of an environment file (`dotenv.parse`, since 15).
//!
//! The package finds assignments with one regular expression that has no notion of a statement: a
//! quotation may be on the line behind its key, and one that does not end where a line may end is
//! taken as it is written. What this module does is what that expression does, without going back.

use std::collections::BTreeSet;

use muster_facts::Secret;

use super::{Definition, LineIndex, Parsed, Value};

/// Reads a file as `dotenv` does when nothing but the file defines a variable.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let (text, lines) = LineIndex::with_unix_line_ends(text);
    let mut parsed = Parsed::default();
    let quotes = QUOTES.map(|quote| Quotes::of(&text, quote));
    let mut start = Some(0);
    while let Some(at) = start {
        let end = match statement(&text, at, &quotes) {
            Some(found) => {
                let end = found.end;
                parsed.definitions.push(found.definition(&text, &lines));
                end
            }
            None => at,
        };
        start = text
            .get(end..)
            .and_then(|rest| rest.find('\n'))
            .map(|newline| end + newline + 1);
    }
    parsed
}

const QUOTES: [char; 3] = ['\'', '"', '`'];

/// White space in JavaScript's sense, which counts the byte order mark and not U+0085.
fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

/// Where quotations of one kind may end.
struct Quotes {
    quote: char,
    /// The quotation marks with no backslash before them, and whether one may end a value.
    plain: Vec<(usize, bool)>,
    /// Those with a backslash before them that may end a value.
    escaped: Vec<usize>,
}

impl Quotes {
    fn of(text: &str, quote: char) -> Self {
        let mut quotes = Self {
            quote,
            plain: Vec::new(),
            escaped: Vec::new(),
        };
        // From the end, so that the blanks behind each mark are looked at once.
        let mut ends = true;
        let mut found = Vec::new();
        for (at, c) in text.char_indices().rev() {
            if c == quote {
                found.push((at, ends));
            }
            ends = match c {
                '\n' | '#' => true,
                c if is_space(c) => ends,
                _ => false,
            };
        }
        for (at, ends) in found.into_iter().rev() {
            if text.get(..at).is_some_and(|before| before.ends_with('\\')) {
                if ends {
                    quotes.escaped.push(at);
                }
            } else {
                quotes.plain.push((at, ends));
            }
        }
        quotes
    }

    /// The mark that closes the one at an offset: the next without a backslash or, where no value can
    /// end there, the last before it at which one can.
    fn closing(&self, open: usize) -> Option<usize> {
        let next = self.plain.partition_point(|(at, _)| *at <= open);
        let plain = self.plain.get(next).copied();
        if let Some((at, true)) = plain {
            return Some(at);
        }
        let before = plain.map_or(usize::MAX, |(at, _)| at);
        let last = self.escaped.partition_point(|at| *at < before);
        let at = *self.escaped.get(last.checked_sub(1)?)?;
        (at > open).then_some(at)
    }
}

/// An assignment as it was found.
struct Statement<'a> {
    name: &'a str,
    start: usize,
    value: &'a str,
    /// The end of the value, before blanks and a comment.
    end: usize,
    comment: bool,
}

/// The statement of which the first line begins at an offset.
fn statement<'a>(text: &'a str, start: usize, quotes: &[Quotes]) -> Option<Statement<'a>> {
    let skip = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        at + (rest.len() - rest.trim_start_matches(is_space).len())
    };
    let start = skip(start);
    let exported = text
        .get(start..)?
        .strip_prefix("export")
        .filter(|after| after.starts_with(is_space))
        .map(|_| skip(start + "export".len()));
    exported
        .into_iter()
        .chain([start])
        .find_map(|at| binding(text, start, at, &skip, quotes))
}

fn binding<'a>(
    text: &'a str,
    start: usize,
    at: usize,
    skip: &dyn Fn(usize) -> usize,
    quotes: &[Quotes],
) -> Option<Statement<'a>> {
    let rest = text.get(at..)?;
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')))
        .unwrap_or(rest.len());
    let name = rest.get(..length).filter(|name| !name.is_empty())?;
    let behind = at + length;
    let sign = skip(behind);
    let after = if text.get(sign..)?.starts_with('=') {
        sign + 1
    } else {
        let blank = text.get(behind..)?.strip_prefix(':')?.chars().next()?;
        if !is_space(blank) {
            return None;
        }
        behind + 1 + blank.len_utf8()
    };
    let (value, end) = value(text, after, skip(after), quotes);
    let comment = text
        .get(end..)?
        .trim_start_matches(|c| is_space(c) && c != '\n')
        .starts_with('#');
    Some(Statement {
        name,
        start,
        value,
        end,
        comment,
    })
}

/// The value as it is written, and where it ends.
fn value<'a>(text: &'a str, after: usize, word: usize, quotes: &[Quotes]) -> (&'a str, usize) {
    let quoted = quotes
        .iter()
        .find(|quotes| {
            text.get(word..)
                .is_some_and(|rest| rest.starts_with(quotes.quote))
        })
        .and_then(|quotes| quotes.closing(word));
    let (from, end) = match quoted {
        Some(close) => (word, close + 1),
        None => {
            let rest = text.get(after..).unwrap_or_default();
            (after, after + rest.find(['#', '\n']).unwrap_or(rest.len()))
        }
    };
    (text.get(from..end).unwrap_or_default(), end)
}

impl Statement<'_> {
    fn definition(self, text: &str, lines: &LineIndex) -> Definition {
        let mut remarks = BTreeSet::new();
        let written = self.value.trim_matches(is_space);
        let mut value = unquoted(written);
        if written.starts_with('"') && (value.contains("\\n") || value.contains("\\r")) {
            value = value.replace("\\n", "\n").replace("\\r", "\r");
            remarks.insert("escape");
        }
        if value.contains('\n') {
            remarks.insert("multi-line");
        }
        if self.comment {
            remarks.insert("inline-comment");
        }
        let last = text
            .get(..self.end)
            .map_or(self.end, |value| value.trim_end_matches(is_space).len());
        Definition {
            name: self.name.to_owned(),
            line: lines.line(self.start),
            end_line: lines.line(last.saturating_sub(1).max(self.start)),
            value: Value::Known(Secret::new(value)),
            remarks,
        }
    }
}

/// The value without quotation marks of one kind that are at the beginning of a line of it and, as
/// late as possible, at the end of one.
fn unquoted(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    loop {
        let quote = rest.chars().next().filter(|c| QUOTES.contains(c));
        let close = quote.and_then(|quote| {
            rest.match_indices(quote)
                .map(|(at, _)| at)
                .filter(|at| *at > 0)
                .rfind(|at| matches!(rest.as_bytes().get(at + 1), None | Some(b'\n')))
        });
        if let Some(close) = close {
            text.push_str(rest.get(1..close).unwrap_or_default());
            rest = rest.get(close + 1..).unwrap_or_default();
        }
        let Some((line, after)) = rest.split_once('\n') else {
            text.push_str(rest);
            return text;
        };
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
}

#[cfg(test)]
mod tests;
