//! Versions of apk: `1.2.3b_rc4-r5`, numbers, a letter, suffixes and a release, see apk-package(5).

use std::cmp::Ordering;

/// Suffixes that come before the version without one, in their order, and those that come behind it.
const BEFORE: [&str; 4] = ["alpha", "beta", "pre", "rc"];
const BEHIND: [&str; 5] = ["cvs", "svn", "git", "hg", "p"];

#[derive(Debug, PartialEq, Eq)]
struct Version<'a> {
    numbers: Vec<&'a str>,
    letter: Option<char>,
    /// Each with its place in the order, and its number.
    suffixes: Vec<(i8, u64)>,
    release: u64,
}

/// Compares two versions; none where one of them is not a version.
#[must_use]
pub fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (Version::parse(one)?, Version::parse(other)?);
    Some(
        compare_numbers(&one.numbers, &other.numbers)
            .then(one.letter.cmp(&other.letter))
            .then_with(|| compare_suffixes(&one.suffixes, &other.suffixes))
            .then(one.release.cmp(&other.release)),
    )
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (text, release) = match text.rsplit_once("-r") {
            Some((text, release)) => (text, release.parse().ok()?),
            None => (text, 0),
        };
        // A hash of the commit, which does not count.
        let text = text.split_once('~').map_or(text, |(text, _)| text);
        let mut parts = text.split('_');
        let numbers = parts.next()?;
        let letter = numbers.chars().last().filter(char::is_ascii_lowercase);
        let numbers = letter.map_or(numbers, |letter| {
            numbers.strip_suffix(letter).unwrap_or(numbers)
        });
        let numbers: Vec<&str> = numbers.split('.').collect();
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !numbers.iter().all(is_number) {
            return None;
        }
        let suffixes = parts.map(parse_suffix).collect::<Option<_>>()?;
        Some(Self {
            numbers,
            letter,
            suffixes,
            release,
        })
    }
}

fn parse_suffix(text: &str) -> Option<(i8, u64)> {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = text.strip_prefix(name)?;
    let number = if number.is_empty() {
        0
    } else {
        number.parse().ok()?
    };
    let place = |names: &[&str]| {
        let at = names.iter().position(|known| *known == name)?;
        i8::try_from(at).ok()
    };
    let before = place(&BEFORE).map(|at| at - 4);
    Some((before.or_else(|| place(&BEHIND).map(|at| at + 1))?, number))
}

/// The first number is one; those behind it that begin with a zero are compared as decimal places are.
fn compare_numbers(one: &[&str], other: &[&str]) -> Ordering {
    for at in 0..one.len().max(other.len()) {
        let (Some(number), Some(other_number)) = (one.get(at), other.get(at)) else {
            return one.len().cmp(&other.len());
        };
        let is_decimal = at > 0 && (number.starts_with('0') || other_number.starts_with('0'));
        let order = if is_decimal {
            number.cmp(other_number)
        } else {
            let (number, other_number) = (
                number.trim_start_matches('0'),
                other_number.trim_start_matches('0'),
            );
            number
                .len()
                .cmp(&other_number.len())
                .then(number.cmp(other_number))
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

fn compare_suffixes(one: &[(i8, u64)], other: &[(i8, u64)]) -> Ordering {
    for at in 0..one.len().max(other.len()) {
        // No suffix stands between those before and those behind.
        let of = |suffixes: &[(i8, u64)]| suffixes.get(at).copied().unwrap_or((0, 0));
        let order = of(one).cmp(&of(other));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_version_is_the_greater_one() {
        for (lesser, greater) in [
            ("1.37.0-r9", "1.37.0-r18"),
            ("3.5.4-r0", "3.5.10-r0"),
            ("1.0_rc1-r0", "1.0-r0"),
            ("1.0_alpha2-r0", "1.0_beta1-r0"),
            ("1.0-r0", "1.0_p1-r0"),
            ("9.9_p1-r0", "9.9_p2-r0"),
            ("1.1a-r0", "1.1b-r0"),
            ("1.0-r0", "1.0.1-r0"),
            ("1.05-r0", "1.1-r0"),
        ] {
            let order = compare(lesser, greater);
            assert_eq!(order, Some(Ordering::Less), "{lesser} {greater}");
            assert_eq!(compare(greater, lesser), Some(Ordering::Greater));
        }
        assert_eq!(compare("1.0-r1", "1.0-r1"), Some(Ordering::Equal));
        for wrong in ["", "a", "1..2", "1.0_new", "1.0-rx"] {
            assert_eq!(compare(wrong, "1.0-r0"), None, "{wrong}");
        }
    }
}
