//! Which rules an evaluation was asked for.

use muster_facts::Target;
use serde::{Deserialize, Serialize};

use crate::fingerprint::sha256_of;

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

    /// A name for a target under this selection, 64 hexadecimal digits that no other has. An image is
    /// another than the host that runs it: it knows nothing of the network.
    #[must_use]
    pub fn digest(&self, target: &Target) -> String {
        let identity = target.identity();
        // An empty text is not a pattern, so it can end a list.
        let lists = [&self.only, &self.skip]
            .into_iter()
            .flat_map(|list| list.iter().map(String::as_str).chain([""]));
        let image = target.is_image().then_some("image");
        sha256_of(
            [&*identity, self.policy.as_str()]
                .into_iter()
                .chain(lists)
                .chain(image),
        )
    }
}
