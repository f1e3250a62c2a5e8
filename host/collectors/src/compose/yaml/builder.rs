//! Builds the tree from the parser's events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use granit_parser::{Event, ScalarStyle};

use super::{DEEPEST, Key, MOST_NODES, Node, Tag, Value, Written, tag};

pub(super) struct Builder {
    file: Arc<str>,
    /// Where the event is that comes next.
    pub(super) line: u32,
    pub(super) columns: Option<(u32, u32)>,
    /// How the scalar is written that is being taken.
    written: Written,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Arc<Node>>,
    nodes: usize,
    pub(super) documents: Vec<Arc<Node>>,
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
        keys: Vec<Key>,
        names: BTreeSet<String>,
        /// The key whose value comes next.
        key: Option<(String, Key)>,
    },
}

/// The entries of a mapping, and how each key is written.
type Entries = (Vec<(String, Arc<Node>)>, Vec<Key>);

impl Builder {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.into(),
            line: 1,
            columns: None,
            written: Written::Plain,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            nodes: 0,
            documents: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, written) => {
                let null = style == ScalarStyle::Plain
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if null {
                    Value::Null
                } else {
                    Value::Scalar(text.into_owned())
                };
                let tag = tag(written.as_deref());
                self.written = match (&written, style) {
                    (Some(_), _) if tag == Tag::None => Written::Tagged,
                    (_, ScalarStyle::Plain) => Written::Plain,
                    _ => Written::Quoted,
                };
                self.close(self.line, (value, Vec::new()), tag, anchor)
            }
            Event::SequenceStart(_, anchor, written) => {
                self.begin(anchor, tag(written.as_deref()), Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, written) => self.begin(
                anchor,
                tag(written.as_deref()),
                Content::Map {
                    entries: Vec::new(),
                    keys: Vec::new(),
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
            Content::List(items) => (Value::List(items), Vec::new()),
            Content::Map {
                entries,
                keys,
                names,
                ..
            } => {
                let (entries, keys) = self.merge((entries, keys), names)?;
                (Value::Map(entries), keys)
            }
        };
        self.close(open.line, value, open.tag, open.anchor)
    }

    /// Adds what merge keys bring. A key that is written wins, then the earlier mapping.
    fn merge(
        &mut self,
        (mut entries, mut keys): Entries,
        mut names: BTreeSet<String>,
    ) -> Result<Entries, String> {
        if !names.remove("<<") {
            return Ok((entries, keys));
        }
        let Some(at) = entries.iter().position(|(name, _)| name == "<<") else {
            return Ok((entries, keys));
        };
        let (_, merged) = entries.remove(at);
        keys.remove(at);
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
            for (name, key, node) in source.keyed() {
                if names.insert(name.to_owned()) {
                    entries.push((name.to_owned(), Arc::clone(node)));
                    keys.push(key);
                }
            }
        }
        Ok((entries, keys))
    }

    /// Finishes a node that is written here.
    fn close(
        &mut self,
        line: u32,
        (value, keys): (Value, Vec<Key>),
        tag: Tag,
        anchor: usize,
    ) -> Result<(), String> {
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
            file: Arc::clone(&self.file),
            line,
            columns: self.columns,
            depth,
            tag,
            written: self.written,
            keys,
            value,
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
                keys,
                names,
                key,
            } => match (key.take(), &node.value) {
                (Some((name, own)), _) => {
                    entries.push((name, node));
                    keys.push(own);
                }
                (None, Value::Scalar(name)) => {
                    if !names.insert(name.clone()) {
                        return Err(self.message("a key appears twice in this mapping"));
                    }
                    let own = Key {
                        line: node.line,
                        written: node.written,
                    };
                    *key = Some((name.clone(), own));
                }
                (None, Value::Null | Value::List(_) | Value::Map(_)) => {
                    return Err(self.message("a key must be a text"));
                }
            },
        }
        Ok(())
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
