//! Markdown as text for a terminal: paragraphs filled, lists and code kept.

use super::wrap::wrap;
use crate::documentation::Fence;

/// Indent of code below its paragraph.
const CODE: &str = "    ";

/// Lines of at most `columns`, code apart. Backticks and emphasis stay: they read well as they are.
pub(super) fn lines(markdown: &str, columns: usize) -> Vec<String> {
    let mut fence = Fence::default();
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    for line in markdown.lines() {
        let was_open = fence.is_open();
        if fence.contains(line) {
            fill(&mut lines, &mut paragraph, columns);
            if was_open && fence.is_open() {
                // A command that is broken in two cannot be copied, so code may be too long.
                lines.push(format!("{CODE}{line}"));
            } else {
                blank(&mut lines);
            }
        } else if line.trim().is_empty() {
            fill(&mut lines, &mut paragraph, columns);
            blank(&mut lines);
        } else {
            if marker(line) > 0 {
                fill(&mut lines, &mut paragraph, columns);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim().trim_start_matches('#').trim_start());
        }
    }
    fill(&mut lines, &mut paragraph, columns);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Moves the paragraph to the lines; those of a list item hang below its text.
fn fill(lines: &mut Vec<String>, paragraph: &mut String, columns: usize) {
    let paragraph = std::mem::take(paragraph);
    if paragraph.is_empty() {
        return;
    }
    let hang = marker(&paragraph);
    let (mark, text) = paragraph.split_at(hang);
    for (number, line) in wrap(text, columns.saturating_sub(hang)).iter().enumerate() {
        let mark = if number == 0 { mark } else { "" };
        lines.push(format!("{mark:hang$}{line}"));
    }
}

/// Length of a list marker: `- `, `* `, `12. `.
fn marker(line: &str) -> usize {
    let text = line.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.split_at(digits).1;
    match digits {
        0 if rest.starts_with("- ") || rest.starts_with("* ") => 2,
        1..=3 if rest.starts_with(". ") => digits + 2,
        _ => 0,
    }
}

fn blank(lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_filled_and_code_is_kept() {
        let markdown = "Write this\nto the file:\n```sh\necho a  b\n```\n\n1. one two three\n2. four\n\n### On Debian\nDone.\n";
        let shown = [
            "Write this",
            "to the file:",
            "",
            "    echo a  b",
            "",
            "1. one two",
            "   three",
            "2. four",
            "",
            "On Debian",
            "Done.",
        ];
        assert_eq!(lines(markdown, 12), shown);
    }
}
