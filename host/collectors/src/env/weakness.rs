//! How hard a secret is to guess, and why it is not. Pure.

use std::collections::HashSet;

use muster_facts::strength::{self, Strength};

use super::words::Words;
use super::{known, published, url, value};

/// Words of the list in a value of which nothing else is left: two to the power of 47 guesses.
const FEWEST_WORDS: usize = 5;

/// Values are taken for texts that an encoding hides from this many bytes on: a shorter random one may
/// look like a text by chance.
const SHORTEST_ENCODED: usize = 12;

/// Longer values are keys and certificates, whose form the strength of their beginning suffices for.
const LONGEST_WORDY: usize = 128;

/// Strength class and weakness of a secret; of an address, those of its password.
pub(super) fn weakness_of_secret(
    name: &str,
    text: &str,
    users: &HashSet<&str>,
) -> (&'static str, Option<&'static str>) {
    let url = url::split_url(text).map(url::Url::with_parameters);
    let secret = url
        .and_then(|url| url.password)
        .or_else(|| password_in_list(text))
        .unwrap_or(text);
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    if is_known(secret) || known::dummy(secret).is_some() {
        return ("very-weak", Some("known-default"));
    }
    if letters(secret) == letters(name) {
        return ("very-weak", Some("equals-key-name"));
    }
    let own_user = url.and_then(|url| url.user).filter(|user| !user.is_empty());
    if users.contains(secret) || own_user == Some(secret) {
        return ("very-weak", Some("equals-user-name"));
    }
    let bare = payload(secret);
    if wordy(bare) {
        return ("very-weak", Some("dictionary"));
    }
    let strength = least([
        Some(strength::estimate(bare)),
        hidden_text(bare).map(|text| {
            if wordy(&text) {
                Strength {
                    magnitude: 0.0,
                    weakness: Some("dictionary"),
                }
            } else {
                strength::estimate(&text)
            }
        }),
        without_separators(bare).map(|text| strength::estimate(&text)),
    ]);
    (strength.class(), strength.weakness)
}

/// Whether the value of a secret is known to everybody.
pub(super) fn is_known(secret: &str) -> bool {
    let secret = secret.trim();
    published::is_default(secret)
        || published::is_default(payload(secret))
        || match value::shape(secret) {
            "jwt" => published::is_demo_token(secret),
            "pem" => false,
            _ => published::is_marked(secret),
        }
}

/// The password in a list such as `Server=db;User Id=sa;Password=…`, as databases take it.
fn password_in_list(text: &str) -> Option<&str> {
    let separator = if text.contains(';') { ';' } else { ' ' };
    text.split(separator)
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| {
            ["password", "pwd"]
                .iter()
                .any(|known| key.trim().eq_ignore_ascii_case(known))
        })
        .map(|(_, password)| password.trim())
        .filter(|password| !password.is_empty())
}

/// The value without what its vendor or its encoding puts in front of it.
fn payload(secret: &str) -> &str {
    let after = known::without_vendor(secret);
    ["base64:", "hex:", "plain:"]
        .iter()
        .find_map(|prefix| after.strip_prefix(prefix))
        .unwrap_or(after)
}

/// Whether words are all there is, and they describe a secret or are few.
fn wordy(text: &str) -> bool {
    if text.len() > LONGEST_WORDY {
        return false;
    }
    let words = Words::of(text);
    words.describe_a_secret()
        || (words.are_all_known()
            && words.count() < FEWEST_WORDS
            && words.iter().all(|word| word.len() > 1))
}

/// The text that Base64 or hexadecimal digits stand for; none where they stand for no text.
fn hidden_text(secret: &str) -> Option<String> {
    let encodings = [
        data_encoding::HEXLOWER_PERMISSIVE,
        data_encoding::BASE64,
        data_encoding::BASE64_NOPAD,
        data_encoding::BASE64URL,
        data_encoding::BASE64URL_NOPAD,
    ];
    encodings.iter().find_map(|encoding| {
        let bytes = encoding.decode(secret.as_bytes()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let is_text = text.len() >= SHORTEST_ENCODED
            && (text.chars().all(|c| !c.is_control()) || is_one_byte(text.as_bytes()));
        is_text.then_some(text)
    })
}

fn is_one_byte(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|pair| pair.first() == pair.last())
}

/// The value without the signs that divide it, as in a UUID; none where nothing divides it.
fn without_separators(secret: &str) -> Option<String> {
    let text: String = secret.chars().filter(|c| !"-_:. ".contains(*c)).collect();
    (text.len() < secret.len() && !text.is_empty()).then_some(text)
}

fn least<const N: usize>(strengths: [Option<Strength>; N]) -> Strength {
    strengths.into_iter().flatten().fold(
        Strength {
            magnitude: f64::INFINITY,
            weakness: None,
        },
        |least, next| {
            if next.magnitude < least.magnitude {
                next
            } else {
                least
            }
        },
    )
}

#[cfg(test)]
mod tests;
