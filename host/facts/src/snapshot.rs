//! `Snapshot`: everything that was found on one target at one time, ready to be written as JSON
//! and judged elsewhere.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Facts;

/// Name and version of the snapshot's JSON. The version grows when a reader of the old one would
/// misread the new one.
pub const SCHEMA: &str = "muster.snapshot/1";

/// What was found on one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Version of Muster that collected it.
    pub muster: String,
    /// What was looked at.
    pub target: Target,
    /// When collection began, RFC 3339 in UTC.
    pub collected_at: String,
    /// The facts of each domain that was collected.
    #[serde(with = "shared")]
    pub facts: Arc<Facts>,
}

/// Facts that whoever judges them shares, written as what they are.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::Facts;

    pub(super) fn serialize<S: Serializer>(
        facts: &Arc<Facts>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        facts.as_ref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<Facts>, D::Error> {
        Facts::deserialize(deserializer).map(Arc::new)
    }
}

/// What a snapshot was taken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Name of the host in reports and fingerprints.
    pub name: String,
    /// Which machine it is, 32 hexadecimal digits, where the name is the host's own and could be
    /// that of another. Made of its machine-id(5) as systemd asks for, and no way back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// `live`, `root` (a directory) or `recording`.
    pub kind: String,
}

impl Target {
    /// Whether it is a directory, which has no network and nothing that runs.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.kind == "root"
    }

    /// What tells the host from every other, in fingerprints: its name, and the machine where the name
    /// alone could be that of two.
    #[must_use]
    pub fn identity(&self) -> Cow<'_, str> {
        match &self.machine {
            Some(machine) => format!("{} on machine {machine}", self.name).into(),
            None => self.name.as_str().into(),
        }
    }
}

/// A snapshot that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not the JSON of a snapshot, or cut off.
    #[error("line {line}, column {column}: {message}")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// Written by a version with another format.
    #[error("its format is `{found}`, and this version of Muster reads `{SCHEMA}`")]
    Schema {
        /// The format that the file names.
        found: String,
    },
}

impl Snapshot {
    /// Reads a snapshot back.
    ///
    /// # Errors
    /// When the text is not a snapshot, is cut off, or has another format version.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        /// Read first, so that a newer format is named as such and not as a misspelt field.
        #[derive(Deserialize)]
        struct Head {
            schema: Option<String>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| malformed(&error))?;
        match head.schema {
            Some(found) if found == SCHEMA => {}
            Some(found) => return Err(SnapshotError::Schema { found }),
            None => {
                return Err(SnapshotError::Malformed {
                    line: 1,
                    column: 1,
                    message: format!(
                        "it does not name its format; a snapshot begins with \"schema\": \"{SCHEMA}\""
                    ),
                });
            }
        }
        serde_json::from_str(text).map_err(|error| malformed(&error))
    }

    /// The snapshot as indented JSON with a final newline. See [`to_json`](crate::to_json).
    ///
    /// # Errors
    /// Never for facts that a collector made.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        crate::to_json(self)
    }
}

fn malformed(error: &serde_json::Error) -> SnapshotError {
    let text = error.to_string();
    // serde_json appends " at line L column C", which stands in front here.
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message)
        .to_owned();
    SnapshotError::Malformed {
        line: error.line().max(1),
        column: error.column().max(1),
        message,
    }
}
