//! python-dotenv's reading of an environment file, opened by its path: Python then turns every kind
//! of line end into `\n` before the package sees it.
//!
//! A statement that cannot be read is skipped with a warning, and reading goes on behind it.
//! `${NAME}` is replaced in every value, single-quoted ones included; `$NAME` never is.
//!
//! Release 1.2.3 changed backslashes inside quotation marks and the byte order mark, 1.2.4 what
//! `KEY= # note` means. A host does not say which release its programs use, so a value on which
//! the readings differ is unknown, and its line is a flaw.

mod release;

use std::collections::{BTreeSet, HashMap};

use muster_facts::Secret;

use super::{Budget, Definition, FlawCode, LineIndex, Parsed, Value};
use release::Release;

/// Reads a file as `dotenv_values(path)` does when nothing but the file defines a variable.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let (current, disputed) = parse_by_release(text, Release::Since1_2_4);
    if !disputed || current.refused {
        return current;
    }
    let (former, _) = parse_by_release(text, Release::Before1_2_3);
    release::agreed(current, former)
}

/// What one release makes of a file, and whether the file has anything that another one may take
/// differently.
fn parse_by_release(text: &str, release: Release) -> (Parsed, bool) {
    let (unix, lines) = LineIndex::with_unix_line_ends(text);
    let marked = unix.strip_prefix('\u{feff}');
    let text = match marked {
        Some(unmarked) if release.skips_byte_order_mark() => unmarked,
        _ => &unix,
    };
    let mut parser = Parser {
        rest: text,
        length: unix.len(),
        lines,
        values: HashMap::new(),
        budget: Budget::new(),
        parsed: Parsed::default(),
        release,
        disputed: marked.is_some(),
    };
    if marked.is_some() {
        parser.parsed.flaw(1, FlawCode::ByteOrderMark);
    }
    parser.statements();
    (parser.parsed, parser.disputed)
}

/// White space in Python's sense, which counts the separators U+001C to U+001F too.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

fn is_blank(c: char) -> bool {
    is_space(c) && c != '\n'
}

struct Parser<'a> {
    rest: &'a str,
    length: usize,
    lines: LineIndex,
    values: HashMap<String, String>,
    budget: Budget,
    parsed: Parsed,
    release: Release,
    disputed: bool,
}

impl<'a> Parser<'a> {
    fn line(&self) -> u32 {
        self.lines.line(self.length - self.rest.len())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    fn statements(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches(is_space);
            if self.rest.is_empty() {
                return;
            }
            let line = self.line();
            match self.binding(line) {
                Ok(()) => {}
                Err(code @ FlawCode::TooLarge) => return self.parsed.refuse(line, code),
                Err(code) => {
                    self.parsed.flaw(line, code);
                    let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
                    self.skip(end);
                }
            }
        }
    }

    /// One statement, of which the first character is not white space.
    fn binding(&mut self, line: u32) -> Result<(), FlawCode> {
        let mut exported = false;
        // Without white space behind it, `export` is the name itself.
        if let Some(after) = self.rest.strip_prefix("export")
            && after.starts_with(is_blank)
        {
            self.rest = after;
            self.skip_blanks();
            exported = true;
        }
        let name = self.key()?;
        self.skip_blanks();
        let mut remarks = BTreeSet::new();
        let mut value = None;
        let mut end_line = line;
        if let Some(after) = self.rest.strip_prefix('=') {
            self.rest = after;
            self.skip_blanks();
            // Only behind white space is `#` a comment; `KEY=#note` has the value `#note`.
            let spaced_comment = self.rest.len() < after.len() && self.rest.starts_with('#');
            self.disputed |= spaced_comment;
            value = Some(
                if spaced_comment && self.release.takes_spaced_comment_for_empty() {
                    String::new()
                } else {
                    self.value(&mut remarks)?
                },
            );
            end_line = self.line();
        }
        self.end_of_statement()?;
        let Some(name) = name else { return Ok(()) };
        // In the order of the file: a reference sees what is above it, and a name that is set again is
        // replaced.
        let value = match value {
            Some(value) => {
                let value = self.interpolated(&value, &mut remarks)?;
                self.values.insert(name.to_owned(), value.clone());
                Value::Known(Secret::new(value))
            }
            None => {
                // A reference to it is blank from here on, even with a default.
                self.values.insert(name.to_owned(), String::new());
                // Behind `export` a bare name is meant as one, for a shell.
                if !exported {
                    self.parsed.flaw(line, FlawCode::NotAnAssignment);
                }
                Value::Absent
            }
        };
        self.parsed.definitions.push(Definition {
            name: name.to_owned(),
            line,
            end_line,
            value,
            remarks,
        });
        Ok(())
    }

