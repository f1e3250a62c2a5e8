//! Reads the sections of [`muster_facts::targets`] from a policy: what may be written there, and what to
//! say when something else is. Knows no setting.

use muster_facts::targets::{
    DIALECTS, EnvFile, Kind, Raw, Reader, Scalar, Section, Shape, Targets, kinds,
};
use muster_outcomes::ParameterValue;

use crate::diagnostic::quoted;
use crate::document::{Entry, Fields, Node, Value, table, text, wrong_type};
use crate::source::{Problems, Spanned};
use crate::suggest::{did_you_mean, listed};

/// The npm package `dotenv` by its own name, and what it is called here.
const DOTENV: (&str, &str) = ("dotenv", "node-dotenv");

/// Reads a table over what is known already.
pub(crate) fn read_section<S: Section>(
    entries: Vec<Entry>,
    known: &mut S,
    problems: &mut Problems,
) {
    if S::HOLDS_TOKEN {
        // Those that are not settings; the others are looked at one by one.
        let settings = S::settings();
        for Entry { key, node } in &entries {
            if !settings.iter().any(|setting| setting.key == key.value) {
                problems.conceal(node.at);
            }
        }
    }
    let mut table = Table {
        fields: Fields::new(entries),
        holds_token: S::HOLDS_TOKEN,
        problems,
    };
    known.read(&mut table);
    let Table {
        fields, problems, ..
    } = table;
    fields.finish(problems);
}

/// The value that a reference to `key` of `[targets]` stands for; `None` when no pack sets it.
pub(crate) fn value(targets: &Targets, key: &str) -> Option<ParameterValue> {
    let values = targets.value(key)?;
    let settings = Targets::settings();
    let shape = &settings.iter().find(|setting| setting.key == key)?.shape;
    let holds_integers = match shape {
        Shape::One(..) => {
            return values.into_iter().next().map(|value| match value {
                Scalar::Text(text) => ParameterValue::Text(text),
                Scalar::Integer(number) => ParameterValue::Integer(number),
            });
        }
        Shape::Many(kind, _) => *kind == kinds::Port::TYPE,
        Shape::EnvFiles => false,
        Shape::Table(..) => return None,
    };
    let (mut texts, mut integers) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            Scalar::Text(text) => texts.push(text),
            Scalar::Integer(number) => integers.push(number),
        }
    }
    Some(if holds_integers {
        ParameterValue::Integers(integers)
    } else {
        ParameterValue::Texts(texts)
    })
}

/// The keys of `[targets]`, which `${targets.…}` may name.
pub(crate) fn keys() -> Vec<&'static str> {
    let settings = Targets::settings().into_iter();
    settings
        .filter(|setting| !matches!(setting.shape, Shape::Table(..)))
        .map(|setting| setting.key)
        .collect()
}

struct Table<'a> {
    fields: Fields,
    /// Whether somebody could have written a token here.
    holds_token: bool,
    problems: &'a mut Problems,
}

impl Table<'_> {
    fn value<K: Kind>(&mut self, node: &Node, what: &str) -> Option<K::Value> {
        let raw = raw(&node.value);
        if self.holds_token && !K::may_be_shown(raw) {
            self.problems.conceal(node.at);
        }
        if !K::has_type(raw) {
            wrong_type(node.at, what, &article(K::TYPE), &node.value, self.problems);
            return None;
        }
        let value = K::read(raw);
        if value.is_none() {
            let written = match &node.value {
                Value::Text(text) => self.problems.quoted(&Spanned {
                    value: text.clone(),
                    at: node.at,
                }),
                Value::Integer(number) => format!("`{number}`"),
                Value::Boolean(value) => format!("`{value}`"),
                Value::Array(_) | Value::Table(_) | Value::Float | Value::Date(_) => {
                    what.to_owned()
                }
            };
            self.problems.report_with(
                node.at,
                format!("{written} is not {}", K::NOUN),
                Some(K::HELP.to_owned()),
            );
        }
        value
    }
}

impl Reader for Table<'_> {
    fn one<K: Kind>(&mut self, key: &'static str) -> Option<K::Value> {
        let node = self.fields.take(key)?;
        self.value::<K>(&node, key)
    }

    fn many<K: Kind>(&mut self, key: &'static str) -> Option<Vec<K::Value>> {
        let nodes = self.fields.array(key, self.problems)?.value;
        let what = format!("an entry of {key}");
        let values = nodes.iter();
        Some(
            values
                .filter_map(|node| self.value::<K>(node, &what))
                .collect(),
        )
    }

    fn env_files(&mut self, key: &'static str) -> Option<Vec<EnvFile>> {
        let nodes = self.fields.array(key, self.problems)?.value;
        let files = nodes.into_iter();
        Some(files.filter_map(|node| self.env_file(node, key)).collect())
    }

    fn table<S: Section>(&mut self, key: &'static str, known: &mut S) -> bool {
        let Some(node) = self.fields.take(key) else {
            return false;
        };
        if S::HOLDS_TOKEN && !matches!(node.value, Value::Table(_)) {
            self.problems.conceal(node.at);
        }
        match table(node, key, self.problems) {
            Some(entries) => {
                read_section(entries, known, self.problems);
                true
            }
            None => false,
        }
    }
}

impl Table<'_> {
    fn env_file(&mut self, node: Node, key: &str) -> Option<EnvFile> {
        let Node { value, at } = node;
        let Value::Table(entries) = value else {
            let what = format!("an entry of {key}");
            let path = text(Node { value, at }, &what, self.problems)?;
            return self.named_file(path, Vec::new());
        };
        let mut fields = Fields::new(entries);
        let path = fields.required_text("path", at, kinds::HostPath::HELP, self.problems);
        let dialects = fields.texts("dialects", self.problems);
        fields.finish(self.problems);
        let dialects = dialects.map(|words| checked_dialects(words, self.problems));
        self.named_file(path?, dialects.unwrap_or_default())
    }

    fn named_file(&mut self, path: Spanned<String>, dialects: Vec<String>) -> Option<EnvFile> {
        let node = Node {
            value: Value::Text(path.value),
            at: path.at,
        };
        let path = self.value::<kinds::HostPath>(&node, "path")?;
        Some(EnvFile { path, dialects })
    }
}

fn raw(value: &Value) -> Raw<'_> {
    match value {
        Value::Boolean(value) => Raw::Boolean(*value),
        Value::Integer(number) => Raw::Integer(*number),
        Value::Text(text) => Raw::Text(text),
        Value::Array(_) | Value::Table(_) | Value::Float | Value::Date(_) => Raw::Other,
    }
}

/// A type with its article, for messages.
fn article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

fn checked_dialects(
    mut words: Spanned<Vec<Spanned<String>>>,
    problems: &mut Problems,
) -> Vec<String> {
    for word in &mut words.value {
        if word.value == DOTENV.0 {
            DOTENV.1.clone_into(&mut word.value);
        }
    }
    if words.value.is_empty() {
        problems.report_with(
            words.at,
            "an environment file that nobody reads cannot be judged",
            Some(format!("write some of {}", listed(&DIALECTS))),
        );
    }
    for word in &words.value {
        if !DIALECTS.contains(&word.value.as_str()) {
            problems.report_with(
                word.at,
                format!("there is no dialect {}", quoted(&word.value)),
                did_you_mean(&word.value, &DIALECTS),
            );
        }
    }
    words.value.into_iter().map(|word| word.value).collect()
}
