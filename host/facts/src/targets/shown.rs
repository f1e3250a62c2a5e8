//! Which keys of environment files may be shown. What may never be shown is for the collector to know.

use std::fmt;
use std::str::FromStr;

use muster_names::fits_pattern;

/// Longer than the name of any variable that is shown.
const LONGEST: usize = 64;

/// The key of the address that mail is sent from. Its host is asked about in the DNS, so it is public.
pub const SENDER_KEY: &str = "EMAIL_FROM";

/// The keys whose values a project makes public.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown<'a> {
    /// Keys whose value may be shown.
    pub keys: &'a [KeyPattern],
    /// Keys of addresses whose host may be shown.
    pub hosts: &'a [KeyPattern],
}

impl Shown<'_> {
    /// Whether the value of a key may be shown.
    #[must_use]
    pub fn shows_key(self, name: &str) -> bool {
        self.keys.iter().any(|pattern| pattern.matches(name))
    }

    /// Whether the host in the value of a key may be shown.
    #[must_use]
    pub fn shows_host(self, name: &str) -> bool {
        self.hosts.iter().any(|pattern| pattern.matches(name))
    }

    /// Whether the project writes a key's name out. A name that only a `*` stands for may be part of
    /// a value that a broken line looks like.
    #[must_use]
    pub fn names(self, name: &str) -> bool {
        let mut patterns = self.keys.iter().chain(self.hosts);
        patterns.any(|pattern| pattern.0 == name)
    }
}

/// The name of a key, or of many where it has a `*`, which stands for any text: `RATE_LIMIT_*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPattern(String);

/// A text that names no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the name of a key")]
pub struct InvalidKeyPattern;

impl FromStr for KeyPattern {
    type Err = InvalidKeyPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.*".contains(&byte);
        let is_key = (1..=LONGEST).contains(&text.len())
            && text.bytes().all(is_plain)
            && !text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        is_key
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidKeyPattern)
    }
}

impl KeyPattern {
    /// Whether a name is this one, or one of these.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        fits_pattern(&self.0, name)
    }

    /// The text of the pattern.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        pattern.parse::<KeyPattern>().unwrap().matches(name)
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in [
            ("LOG_LEVEL", "LOG_LEVEL"),
            ("*", "ANY.thing_1"),
            ("RATE_*", "RATE_"),
            ("RATE_*", "RATE_LIMIT"),
            ("*_URL", "BASE_URL"),
            ("A*B*C", "ABC"),
            ("A*B*C", "AxBBxC"),
            ("A**C", "AC"),
            ("*A*", "xAx"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("LOG_LEVEL", "LOG_LEVELS"),
            ("LOG_LEVEL", "log_level"),
            ("RATE_*", "XRATE_A"),
            ("*_URL", "BASE_URL2"),
            // The two ends do not overlap.
            ("AB*BA", "ABA"),
            ("A*B*C", "ACB"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn what_names_no_key_is_refused() {
        for text in ["", "A B", "1A", ".A", "A=1", "A-B", "Ä", "[A]"] {
            assert!(text.parse::<KeyPattern>().is_err(), "{text}");
        }
        assert!("A".repeat(65).parse::<KeyPattern>().is_err());
    }

    #[test]
    fn only_a_whole_name_is_written_out() {
        let shown = Shown {
            keys: &["LOG_LEVEL".parse().unwrap(), "*".parse().unwrap()],
            hosts: &["BASE_URL".parse().unwrap()],
        };
        assert!(shown.names("LOG_LEVEL") && shown.names("BASE_URL"));
        assert!(shown.shows_key("OTHER") && !shown.names("OTHER"));
        assert!(!shown.shows_host("LOG_LEVEL"));
    }
}
