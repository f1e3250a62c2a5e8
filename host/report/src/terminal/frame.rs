//! The places of a finding: where, the line as it stands there, and a mark below what matters.

use muster_facts::Source;
use muster_outcomes::Place;

use super::page::{Page, Role};
use super::wrap::{char_width, width, wrap};
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
                excerpt(page, place, text, role);
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
fn excerpt(page: &mut Page, place: &Place, text: &str, role: Role) {
    let Place { source, label } = place;
    let number = source.line.map_or(String::new(), |line| line.to_string());
    let Excerpt {
        text,
        start,
        length,
    } = Excerpt::of(text, source, page.body());
    page.framed(&number, "│", &text);
    let mut labelled = wrap(label, page.body());
    if marked_column(source).is_some() {
        let marks = if role == Role::Dim { "-" } else { "^" }.repeat(length);
        let fits = start + length + 1 + width(label) <= page.body();
        let line = if fits {
            labelled.clear();
            format!("{marks} {label}")
        } else {
            marks
        };
        let line = page.paint(line.trim_end(), role);
        page.framed("", "│", &format!("{}{line}", " ".repeat(start)));
    }
    for (number, line) in labelled.iter().filter(|line| !line.is_empty()).enumerate() {
        let bar = if number == 0 { "╰" } else { " " };
        let line = page.paint(line, role);
        page.framed("", bar, &line);
    }
}

/// The part of a line that fits, with the columns to mark in it.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt {
    text: String,
    start: usize,
    length: usize,
}

impl Excerpt {
    fn of(text: &str, source: &Source, columns: usize) -> Self {
        let text = text.trim_end();
        let (start, end) = marked_columns(text, source);
        if width(text) <= columns {
            return Self {
                text: text.to_owned(),
                start,
                length: end - start,
            };
        }
        // Shows what comes before the mark as long as the mark's beginning is sure to be seen.
        let from = if start < columns / 2 {
            0
        } else {
            start - columns / 4
        };
        let mut shown = String::from(if from > 0 { "…" } else { "" });
        let lead = width(&shown);
        let budget = columns - lead - 1;
        let (mut column, mut first) = (0, None);
        for c in text.chars() {
            let next = column + char_width(c);
            if column >= from {
                if next - *first.get_or_insert(column) > budget {
                    shown.push('…');
                    break;
                }
                shown.push(c);
            }
            column = next;
        }
        let left = start - first.unwrap_or(from).min(start) + lead;
        Self {
            text: shown,
            start: left,
            length: (end - start).min(columns.saturating_sub(left)).max(1),
        }
    }
}

/// Columns on the screen for the source's columns, which count UTF-16 code units; the whole text
/// without its indent where the source has none.
fn marked_columns(text: &str, source: &Source) -> (usize, usize) {
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
    (start, end.unwrap_or(column).max(start + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn excerpt(text: &str, columns: Option<(u32, u32)>, width: usize) -> (String, usize, usize) {
        let source = Source::line("/x", 1);
        let source = match columns {
            Some((start, end)) => source.with_columns(start, end),
            None => source,
        };
        let Excerpt {
            text,
            start,
            length,
        } = Excerpt::of(text, &source, width);
        (text, start, length)
    }

    #[test]
    fn marks_stand_below_what_the_columns_name() {
        assert_eq!(
            excerpt("Port 22", Some((6, 8)), 40),
            ("Port 22".to_owned(), 5, 2)
        );
        // One emoji: two UTF-16 units and two columns. One ideograph: one unit and two columns.
        assert_eq!(excerpt("🔥 x", Some((4, 5)), 40), ("🔥 x".to_owned(), 3, 1));
        assert_eq!(excerpt("火 x", Some((3, 4)), 40), ("火 x".to_owned(), 3, 1));
        assert_eq!(excerpt("  whole ", None, 40), ("  whole".to_owned(), 2, 5));
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let text = format!("{}needle{}", "a".repeat(50), "b".repeat(50));
        let (shown, start, length) = excerpt(&text, Some((51, 57)), 20);
        assert_eq!(shown, "…aaaaaneedlebbbbbbb…");
        assert_eq!((start, length), (6, 6));
    }

    proptest! {
        #[test]
        fn an_excerpt_always_fits(
            text in "[ a-z火é🔥]{1,60}", start in 0_u32..80, end in 0_u32..80, columns in 10_usize..40
        ) {
            let (shown, start, length) = excerpt(&text, Some((start, end)), columns);
            prop_assert!(width(&shown) <= columns, "{shown}");
            prop_assert!(length >= 1 && start + length <= columns);
        }
    }
}
