//! Which values a person or a program could guess. Only the others are searched for in texts.

use super::strength;

/// In bytes. What is shorter can be tried out.
pub(super) const SHORTEST: usize = 12;

/// Guesses, in decimal orders of magnitude. A plugin that writes down guesses gets 10^9 into the
/// report of one scan.
const FEWEST_GUESSES: f64 = 12.0;

/// Tenths of a character: what the mean length of a run of letters stays below in a random value. In
/// random Base64 and in random hexadecimal digits it is 16. The names of the field, made of words
/// and numbers, begin at 30 (`TLS_AES_128_GCM_SHA256`).
const LONGEST_MEAN_RUN_OF_LETTERS: usize = 28;

/// The same of all runs, of letters or digits: what is random in small letters and digits has 25 or
/// less in three of four cases. Names begin at 26 (`port/ipv4/tcp/23`).
const LONGEST_MEAN_RUN: usize = 25;

/// A value with fewer letters is a number, a date or an address.
const FEWEST_LETTERS: usize = 4;

/// Parts of one value: the key of a service account has some 40 lines and fields.
const MOST_PARTS: usize = 100;

/// Whether a value can be guessed: it is short, made of words, a number, or of a kind that people
/// make up. A pass-phrase of plain words counts as guessable.
#[must_use]
pub fn is_guessable(value: &str) -> bool {
    value.len() < SHORTEST
        || !looks_random(value)
        || strength::estimate(value).magnitude < FEWEST_GUESSES
}

/// Whether letters and digits alternate as they do in what a generator makes. `PermitRootLogin`,
/// `TLS_AES_128_GCM_SHA256` and `postgresql://db:5432/app` consist of longer runs.
fn looks_random(value: &str) -> bool {
    let (mut letters, mut others) = (Runs::default(), Runs::default());
    let (mut previous, mut capitals) = (Kind::Separator, 0_usize);
    for c in value.chars() {
        let kind = Kind::of(c);
        let goes_on = match kind {
            Kind::Other => false,
            // A word may begin with one capital letter.
            Kind::Small if previous == Kind::Capital => capitals == 1,
            _ => kind == previous,
        };
        capitals = match kind {
            Kind::Capital => capitals + 1,
            _ => 0,
        };
        match kind {
            Kind::Blank => return false,
            Kind::Separator => {}
            Kind::Capital | Kind::Small => letters.add(goes_on),
            Kind::Digit | Kind::Other => others.add(goes_on),
        }
        previous = kind;
    }
    let all = Runs {
        number: letters.number + others.number,
        length: letters.length + others.length,
    };
    all.length >= SHORTEST
        && letters.length >= FEWEST_LETTERS
        && (letters.are_shorter_than(LONGEST_MEAN_RUN_OF_LETTERS)
            || all.are_shorter_than(LONGEST_MEAN_RUN))
}

/// Stretches of characters of one kind.
#[derive(Clone, Copy, Default)]
struct Runs {
    number: usize,
    /// Characters in all of them.
    length: usize,
}

impl Runs {
    fn add(&mut self, goes_on: bool) {
        self.length += 1;
        self.number += usize::from(!goes_on);
    }

    /// Whether their mean length is below so many tenths of a character.
    const fn are_shorter_than(self, tenths: usize) -> bool {
        self.length * 10 < self.number * tenths
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Separator,
    Capital,
    Small,
    Digit,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            c if c.is_whitespace() => Self::Blank,
            '-' | '_' | '.' | '/' | ':' | '@' | ',' | '=' => Self::Separator,
            c if c.is_uppercase() => Self::Capital,
            c if c.is_alphabetic() => Self::Small,
            c if c.is_numeric() => Self::Digit,
            _ => Self::Other,
        }
    }
}

/// The lines of a value, and the words that stand in it between quotation marks, brackets and the
/// like, as in JSON, lists and URLs.
pub(super) fn parts(value: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| c.is_whitespace() || "\"'`\\{}[]()<>,;:&?@|#".contains(c);
    let words = value.split(ends);
    let behind_equals = words
        .clone()
        .filter_map(|word| Some(word.split_once('=')?.1));
    value
        .lines()
        .map(str::trim)
        .chain(words)
        .chain(behind_equals)
        .filter(move |part| part.len() >= SHORTEST && part.len() < value.len())
        .take(MOST_PARTS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_generator_makes_cannot_be_guessed() {
        for value in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "kX9!vQ2#mL7$",
            "kX9vQ2mL7pR4tY8w",
            "1OPxE7CY83HCPNZFKNvdIP3n89r",
            "Zm9vYmFyYmF6cXV4cXV1eA==",
            "3822ff90-ea29-44df-9e55-21300bb9419b",
            "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCY",
        ] {
            assert!(!is_guessable(value), "{value}");
        }
    }

    #[test]
    fn words_numbers_and_what_people_make_up_can_be_guessed() {
        for value in [
            "compose",
            "results",
            "eu-central-1",
            "acme-production-uploads",
            "correct horse battery staple",
            "postgresql+asyncpg://app@db.internal:5432/cleaning",
            "/srv/shop/current/.env.example",
            "kbdinteractiveauthentication",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "sntrup761x25519-sha512@openssh.com",
            "http_request_firewall_custom",
            "2026-06-01T12:00:00Z",
            "192.168.100.200/24",
            "port/ipv4/tcp/5432",
            "tls/www.example.com:443/origin",
            "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
            "482912",
            "123456789012345678901234",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "P@ssw0rd!P@ssw0rd!",
        ] {
            assert!(is_guessable(value), "{value}");
        }
    }

    #[test]
    fn a_value_is_taken_apart() {
        let found: Vec<&str> = parts(r#"{"id": "0123456789abcdef", "n": 1}"#).collect();
        assert!(found.contains(&"0123456789abcdef"), "{found:?}");
        let found: Vec<&str> = parts("first-line-of-it\nsecond-line-of-it").collect();
        assert!(found.contains(&"second-line-of-it"), "{found:?}");
    }

    proptest! {
        #[test]
        fn what_is_drawn_at_random_cannot_be_guessed(seed in "[0-9a-f]{48}", token in "[A-Za-z0-9+/]{32}") {
            let value = [seed, token].concat();
            prop_assert!(!is_guessable(&value), "{}", value);
        }
    }
}
