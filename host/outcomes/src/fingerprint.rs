//! The identity of a finding across runs.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::RuleId;

/// SHA-256 over rule, target and subject, in hexadecimal. Line numbers and observed values are
/// left out on purpose: a finding stays the same when the file around it moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of one rule's result on one subject of one target, by what
    /// [tells it from others](muster_facts::Target::identity).
    #[must_use]
    pub fn of(rule: &RuleId, target: &str, subject: &str) -> Self {
        Self(sha256_of([rule.as_str(), target, subject]))
    }

    /// All 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(Sha256::new().chain_update(bytes))
}

/// SHA-256 over texts, in hexadecimal, each with a NUL behind it: none of them can hold one, so that they
/// cannot run into each other.
pub(crate) fn sha256_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hexadecimal(hash)
}

fn hexadecimal(hash: Sha256) -> String {
    HEXLOWER.encode(&hash.finalize())
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depends_on_each_part_and_on_nothing_else() {
        let rule: RuleId = "ssh/port".parse().unwrap();
        let other: RuleId = "ssh/ports".parse().unwrap();
        let one = Fingerprint::of(&rule, "web-1", "sshd/Port");
        assert_eq!(one, Fingerprint::of(&rule, "web-1", "sshd/Port"));
        assert_ne!(one, Fingerprint::of(&other, "web-1", "sshd/Port"));
        assert_ne!(one, Fingerprint::of(&rule, "web-2", "sshd/Port"));
        assert_ne!(one, Fingerprint::of(&rule, "web-1", "sshd/Ports"));
        assert_ne!(one, Fingerprint::of(&rule, "web-1s", "shd/Port"));
        assert_eq!(one.as_str().len(), 64);
    }
}
