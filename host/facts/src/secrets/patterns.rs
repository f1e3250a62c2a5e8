//! The texts that betray a registered secret, and the search for them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::Secret;

/// Every pattern is at least as long. Patterns are found by their first bytes.
const START: usize = 8;

/// In bytes. Of a longer secret its beginning and its end are searched for: a text that shows all of
/// it shows these.
const LONGEST: usize = 256;

/// In bytes, over all patterns. More than a thousand secrets of the longest kind.
const MOST: usize = 16 << 20;

/// Bits of the filter that most texts do not get past; 32 KiB, which stays in a processor's cache.
const FILTER_BITS: usize = 1 << 18;

#[derive(Default)]
pub(super) struct Patterns {
    /// By their first bytes, the longest first.
    by_start: HashMap<[u8; START], Vec<Secret>>,
    /// One bit for each hash of such a start; empty while there is no pattern.
    filter: Vec<u64>,
    size: usize,
}

impl Patterns {
    pub(super) fn is_empty(&self) -> bool {
        self.by_start.is_empty()
    }

    /// Adds a secret in every form in which it may be shown.
    pub(super) fn add(&mut self, secret: &[u8]) {
        let first = secret.get(..LONGEST).unwrap_or(secret);
        self.add_forms(first);
        if secret.len() > LONGEST {
            self.add_forms(secret.get(secret.len() - LONGEST..).unwrap_or_default());
        }
    }

    fn add_forms(&mut self, value: &[u8]) {
        for form in forms(value) {
            let Some(start) = form.expose().first_chunk::<START>() else {
                continue;
            };
            if self.size + form.expose().len() > MOST {
                continue;
            }
            let same = self.by_start.entry(*start).or_default();
            let place = same.partition_point(|known| known.expose().len() > form.expose().len());
            if same.get(place..).unwrap_or_default().contains(&form) {
                continue;
            }
            self.size += form.expose().len();
            let (word, bit) = filter_bit(start);
            self.filter.resize(FILTER_BITS / 64, 0);
            if let Some(word) = self.filter.get_mut(word) {
                *word |= bit;
            }
            same.insert(place, form);
        }
    }

    /// Whether any pattern is in the text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.find(text.as_bytes(), 0).is_some()
    }

    /// The text without any of them, each replaced as `stand_in` says.
    pub(super) fn scrub<'a>(
        &self,
        text: &'a str,
        stand_in: impl Fn(&[u8]) -> Cow<'static, str>,
    ) -> Cow<'a, str> {
        let mut scrubbed = String::new();
        let mut kept = 0;
        while let Some(hit) = self.find(text.as_bytes(), kept) {
            scrubbed.push_str(text.get(kept..hit.start).unwrap_or_default());
            let found = text.as_bytes().get(hit.clone()).unwrap_or_default();
            scrubbed.push_str(&stand_in(found));
            kept = hit.end;
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        scrubbed.push_str(text.get(kept..).unwrap_or_default());
        Cow::Owned(scrubbed)
    }

    /// The first pattern in the text from an offset on, the longest that begins there.
    fn find(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        if self.is_empty() {
            return None;
        }
        let rest = text.get(from..)?;
        rest.windows(START).enumerate().find_map(|(at, start)| {
            let start = start.first_chunk::<START>()?;
            let (word, bit) = filter_bit(start);
            if self.filter.get(word)? & bit == 0 {
                return None;
            }
            let here = rest.get(at..)?;
            let found = self
                .by_start
                .get(start)?
                .iter()
                .find(|pattern| here.starts_with(pattern.expose()))?;
            Some(from + at..from + at + found.expose().len())
        })
    }
}

/// Word and bit of the filter for the first bytes of a pattern: multiplicative hashing with the
/// golden ratio (Knuth, The Art of Computer Programming, 6.4).
fn filter_bit(start: &[u8; START]) -> (usize, u64) {
    const GOLDEN_RATIO: u64 = 0x9E37_79B9_7F4A_7C15;
    let hash = u64::from_le_bytes(*start).wrapping_mul(GOLDEN_RATIO) >> (64 - FILTER_BITS.ilog2());
    // At most FILTER_BITS, which fits in any usize.
    let hash = usize::try_from(hash).unwrap_or_default();
    (hash / 64, 1 << (hash % 64))
}

/// The value as it is, escaped as in JSON and as `iptables-save` does, percent-encoded, and in Base64
/// (both alphabets, at each of the three positions that a value can have inside a longer encoded
/// text).
fn forms(value: &[u8]) -> Vec<Secret> {
    let mut forms = vec![Secret::new(value)];
    if let Ok(text) = std::str::from_utf8(value)
        && let Ok(json) = serde_json::to_string(text)
    {
        let json = Secret::new(json);
        let quoted = json.expose();
        forms.push(Secret::new(
            quoted.get(1..quoted.len() - 1).unwrap_or_default(),
        ));
    }
    forms.push(backslashed(value));
    forms.push(percent_encoded(value, false));
    forms.push(percent_encoded(value, true));
    for offset in 0..3 {
        forms.push(base64_core(value, offset, b"+/"));
        forms.push(base64_core(value, offset, b"-_"));
    }
    forms
}

fn backslashed(value: &[u8]) -> Secret {
    let mut escaped = Vec::with_capacity(value.len() * 2);
    for byte in value {
        if b"\\\"'".contains(byte) {
            escaped.push(b'\\');
        }
        escaped.push(*byte);
    }
    Secret::new(escaped)
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
