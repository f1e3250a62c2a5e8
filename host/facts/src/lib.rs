//! What was found on a host: the fact types, the snapshot that carries them, and the discipline
//! that keeps secrets out of both.
//!
//! The types are generated from `wit/`, so that a collector, a plugin and the snapshot's JSON
//! cannot disagree. Nothing in this crate reads anything.

pub mod characters;
mod domain;
pub mod excerpt;
#[rustfmt::skip]
#[allow(missing_docs, unused_imports, clippy::too_many_lines, reason = "generated from wit/")]
mod generated;
mod in_use;
mod json;
mod lookups;
mod room;
mod secrets;
mod snapshot;
pub mod targets;
mod vocabulary;

pub use domain::{DomainFacts, Fact};
pub use generated::types::{FactError, Source};
pub use generated::*;
pub use json::to_json;
pub use room::make_room;
pub use secrets::{REDACTED, Secret, Secrets, is_guessable, strength};
pub use snapshot::{SCHEMA, Snapshot, SnapshotError, Target};
pub use vocabulary::{Visit, Vocabulary, Words, unlisted};

impl Source {
    /// A whole file on the target.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self::of("file", path)
    }

    /// One line of a file, counted from 1, without its text.
    #[must_use]
    pub fn line(path: impl Into<String>, line: u32) -> Self {
        Self {
            line: Some(line),
            ..Self::file(path)
        }
    }

    /// The file with its line, as messages name it.
    #[must_use]
    pub fn location(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.name),
            None => self.name.clone(),
        }
    }

    /// A command line that was run on the target.
    #[must_use]
    pub fn command(line: impl Into<String>) -> Self {
        Self::of("command", line)
    }

    /// A place that is neither file nor command, such as `sockets/tcp/0.0.0.0/22`.
    #[must_use]
    pub fn logical(name: impl Into<String>) -> Self {
        Self::of("logical", name)
    }

    /// The same place with the line's text as it may be shown to anyone.
    #[must_use]
    pub fn with_text(self, text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..self
        }
    }

    /// The same place with columns, counted from 1 in UTF-16 code units; the end is exclusive.
    #[must_use]
    pub fn with_columns(self, column: u32, end_column: u32) -> Self {
        Self {
            column: Some(column),
            end_column: Some(end_column),
            ..self
        }
    }

    /// Whether the text is not the line, but what stands between its columns.
    #[must_use]
    pub fn is_part_of_line(&self) -> bool {
        match (&self.text, self.column, self.end_column) {
            (Some(text), Some(start @ 2..), Some(end)) => {
                let length = end.saturating_sub(start) as usize;
                length > 0 && length == text.encode_utf16().count()
            }
            _ => false,
        }
    }

    fn of(kind: &str, name: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.into(),
            line: None,
            column: None,
            end_column: None,
            text: None,
        }
    }
}

impl FactError {
    /// The reason, without its kind.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Unsupported(reason) | Self::Denied(reason) | Self::Failed(reason) => reason,
        }
    }
}
