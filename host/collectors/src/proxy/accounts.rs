//! The accounts of `basic_auth`: their hashes are secrets.

use muster_facts::{Secret, Secrets};

use super::tokens::UNKNOWN;
use super::tree::Node;

/// Tells the run what must never be printed.
pub(super) fn register(node: &Node, secrets: &Secrets) {
    for account in node.inner() {
        for word in &account.arguments {
            if !word.text.contains(['{', UNKNOWN]) {
                secrets.register(&Secret::new(word.text.as_str()));
            }
        }
    }
}