    /// None for a comment.
    fn key(&mut self) -> Result<Option<&'a str>, FlawCode> {
        let (name, length) = match self.rest.chars().next() {
            Some('#') => return Ok(None),
            // A name may be quoted, though with single quotes only, and hold whatever it likes.
            Some('\'') => {
                let name = self.rest.get(1..).and_then(|rest| rest.split_once('\''));
                let (name, _) = name.ok_or(FlawCode::UnterminatedQuote)?;
                (name, name.len() + 2)
            }
            _ => {
                let end = self
                    .rest
                    .find(|c| c == '=' || c == '#' || is_space(c))
                    .unwrap_or(self.rest.len());
                (self.rest.get(..end).unwrap_or_default(), end)
            }
        };
        if name.is_empty() {
            return Err(FlawCode::BadKey);
        }
        self.skip(length);
        Ok(Some(name))
    }

    fn value(&mut self, remarks: &mut BTreeSet<&'static str>) -> Result<String, FlawCode> {
        match self.rest.chars().next() {
            None | Some('\n') => Ok(String::new()),
            Some(quote @ ('\'' | '"')) => {
                let quoted = self.release.quoted(self.rest, quote);
                // The releases differ in which backslashes keep a quotation mark from closing.
                self.disputed |= quoted.is_none_or(|(inside, _)| inside.contains('\\'));
                let (inside, length) = quoted.ok_or(FlawCode::UnterminatedQuote)?;
                if inside.contains('\n') {
                    remarks.insert("multi-line");
                }
                let value = unescaped(inside, quote);
                if value != inside {
                    remarks.insert("escape");
                }
                self.skip(length);
                Ok(value)
            }
            Some(_) => {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                let line = self.rest.get(..end).unwrap_or_default();
                self.skip(end);
                let value = without_comment(line);
                if value.len() < line.len() {
                    remarks.insert("inline-comment");
                }
                Ok(value.trim_end_matches(is_space).to_owned())
            }
        }
    }

    /// A comment or nothing, then the end of the line.
    fn end_of_statement(&mut self) -> Result<(), FlawCode> {
        self.skip_blanks();
        if self.rest.starts_with('#') {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.skip(end);
        }
        if self.rest.is_empty() {
            return Ok(());
        }
        self.rest = self
            .rest
            .strip_prefix('\n')
            .ok_or(FlawCode::TextAfterQuote)?;
        Ok(())
    }

    fn interpolated(
        &mut self,
        value: &str,
        remarks: &mut BTreeSet<&'static str>,
    ) -> Result<String, FlawCode> {
        let mut text = String::new();
        let mut rest = value;
        while let Some((before, after)) = rest.split_once("${") {
            text.push_str(before);
            if let Some((name, default, after)) = reference(after) {
                remarks.insert("interpolation");
                let value = self.values.get(name).map_or(default, String::as_str);
                self.budget.spend(value.len())?;
                text.push_str(value);
                rest = after;
            } else {
                text.push_str("${");
                rest = after;
            }
        }
        text.push_str(rest);
        self.budget.spend(text.len())?;
        Ok(text)
    }
}

/// In single quotes only `\\` and `\'` are escapes; any other backslash stays in the value.
fn unescaped(inside: &str, quote: char) -> String {
    let mut text = String::with_capacity(inside.len());
    let mut characters = inside.chars().peekable();
    while let Some(c) = characters.next() {
        let escape = match characters.peek() {
            Some(next) if c == '\\' => match next {
                '\\' | '\'' => Some(*next),
                '"' if quote == '"' => Some('"'),
                'a' if quote == '"' => Some('\u{7}'),
                'b' if quote == '"' => Some('\u{8}'),
                'f' if quote == '"' => Some('\u{c}'),
                'n' if quote == '"' => Some('\n'),
                'r' if quote == '"' => Some('\r'),
                't' if quote == '"' => Some('\t'),
                'v' if quote == '"' => Some('\u{b}'),
                _ => None,
            },
            _ => None,
        };
        if escape.is_some() {
            characters.next();
        }
        text.push(escape.unwrap_or(c));
    }
    text
}

/// The line up to white space that a `#` follows.
fn without_comment(line: &str) -> &str {
    line.match_indices('#')
        .filter_map(|(at, _)| line.get(..at))
        .find(|before| before.ends_with(is_space))
        .unwrap_or(line)
}

/// Name, default and rest of the text behind `${`. None where a `:` is not followed by `-`: the package
/// then leaves the text as it is. The default ends at the first brace, so references do not nest.
fn reference(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find([':', '}'])?;
    let (name, after) = text.split_at(end);
    if let Some(after) = after.strip_prefix('}') {
        return Some((name, "", after));
    }
    let (default, after) = after.strip_prefix(":-")?.split_once('}')?;
    Some((name, default, after))
}

#[cfg(test)]
mod tests;
