//! Takes a value apart into words, of which people make placeholders and pass-phrases. Pure.

mod vocabulary;

use std::sync::OnceLock;

use self::vocabulary::{ABOUT_SECRETS, CERTAIN, VOCABULARY};

/// Common words of English, given names and words of passwords, of four letters and more, in
/// alphabetical order. Taken from the frequency lists of zxcvbn (<https://github.com/dropbox/zxcvbn>,
/// MIT licence): the first 3,000 words of `english_wikipedia` that fit, the first 150 given names of
/// each list, and words that people make passwords of.
const COMMON: &str = include_str!("words.txt").trim_ascii_end();

/// Nothing in the lists is longer.
const LONGEST_WORD: usize = 16;

/// Longer stretches of letters are not taken apart.
const LONGEST_CHUNK: usize = 80;

/// The words of both lists in alphabetical order, made when the first value is taken apart.
fn dictionary() -> &'static [&'static str] {
    static WORDS: OnceLock<Vec<&str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let common = COMMON.split_ascii_whitespace();
        let mut words: Vec<&str> = common.chain(VOCABULARY.iter().copied()).collect();
        // Two lists that are sorted already are merged by this one, not sorted anew.
        words.sort();
        words.dedup();
        words
    })
}

/// The lengths of the known words with which a text begins, the shortest first.
fn words_at_start(text: &str) -> impl Iterator<Item = usize> {
    // Those that begin as the text does, up to one letter more each time.
    let mut fitting = dictionary();
    let lengths = 1..=LONGEST_WORD.min(text.len());
    let found = lengths.map_while(move |length| {
        let beginning = text.get(..length)?;
        let before = fitting.partition_point(|word| *word < beginning);
        fitting = fitting.get(before..)?;
        let count = fitting.partition_point(|word| word.starts_with(beginning));
        fitting = fitting.get(..count)?;
        let shortest = fitting.first()?;
        Some((length, shortest.len() == length))
    });
    found.filter_map(|(length, is_word)| is_word.then_some(length))
}

/// The words of a value.
#[derive(Default)]
pub(super) struct Words {
    words: Vec<String>,
    /// Letters that belong to a known word.
    known: usize,
    letters: usize,
    others: usize,
    /// Whether a stretch of letters is one of the certain words.
    certain: bool,
}

impl Words {
    /// Takes a value apart at separators, digits and capitals, and what is left into known words.
    pub(super) fn of(value: &str) -> Self {
        let mut words = Self::default();
        words.read(value, |_| true);
        words
    }

    /// The words of a value that consists of known ones, and a few digits. It stops at the first stretch of letters that
    /// does not.
    pub(super) fn all_known(value: &str) -> Option<Self> {
        let mut words = Self::default();
        words.read(value, |words| words.known == words.letters);
        words.are_all_known().then_some(words)
    }

    /// Reads a value for as long as it `goes_on`.
    fn read(&mut self, value: &str, goes_on: impl Fn(&Self) -> bool) {
        let mut chunk = String::new();
        let mut previous = ' ';
        for c in value.chars() {
            let begins = c.is_ascii_uppercase() && previous.is_ascii_lowercase();
            if !c.is_ascii_alphabetic() || begins {
                self.take(&chunk);
                chunk.clear();
                if !goes_on(self) {
                    return;
                }
            }
            if c.is_ascii_alphabetic() {
                chunk.push(c.to_ascii_lowercase());
            } else {
                // Digits of a number that names a length or a year are few; separators do not matter.
                self.others += usize::from(c.is_alphanumeric());
            }
            previous = c;
        }
        self.take(&chunk);
    }

    fn take(&mut self, chunk: &str) {
        if chunk.is_empty() {
            return;
        }
        self.letters += chunk.len();
        self.certain |= CERTAIN.contains(&chunk);
        match taken_apart(chunk) {
            Some(words) => {
                self.known += chunk.len();
                self.words.extend(words.into_iter().map(str::to_owned));
            }
            None => self.words.push(chunk.to_owned()),
        }
    }

    /// The words in small letters.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.words.len()
    }

    /// Whether there is nothing but known words, and a few digits.
    pub(super) fn are_all_known(&self) -> bool {
        /// `2024`, `256`; two of them.
        const MOST_DIGITS: usize = 8;
        self.letters > 0
            && self.known == self.letters
            && self.others <= MOST_DIGITS
            && self.others <= self.letters
    }

    /// Whether the words describe a secret in place of being one.
    pub(super) fn describe_a_secret(&self) -> bool {
        /// Digits beside names that are not known: those of a year.
        const MOST_DIGITS: usize = 4;
        (self.are_all_known() && self.iter().any(|word| ABOUT_SECRETS.contains(&word)))
            || (self.certain && self.others <= MOST_DIGITS && self.are_long())
    }

    /// Whether the words are as long as words are; random letters of both cases make shorter ones.
    fn are_long(&self) -> bool {
        self.letters >= 4 * self.words.len()
    }
}

/// Whether a text of one word is about secrets.
pub(super) fn is_about_secrets(text: &str) -> bool {
    Words::of(text).describe_a_secret()
}

/// The fewest known words that a text of small letters consists of.
fn taken_apart(chunk: &str) -> Option<Vec<&str>> {
    if chunk.len() > LONGEST_CHUNK {
        return None;
    }
    // For each end: how many words there are up to there, and where the last one begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; chunk.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = Some((0, 0));
    }
    for start in 0..chunk.len() {
        let Some(count) = best.get(start).copied().flatten().map(|(count, _)| count) else {
            continue;
        };
        for length in words_at_start(chunk.get(start..).unwrap_or_default()) {
            if let Some(slot) = best.get_mut(start + length)
                && slot.is_none_or(|(fewest, _)| count + 1 < fewest)
            {
                *slot = Some((count + 1, start));
            }
        }
    }
    let mut words = Vec::new();
    let mut end = chunk.len();
    while end > 0 {
        let (_, start) = best.get(end).copied().flatten()?;
        words.push(chunk.get(start..end)?);
        end = start;
    }
    words.reverse();
    Some(words)
}

#[cfg(test)]
mod tests;
