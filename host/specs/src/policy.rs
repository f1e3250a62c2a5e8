//! The policy of a case, of several blocks.

use toml::{Table, Value};

/// Keys that every case sets itself: its name, what it extends, and that it enables the rule.
const TAKEN: [&str; 3] = ["name", "extends", "enable"];

/// TOML that is laid over what stands before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PolicyText {
    text: String,
    table: Table,
    /// The line of the page in which the text begins, if all of it stands there.
    begins: Option<usize>,
}

/// What is wrong with a block.
pub(crate) struct Mistake {
    /// The line of its content, counted from 0.
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl PolicyText {
    /// The keys of a later block replace those of an earlier one, table by table. The text of a single block stays as
    /// it is, so that mistakes are shown in it; `begins` is the line of the page in which it begins.
    pub(crate) fn add(&mut self, text: &str, begins: Option<usize>) -> Result<(), Mistake> {
        let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let table: Table = text.parse().map_err(|error: toml::de::Error| Mistake {
            line: error.span().map_or(0, |span| line(span.start)),
            message: format!("this is not TOML: {}", error.message()),
        })?;
        if let Some(key) = TAKEN.into_iter().find(|key| table.contains_key(*key)) {
            let is_of_key = |line: &str| line.trim_start().trim_matches('"').starts_with(key);
            return Err(Mistake {
                line: text.lines().position(is_of_key).unwrap_or(0),
                message: format!(
                    "a case has its own `{key}`: it extends the policy and enables the rule; take it out"
                ),
            });
        }
        let first = self.text.is_empty();
        merge(&mut self.table, table);
        self.text = if first {
            text.to_owned()
        } else {
            toml::to_string(&self.table).map_err(|error| Mistake {
                line: 0,
                message: error.to_string(),
            })?
        };
        self.begins = begins.filter(|_| first);
        Ok(())
    }

    /// The text, and the line of the page in which it begins, if all of it stands there.
    pub(crate) fn into_text(self) -> (String, Option<usize>) {
        (self.text, self.begins)
    }
}

fn merge(into: &mut Table, table: Table) {
    for (key, value) in table {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
