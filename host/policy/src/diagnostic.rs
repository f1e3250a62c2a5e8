//! A problem in a pack, shown with the line that has it. Knows nothing of what packs mean.

use std::fmt;

use muster_facts::characters::is_invisible;

/// A problem in a pack that whoever wrote it can mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file as it was named, or the name of a built-in pack.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line, or the part of a long one round the offending text.
    pub excerpt: Excerpt,
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// Part of a line. Control characters are replaced, so that it can be printed anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text to show.
    pub text: String,
    /// Where in `text` the offending part begins, in characters from 0.
    pub start: usize,
    /// How many characters are offending, at least 1.
    pub length: usize,
}

/// Characters of a line that are shown before and after the beginning of the offending part, so
/// that a frame fits a usual terminal and a pack on one endless line stays readable.
const BEFORE: usize = 60;
const AFTER: usize = 100;

impl Excerpt {
    /// The part of `line` round the `length` characters that begin at `start`.
    pub(crate) fn of(line: &str, start: usize, length: usize) -> Self {
        let skipped = start.saturating_sub(BEFORE);
        let mut characters = line.chars().skip(skipped);
        let mut shown: Vec<char> = characters
            .by_ref()
            .take(BEFORE + AFTER)
            .map(printable)
            .collect();
        let start = start - skipped;
        if let (Some(first), 1..) = (shown.first_mut(), skipped) {
            *first = '…';
        }
        if let (Some(last), Some(_)) = (shown.last_mut(), characters.next()) {
            *last = '…';
        }
        Self {
            length: length.clamp(1, shown.len().saturating_sub(start).max(1)),
            text: shown.into_iter().collect(),
            start,
        }
    }
}

/// A tab becomes a space, so that the carets stand below what they mean; every other character that
/// cannot be seen becomes a replacement character, so that a pack cannot write to the terminal of
/// the person who reads about its faults.
fn printable(c: char) -> char {
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
        let Excerpt {
            text,
            start,
            length,
        } = &self.excerpt;
        writeln!(f, "error: {}", self.message)?;
        writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{}", format!("{number} | {text}").trim_end())?;
        write!(
            f,
            "{margin} | {}{}",
            " ".repeat(*start),
            "^".repeat(*length)
        )?;
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
            excerpt: Excerpt::of("enable = [\"ssh/permit\"]", 10, 12),
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
    fn a_long_line_is_cut_round_the_offending_part() {
        let line = format!("{}wrong{}", "a".repeat(1_000_000), "b".repeat(1_000_000));
        let excerpt = Excerpt::of(&line, 1_000_000, 5);
        assert_eq!(excerpt.text.chars().count(), BEFORE + AFTER);
        let shown: String = excerpt.text.chars().skip(excerpt.start).take(5).collect();
        assert_eq!(shown, "wrong");
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let excerpt = Excerpt::of("\u{1b}[31m\tred\u{202e}", 0, 1);
        assert_eq!(excerpt.text, "\u{fffd}[31m red\u{fffd}");
        assert_eq!(quoted("a\u{7}b"), "`a\u{fffd}b`");
        assert_eq!(quoted(&"x".repeat(500)).chars().count(), 83);
    }
}
