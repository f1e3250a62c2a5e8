//! How many guesses a secret takes, after the method of zxcvbn (Wheeler, USENIX Security 2016): the
//! value is cut into the pieces that are cheapest to guess, and their guesses are multiplied. The
//! word list is small, so that a pass-phrase of rare words counts as stronger than zxcvbn has it;
//! what it must catch are values that a person made up in a hurry.
//!
//! `docs/architecture.md` says with figures why this is not the crate `zxcvbn`. In short: it frees
//! hundreds of copies of each secret without overwriting them, and takes a hundred times as long.

mod lists;

use std::collections::HashMap;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use self::lists::{LONGEST_WORD, ROWS, WORDS};

/// Longer values are judged by their beginning, which keeps the work constant.
const LONGEST_JUDGED: usize = 64;

/// Guesses for a character about which nothing is known, in decimal orders of magnitude; zxcvbn's
/// `BRUTEFORCE_CARDINALITY` of 10.
const ANY_CHARACTER: f64 = 1.0;

/// The most guesses for a value that follows a pattern: weak, whatever its length.
const STRONGEST_PATTERN: f64 = 7.0;

/// What kind of piece was guessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Character,
    Word,
    Repeat,
    Sequence,
}

/// A secret's strength.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Strength {
    /// Decimal order of magnitude of the guesses.
    pub magnitude: f64,
    /// The reason code, when one kind of guessable piece makes up most of a weak value.
    pub weakness: Option<&'static str>,
}

impl Strength {
    /// `very-weak`, `weak`, `fair` or `strong`, at zxcvbn's limits between its scores: below 10^6
    /// an online attack succeeds, above 10^10 an offline one against a slow hash does not.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self.magnitude {
            magnitude if magnitude < 6.0 => "very-weak",
            magnitude if magnitude < 8.0 => "weak",
            magnitude if magnitude < 10.0 => "fair",
            _ => "strong",
        }
    }
}

/// Estimates a value.
#[must_use]
pub fn estimate(value: &str) -> Strength {
    // Holds all of it from the start: what a vector leaves behind as it grows is not overwritten.
    let mut characters = Zeroizing::new(Vec::with_capacity(LONGEST_JUDGED));
    characters.extend(value.chars().take(LONGEST_JUDGED));
    // For each end: the fewest guesses up to there, where the last piece begins, and its kind.
    let mut best = vec![(f64::INFINITY, 0_usize, Kind::Character); characters.len() + 1];
    if let Some(first) = best.first_mut() {
        first.0 = 0.0;
    }
    let mut borders = Vec::with_capacity(characters.len());
    for start in 0..characters.len() {
        let before = best
            .get(start)
            .map_or(f64::INFINITY, |(guesses, ..)| *guesses);
        let rest = characters.get(start..).unwrap_or_default();
        for (length, cost, kind) in pieces(rest, &mut borders) {
            if let Some(known) = best.get_mut(start + length)
                && before + cost < known.0
            {
                *known = (before + cost, start, kind);
            }
        }
    }
    let mut magnitude = best.last().map_or(0.0, |(guesses, ..)| *guesses);
    if follows_a_pattern(&best) {
        magnitude = magnitude.min(STRONGEST_PATTERN);
    }
    Strength {
        magnitude,
        weakness: (magnitude < 8.0).then(|| weakness(&best)).flatten(),
    }
}

/// Whether there is next to nothing but sequences and repetitions, however many: nobody but a person
/// who made the value up puts them in a row.
fn follows_a_pattern(best: &[(f64, usize, Kind)]) -> bool {
    let length = best.len() - 1;
    let covered = covered(best, Kind::Sequence) + covered(best, Kind::Repeat);
    length > 0 && covered * 10 >= length * 9
}

/// How many characters belong to pieces of a kind.
fn covered(best: &[(f64, usize, Kind)], wanted: Kind) -> usize {
    let mut end = best.len() - 1;
    let mut covered = 0;
    while let Some((_, start, kind)) = best.get(end).filter(|_| end > 0) {
        if *kind == wanted {
            covered += end - start;
        }
        end = *start;
    }
    covered
}

