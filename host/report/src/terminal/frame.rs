//! The places of a finding: where, the line as it stands there, and a mark below what matters.

use std::ops::Range;

use muster_facts::Source;
use muster_facts::excerpt::{Excerpt, char_width, width};
use muster_outcomes::Place;

use super::page::{Page, Role};
use super::wrap::wrap;
use crate::view::location;

/// Places that are shown of one finding; the JSON report has all of them.
const MOST_PLACES: usize = 8;

/// Writes the places, the first marked in the colour of the finding.
pub(super) fn write(page: &mut Page, places: &[Place], role: Role) {
    let shown = places.get(..MOST_PLACES).unwrap_or(places);
    let framed = shown.iter().any(|place| text_of(place).is_some());
    if framed {
        page.blank();
    }
    let mut previous = None;
    for (number, place) in shown.iter().enumerate() {
        let source = &place.source;
        match text_of(place) {
            Some(text) => {
                if previous == Some((&source.kind, &source.name)) {
                    page.framed("", "┊", "");
                } else {
                    locate(page, "╭", &exactly(source));
                }
                let role = if number == 0 { role } else { Role::Dim };
                quote(page, place, text, role);
                previous = Some((&source.kind, &source.name));
            }
            None => {
                let text = format!("{}  {}", exactly(source), place.label);
                if framed {
                    locate(page, "·", text.trim_end());
                } else {
                    page.row(("at", Role::Dim), text.trim_end(), Role::Plain);
                }
                previous = None;
            }
        }
    }
    if places.len() > shown.len() {
        let more = format!("and {} more places", places.len() - shown.len());
        page.row(("", Role::Plain), &more, Role::Dim);
    }
    if framed {
        page.blank();
    }
}

fn text_of(place: &Place) -> Option<&str> {
    let text = place.source.text.as_deref()?;
    (!text.trim().is_empty()).then_some(text)
}

fn locate(page: &mut Page, bar: &str, location: &str) {
    for (number, line) in wrap(location, page.body()).iter().enumerate() {
        let bar = match (number, bar) {
            (0, bar) => bar,
            (_, "╭") => "│",
            _ => " ",
        };
        page.framed("", bar, line);
    }
}

/// The place, with its column where a line has one.
fn exactly(source: &Source) -> String {
    let location = location(source);
    match (source.line, marked_column(source)) {
        (Some(_), Some(column)) => format!("{location}:{column}"),
        _ => location,
    }
}

/// The column to point at: none where the text is all that is meant.
fn marked_column(source: &Source) -> Option<u32> {
    source.column.filter(|_| !source.is_part_of_line())
}

/// The line with marks below its columns and the label behind the marks, or below where it does
/// not fit. A line without columns is meant as a whole and needs no marks.
fn quote(page: &mut Page, place: &Place, text: &str, role: Role) {
    let Place { source, label } = place;
    let number = source.line.map_or(String::new(), |line| line.to_string());
    let text = text.trim_end();
    let excerpt = excerpt(text, marked_columns(text, source), page.body());
    page.framed(&number, "│", &excerpt.text);
    let mut labelled = wrap(label, page.body());
    if marked_column(source).is_some() {
        let mark = if role == Role::Dim { "-" } else { "^" };
        let end = excerpt.start + excerpt.length;
        let label = if end + 1 + width(label) <= page.body() {
            labelled.clear();
            label
        } else {
            ""
        };
        let (indent, marks) = excerpt.marks(mark);
        let line = page.paint(format!("{marks} {label}").trim_end(), role);
        page.framed("", "│", &format!("{indent}{line}"));
    }
    for (number, line) in labelled.iter().filter(|line| !line.is_empty()).enumerate() {
        let bar = if number == 0 { "╰" } else { " " };
        let line = page.paint(line, role);
        page.framed("", bar, &line);
    }
}

/// What of a line fits. Shows what comes before the mark as long as its beginning is sure to be seen.
fn excerpt(text: &str, marked: Range<usize>, columns: usize) -> Excerpt {
    let before = if width(text) <= columns || marked.start < columns / 2 {
        marked.start
    } else {
        columns / 4
    };
    Excerpt::around(marked, text, before, columns)
}

/// Columns on the screen for the source's columns, which count UTF-16 code units; the whole text
/// without its indent where the source has none.
fn marked_columns(text: &str, source: &Source) -> Range<usize> {
    let indent = width(text) - width(text.trim_start());
    let first = marked_column(source).unwrap_or(0) as usize;
    let end_column = source
        .end_column
        .filter(|_| marked_column(source).is_some());
    let last = end_column.map_or(usize::MAX, |end| end as usize);
    let (mut unit, mut column) = (1, 0);
    let (mut start, mut end) = (None, None);
    for c in text.chars() {
        if unit >= first && start.is_none() {
            start = Some(column);
        }
        if unit >= last && end.is_none() {
            end = Some(column);
        }
        unit += c.len_utf16();
        column += char_width(c);
    }
    let start = match marked_column(source) {
        Some(_) => start.unwrap_or_else(|| column.saturating_sub(1)),
        None => indent,
    };
    start..end.unwrap_or(column).max(start + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, columns: Option<(u32, u32)>) -> Range<usize> {
        let source = Source::line("/x", 1);
        let source = match columns {
            Some((start, end)) => source.with_columns(start, end),
            None => source,
        };
        marked_columns(text, &source)
    }

    #[test]
    fn marks_stand_below_what_the_columns_name() {
        assert_eq!(marked("Port 22", Some((6, 8))), 5..7);
        // One emoji: two UTF-16 units and two columns. One ideograph: one unit and two columns.
        assert_eq!(marked("🔥 x", Some((4, 5))), 3..4);
        assert_eq!(marked("火 x", Some((3, 4))), 3..4);
        assert_eq!(marked("  whole", None), 2..7);
    }

    #[test]
    fn a_line_is_cut_before_a_mark_that_would_not_be_seen() {
        let text = format!("{}needle{}", "a".repeat(50), "b".repeat(50));
        assert_eq!(excerpt(&text, 50..56, 20).text, "…aaaaaneedlebbbbbbb…");
        assert_eq!(
            excerpt(&text, 50..56, 104).text,
            format!("{}…", &text[..103])
        );
        assert_eq!(excerpt(&text, 50..56, 106).text, text);
    }

    proptest! {
        #[test]
        fn whatever_the_columns_something_of_the_line_is_marked(
            text in "[ a-z火é🔥]{1,60}", start in 0_u32..80, end in 0_u32..80
        ) {
            let Range { start, end } = marked(&text, Some((start, end)));
            prop_assert!(start < end && start < width(&text));
        }
    }
}
