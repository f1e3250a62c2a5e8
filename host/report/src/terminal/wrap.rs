//! Breaks text into lines by the columns that a terminal gives it.

use muster_facts::excerpt::{char_width, width};

/// Between parts of a line that are not a sentence.
const SEPARATOR: &str = "· ";

/// Lines of at most `columns`, broken at spaces, or within a word that is longer than a line.
/// Leading spaces stay on the first line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        if used > 0 && used + width(bare) > columns {
            // A separator stands before what it parts, where both fit.
            let next = match line.strip_suffix(SEPARATOR) {
                Some(kept) if width(SEPARATOR) + width(bare) <= columns => {
                    line.truncate(kept.len());
                    SEPARATOR
                }
                _ => "",
            };
            lines.push(std::mem::replace(&mut line, next.to_owned()));
            used = width(&line);
        }
        for c in word.chars() {
            let needed = char_width(c);
            if used + needed > columns {
                if c == ' ' {
                    continue;
                }
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += needed;
        }
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn breaks_at_spaces_and_within_long_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(
            wrap("a /very/long/path b", 6),
            ["a", "/very/", "long/p", "ath b"]
        );
        assert_eq!(wrap("火火火", 4), ["火火", "火"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("one · two", 6), ["one", "· two"]);
        assert_eq!(wrap("one · thrice", 6), ["one ·", "thrice"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_word_is_lost(text in "[ a-z火é·]{0,60}", columns in 2_usize..20) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let squeezed = |text: &str| text.replace(' ', "");
            prop_assert_eq!(squeezed(&lines.concat()), squeezed(&text));
        }
    }
}
