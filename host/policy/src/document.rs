//! TOML text → a tree that owns its values and knows where each was written. Knows nothing of
//! packs; [`Fields`] is how they read a table without missing a misspelt key.

use std::ops::Range;

use muster_facts::targets::{Kind as _, kinds};
use muster_outcomes::RuleId;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::quoted;
use crate::source::{MOST_SHOWN, Problems, SourceId, Sources, Span, Spanned};
use crate::suggest::did_you_mean;

/// A value and where it was written.
pub(crate) type Node = Spanned<Value>;

/// A TOML value of a type that packs have a use for.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Boolean(bool),
    Integer(i64),
    Text(String),
    Array(Vec<Node>),
    Table(Vec<Entry>),
    Float,
    /// A date, a time or both, as TOML writes it.
    Date(String),
}

/// A key of a table that is not a section of settings.
pub(crate) struct DocumentedKey {
    pub(crate) name: &'static str,
    /// The type as the documentation has it.
    pub(crate) r#type: &'static str,
    /// What it means, as Markdown.
    pub(crate) meaning: &'static str,
    /// What holds where it is not said; nothing for a table of which nobody asks.
    pub(crate) default: &'static str,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Spanned<String>,
    pub(crate) node: Node,
}

impl Value {
    /// The type, for messages.
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "true or false",
            Self::Integer(_) => "an integer",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
            Self::Float => "a floating-point number",
            Self::Date(_) => "a date",
        }
    }
}

/// For each mistake, the parser looks through the whole line: a megabyte of mistakes on one line took it
/// 44 seconds. The longest line of Muster's own packs has 120 bytes.
const LONGEST_LINE: usize = 16 << 10;

/// What the parser says about a key that the table already has.
const DUPLICATE: &str = "duplicate key";