/// The kind of piece that covers at least half of the value.
fn weakness(best: &[(f64, usize, Kind)]) -> Option<&'static str> {
    let length = best.len() - 1;
    [
        (Kind::Word, "dictionary"),
        (Kind::Repeat, "repeated"),
        (Kind::Sequence, "sequence"),
    ]
    .into_iter()
    .find(|(kind, _)| length > 0 && covered(best, *kind) * 2 >= length)
    .map(|(_, reason)| reason)
}

/// The pieces that a text begins with, with the orders of magnitude of their guesses; none that is
/// better taken apart. `borders` is room for numbers.
fn pieces(text: &[char], borders: &mut Vec<usize>) -> impl Iterator<Item = (usize, f64, Kind)> {
    let in_sequence = sequence(text);
    let in_word = match text {
        [first, second, ..] if begins_a_word(*first, *second) => {
            let letters = text.iter().map(|c| letter(*c));
            letters.take_while(char::is_ascii_lowercase).count()
        }
        _ => 0,
    };
    find_borders(text, borders);
    let longest_found = in_sequence.max(in_word).max(DIGITS_OF_YEAR);
    (1..)
        .zip(borders.iter())
        .filter_map(move |(length, border)| {
            if length == 1 {
                return Some((length, ANY_CHARACTER, Kind::Character));
            }
            // What repeats itself stands there at least twice.
            let may_repeat = 2 * border >= length;
            if length > longest_found && !may_repeat {
                return None;
            }
            let piece = text.get(..length)?;
            if length >= 3 {
                let period = length - border;
                if may_repeat && length.is_multiple_of(period) {
                    // Guessed once, then counted.
                    let unit = unit_guesses(piece.get(..period)?);
                    return Some((length, unit + magnitude(length / period), Kind::Repeat));
                }
                if length <= in_sequence {
                    return Some((length, magnitude(26 * length), Kind::Sequence));
                }
            }
            let guesses = if length <= in_word {
                word(piece)
            } else {
                year(piece)
            };
            Some((length, guesses?, Kind::Word))
        })
}

/// For each beginning of a text how much of it stands at its own end as well: what is left repeats itself. This is
/// the prefix function of Knuth, Morris and Pratt (SIAM Journal on Computing, 1977).
fn find_borders(text: &[char], borders: &mut Vec<usize>) {
    borders.clear();
    for (index, c) in text.iter().enumerate() {
        let mut border = borders.last().copied().unwrap_or_default();
        while border > 0 && text.get(border) != Some(c) {
            border = borders.get(border - 1).copied().unwrap_or_default();
        }
        let goes_on = index > 0 && text.get(border) == Some(c);
        borders.push(border + usize::from(goes_on));
    }
}

