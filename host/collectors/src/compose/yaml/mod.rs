//! A YAML file as a tree in which every node knows its line. Scalars keep the text that is
//! written: Compose reads `22:22` as text, where YAML 1.1 would read a number to base 60.
//!
//! An alias shares the node that it stands for, so that a file of aliases to aliases is not larger
//! in memory than on disk. Merge keys (`<<`) are resolved here. What the keys mean is not known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Tag as WrittenTag};
use muster_facts::Source;

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
    pub(super) value: Value,
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
    let mut builder = Builder {
        file: file.into(),
        line: 1,
        columns: None,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        nodes: 0,
        documents: Vec::new(),
    };
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

struct Builder {
    file: Arc<str>,
    line: u32,
    columns: Option<(u32, u32)>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Arc<Node>>,
    nodes: usize,
    documents: Vec<Arc<Node>>,
}

/// A list or mapping whose end has not come yet.
struct Open {
    line: u32,
    anchor: usize,
    tag: Tag,
    content: Content,
}

enum Content {
    List(Vec<Arc<Node>>),
    Map {
        entries: Vec<(String, Arc<Node>)>,
        names: BTreeSet<String>,
        /// The key whose value comes next.
        key: Option<String>,
    },
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, written) => {
                let null = style == ScalarStyle::Plain
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if null {
                    Value::Null
                } else {
                    Value::Scalar(text.into_owned())
                };
                self.close(self.line, value, tag(written.as_deref()), anchor)
            }
            Event::SequenceStart(_, anchor, written) => {
                self.begin(anchor, tag(written.as_deref()), Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, written) => self.begin(
                anchor,
                tag(written.as_deref()),
                Content::Map {
                    entries: Vec::new(),
                    names: BTreeSet::new(),
                    key: None,
                },
            ),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.place(node),
                None => self.fail("an alias is inside the value that it refers to"),
            },
            // Its option is not set.
            Event::UnresolvedAlias(_) => self.fail("an alias has no anchor before it"),
            Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::StreamStart
            | Event::StreamEnd
            | Event::Anchor(..) => Ok(()),
            // The parser is not asked for anything else.
            _ => self.fail("is not YAML that Muster reads"),
        }
    }

    fn begin(&mut self, anchor: usize, tag: Tag, content: Content) -> Result<(), String> {
        if self.open.len() >= DEEPEST {
            return self.fail("is nested too deeply");
        }
        self.open.push(Open {
            line: self.line,
            anchor,
            tag,
            content,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return self.fail("is not YAML");
        };
        let value = match open.content {
            Content::List(items) => Value::List(items),
            Content::Map { entries, names, .. } => Value::Map(self.merge(entries, names)?),
        };
        self.close(open.line, value, open.tag, open.anchor)
    }

    /// Adds what merge keys bring. A key that is written wins, then the earlier mapping.
    fn merge(
        &mut self,
        mut entries: Vec<(String, Arc<Node>)>,
        mut names: BTreeSet<String>,
    ) -> Result<Vec<(String, Arc<Node>)>, String> {
        if !names.remove("<<") {
            return Ok(entries);
        }
        let Some(at) = entries.iter().position(|(name, _)| name == "<<") else {
            return Ok(entries);
        };
        let (_, merged) = entries.remove(at);
        let sources = match &merged.value {
            Value::List(items) => items.clone(),
            Value::Map(_) => vec![merged],
            Value::Null | Value::Scalar(_) => {
                return Err(merged.problem("`<<` takes a mapping or a list of them"));
            }
        };
        for source in sources {
            let Value::Map(inherited) = &source.value else {
                return Err(source.problem("`<<` takes a mapping or a list of them"));
            };
            self.count(inherited.len())?;
            for (name, node) in inherited {
                if names.insert(name.clone()) {
                    entries.push((name.clone(), Arc::clone(node)));
                }
            }
        }
        Ok(entries)
    }

    /// Finishes a node that is written here.
    fn close(&mut self, line: u32, value: Value, tag: Tag, anchor: usize) -> Result<(), String> {
        let depth = match &value {
            Value::Null | Value::Scalar(_) => 0,
            Value::List(items) => items.iter().map(|item| item.depth + 1).max().unwrap_or(1),
            Value::Map(entries) => entries
                .iter()
                .map(|(_, value)| value.depth + 1)
                .max()
                .unwrap_or(1),
        };
        if depth > DEEPEST {
            return self.fail("is nested too deeply");
        }
        let node = Arc::new(Node {
            line,
            ..self.node(value, tag, depth)
        });
        // The parser numbers anchors from 1.
        if anchor != 0 {
            self.anchors.insert(anchor, Arc::clone(&node));
        }
        self.place(node)
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Arc<Node>) -> Result<(), String> {
        self.count(1)?;
        let Some(open) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map {
                entries,
                names,
                key,
            } => match (key.take(), &node.value) {
                (Some(name), _) => entries.push((name, node)),
                (None, Value::Scalar(name)) => {
                    if !names.insert(name.clone()) {
                        return Err(self.message("a key appears twice in this mapping"));
                    }
                    *key = Some(name.clone());
                }
                (None, Value::Null | Value::List(_) | Value::Map(_)) => {
                    return Err(self.message("a key must be a text"));
                }
            },
        }
        Ok(())
    }

    fn node(&self, value: Value, tag: Tag, depth: usize) -> Node {
        Node {
            file: Arc::clone(&self.file),
            line: self.line,
            columns: self.columns,
            depth,
            tag,
            value,
        }
    }

    fn count(&mut self, more: usize) -> Result<(), String> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MOST_NODES {
            return self.fail("the file has more values than Muster reads");
        }
        Ok(())
    }

    fn message(&self, message: &str) -> String {
        format!("{} line {}: {message}", self.file, self.line)
    }

    fn fail(&self, message: &str) -> Result<(), String> {
        Err(self.message(message))
    }
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
