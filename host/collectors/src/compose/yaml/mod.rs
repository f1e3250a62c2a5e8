//! A YAML file as a tree in which every node knows its line. Scalars keep the text that is
//! written: Compose reads `22:22` as text, where YAML 1.1 would read a number to base 60.
//!
//! An alias shares the node that it stands for, so that a file of aliases to aliases is not larger
//! in memory than on disk. Merge keys (`<<`) are resolved here. What the keys mean is not known.

mod builder;

use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Tag as WrittenTag};
use muster_facts::Source;

use self::builder::Builder;

/// Nodes and merged keys in one file. A large project has some thousands.
const MOST_NODES: usize = 200_000;

/// Levels of nesting, aliases counted with what they stand for. Compose needs eight or so; a
/// limit keeps recursion over the tree, its release included, from exhausting the stack.
const DEEPEST: usize = 100;

#[derive(Debug)]
pub(super) struct Node {
    file: Arc<str>,
    line: u32,
    /// Where a scalar's text is on its line, if the line has it unchanged.
    columns: Option<(u32, u32)>,
    depth: usize,
    pub(super) tag: Tag,
    written: Written,
    /// How the keys of a mapping are written, in the order of its entries.
    keys: Vec<Key>,
    pub(super) value: Value,
}

/// How a scalar is written, from which its type follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Without quotes: `8080` is a number, `true` a truth value.
    Plain,
    /// In quotes, or as a block: a text.
    Quoted,
    /// With a tag such as `!!str`, which says what it is.
    Tagged,
}

/// A key of a mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) line: u32,
    pub(super) written: Written,
}

/// Compose's own tags. It ignores others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    None,
    /// `!reset`: nothing of what an earlier file says.
    Reset,
    /// `!override`: this instead of what an earlier file says.
    Override,
}

fn tag(written: Option<&WrittenTag>) -> Tag {
    match written {
        Some(tag) if tag.handle() == "!" && tag.suffix() == "reset" => Tag::Reset,
        Some(tag) if tag.handle() == "!" && tag.suffix() == "override" => Tag::Override,
        Some(_) | None => Tag::None,
    }
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    Scalar(String),
    List(Vec<Arc<Node>>),
    Map(Vec<(String, Arc<Node>)>),
}

impl Node {
    /// A message that names file and line. It must not contain any text of the file.
    pub(super) fn problem(&self, message: impl std::fmt::Display) -> String {
        format!("{} line {}: {message}", self.file, self.line)
    }

    /// The same for a line of its own, such as that of a key.
    pub(super) fn problem_on(&self, line: u32, message: impl std::fmt::Display) -> String {
        format!("{} line {line}: {message}", self.file)
    }

    /// How it is written, if it is a scalar.
    pub(super) const fn written(&self) -> Written {
        self.written
    }

    /// The entries of a mapping, with how their keys are written; none for a node that is not a mapping.
    pub(super) fn keyed(&self) -> impl Iterator<Item = (&str, Key, &Arc<Self>)> {
        let entries: &[(String, Arc<Self>)] = match &self.value {
            Value::Map(entries) => entries,
            Value::Null | Value::Scalar(_) | Value::List(_) => &[],
        };
        entries
            .iter()
            .zip(&self.keys)
            .map(|((name, node), key)| (name.as_str(), *key, node))
    }

    pub(super) fn source(&self) -> Source {
        Source::line(&*self.file, self.line)
    }

    /// The place of a scalar with its text.
    pub(super) fn quoted(&self, text: &str) -> Source {
        let source = self.source().with_text(text);
        match (&self.value, self.columns) {
            (Value::Scalar(written), Some((start, end))) if written == text => {
                source.with_columns(start, end)
            }
            _ => source,
        }
    }