/// The guesses for the unit of a repetition, without looking for repetitions inside it.
fn unit_guesses(unit: &[char]) -> f64 {
    let mut best = vec![f64::INFINITY; unit.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = 0.0;
    }
    for start in 0..unit.len() {
        let before = best.get(start).copied().unwrap_or(f64::INFINITY);
        let rest = unit.get(start..).unwrap_or_default();
        let in_sequence = sequence(rest);
        for length in 1..=rest.len() {
            let piece = rest.get(..length).unwrap_or_default();
            let guesses = if length == 1 {
                Some(ANY_CHARACTER)
            } else if length >= 3 && length <= in_sequence {
                Some(magnitude(26 * length))
            } else {
                word(piece).or_else(|| year(piece))
            };
            if let Some(guesses) = guesses
                && let Some(known) = best.get_mut(start + length)
            {
                *known = known.min(before + guesses);
            }
        }
    }
    best.last().copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn magnitude(number: usize) -> f64 {
    (number as f64).log10()
}

/// How long the sequence is that a text begins with: steps of one up or down, or a stretch of a row
/// of keys, in either direction.
fn sequence(text: &[char]) -> usize {
    let stepping = |step: i64| {
        let steps = text.windows(2).take_while(|pair| match pair {
            [a, b] => i64::from(u32::from(*b)) - i64::from(u32::from(*a)) == step,
            _ => false,
        });
        1 + steps.count()
    };
    let Some(first) = text.first() else {
        return 0;
    };
    let second = text.get(1).map(char::to_ascii_lowercase);
    let same = |keys: &Vec<char>| {
        keys.iter()
            .zip(text)
            .take_while(|(key, c)| **key == c.to_ascii_lowercase())
            .count()
    };
    KEYS.get(first.to_ascii_lowercase() as usize)
        .into_iter()
        .flatten()
        // Nearly all of them end here.
        .filter(|keys| keys.get(1).copied() == second)
        .map(same)
        .max()
        .unwrap_or_default()
        .max(stepping(1))
        .max(stepping(-1))
}

/// For the number of each ASCII character the ways along a row of keys that begin with it.
static KEYS: LazyLock<[Vec<Vec<char>>; 128]> = LazyLock::new(|| {
    let mut ways = [const { Vec::new() }; 128];
    for row in ROWS {
        let row: Vec<char> = row.chars().collect();
        for (at, key) in row.iter().enumerate() {
            let (before, after) = row.split_at(at);
            let back = [*key].into_iter().chain(before.iter().rev().copied());
            if let Some(ways) = ways.get_mut(*key as usize) {
                ways.extend([after.to_vec(), back.collect()]);
            }
        }
    }
    ways
});

/// Whether a word of the list begins with these letters. Most places in a random value have others, and no word need
/// be looked for there.
fn begins_a_word(first: char, second: char) -> bool {
    /// For the first letter of words, the second ones: a bit for each.
    static BEGINNINGS: LazyLock<[u32; 26]> = LazyLock::new(|| {
        let mut beginnings = [0; 26];
        for word in WORDS {
            let mut letters = word.chars().filter_map(place);
            if let (Some(first), Some(second)) = (letters.next(), letters.next())
                && let Some(seconds) = beginnings.get_mut(first)
            {
                *seconds |= 1 << second;
            }
        }
        beginnings
    });
    /// In the alphabet.
    fn place(c: char) -> Option<usize> {
        let letter = letter(c);
        letter
            .is_ascii_lowercase()
            .then(|| letter as usize - 'a' as usize)
    }
    let (Some(first), Some(second)) = (place(first), place(second)) else {
        return false;
    };
    BEGINNINGS
        .get(first)
        .is_some_and(|seconds| seconds & (1 << second) != 0)
}

/// Guesses for a word of the list, with the usual replacements of letters.
fn word(piece: &[char]) -> Option<f64> {
    /// The place of each word in the list, by its plain letters.
    static RANKS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
        let plain = |word: &&str| word.chars().map(letter).collect();
        WORDS.iter().map(plain).zip(0..).collect()
    });
    if piece.len() > LONGEST_WORD {
        return None;
    }
    // A character may have four bytes.
    let mut plain = Zeroizing::new(String::with_capacity(4 * LONGEST_WORD));
    plain.extend(piece.iter().map(|c| letter(*c)));
    let rank = RANKS.get(plain.as_str())?;
    let disguises = if piece.iter().all(char::is_ascii_lowercase) {
        1
    } else {
        4
    };
    Some(magnitude((rank + 2) * disguises))
}

const DIGITS_OF_YEAR: usize = 4;

/// Guesses for a year of the last century or this one.
fn year(piece: &[char]) -> Option<f64> {
    match piece {
        ['1', '9', decade, year] | ['2', '0', decade, year]
            if decade.is_ascii_digit() && year.is_ascii_digit() =>
        {
            Some(magnitude(200))
        }
        _ => None,
    }
}

/// The letter that a character stands for in a disguised word.
pub(super) fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests;
