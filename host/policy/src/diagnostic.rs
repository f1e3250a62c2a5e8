//! A problem in a pack, shown with the line that has it. Knows nothing of what packs mean.

use std::fmt;
use std::ops::Range;

use muster_facts::characters::is_invisible;
use muster_facts::excerpt::Excerpt;

/// A problem in a pack, which its author can correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file as it was named, or the name of a built-in pack.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line, or the part of a long one around the offending text. Control characters are
    /// replaced, so that it can be printed anywhere.
    pub excerpt: Excerpt,
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// Columns of a line that are shown before the offending part, and in all, so that the mark is
/// seen in a usual terminal and a pack on one endless line stays readable.
const BEFORE: usize = 59;
const COLUMNS: usize = 160;

/// What is shown of a line.
pub(crate) fn excerpt(line: &str, offending: Range<usize>) -> Excerpt {
    Excerpt::around(offending, line, BEFORE, COLUMNS)
}

/// A tab becomes a space, so that the carets stand below what they mean; every other character that
/// cannot be seen becomes a replacement character, so that a pack cannot write to the terminal of
/// the person who reads about its faults.
pub(crate) fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        c if is_invisible(c) => '\u{fffd}',
        c => c,
    }
}

/// Text from a pack in backticks, short and printable, for messages.
pub(crate) fn quoted(text: &str) -> String {
    /// Longer than any name in the grammar and short enough for one line.
    const LONGEST: usize = 80;
    let mut shown: String = text.chars().take(LONGEST).map(printable).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

impl fmt::Display for Diagnostic {
    /// A frame as rustc draws it, without colour and without a final newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let text = &self.excerpt.text;
        let (indent, marks) = self.excerpt.marks("^");
        writeln!(f, "error: {}", self.message)?;
        writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{}", format!("{number} | {text}").trim_end())?;
        write!(f, "{margin} | {indent}{marks}")?;
        if let Some(help) = &self.help {
            write!(f, "\n{margin} = help: {help}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_shows_place_text_and_way_out() {
        let diagnostic = Diagnostic {
            file: "muster.toml".to_owned(),
            line: 12,
            column: 11,
            excerpt: excerpt("enable = [\"ssh/permit\"]", 10..22),
            message: "no rule is named `ssh/permit`".to_owned(),
            help: Some("did you mean `ssh/permit-root-login`?".to_owned()),
        };
        insta::assert_snapshot!(diagnostic, @r#"
        error: no rule is named `ssh/permit`
          --> muster.toml:12:11
           |
        12 | enable = ["ssh/permit"]
           |           ^^^^^^^^^^^^
           = help: did you mean `ssh/permit-root-login`?
        "#);
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        assert_eq!(quoted("a\u{7}b"), "`a\u{fffd}b`");
        assert_eq!(quoted(&"x".repeat(500)).chars().count(), 83);
    }
}
