//! Makes a text safe to show. Facts and findings are written by whoever controls the target or a
//! plugin: they must not move the cursor, hide what follows, or fill the screen.

use muster_facts::characters::{is_invisible, is_visible_ascii};

/// Longest sentence, name or label. A path has up to 4,096 bytes (`PATH_MAX`); nothing that a
/// person should read is longer.
pub(crate) const LONGEST_LINE: usize = 4_096;

/// Longest text of several lines. Ten times the longest rule documentation that Muster ships.
pub(crate) const LONGEST_BLOCK: usize = 100_000;

/// One line. Line breaks and tabs become spaces.
///
/// Everything is replaced by as many UTF-16 code units as it had, so that columns stay true.
pub(crate) fn line(text: &str) -> String {
    if text.len() < LONGEST_LINE && is_visible_ascii(text) {
        return text.to_owned();
    }
    clean(text, LONGEST_LINE, |c, cleaned| {
        cleaned.push(if matches!(c, '\n' | '\r' | '\t') {
            ' '
        } else {
            visible(c)
        });
    })
}

/// Several lines. Tabs become four spaces, carriage returns vanish.
pub(crate) fn block(text: &str) -> String {
    if text.len() < LONGEST_BLOCK && text.split('\n').all(is_visible_ascii) {
        return text.to_owned();
    }
    clean(text, LONGEST_BLOCK, |c, cleaned| match c {
        '\n' => cleaned.push('\n'),
        '\r' => {}
        '\t' => cleaned.push_str("    "),
        _ => cleaned.push(visible(c)),
    })
}

/// The first `longest` characters, with an ellipsis when some are left out.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    if text.len() < longest {
        return text.to_owned();
    }
    clean(text, longest, |c, cleaned| cleaned.push(c))
}

fn clean(text: &str, longest: usize, mut push: impl FnMut(char, &mut String)) -> String {
    let mut cleaned = String::with_capacity(text.len().min(longest));
    for (count, c) in text.chars().enumerate() {
        if count + 1 == longest && text.chars().nth(longest).is_some() {
            cleaned.push('…');
            break;
        }
        push(c, &mut cleaned);
        if c as u32 > 0xFFFF && cleaned.ends_with('\u{FFFD}') {
            cleaned.push('\u{FFFD}');
        }
    }
    cleaned
}

/// A character that can be seen in place of one that steers.
fn visible(c: char) -> char {
    match c {
        // The control pictures stand 0x2400 above the control characters.
        '\0'..='\x1F' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\x7F' => '\u{2421}',
        c if is_invisible(c) => '\u{FFFD}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_are_shown_and_do_nothing() {
        assert_eq!(line("\x1b[31mred\x1b]0;title\x07"), "␛[31mred␛]0;title␇");
        assert_eq!(line("a\0b\x7f\u{85}c"), "a␀b␡\u{FFFD}c");
        assert_eq!(block("a\r\nb\tc\x08"), "a\nb    c␈");
    }

    #[test]
    fn text_cannot_be_reordered_or_hidden() {
        assert_eq!(line("user\u{202e}txt.exe"), "user\u{FFFD}txt.exe");
        assert_eq!(line("a\u{200b}b\u{E0041}"), "a\u{FFFD}b\u{FFFD}\u{FFFD}");
        assert_eq!(
            line("a\u{2800}\u{ffa0}\u{34f}b"),
            "a\u{FFFD}\u{FFFD}\u{FFFD}b"
        );
    }

    #[test]
    fn a_megabyte_becomes_a_line_that_says_it_was_cut() {
        let cut = line(&"x".repeat(1 << 20));
        assert_eq!(cut.chars().count(), LONGEST_LINE);
        assert!(cut.ends_with("x…"));
        assert_eq!(line(&"x".repeat(LONGEST_LINE)), "x".repeat(LONGEST_LINE));
    }

    proptest! {
        #[test]
        fn a_line_keeps_its_columns_and_loses_every_control_character(text in "\\PC{0,40}|[\\s\\S]{0,40}") {
            let cleaned = line(&text);
            prop_assert_eq!(cleaned.encode_utf16().count(), text.encode_utf16().count());
            prop_assert!(!cleaned.chars().any(is_invisible));
        }
    }
}
