//! Which rules an evaluation was asked for.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Which rules an evaluation was asked for, as a person chose them: it tells one scan of a host from
/// another that looks at something else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// `name` of the policy.
    pub policy: String,
    /// The patterns of `--only`, sorted, each once; empty for every rule of the policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// The patterns of `--skip`, sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,
}

impl Selection {
    /// Of a policy by name, narrowed by patterns in any order.
    #[must_use]
    pub fn new(policy: impl Into<String>, mut only: Vec<String>, mut skip: Vec<String>) -> Self {
        for patterns in [&mut only, &mut skip] {
            patterns.sort_unstable();
            patterns.dedup();
        }
        Self {
            policy: policy.into(),
            only,
            skip,
        }
    }

    /// A name for a host under this selection, 64 hexadecimal digits that no other has.
    #[must_use]
    pub fn digest(&self, identity: &str) -> String {
        let mut hash = Sha256::new();
        let lists = [&self.only, &self.skip];
        let texts = [identity, &self.policy].into_iter();
        for text in texts.chain(lists.into_iter().flat_map(|list| {
            // An empty text is no pattern, so that it ends a list.
            list.iter().map(String::as_str).chain([""])
        })) {
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        let bytes = hash.finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
