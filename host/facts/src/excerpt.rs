//! The part of a line that is shown to a person, and where in it the mark goes. Lengths are columns
//! of a screen, of which some characters take two and some none.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What of a line fits, with the columns to mark in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text to show: the line, or the part of a long one around the mark.
    pub text: String,
    /// Columns before the mark.
    pub start: usize,
    /// Columns to mark, at least 1.
    pub length: usize,
}

impl Excerpt {
    /// The part of a line around its marked columns: at most `before` columns before the mark, and
    /// `columns` in all.
    #[must_use]
    pub fn around(marked: Range<usize>, line: &str, before: usize, columns: usize) -> Self {
        let from = marked.start.saturating_sub(before);
        let mut text = String::from(if from > 0 { "…" } else { "" });
        let lead = width(&text);
        let room = columns.saturating_sub(lead);
        let fits = width(line).saturating_sub(from) <= room;
        let (mut column, mut first) = (0, None);
        for c in line.chars() {
            let next = column + char_width(c);
            if column >= from {
                if !fits && next - *first.get_or_insert(column) >= room {
                    text.push('…');
                    break;
                }
                first.get_or_insert(column);
                text.push(c);
            }
            column = next;
        }
        let start = marked.start.saturating_sub(first.unwrap_or(from)) + lead;
        let length = marked.end.saturating_sub(marked.start);
        Self {
            text,
            start,
            length: length.min(columns.saturating_sub(start)).max(1),
        }
    }

    /// What stands on the line below: the indent, and a mark for each column.
    #[must_use]
    pub fn marks(&self, mark: &str) -> (String, String) {
        (" ".repeat(self.start), mark.repeat(self.length))
    }
}

/// Columns that a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Columns that a character takes.
#[must_use]
pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn below(excerpt: &Excerpt) -> String {
        let (indent, marks) = excerpt.marks("^");
        indent + &marks
    }

    #[test]
    fn a_line_that_fits_is_shown_as_it_is() {
        let excerpt = Excerpt::around(5..7, "Port 22", 5, 7);
        assert_eq!(excerpt.text, "Port 22");
        assert_eq!(below(&excerpt), "     ^^");
        assert_eq!(below(&Excerpt::around(3..3, "x =", 3, 40)), "   ^");
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let line = format!("{}needle{}", "a".repeat(50), "b".repeat(50));
        let excerpt = Excerpt::around(50..56, &line, 5, 20);
        assert_eq!(excerpt.text, "…aaaaaneedlebbbbbbb…");
        assert_eq!(below(&excerpt), "      ^^^^^^");
    }

    #[test]
    fn nothing_is_cut_before_a_mark_that_is_near() {
        let line = format!("key = {}", "火".repeat(50));
        let excerpt = Excerpt::around(6..106, &line, 10, 20);
        assert_eq!(excerpt.text, "key = 火火火火火火…");
        assert_eq!((excerpt.start, excerpt.length), (6, 14));
    }

    #[test]
    fn what_fits_after_the_cut_is_not_cut_again() {
        let excerpt = Excerpt::around(8..10, "abcdefghij", 2, 5);
        assert_eq!(excerpt.text, "…ghij");
        assert_eq!(below(&excerpt), "   ^^");
    }

    proptest! {
        #[test]
        fn an_excerpt_always_fits(
            line in "[ a-z火é🔥]{1,60}",
            start in 0_usize..60,
            length in 0_usize..60,
            columns in 8_usize..40,
            before in 0_usize..6,
        ) {
            let start = start.min(width(&line) - 1);
            let Excerpt { text, start, length } =
                Excerpt::around(start..start + length, &line, before, columns);
            prop_assert!(width(&text) <= columns, "{text}");
            prop_assert!(length >= 1 && start < columns && start <= before + 2);
        }
    }
}
