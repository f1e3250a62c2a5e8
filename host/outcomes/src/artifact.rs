//! What a subject is part of.

use muster_facts::bindings::exports::muster::policy::policy as wit;
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

impl From<wit::Artifact> for Artifact {
    fn from(artifact: wit::Artifact) -> Self {
        match artifact {
            wit::Artifact::File(path) => Self::File(path),
            wit::Artifact::Setting(key) => Self::Setting(key),
        }
    }
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
