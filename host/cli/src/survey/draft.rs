//! How the text of a policy is put together: comments that are sentences, settings, and settings that are off.
//!
//! A setting that is off begins with `#` and no space, a sentence with both. Whatever comes from the host is on one
//! line and cannot end its comment.

use muster_report::printable_line;

/// Columns to fill.
const WIDTH: usize = 100;

/// The most of a remark that stands beside a setting.
const LONGEST_REMARK: usize = 200;

/// The text so far.
#[derive(Default)]
pub(super) struct Draft {
    text: String,
}

impl Draft {
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.line("");
    }

    /// A comment of whole sentences.
    pub(super) fn sentences(&mut self, text: &str) {
        self.wrapped("# ", "# ", text);
    }

    /// An entry of a list in a comment.
    pub(super) fn item(&mut self, text: &str) {
        self.wrapped("# - ", "#   ", text);
    }

    /// A setting that is off.
    pub(super) fn off(&mut self, setting: &str) {
        self.line(&format!("#{setting}"));
    }

    /// An entry of a list that is a setting, on or off, with a remark.
    pub(super) fn entry(&mut self, on: bool, value: &str, remark: &str) {
        let mark = if on { "" } else { "#" };
        let remark: String = printable_line(remark)
            .chars()
            .take(LONGEST_REMARK)
            .collect();
        self.line(&format!("    {mark}{value},  # {remark}"));
    }

    fn wrapped(&mut self, first: &str, next: &str, text: &str) {
        let text = printable_line(text);
        let mut line = first.to_owned();
        let mut is_empty = true;
        for word in text.split_whitespace() {
            if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line = next.to_owned();
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_says_stays_within_its_comment() {
        let mut draft = Draft::default();
        draft.sentences("one\ntwo \u{1b}[31m \u{202e}");
        draft.entry(true, "\"ssh\"", "a\r\nb");
        draft.entry(false, "\"80/tcp\"", "c");
        draft.item(&"word ".repeat(30));
        draft.off("domain = \"example.com\"");
        let text = draft.into_text();
        let is_comment = |line: &str| {
            let line = line.trim_start();
            line.starts_with('#') || line.starts_with("\"ssh\",  # a")
        };
        assert!(text.lines().all(is_comment), "{text}");
        assert!(!text.contains(['\r', '\u{1b}', '\u{202e}']), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH),
            "{text}"
        );
    }
}
