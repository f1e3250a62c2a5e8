//! Which values a person or a program could guess. Only the others are searched for in texts.

use std::net::IpAddr;

use zeroize::Zeroizing;

use super::strength;

/// In bytes. What is shorter can be tried out.
pub(super) const SHORTEST: usize = 12;

/// Guesses, in decimal orders of magnitude. A plugin that writes down guesses gets 10^9 into the
/// report of one scan.
const FEWEST_GUESSES: f64 = 12.0;

/// A value of at least this many bytes is not made up by a person, if it looks random.
const SHORTEST_OF_GENERATORS: usize = 20;

/// Tenths of a character: what the mean length of a run of letters stays below in a random value. In
/// random Base64 and in random hexadecimal digits it is 16. The names of the field, made of words
/// and numbers, begin at 24 (`sk-ssh-ed25519-cert-v01`).
const LONGEST_MEAN_RUN_OF_LETTERS: usize = 23;

/// The same of all runs, of letters or digits: what is random in small letters and digits stays below
/// it in two of three cases. Names begin at 24.2 (`rsa-sha2-512-cert-v01`).
const LONGEST_MEAN_RUN: usize = 24;

/// A value with fewer letters is a number, a date or an address.
const FEWEST_LETTERS: usize = 4;

/// Parts of one value: the key of a service account has some 40 lines and fields.
const MOST_PARTS: usize = 100;

/// Whether a value can be guessed: it is short, made of words, a number, an address, or of a kind that
/// people make up. A pass-phrase of plain words counts as guessable.
#[must_use]
pub fn is_guessable(value: &str) -> bool {
    value.len() < SHORTEST
        || !looks_random(value)
        || is_address(value)
        || strength::estimate(value).magnitude < FEWEST_GUESSES
        || (value.len() < SHORTEST_OF_GENERATORS && may_be_made_up(value))
}

/// Whether a person may have made the value up: words with digits for some letters (`M4rt1n+J4n3`), or
/// two rows of characters, one into the other (`a1b2c3d4e5f6`).
fn may_be_made_up(value: &str) -> bool {
    // Neither text is longer than the value, and so neither leaves a copy behind by growing.
    let text = || Zeroizing::new(String::with_capacity(value.len()));
    let (mut plain, mut sorted) = (text(), text());
    plain.extend(value.chars().map(|c| {
        if c.is_alphabetic() {
            c
        } else {
            strength::letter(c)
        }
    }));
    sorted.extend(value.chars().filter(|c| c.is_alphabetic()));
    sorted.extend(value.chars().filter(|c| !c.is_alphabetic()));
    !is_random_throughout(value)
        || !is_random_throughout(&plain)
        || strength::estimate(&sorted).magnitude < FEWEST_GUESSES
}

/// Whether the value is an address of the internet or of Ethernet, or the name of a host. Nobody keeps
/// those secret, and rules compare them.
fn is_address(value: &str) -> bool {
    let bare = value.split('/').next().unwrap_or_default();
    let bare = bare
        .trim_start_matches('[')
        .split(']')
        .next()
        .unwrap_or_default();
    let is_of_ethernet = || {
        bare.split([':', '-'])
            .all(|pair| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    bare.parse::<IpAddr>().is_ok() || is_of_ethernet() || is_host_name(bare)
}

/// Labels of small letters, digits and hyphens, the last one of letters alone. A label that could be a
/// token is not part of one.
fn is_host_name(value: &str) -> bool {
    const LONGEST_LABEL: usize = 24;
    let value = value.trim_end_matches('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= LONGEST_LABEL
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    value.rsplit_once('.').is_some_and(|(front, last)| {
        last.len() >= 2
            && last.bytes().all(|byte| byte.is_ascii_lowercase())
            && front.split('.').all(is_label)
    })
}

/// Whether letters and digits alternate as they do in what a generator makes. `PermitRootLogin`,
/// `TLS_AES_128_GCM_SHA256` and `postgresql://db:5432/app` consist of longer runs.
fn looks_random(value: &str) -> bool {
    Runs::of(value).is_some_and(|(letters, all)| {
        letters.are_shorter_than(LONGEST_MEAN_RUN_OF_LETTERS)
            || all.are_shorter_than(LONGEST_MEAN_RUN)
    })
}

/// The same, and neither the letters nor all together make up words.
fn is_random_throughout(value: &str) -> bool {
    Runs::of(value).is_some_and(|(letters, all)| {
        letters.are_shorter_than(LONGEST_MEAN_RUN_OF_LETTERS)
            && all.are_shorter_than(LONGEST_MEAN_RUN)
    })
}

/// Stretches of characters of one kind.
#[derive(Clone, Copy, Default)]
struct Runs {
    number: usize,
    /// Characters in all of them.
    length: usize,
}

impl Runs {
    /// Those of the letters, and all of them; none where there are too few characters to tell, or
    /// blanks between words.
    fn of(value: &str) -> Option<(Self, Self)> {
        let (mut letters, mut others) = (Self::default(), Self::default());
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
                Kind::Blank => return None,
                Kind::Separator => {}
                Kind::Capital | Kind::Small => letters.add(goes_on),
                Kind::Digit | Kind::Other => others.add(goes_on),
            }
            previous = kind;
        }
        let all = Self {
            number: letters.number + others.number,
            length: letters.length + others.length,
        };
        (all.length >= SHORTEST && letters.length >= FEWEST_LETTERS).then_some((letters, all))
    }

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
    use super::*;

    #[test]
    fn what_a_generator_makes_cannot_be_guessed() {
        for value in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "kX9vQ2#mL7$pR",
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
            "postgresql+asyncpg://app@db.internal:5432/orchard",
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
            "1q2w3e4r5t6z",
            "a1b2c3d4e5f6",
            "R0terBaer#2024",
            "G0ldf1sch#2023",
            "M4rt1n+J4n3#1985",
            "B4yern#Munch3n1",
            "AB12-CD34-EF56",
            "2a01:4f8:c2c:1a2b::1",
            "[2a01:4f8:c2c:1a2b::1]:443",
            "2a01:4f8:c2c:1a2b::/64",
            "52:54:00:a1:b2:c3",
            "a1.b2.k8s.fra1.orchard.test",
            "ip-10-0-3-17.ec2.internal",
            "rsa-sha2-512-cert-v01",
            "sk-ssh-ed25519-cert-v01",
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

    /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    fn random(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    #[test]
    fn what_is_drawn_at_random_cannot_be_guessed() {
        const HEXADECIMAL: &[u8] = b"0123456789abcdef";
        const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const TRIES: usize = 1_000;
        for (digits, length) in [
            (HEXADECIMAL, 32),
            (HEXADECIMAL, 64),
            (BASE64, 24),
            (BASE64, 44),
        ] {
            let mut state = 1;
            let missed = (0..TRIES)
                .map(|_| -> String {
                    (0..length)
                        .map(|_| char::from(digits[random(&mut state) as usize % digits.len()]))
                        .collect()
                })
                .filter(|value| is_guessable(value))
                .count();
            // Now and then one looks like words.
            assert!(
                missed * 10 < TRIES,
                "{missed} of {TRIES} with {length} digits"
            );
        }
    }
}