/// Parses a document. `None` when it is no TOML, which is then reported: nothing that stands in
/// it can be trusted.
pub(crate) fn parse(
    sources: &Sources,
    id: SourceId,
    problems: &mut Problems,
) -> Option<Vec<Entry>> {
    let text = sources.text(id);
    let mut start = 0;
    for (index, line) in text.split('\n').enumerate() {
        if line.len() > LONGEST_LINE {
            problems.report_with(
                id.span(start..start),
                format!("line {} is longer than {LONGEST_LINE} bytes", index + 1),
                Some("write a list over several lines".to_owned()),
            );
            return None;
        }
        start += line.len() + 1;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for (index, error) in errors.iter().enumerate() {
        let range = error.span().unwrap_or(0..0);
        // Looking for the line takes time, and only the first errors are shown.
        let help = (index < MOST_SHOWN)
            .then(|| {
                unquoted_rule_id(text, range.start).or_else(|| {
                    (error.message() == DUPLICATE)
                        .then(|| "it stands above already; write it once".to_owned())
                })
            })
            .flatten();
        if let Some(secret) = secret_on_the_line(text, range.start) {
            problems.conceal(id.span(secret));
        }
        problems.report_with(
            id.span(range),
            format!("this is not TOML: {}", error.message()),
            help,
        );
    }
    if !errors.is_empty() {
        return None;
    }
    Some(entries(id, table.into_inner(), problems))
}

/// Whether whoever invented a key may have meant it for a secret. No key of the grammar holds one.
fn names_a_secret(key: &str) -> bool {
    ["token", "secret", "password"]
        .iter()
        .any(|word| key.to_ascii_lowercase().contains(word))
}

/// What stands after such a key on the line of a place.
fn secret_on_the_line(text: &str, at: usize) -> Option<Range<usize>> {
    let begin = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(begin..)?.lines().next()?;
    let (key, _) = line.split_once('=')?;
    names_a_secret(key).then(|| begin + key.len() + 1..begin + line.len())
}

/// The commonest mistake in a pack: the slash of a rule id needs quotes in a header.
fn unquoted_rule_id(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let line = text
        .get(before.rfind('\n').map_or(0, |newline| newline + 1)..)?
        .lines()
        .next()?;
    let header = line.trim().strip_prefix("[rules.")?;
    let id: RuleId = header.split(']').next()?.parse().ok()?;
    Some(format!("write it in quotes: `[rules.\"{id}\"]`"))
}

fn entries(id: SourceId, table: DeTable<'_>, problems: &mut Problems) -> Vec<Entry> {
    table
        .into_iter()
        .map(|(key, value)| Entry {
            key: Spanned {
                at: id.span(key.span()),
                value: key.into_inner().into_owned(),
            },
            node: node(id, value, problems),
        })
        .collect()
}

/// Recursion ends where the parser's own depth limit ends it.
fn node(id: SourceId, value: toml::Spanned<DeValue<'_>>, problems: &mut Problems) -> Node {
    let at = id.span(value.span());
    let value = match value.into_inner() {
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Integer(digits) => {
            let value = i64::from_str_radix(digits.as_str(), digits.radix());
            Value::Integer(value.unwrap_or_else(|_| {
                problems.report(at, "this integer does not fit into 64 bits");
                0
            }))
        }
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Array(array) => Value::Array(
            array
                .into_iter()
                .map(|value| node(id, value, problems))
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(entries(id, table, problems)),
        DeValue::Float(_) => Value::Float,
        DeValue::Datetime(date) => Value::Date(date.to_string()),
    };
    Node { value, at }
}

/// A table that is read key by key. What nobody asked for is a mistake of whoever wrote it.
pub(crate) struct Fields {
    entries: Vec<Entry>,
    known: Vec<&'static str>,
}

impl Fields {
    pub(crate) const fn new(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            known: Vec::new(),
        }
    }

    /// The value of `key`, whatever its type.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node> {
        self.known.push(key);
        let index = self
            .entries
            .iter()
            .position(|entry| entry.key.value == key)?;
        Some(self.entries.remove(index).node)
    }

    /// The value of `key`, which must be a string.
    pub(crate) fn text(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<String>> {
        text(self.take(key)?, key, problems)
    }

    /// The value of `key`, which must be there and be a string. `owner` is where to say that it
    /// is not there.
    pub(crate) fn required_text(
        &mut self,
        key: &'static str,
        owner: Span,
        help: &str,
        problems: &mut Problems,
    ) -> Option<Spanned<String>> {
        if let Some(node) = self.take(key) {
            return text(node, key, problems);
        }
        problems.report_with(
            owner,
            format!("the key `{key}` is missing here"),
            Some(help.to_owned()),
        );
        None
    }

    /// The entries of the array `key`.
    pub(crate) fn array(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<Vec<Node>>> {
        let Node { value, at } = self.take(key)?;
        if let Value::Array(value) = value {
            Some(Spanned { value, at })
        } else {
            wrong_type(at, key, "an array", &value, problems);
            None
        }
    }

    /// The entries of the array `key`, which must all be strings.
    pub(crate) fn texts(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<Vec<Spanned<String>>>> {
        let array = self.array(key, problems)?;
        let what = format!("an entry of {key}");
        Some(Spanned {
            at: array.at,
            value: array
                .value
                .into_iter()
                .filter_map(|node| text(node, &what, problems))
                .collect(),
        })
    }

    /// The entries of the table `key`; none when it is missing.
    pub(crate) fn table(&mut self, key: &'static str, problems: &mut Problems) -> Vec<Entry> {
        self.take(key)
            .and_then(|node| table(node, key, problems))
            .unwrap_or_default()
    }

    /// Reports every key that was not taken.
    pub(crate) fn finish(self, problems: &mut Problems) {
        for Entry { key, node } in self.entries {
            if names_a_secret(&key.value) {
                problems.conceal(node.at);
            }
            problems.report_with(
                key.at,
                format!("there is no key {} here", quoted(&key.value)),
                did_you_mean(&key.value, &self.known),
            );
        }
    }
}

/// What a string must look like.
pub(crate) struct Form {
    /// What such a string is.
    pub(crate) noun: &'static str,
    /// How it is written.
    pub(crate) help: &'static str,
    pub(crate) fits: fn(&str) -> bool,
}

/// A name that a report can show on one line.
pub(crate) const NAME: Form = Form {
    noun: kinds::Name::NOUN,
    help: kinds::Name::HELP,
    fits: kinds::is_name,
};

/// Lower-case words joined by hyphens, as in a rule id before the slash.
pub(crate) fn is_short_name(text: &str) -> bool {
    text.len() <= 100
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// How to write such a name.
pub(crate) const SHORT_NAME_HELP: &str = "write lower-case letters, digits and hyphens";

impl Form {
    /// The text, when it has this form.
    pub(crate) fn check(&self, text: Spanned<String>, problems: &mut Problems) -> Option<String> {
        if (self.fits)(&text.value) {
            return Some(text.value);
        }
        problems.report_with(
            text.at,
            format!("{} is not {}", problems.quoted(&text), self.noun),
            Some(self.help.to_owned()),
        );
        None
    }
}

/// The value as a string.
pub(crate) fn text(node: Node, what: &str, problems: &mut Problems) -> Option<Spanned<String>> {
    let Node { value, at } = node;
    if let Value::Text(value) = value {
        Some(Spanned { value, at })
    } else {
        wrong_type(at, what, "a string", &value, problems);
        None
    }
}

/// The value as the entries of a table.
pub(crate) fn table(node: Node, what: &str, problems: &mut Problems) -> Option<Vec<Entry>> {
    if let Value::Table(entries) = node.value {
        Some(entries)
    } else {
        wrong_type(node.at, what, "a table", &node.value, problems);
        None
    }
}

/// Says that a value has another type than it must have.
pub(crate) fn wrong_type(
    at: Span,
    what: &str,
    wanted: &str,
    found: &Value,
    problems: &mut Problems,
) {
    problems.report(
        at,
        format!("{what} must be {wanted}, not {}", found.type_name()),
    );
}
