//! Secret values: how they are held, compared without being shown, and kept out of every output.
//!
//! The first line is that a value never leaves the collector that read it. This module is the second:
//! it knows the values that the run has seen and finds them in texts of the host and of plugins. It
//! knows only those that nobody can guess. To blank out a guessable one would betray it to anyone who
//! writes down guesses, and would mutilate every text that uses the same word.

mod guessable;
mod patterns;
mod search;
pub mod strength;
mod texts;

use std::borrow::{Borrow, Cow};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use zeroize::Zeroizing;

use self::patterns::Patterns;

pub use guessable::is_guessable;

/// What stands where a secret was.
pub const REDACTED: &str = "[redacted]";

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

impl Borrow<[u8]> for Secret {
    fn borrow(&self) -> &[u8] {
        self.expose()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// All that one run knows about secrets: equality classes for the facts, and what must not be in any
/// text. Clones share the same knowledge.
#[derive(Clone, Default)]
pub struct Secrets {
    shared: Arc<RwLock<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// Drawn at random for this run and never written anywhere.
    key: Option<Zeroizing<[u8; 32]>>,
    classes: HashMap<[u8; 32], u32>,
    used: HashSet<u32>,
    /// What was registered, so that it is taken apart once.
    seen: HashSet<Secret>,
    /// How many parts of secrets were looked at.
    parts: usize,
    patterns: Patterns,
    /// What was taken out of facts, with its number.
    taken_out: Mutex<HashMap<Secret, usize>>,
}

impl Shared {
    /// What stands for a secret in the facts. Each has a number, so that a rule which compares two
    /// texts does not take different ones for the same; whoever could learn something from that would
    /// have to guess a secret that nobody can guess.
    fn stand_in(&self, found: &[u8]) -> Cow<'static, str> {
        let mut taken_out = self
            .taken_out
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let next = taken_out.len() + 1;
        let number = match taken_out.get(found) {
            Some(number) => *number,
            None => *taken_out.entry(Secret::new(found)).or_insert(next),
        };
        match number {
            1 => Cow::Borrowed(REDACTED),
            _ => Cow::Owned(format!("{} {number}]", REDACTED.trim_end_matches(']'))),
        }
    }
}

/// Parts of secrets that are looked at in one run, beside the secrets themselves. A real host has a
/// few hundred; a file that is made for it could keep Muster busy for minutes.
const MOST_PARTS: usize = 5_000;

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
    /// Values are compared by HMAC-SHA-256 under a key that exists only in this process; the number
    /// itself is random, so that it says nothing about the value, not even its order in the file. A
    /// value that could be guessed is compared within its `file` only: anyone who writes one file
    /// would otherwise learn by guesses what is in another.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn class(&self, file: &str, value: &[u8]) -> Result<u32, NoRandomness> {
        let mut shared = self.write();
        let key = match &shared.key {
            Some(key) => key.clone(),
            None => {
                let mut key = Zeroizing::new([0; 32]);
                getrandom::fill(key.as_mut()).map_err(NoRandomness)?;
                shared.key.insert(key).clone()
            }
        };
        let tag_in = |file: &str| -> [u8; 32] {
            #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
            let mut mac = Hmac::<Sha256>::new_from_slice(key.as_ref()).expect("any key length");
            // The length keeps the file and the value apart.
            mac.update(&file.len().to_le_bytes());
            mac.update(file.as_bytes());
            mac.update(value);
            mac.finalize().into_bytes().into()
        };
        // A value that was met before is told by its tag, and need not be guessed at again.
        let (everywhere, in_file) = (tag_in(""), tag_in(file));
        let known = [&everywhere, &in_file].map(|tag| shared.classes.get(tag));
        if let Some(class) = known.into_iter().flatten().next() {
            return Ok(*class);
        }
        let tag = match std::str::from_utf8(value).is_ok_and(is_guessable) {
            true => in_file,
            false => everywhere,
        };
        let class = loop {
            let candidate = getrandom::u32().map_err(NoRandomness)?;
            if shared.used.insert(candidate) {
                break candidate;
            }
        };
        shared.classes.insert(tag, class);
        Ok(class)
    }

    /// Remembers a value, its lines and the words in it, each unless it [can be
    /// guessed](is_guessable), so that no text shows them, whether as they are or encoded.
    pub fn register(&self, secret: &Secret) {
        if secret.expose().len() < guessable::SHORTEST {
            return;
        }
        let mut shared = self.write();
        if !shared.seen.insert(secret.clone()) {
            return;
        }
        let whole = String::from_utf8_lossy(secret.expose());
        if !is_guessable(&whole) {
            shared.patterns.add(whole.as_bytes());
        }
        for part in guessable::parts(&whole) {
            if shared.parts >= MOST_PARTS {
                return;
            }
            shared.parts += 1;
            if !is_guessable(part) {
                shared.patterns.add(part.as_bytes());
            }
        }
    }

    /// Whether this very value was registered before.
    #[must_use]
    pub fn know(&self, value: &str) -> bool {
        self.read().seen.contains(value.as_bytes())
    }

    /// Remembers a credential that Muster itself hands over, whether or not it can be guessed: whoever
    /// answers knows it anyway.
    pub fn register_credential(&self, secret: &Secret) {
        self.write().patterns.add(secret.expose());
    }

    /// Whether the text holds a secret that this run has registered.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        self.read().patterns.are_in(text)
    }

    /// The text without any secret that this run has registered.
    #[must_use]
    pub fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.read()
            .patterns
            .scrub(text, |_| Cow::Borrowed(REDACTED))
    }

    /// Removes every registered secret from the texts in a value, be they fields, list entries or
    /// the keys of a map: the first of the run becomes `[redacted]`, others `[redacted 2]` and so on. Numbers, names of fields and the form of the value stay as they are.
    ///
    /// # Errors
    /// When two keys of a map are the same without their secrets, or the value cannot be put into
    /// JSON.
    pub fn clean<T: Serialize + DeserializeOwned>(
        &self,
        value: &mut T,
    ) -> Result<(), serde_json::Error> {
        let shared = self.read();
        let patterns = &shared.patterns;
        if !patterns.is_empty() && texts::any(value, &mut |text| patterns.are_in(text))? {
            *value = texts::map(value, &|text| {
                patterns.scrub(text, |found| shared.stand_in(found))
            })?;
        }
        Ok(())
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Shared> {
        self.shared.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Shared> {
        self.shared.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by a generator, with characters that each encoding changes.
    const SECRET: &str = "p@9\"wö2'-k3X7qV8zR4mT";

    fn run_with(secret: &str) -> Secrets {
        let run = Secrets::default();
        run.register(&Secret::new(secret));
        run
    }

    #[test]
    fn equal_values_share_a_class_and_runs_do_not() {
        let run = Secrets::default();
        let class = |value: &[u8]| run.class("a.env", value).unwrap();
        assert_eq!(class(b"one"), class(b"one"));
        assert_ne!(class(b"one"), class(b"two"));
        let other = Secrets::default();
        assert_ne!(class(b"one"), other.class("a.env", b"one").unwrap());
    }

    #[test]
    fn only_what_nobody_can_guess_is_compared_across_files() {
        let run = Secrets::default();
        let class = |file, value: &str| run.class(file, value.as_bytes()).unwrap();
        assert_ne!(class("a.env", "hunter2"), class("b.env", "hunter2"));
        assert_ne!(class("a", "bsummer"), class("ab", "summer"));
        let strong = "9f86d081884c7d659a2feaa0c55ad015";
        assert_eq!(class("a.env", strong), class("b.env", strong));
    }

    #[test]
    fn scrubs_every_encoding() {
        let run = run_with(SECRET);
        for leak in [
            "x p@9\"wö2'-k3X7qV8zR4mT y",
            r#"{"k":"p@9\"wö2'-k3X7qV8zR4mT"}"#,
            r#"--comment "p@9\"wö2\'-k3X7qV8zR4mT""#,
            "p%409%22w%C3%B62%27-k3X7qV8zR4mT",
            "p%409%22w%c3%b62%27-k3X7qV8zR4mT",
            "cEA5InfDtjInLWszWDdxVjh6UjRtVA==",
        ] {
            let shown = run.scrub(leak);
            assert!(shown.contains(REDACTED), "{leak} became {shown}");
            assert!(!shown.contains("k3X7q"), "{leak} became {shown}");
            assert!(run.are_in(leak));
        }
    }

    #[test]
    fn scrubs_base64_at_each_position() {
        let run = run_with("k4Qz-h7r5Qe-b9tWz2xv");
        // "user:" and "ab:" and "a:" in front, as in an Authorization header.
        for front in ["", "a:", "ab:", "user:"] {
            let plain = format!("{front}k4Qz-h7r5Qe-b9tWz2xv");
            let leak = data_encoding(&plain);
            assert!(run.scrub(&leak).contains(REDACTED), "{leak}");
        }
    }

    /// Base64, digit by digit.
    fn data_encoding(text: &str) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits: String = text.bytes().map(|byte| format!("{byte:08b}")).collect();
        let digit = |group: &[u8]| {
            let group = format!("{:0<6}", String::from_utf8_lossy(group));
            char::from(DIGITS[usize::from_str_radix(&group, 2).unwrap()])
        };
        bits.as_bytes().chunks(6).map(digit).collect()
    }

    #[test]
    fn different_secrets_stay_different_in_facts() {
        let run = run_with("k4Qz7r5Qeb9tWz2xv8Lm");
        run.register(&Secret::new("9f86d081884c7d659a2feaa0c55ad015"));
        let texts = |list: [&str; 3]| {
            let mut list = list.map(str::to_owned);
            run.clean(&mut list).unwrap();
            list
        };
        let first = texts([
            "/srv/k4Qz7r5Qeb9tWz2xv8Lm",
            "/srv/9f86d081884c7d659a2feaa0c55ad015",
            "/srv/k4Qz7r5Qeb9tWz2xv8Lm",
        ]);
        assert_eq!(
            first,
            ["/srv/[redacted]", "/srv/[redacted 2]", "/srv/[redacted]"]
        );
        // In whatever facts they stand.
        let second = texts(["9f86d081884c7d659a2feaa0c55ad015", "", ""]);
        assert_eq!(second[0], "[redacted 2]");
    }

    #[test]
    fn leaves_guessable_values_and_other_text_alone() {
        for word in [
            "true",
            "compose",
            "results",
            "482912",
            "acme-production-uploads",
        ] {
            let run = run_with(word);
            assert_eq!(run.scrub(word), word);
        }
        assert_eq!(run_with(SECRET).scrub("another story"), "another story");
    }

    #[test]
    fn of_a_long_secret_both_ends_are_known() {
        let long: String = (0..200_u32)
            .map(|number| format!("{:x}", number.wrapping_mul(2_654_435_761)))
            .collect();
        let run = run_with(&long);
        for text in [&long[..300], &long[long.len() - 300..]] {
            assert!(run.scrub(text).contains(REDACTED));
        }
    }

    #[test]
    fn lines_and_words_of_a_secret_are_known() {
        let run = run_with(
            "first-8d7f6a5b4c3d2e9f\nsecond-1a9b3c7d5e6f8a {\"k\":\"k4Qz7r5Qeb9tWz2xv8Lm\"}",
        );
        for piece in [
            "first-8d7f6a5b4c3d2e9f",
            "second-1a9b3c7d5e6f8a",
            "k4Qz7r5Qeb9tWz2xv8Lm",
        ] {
            assert_eq!(run.scrub(piece), REDACTED, "{piece}");
        }
    }

    #[test]
    fn the_longest_secret_that_fits_is_removed_whole() {
        let run = run_with("k4Qz7r5Qeb9tWz2xv8Lm");
        run.register(&Secret::new("k4Qz7r5Qeb9tWz2xv8LmNc3"));
        assert_eq!(run.scrub("<k4Qz7r5Qeb9tWz2xv8LmNc3>"), "<[redacted]>");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("value")), REDACTED);
    }
}