    /// The value of a key; none for another key, `null`, or a node that is not a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Arc<Self>> {
        self.named(key)
            .filter(|node| !matches!(node.value, Value::Null))
    }

    /// As [`Self::get`], `null` included.
    pub(super) fn named(&self, key: &str) -> Option<&Arc<Self>> {
        match &self.value {
            Value::Map(entries) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, node)| node),
            Value::Null | Value::Scalar(_) | Value::List(_) => None,
        }
    }

    /// Whether two nodes hold the same, wherever they are.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.tag == other.tag
            && match (&self.value, &other.value) {
                (Value::Null, Value::Null) => true,
                (Value::Scalar(one), Value::Scalar(two)) => one == two,
                (Value::List(one), Value::List(two)) => {
                    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.is_same(two))
                }
                (Value::Map(one), Value::Map(two)) => {
                    one.len() == two.len()
                        && one.iter().all(|(name, node)| {
                            other.named(name).is_some_and(|two| node.is_same(two))
                        })
                }
                _ => false,
            }
    }

    pub(super) fn entries(&self) -> Result<&[(String, Arc<Self>)], String> {
        match &self.value {
            Value::Map(entries) => Ok(entries),
            Value::Null => Ok(&[]),
            Value::Scalar(_) | Value::List(_) => Err(self.problem("a mapping is expected here")),
        }
    }
}

/// Parses a file into its documents. What libyaml accepts is accepted, because Compose's parser is
/// made of it: a bracket may close in the column of its key.
pub(super) fn parse(file: &str, text: &str) -> Result<Vec<Arc<Node>>, String> {
    let mut builder = Builder::new(file);
    let lines: Vec<&str> = text.lines().collect();
    let mut cursor = Cursor::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let line = error.marker().line();
            // The character may be part of a secret.
            let why = match error.kind() {
                ErrorKind::UnexpectedCharacter { .. } => "an unexpected character".to_owned(),
                _ => error.info(),
            };
            format!("{file} line {line}: is not YAML: {why}")
        })?;
        builder.line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
        builder.columns = match &event {
            Event::Scalar(text, style, ..) => {
                let number = span.start.line().checked_sub(1);
                number
                    .and_then(|number| Some((number, *lines.get(number)?)))
                    .and_then(|(number, line)| {
                        let start = cursor.advance(number, line, span.start.col())?;
                        columns(line, start, text, *style)
                    })
            }
            _ => None,
        };
        builder.take(event)?;
    }
    Ok(builder.documents)
}

/// A place on a line, by characters, bytes and UTF-16 code units before it. Scalars come in their order,
/// so that a line of a million of them is gone through once.
#[derive(Clone, Copy, Default)]
struct Cursor {
    line: usize,
    characters: usize,
    bytes: usize,
    units: usize,
}

impl Cursor {
    /// Goes on to a character of a line, counted from 0; none where the line ends before it.
    fn advance(&mut self, number: usize, line: &str, character: usize) -> Option<Self> {
        if self.line != number || self.characters > character {
            *self = Self {
                line: number,
                ..Self::default()
            };
        }
        let mut rest = line.get(self.bytes..)?.chars();
        while self.characters < character {
            let passed = rest.next()?;
            self.characters += 1;
            self.bytes += passed.len_utf8();
            self.units += passed.len_utf16();
        }
        Some(*self)
    }
}

/// The columns of a scalar on the line where it begins, in UTF-16 code units from 1, the end
/// exclusive; none where its text is written in another way, as with an escape.
fn columns(line: &str, start: Cursor, text: &str, style: ScalarStyle) -> Option<(u32, u32)> {
    let quote = match style {
        ScalarStyle::Plain => "",
        ScalarStyle::SingleQuoted => "'",
        ScalarStyle::DoubleQuoted => "\"",
        _ => return None,
    };
    let written = line.get(start.bytes..)?.strip_prefix(quote)?;
    if text.is_empty() || !written.starts_with(text) {
        return None;
    }
    let first = u32::try_from(start.units + quote.len() + 1).ok()?;
    let length = u32::try_from(text.encode_utf16().count()).ok()?;
    Some((first, first + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns_of(line: &str) -> Option<(u32, u32)> {
        let documents = parse("/compose.yaml", &format!("{line}\n")).unwrap();
        let Value::Map(entries) = &documents[0].value else {
            panic!("a mapping");
        };
        match &entries[0].1.value {
            Value::List(items) => items[0].columns,
            _ => entries[0].1.columns,
        }
    }

    #[test]
    fn a_scalar_knows_the_columns_of_its_text() {
        assert_eq!(columns_of("ports:\n  - \"5432:5432\""), Some((6, 15)));
        assert_eq!(columns_of("ports:\n  - 5432:5432 # db"), Some((5, 14)));
        assert_eq!(columns_of("🔥: ['80:80']"), Some((7, 12)));
        assert_eq!(columns_of("a: \"8\\x30:80\""), None);
        assert_eq!(columns_of("a: ''"), None);
        assert_eq!(columns_of("a: |\n  80:80"), None);
    }
}
