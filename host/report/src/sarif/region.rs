//! Which part of a file a result marks, and the text that stands there.

use muster_facts::{REDACTED, Source};
use serde_sarif::sarif::{ArtifactContent, Region};

/// The region with its text, and the whole line around it where the region is only a part.
/// Columns count UTF-16 code units, and the end is exclusive.
pub(super) fn regions(source: Option<&Source>) -> (Region, Option<Region>) {
    let Some(source) = source else {
        return (region(1, 1, 1, None), None);
    };
    let number = i64::from(source.line.unwrap_or(1).max(1));
    // Text of a file without a line could be any part of it. Other places are nothing but text.
    let text = source
        .text
        .as_deref()
        .filter(|_| source.line.is_some() || source.kind != "file");
    let start = source.column.map(i64::from).filter(|column| *column > 0);
    let end = source.end_column.map(i64::from);
    if let (Some(start), Some(end), Some(text)) = (start, end, text)
        && source.is_part_of_line()
    {
        // The text is the part itself.
        return (unredacted_of(source, number, start, end, text), None);
    }
    let after_text = text.map_or(1, |text| units(text) + 1);
    let Some(start) = start else {
        let text = text.unwrap_or_default();
        return (unredacted_of(source, number, 1, after_text, text), None);
    };
    let end = end.unwrap_or(after_text).max(start);
    let Some(text) = text else {
        return (region(number, start, end, None), None);
    };
    if text.contains(REDACTED) {
        return (unredacted_of(source, number, 1, after_text, text), None);
    }
    let part = utf16_slice(text, start, end);
    let context =
        (start > 1 || end < after_text).then(|| region(number, 1, after_text.max(end), Some(text)));
    (region(number, start, end, Some(&part)), context)
}

/// The region of a text of which something was taken out.
fn unredacted_of(source: &Source, line: i64, start: i64, end: i64, text: &str) -> Region {
    // In YAML a value stands behind a colon, and indented; the text is that of an assignment.
    let is_yaml = [".yml", ".yaml"]
        .iter()
        .any(|end| source.name.ends_with(end));
    if is_yaml && text.contains(REDACTED) {
        return region(line, 1, 1, None);
    }
    unredacted(line, start, end, text)
}

/// A region up to where its text stops being that of the line: nothing can be said of the columns
/// behind what was taken out.
fn unredacted(line: i64, start: i64, end: i64, text: &str) -> Region {
    match text.split_once(REDACTED) {
        Some((before, _)) => region(line, start, start + units(before), Some(before)),
        None => region(line, start, end, Some(text)),
    }
}

fn units(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX - 1)
}

pub(super) fn region(line: i64, start: i64, end: i64, text: Option<&str>) -> Region {
    let mut region = Region::builder()
        .start_line(line)
        .start_column(start)
        .end_line(line)
        .end_column(end)
        .build();
    region.snippet = text
        .filter(|text| !text.is_empty())
        .map(|text| ArtifactContent::builder().text(text).build());
    region
}

/// The characters that lie wholly between two columns, as far as the text goes.
fn utf16_slice(text: &str, start: i64, end: i64) -> String {
    let mut column = 1;
    text.chars()
        .filter(|c| {
            let first = column;
            column += if *c as u32 > 0xFFFF { 2 } else { 1 };
            first >= start && column <= end
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(region: &Region) -> (Option<i64>, Option<i64>) {
        (region.start_column, region.end_column)
    }

    fn snippet(region: &Region) -> Option<&str> {
        region.snippet.as_ref()?.text.as_deref()
    }

    #[test]
    fn columns_count_utf16_units_and_the_snippet_is_what_they_span() {
        // The emoji is one character and two units.
        let source = Source::line("/etc/motd", 3)
            .with_text("🔥 Port 22")
            .with_columns(4, 8);
        let (region, context) = regions(Some(&source));
        assert_eq!(snippet(&region), Some("Port"));
        assert_eq!(columns(&region), (Some(4), Some(8)));
        assert_eq!(columns(&context.unwrap()), (Some(1), Some(11)));
    }

    #[test]
    fn a_text_that_is_a_part_of_its_line_is_where_it_stands() {
        let source = Source::line("/compose.yaml", 6)
            .with_text("5432:5432")
            .with_columns(10, 19);
        let (region, context) = regions(Some(&source));
        assert_eq!(columns(&region), (Some(10), Some(19)));
        assert_eq!((snippet(&region), context), (Some("5432:5432"), None));
    }

    #[test]
    fn a_region_ends_where_something_was_taken_out() {
        let text = format!("A_TOKEN={REDACTED}");
        let source = Source::line("/app.env", 2).with_text(&text);
        for source in [source.clone(), source.with_columns(1, 19)] {
            let (region, context) = regions(Some(&source));
            assert_eq!(columns(&region), (Some(1), Some(9)));
            assert_eq!((snippet(&region), context), (Some("A_TOKEN="), None));
        }
    }

    #[test]
    fn a_whole_line_is_its_own_context() {
        let (region, context) = regions(Some(&Source::line("/x", 2).with_text("abc")));
        assert_eq!((region.start_line, region.end_column), (Some(2), Some(4)));
        assert_eq!(context, None);
    }

    #[test]
    fn an_unknown_or_impossible_region_is_the_first_character() {
        let odd = Source {
            line: Some(0),
            column: Some(0),
            end_column: Some(0),
            ..Source::file("/x")
        };
        for source in [None, Some(&Source::file("/x").with_text("y")), Some(&odd)] {
            let (region, context) = regions(source);
            assert_eq!(
                [
                    region.start_line,
                    region.start_column,
                    region.end_line,
                    region.end_column
                ],
                [Some(1); 4]
            );
            assert_eq!((region.snippet, context), (None, None));
        }
    }
}
