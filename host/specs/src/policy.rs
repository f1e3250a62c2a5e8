//! The policy of a case, of several blocks.

use toml::{Table, Value};

/// TOML that is laid over what stands before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PolicyText {
    text: String,
    table: Table,
}

impl PolicyText {
    /// The keys of a later block replace those of an earlier one, table by table. The text of a
    /// single block stays as it is, so that what is wrong with it is shown in it.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), String> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.message().to_owned())?;
        let first = self.text.is_empty();
        merge(&mut self.table, table);
        self.text = if first {
            text.to_owned()
        } else {
            toml::to_string(&self.table).map_err(|error| error.to_string())?
        };
        Ok(())
    }

    pub(crate) fn into_text(self) -> String {
        self.text
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
