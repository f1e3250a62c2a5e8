//! Secret values: how they are held, compared without being shown, and kept out of every output.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What stands where a secret was.
pub const REDACTED: &str = "[redacted]";

/// Shorter values are not searched for in the output: `true`, `5432` or `dev` would blank out half
/// of a report and so tell more than they hide.
const SHORTEST_SCRUBBED: usize = 6;

/// A secret value. It has no `Serialize`, its `Debug` shows nothing, and its memory is wiped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes ownership of a value that must not leave the collector.
    #[must_use]
    pub fn new(value: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The value, for the collector's own analysis only.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// All that one run knows about secrets: equality classes for the facts, and the scrubber for
/// everything that is printed. Clones share the same knowledge.
#[derive(Clone, Default)]
pub struct Secrets {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// Drawn at random for this run and never written anywhere.
    key: Option<Zeroizing<[u8; 32]>>,
    classes: HashMap<[u8; 32], u32>,
    used: HashSet<u32>,
    patterns: HashSet<Secret>,
    /// Rebuilt on the first use after a registration. Which pattern matched does not matter, so
    /// neither does their order.
    automaton: Option<AhoCorasick>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

/// The operating system gave no random numbers, so secrets cannot be compared safely.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random numbers: {0}")]
pub struct NoRandomness(getrandom::Error);

impl Secrets {
    /// The number of the class of equal values that this value belongs to in this run.
    ///
    /// Values are compared by HMAC-SHA-256 under a key that exists only in this process; the
    /// number itself is random, so that it says nothing about the value, not even its order in
    /// the file.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn class(&self, value: &[u8]) -> Result<u32, NoRandomness> {
        let mut shared = self.lock();
        let key = match &shared.key {
            Some(key) => key.clone(),
            None => {
                let mut key = Zeroizing::new([0; 32]);
                getrandom::fill(key.as_mut()).map_err(NoRandomness)?;
                shared.key.insert(key).clone()
            }
        };
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_ref()).expect("any key length");
        mac.update(value);
        let tag: [u8; 32] = mac.finalize().into_bytes().into();
        if let Some(class) = shared.classes.get(&tag) {
            return Ok(*class);
        }
        let class = loop {
            let candidate = getrandom::u32().map_err(NoRandomness)?;
            if shared.used.insert(candidate) {
                break candidate;
            }
        };
        shared.classes.insert(tag, class);
        Ok(class)
    }

    /// Remembers a value so that no output shows it, whether as it is or encoded.
    pub fn register(&self, secret: &Secret) {
        let value = secret.expose();
        if value.len() < SHORTEST_SCRUBBED {
            return;
        }
        let mut shared = self.lock();
        for form in encoded_forms(value) {
            if form.expose().len() >= SHORTEST_SCRUBBED && shared.patterns.insert(form) {
                shared.automaton = None;
            }
        }
    }

    /// The text without any secret that this run has registered.
    #[must_use]
    pub fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut shared = self.lock();
        if shared.patterns.is_empty() {
            return Cow::Borrowed(text);
        }
        if shared.automaton.is_none() {
            shared.automaton = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                // The text is some kilobytes, searched once or twice: building anything faster
                // costs more than it saves.
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .prefilter(false)
                .build(shared.patterns.iter().map(Secret::expose))
                .ok();
        }
        let Some(automaton) = &shared.automaton else {
            // The automaton is too large to build. Nothing may then be printed.
            return Cow::Borrowed(REDACTED);
        };
        let mut scrubbed = String::new();
        let mut kept = 0;
        for hit in automaton.find_iter(text) {
            scrubbed.push_str(text.get(kept..hit.start()).unwrap_or_default());
            scrubbed.push_str(REDACTED);
            kept = hit.end();
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        scrubbed.push_str(text.get(kept..).unwrap_or_default());
        Cow::Owned(scrubbed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value as it is, JSON-escaped, percent-encoded and in Base64 (both alphabets, at each of the
/// three positions that a value can have inside a longer encoded text).
fn encoded_forms(value: &[u8]) -> Vec<Secret> {
    let mut forms = vec![Secret::new(value)];
    if let Ok(text) = std::str::from_utf8(value) {
        if let Ok(json) = serde_json::to_string(text) {
            let json = Secret::new(json);
            let quoted = json.expose();
            forms.push(Secret::new(
                quoted.get(1..quoted.len() - 1).unwrap_or_default(),
            ));
        }
        for line in text.lines().filter(|line| line.len() != text.len()) {
            forms.push(Secret::new(line));
        }
    }
    forms.push(percent_encoded(value, false));
    forms.push(percent_encoded(value, true));
    for offset in 0..3 {
        forms.push(base64_core(value, offset, b"+/"));
        forms.push(base64_core(value, offset, b"-_"));
    }
    forms
}

fn percent_encoded(value: &[u8], lower: bool) -> Secret {
    let mut encoded = Vec::with_capacity(value.len() * 3);
    for byte in value {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            encoded.push(*byte);
        } else if lower {
            encoded.extend_from_slice(format!("%{byte:02x}").as_bytes());
        } else {
            encoded.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    Secret::new(encoded)
}

/// The Base64 digits that depend on the value alone when it starts `offset` bytes into a group of
/// three: the digits shared with its neighbours are left out.
fn base64_core(value: &[u8], offset: usize, last_two: &[u8; 2]) -> Secret {
    const DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bit_at = |bit: usize| -> u8 {
        value
            .get(bit / 8)
            .map_or(0, |byte| (byte >> (7 - bit % 8)) & 1)
    };
    // The first digit boundary at or after the value's first bit.
    let skipped_bits = (6 - (offset * 8) % 6) % 6;
    let digits = (value.len() * 8 - skipped_bits) / 6;
    let encoded: Vec<u8> = (0..digits)
        .map(|digit| {
            let number = (0..6).fold(0_u8, |number, bit| {
                (number << 1) | bit_at(skipped_bits + digit * 6 + bit)
            });
            match number {
                62 => last_two[0],
                63 => last_two[1],
                _ => DIGITS.get(usize::from(number)).copied().unwrap_or(b'A'),
            }
        })
        .collect();
    Secret::new(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_class_and_runs_do_not() {
        let run = Secrets::default();
        assert_eq!(run.class(b"one").unwrap(), run.class(b"one").unwrap());
        assert_ne!(run.class(b"one").unwrap(), run.class(b"two").unwrap());
        let other = Secrets::default();
        assert_ne!(run.class(b"one").unwrap(), other.class(b"one").unwrap());
    }

    #[test]
    fn scrubs_every_encoding() {
        let run = Secrets::default();
        run.register(&Secret::new("p@ss\"wörd-123"));
        for leak in [
            "x p@ss\"wörd-123 y",
            r#"{"k":"p@ss\"wörd-123"}"#,
            "p%40ss%22w%C3%B6rd-123",
            "p%40ss%22w%c3%b6rd-123",
            "cEBzcyJ3w7ZyZC0xMjM=",
        ] {
            let shown = run.scrub(leak);
            assert!(shown.contains(REDACTED), "{leak} became {shown}");
            assert!(!shown.contains("ss"), "{leak} became {shown}");
        }
    }

    #[test]
    fn scrubs_base64_at_each_position() {
        let run = Secrets::default();
        run.register(&Secret::new("correct-horse-battery"));
        // "user:" and "ab:" and "a:" in front, as in an Authorization header.
        for leak in [
            "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",
            "YTpjb3JyZWN0LWhvcnNlLWJhdHRlcnk=",
            "YWI6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",
            "dXNlcjpjb3JyZWN0LWhvcnNlLWJhdHRlcnk=",
        ] {
            assert!(run.scrub(leak).contains(REDACTED), "{leak}");
        }
    }

    #[test]
    fn leaves_short_values_and_other_text_alone() {
        let run = Secrets::default();
        run.register(&Secret::new("true"));
        assert_eq!(run.scrub("true story"), "true story");
        run.register(&Secret::new("longer-secret"));
        assert_eq!(run.scrub("another story"), "another story");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("value")), REDACTED);
    }
}
