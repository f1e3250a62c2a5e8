//! systemd's reading of an `EnvironmentFile=` (`env-file.c`, as of 252 and since 254).
//!
//! There is no comment behind a value, and nothing is replaced. A quotation may begin anywhere before
//! the value does, several of them are joined, and one that is not closed ends with the file. What has
//! no valid name is left out with a warning.

use std::collections::BTreeSet;

use muster_facts::Secret;

use super::{Definition, FlawCode, LineIndex, Parsed, Value};

/// Characters behind a backslash, inside double quotation marks, before which it is dropped.
const ESCAPED: [char; 4] = ['"', '\\', '`', '$'];

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// Reads a file as systemd does for a service.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let (current, disputed) = parse_by_release(text, Release::Since254);
    if disputed.is_empty() {
        return current;
    }
    let (former, _) = parse_by_release(text, Release::Before254);
    agreed(current, &former, &disputed)
}

/// Releases that read a file in the same way.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
enum Release {
    /// A comment that ends in a backslash goes on in the next line.
    Before254,
    /// It ends with its line.
    Since254,
}

/// Where the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeName,
    Name,
    BeforeValue,
    Value,
    Escape,
    Single,
    Double,
    DoubleEscape,
    Comment,
    CommentEscape,
}

struct Reader {
    parsed: Parsed,
    name: String,
    value: String,
    /// Length of the value without the blanks that it ends in so far.
    trimmed: usize,
    start: usize,
    remarks: BTreeSet<&'static str>,
}

/// What one release makes of a file, and the lines of comments that another one continues.
fn parse_by_release(text: &str, release: Release) -> (Parsed, Vec<u32>) {
    let lines = LineIndex::new(text);
    let mut disputed = Vec::new();
    let mut reader = Reader {
        parsed: Parsed::default(),
        name: String::new(),
        value: String::new(),
        trimmed: 0,
        start: 0,
        remarks: BTreeSet::new(),
    };
    let mut state = State::BeforeName;
    for (at, c) in text.char_indices() {
        state = match state {
            State::BeforeName if matches!(c, '#' | ';') => State::Comment,
            State::BeforeName if BLANKS.contains(&c) => State::BeforeName,
            State::BeforeName => reader.begin(at, c),
            State::Name if LINE_ENDS.contains(&c) => {
                reader
                    .parsed
                    .flaw(lines.line(reader.start), FlawCode::NotAnAssignment);
                State::BeforeName
            }
            State::Name if c == '=' => State::BeforeValue,
            State::Name => {
                reader.name.push(c);
                State::Name
            }
            State::BeforeValue | State::Value if LINE_ENDS.contains(&c) => {
                reader.finish(state, at, &lines);
                State::BeforeName
            }
            State::BeforeValue if c == '\'' => State::Single,
            State::BeforeValue if c == '"' => State::Double,
            State::BeforeValue | State::Value if c == '\\' => State::Escape,
            State::BeforeValue if BLANKS.contains(&c) => State::BeforeValue,
            State::BeforeValue | State::Value => {
                if c == '#' && (state == State::BeforeValue || reader.trimmed < reader.value.len())
                {
                    reader.remarks.insert("keeps-comment");
                }
                reader.push(c, BLANKS.contains(&c));
                State::Value
            }
            State::Escape => {
                reader.remarks.insert("escape");
                // The end of a line is taken out; what comes before it is no longer an end.
                if LINE_ENDS.contains(&c) {
                    reader.trimmed = reader.value.len();
                } else {
                    reader.push(c, false);
                }
                State::Value
            }
            State::Single if c == '\'' => State::BeforeValue,
            State::Double if c == '"' => State::BeforeValue,
            State::Double if c == '\\' => State::DoubleEscape,
            State::Single | State::Double => {
                reader.push(c, false);
                state
            }
            State::DoubleEscape => {
                reader.remarks.insert("escape");
                if !ESCAPED.contains(&c) && c != '\n' {
                    reader.push('\\', false);
                }
                if c != '\n' {
                    reader.push(c, false);
                }
                State::Double
            }
            State::Comment if LINE_ENDS.contains(&c) => State::BeforeName,
            State::Comment if c == '\\' => State::CommentEscape,
            State::Comment => State::Comment,
            State::CommentEscape if LINE_ENDS.contains(&c) => {
                disputed.push(lines.line(at));
                match release {
                    Release::Before254 => State::Comment,
                    Release::Since254 => State::BeforeName,
                }
            }
            State::CommentEscape => State::Comment,
        };
    }
    match state {
        State::Name => reader
            .parsed
            .flaw(lines.line(reader.start), FlawCode::NotAnAssignment),
        State::Single | State::Double | State::DoubleEscape => {
            reader
                .parsed
                .flaw(lines.line(reader.start), FlawCode::UnterminatedQuote);
            reader.finish(state, text.len(), &lines);
        }
        State::BeforeValue | State::Value | State::Escape => {
            reader.finish(state, text.len(), &lines);
        }
        State::BeforeName | State::Comment | State::CommentEscape => {}
    }
    (reader.parsed, disputed)
}

impl Reader {
    fn begin(&mut self, at: usize, c: char) -> State {
        self.name.clear();
        self.name.push(c);
        self.value.clear();
        self.trimmed = 0;
        self.start = at;
        self.remarks.clear();
        // A line that begins with `=` has no name, which is not a valid one.
        State::Name
    }

    fn push(&mut self, c: char, blank: bool) {
        self.value.push(c);
        if !blank {
            self.trimmed = self.value.len();
        }
    }

    fn finish(&mut self, state: State, end: usize, lines: &LineIndex) {
        let mut value = std::mem::take(&mut self.value);
        if state == State::Value {
            value.truncate(self.trimmed);
        }
        let line = lines.line(self.start);
        let name = self.name.trim_end_matches(BLANKS);
        if value.contains('\n') {
            self.remarks.insert("multi-line");
        }
        let valid = is_name(name);
        if !valid {
            self.parsed.flaw(line, FlawCode::BadKey);
        }
        self.parsed.definitions.push(Definition {
            name: name
                .strip_prefix("export ")
                .map_or(name, str::trim_start)
                .to_owned(),
            line,
            end_line: lines.line(end).max(line),
            value: if valid {
                Value::Known(Secret::new(value))
            } else {
                Value::Absent
            },
            remarks: std::mem::take(&mut self.remarks),
        });
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The current reading, in which what the former one does not share is unknown.
fn agreed(mut current: Parsed, former: &Parsed, disputed: &[u32]) -> Parsed {
    for definition in &mut current.definitions {
        let shared = former.definitions.iter().any(|other| {
            other.line == definition.line
                && other.name == definition.name
                && other.value == definition.value
        });
        if !shared
            && let Value::Known(text) = std::mem::replace(&mut definition.value, Value::Absent)
        {
            definition.value = Value::Unknown(text);
        }
    }
    for line in disputed {
        current.flaw(*line, FlawCode::ReleasesDiffer);
    }
    current
}

#[cfg(test)]
mod tests;
