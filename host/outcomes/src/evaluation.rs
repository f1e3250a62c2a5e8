//! `Evaluation`: what the plugins said about one snapshot.

use std::sync::Arc;

use muster_facts::Target;
use serde::{Deserialize, Serialize};

use crate::{Carried, Outcome, RuleDescriptor, RuleId, Selection};

/// Name and version of the evaluation's JSON.
pub const SCHEMA: &str = "muster.evaluation/1";

/// What the plugins said about one snapshot. Holds no time of its own and no duration, so that
/// the same snapshot and plugins give the same bytes on any machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Version of Muster that evaluated.
    pub muster: String,
    /// What was judged.
    pub target: Target,
    /// When the facts were collected, RFC 3339 in UTC.
    pub collected_at: String,
    /// Which rules were asked for.
    pub selection: Selection,
    /// The plugins that were run, sorted by name.
    pub plugins: Vec<PluginRecord>,
    /// Every planned rule, sorted by id, whether or not it could be run.
    pub rules: Vec<Arc<RuleDescriptor>>,
    /// Every outcome, sorted by rule and subject. Each planned rule has at least one.
    pub outcomes: Vec<Outcome>,
    /// Failures of an earlier evaluation that could not be judged again, see
    /// [`follow`](Self::follow).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// Rules that could not be evaluated and of which no earlier evaluation says what was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history_unknown: Vec<RuleId>,
}

/// A plugin that took part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginRecord {
    /// Name that the plugin gives itself.
    pub name: String,
    /// Its semantic version.
    pub version: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// The fact interfaces it imports, which it was granted.
    pub grants: Vec<String>,
}

/// An evaluation that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// Not the JSON of an evaluation, or cut off.
    #[error("{0}")]
    Malformed(#[from] serde_json::Error),
    /// Written by a version with another format.
    #[error("its format is `{0}`, and this version of Muster reads `{SCHEMA}`")]
    Schema(String),
}

impl Evaluation {
    /// Reads an evaluation back.
    ///
    /// # Errors
    /// If the text is not an evaluation, is cut off, or has another format version.
    pub fn from_json(text: &str) -> Result<Self, EvaluationError> {
        /// Read first, so that a newer format is named as such and not as a misspelt field.
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let head: Head = serde_json::from_str(text)?;
        if head.schema != SCHEMA {
            return Err(EvaluationError::Schema(head.schema));
        }
        Ok(serde_json::from_str(text)?)
    }

    /// The evaluation as indented JSON with a final newline. See [`muster_facts::to_json`].
    ///
    /// # Errors
    /// Never for an evaluation that the engine made.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        muster_facts::to_json(self)
    }
}
