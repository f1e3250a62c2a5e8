//! Values of parameters, of which only numbers are facts. Pure.

/// The most numbers that a parameter has; `kernel.sem` and the buffers of TCP have three or four.
const MOST: usize = 8;

/// The numbers of a value in decimal digits, with a space between two; none where it is anything else. As
/// the kernel does (`proc_dointvec`), it takes them in other bases, and nothing that follows a comment sign
/// for a part of them.
pub(super) fn numbers(value: &str) -> Option<String> {
    let value = without_comment(value);
    let words: Vec<String> = value
        .split_ascii_whitespace()
        .take(MOST + 1)
        .map(|word| number(word).map(|number| number.to_string()))
        .collect::<Option<_>>()?;
    (1..=MOST).contains(&words.len()).then(|| words.join(" "))
}

/// Whether nothing but numbers is in a text, so that all of it may be shown.
pub(super) fn is_bare(value: &str) -> bool {
    without_comment(value).len() == value.len()
}

/// Whether the kernel refuses a value because of its quotes: it knows none, and leaves such a parameter as it is.
pub(super) fn is_refused(value: &str) -> bool {
    let value = without_comment(value).trim_end();
    ['"', '\''].into_iter().any(|quote| {
        let inner = value
            .strip_prefix(quote)
            .and_then(|value| value.strip_suffix(quote));
        inner.is_some_and(|inner| numbers(inner).is_some())
    })
}

fn without_comment(value: &str) -> &str {
    let sign = value.match_indices(['#', ';']).find(|(at, _)| {
        let before = value
            .get(..*at)
            .and_then(|before| before.chars().next_back());
        before.is_some_and(char::is_whitespace)
    });
    sign.and_then(|(at, _)| value.get(..at)).unwrap_or(value)
}

fn number(word: &str) -> Option<i64> {
    let (is_negative, digits) = match word.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, word),
    };
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if !digits.starts_with(|c: char| c.is_digit(base)) {
        return None;
    }
    let value = i64::from_str_radix(digits, base).ok()?;
    Some(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_those_that_the_kernel_takes() {
        for (value, shown) in [
            ("1", "1"),
            (" 4096\t131072  6291456\n", "4096 131072 6291456"),
            ("-1", "-1"),
            ("0x1f", "31"),
            ("0644", "420"),
            ("0", "0"),
            ("1 # on", "1"),
        ] {
            assert_eq!(numbers(value).as_deref(), Some(shown), "{value}");
        }
        for other in [
            "",
            "#1",
            "on",
            "1,2",
            "0x",
            "+1",
            "--1",
            "1#2",
            "|/usr/bin/core %p",
            "a1b2-c3d4",
            "99999999999999999999",
            "1 2 3 4 5 6 7 8 9",
            "0-3",
        ] {
            assert_eq!(numbers(other), None, "{other}");
        }
        assert!(is_bare("1"));
        assert!(!is_bare("1 # key"));
        for (value, refused) in [
            ("\"1\"", true),
            ("'0x1' # on", true),
            ("1", false),
            ("1 # \"1\"", false),
            ("\"on\"", false),
            ("\"", false),
        ] {
            assert_eq!(is_refused(value), refused, "{value}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_holds_digits_alone(value in "(?s).{0,60}") {
            if let Some(shown) = numbers(&value) {
                prop_assert!(shown.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-')));
                prop_assert_eq!(numbers(&shown), Some(shown.clone()));
            }
        }
    }
}
