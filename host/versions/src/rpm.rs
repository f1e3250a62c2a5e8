//! Versions of rpm: an epoch, a version and a release, see rpm-version(7).

use std::cmp::Ordering;

/// Compares `EPOCH:VERSION-RELEASE`; without an epoch it is 0.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    crate::compare_whole(one, other, compare_parts)
}

/// Compares versions, or releases, run by run: of digits, and of letters. All else only separates them, but for `~`,
/// before which everything comes, and `^`, behind which only the next run does.
#[must_use]
pub fn compare_parts(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        let is_separator =
            |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'~' && *byte != b'^';
        one = skip(one, is_separator);
        other = skip(other, is_separator);
        let both = (one.first().copied(), other.first().copied());
        match both {
            (None, None) => return Ordering::Equal,
            (Some(b'~'), Some(b'~')) | (Some(b'^'), Some(b'^')) => {
                one = one.get(1..).unwrap_or_default();
                other = other.get(1..).unwrap_or_default();
                continue;
            }
            (Some(b'~'), _) => return Ordering::Less,
            (_, Some(b'~')) => return Ordering::Greater,
            (Some(b'^'), None) => return Ordering::Greater,
            (None, Some(b'^')) => return Ordering::Less,
            (Some(b'^'), Some(_)) => return Ordering::Less,
            (Some(_), Some(b'^')) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Greater,
            (None, Some(_)) => return Ordering::Less,
            (Some(first), Some(second)) => {
                let is_number = first.is_ascii_digit();
                // A number is later than letters.
                if is_number != second.is_ascii_digit() {
                    return if is_number {
                        Ordering::Greater
                    } else {
                        Ordering::Less
                    };
                }
                let (run, rest) = take_run(one, is_number);
                let (other_run, other_rest) = take_run(other, is_number);
                let order = if is_number {
                    let run = skip(run, |byte| *byte == b'0');
                    let other_run = skip(other_run, |byte| *byte == b'0');
                    run.len().cmp(&other_run.len()).then(run.cmp(other_run))
                } else {
                    run.cmp(other_run)
                };
                if order.is_ne() {
                    return order;
                }
                (one, other) = (rest, other_rest);
            }
        }
    }
}

fn skip(bytes: &[u8], is_skipped: impl Fn(&u8) -> bool) -> &[u8] {
    let begin = bytes.iter().position(|byte| !is_skipped(byte));
    begin.and_then(|at| bytes.get(at..)).unwrap_or_default()
}

fn take_run(bytes: &[u8], is_number: bool) -> (&[u8], &[u8]) {
    let is_of_run = |byte: &u8| {
        if is_number {
            byte.is_ascii_digit()
        } else {
            byte.is_ascii_alphabetic()
        }
    };
    let end = bytes.iter().position(|byte| !is_of_run(byte));
    bytes
        .split_at_checked(end.unwrap_or(bytes.len()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_version_is_the_greater_one() {
        for (lesser, greater) in [
            ("1.0-1", "1.0-2"),
            ("1.9-1", "1.10-1"),
            ("9-1", "1:1-1"),
            ("1.0~rc1-1", "1.0-1"),
            ("1.0-1", "1.0^git1-1"),
            ("1.0^git1-1", "1.0.1-1"),
            ("1.0a-1", "1.0b-1"),
            ("1.0a-1", "1.0.1-1"),
            ("5.14.0-362.el9", "5.14.0-503.11.1.el9_5"),
        ] {
            assert_eq!(
                compare(lesser, greater),
                Ordering::Less,
                "{lesser} {greater}"
            );
            assert_eq!(compare(greater, lesser), Ordering::Greater);
        }
        for (one, other) in [("1.0-1", "1_0-01"), ("0:2-1", "2-1")] {
            assert_eq!(compare(one, other), Ordering::Equal);
        }
    }
}
