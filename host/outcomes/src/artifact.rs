//! What a subject is part of.

use serde::{Deserialize, Serialize};

/// What a subject is part of, whichever line decides about it: the place of its alert, which stays
/// where it is when a setting moves to another file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Artifact {
    /// Absolute path of a file on the target.
    File(String),
    /// A key of `[targets]` in the policy.
    Setting(String),
}

impl Artifact {
    /// The path, where it is a file on the target.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::File(path) => Some(path),
            Self::Setting(_) => None,
        }
    }
}
