// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:facts/types`

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Visit, Vocabulary, Words};

/// Why a fact is not available. A missing fact is never an empty one: a rule that needs it
/// ends in `error`, or in `not-applicable` where `unsupported` says that the target cannot
/// have the fact at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower, wasmtime::component::Lift))]
#[cfg_attr(feature = "component", component(variant))]
pub enum FactError {
    /// The target cannot have this fact (no procfs in an unpacked image, tool not installed).
    #[cfg_attr(feature = "component", component(name = "unsupported"))]
    Unsupported(String),
    /// The collector was not allowed to read it.
    #[cfg_attr(feature = "component", component(name = "denied"))]
    Denied(String),
    /// Reading, running or parsing failed.
    #[cfg_attr(feature = "component", component(name = "failed"))]
    Failed(String),
}

impl Words for FactError {}

/// Where a fact was read. Shown to people and used as SARIF location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower, wasmtime::component::Lift))]
#[cfg_attr(feature = "component", component(record))]
pub struct Source {
    /// One of `file` (a path on the target), `command` (a command line that was run there) or
    /// `logical` (a place that is neither, such as `sockets/tcp/0.0.0.0/22`).
    pub kind: String,
    /// Absolute path inside the target, the command line, or the logical name.
    pub name: String,
    /// First line, counted from 1; none when the whole file is meant.
    pub line: Option<u32>,
    /// First column on that line, counted from 1 in UTF-16 code units.
    pub column: Option<u32>,
    /// Column after the last one, on the same line.
    #[cfg_attr(feature = "component", component(name = "end-column"))]
    pub end_column: Option<u32>,
    /// The line, or exactly what stands between its columns, as it may be shown to anyone: every
    /// secret in it is already removed.
    pub text: Option<String>,
}

impl Source {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "types.source.kind",
        words: &["file", "command", "logical"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_COMMAND: &str = "command";
    /// A word of `kind`.
    pub const KIND_LOGICAL: &str = "logical";
}

impl Words for Source {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.line.visit(visit);
        self.column.visit(visit);
        self.end_column.visit(visit);
        self.text.visit(visit);
    }
}
