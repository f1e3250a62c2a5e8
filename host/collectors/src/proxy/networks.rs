//! Networks as Caddy names them.

use super::tokens::Token;

/// What `private_ranges` stands for (`internal/ranges.go` of Caddy).
pub(super) const PRIVATE_RANGES: [&str; 6] = [
    "192.168.0.0/16",
    "172.16.0.0/12",
    "10.0.0.0/8",
    "127.0.0.1/8",
    "fd00::/8",
    "::1",
];

/// The networks of some words, `private_ranges` written out.
pub(super) fn networks(words: &[Token]) -> Vec<String> {
    let mut networks = Vec::new();
    for word in words {
        if word.text == "private_ranges" {
            networks.extend(PRIVATE_RANGES.map(str::to_owned));
        } else {
            networks.push(word.text.clone());
        }
    }
    networks
}
