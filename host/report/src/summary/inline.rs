//! Words that somebody else wrote, in a line of GitHub's or GitLab's Markdown.
//!
//! Escaping does not do: `\@team` and `&#64;team` are shown as `@team`, and the platforms look for names,
//! issues, commits and addresses in what is shown. They do not look into code. So whatever is more than
//! an ordinary word becomes code, which is how paths, keys and values are best read anyway.

use crate::text::{line, shortened};

/// Where a line is shown, which decides how code is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// A paragraph or an item of a list.
    Paragraph,
    /// A cell of a table, which `|` ends even in code.
    Cell,
    /// The `<summary>` of `<details>`, in which Markdown is not read.
    Summary,
}

/// Commits are linked from this many hexadecimal digits on.
const SHORTEST_COMMIT: usize = 7;

/// A sentence, with everything in it that is not an ordinary word as code.
pub(super) fn sentence(text: &str, within: Within) -> String {
    let text = line(text);
    let mut written = Line::default();
    // What stands between backticks is meant as one piece of code.
    let is_paired = text.matches('`').count().is_multiple_of(2);
    let parts: Vec<&str> = if is_paired {
        text.split('`').collect()
    } else {
        vec![&text]
    };
    for (number, part) in parts.into_iter().enumerate() {
        if number % 2 == 0 {
            written.words(part, within);
        } else {
            written.code(part, within);
        }
    }
    written.into_text()
}

/// A line of words and code that grows at its end.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    /// Whether a space is due before what comes next.
    is_apart: bool,
}

impl Line {
    /// Adds text as it is, which must be whole words where it is not next to code: `@` and `team` would
    /// be one.
    pub(super) fn words(&mut self, text: &str, within: Within) {
        self.is_apart |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.text.is_empty() && word.chars().all(is_stop) {
                // At the beginning of a line `:` begins a description.
                self.push(&escaped(word));
            } else {
                self.push(&self::word(word, within));
            }
            self.is_apart = true;
        }
        if !text.is_empty() {
            self.is_apart = text.ends_with(char::is_whitespace);
        }
    }

    /// Adds a piece of code.
    pub(super) fn code(&mut self, text: &str, within: Within) {
        self.push(&code(text, within));
    }

    /// Adds Markdown.
    pub(super) fn push(&mut self, written: &str) {
        if written.is_empty() {
            return;
        }
        // Two pieces of code side by side would be read as one.
        let two = self.text.ends_with('`') && written.starts_with('`');
        if !self.text.is_empty() && (self.is_apart || two) {
            self.text.push(' ');
        }
        self.text.push_str(written);
        self.is_apart = false;
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A name, path or value as code. Nothing is left of a text without a visible character.
pub(super) fn code(text: &str, within: Within) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    // A backslash before `|` counts in a cell, too, and renderers differ in how.
    let is_parted = within == Within::Cell && text.contains(['|', '\\']);
    if within == Within::Summary {
        format!("<code>{}</code>", html(text))
    } else if is_parted {
        format!("<code>{}</code>", escaped(text))
    } else {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let marks = "`".repeat(longest + 1);
        let pad = if text.starts_with('`') || text.ends_with('`') {
            " "
        } else {
            ""
        };
        format!("{marks}{pad}{text}{pad}{marks}")
    }
}

/// The first characters of a text.
pub(super) fn cut(text: &str, longest: usize) -> String {
    shortened(text, longest)
}

fn word(word: &str, within: Within) -> String {
    let mut letters = word.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && only.is_ascii_punctuation()
        && !is_stop(only)
        && !is_opening(only)
    {
        return entity(only);
    }
    let core = word.trim_start_matches(is_opening);
    let (before, core) = word.split_at(word.len() - core.len());
    let rest = core.trim_end_matches(|c| is_stop(c) && !(c == ')' && core.contains('(')));
    let (core, after) = core.split_at(rest.len());
    if core.is_empty() {
        // Stops and quotes alone, such as a comma behind code.
        return if within == Within::Summary {
            html(word)
        } else {
            word.to_owned()
        };
    }
    let core = if is_ordinary(core) {
        core.to_owned()
    } else {
        code(core, within)
    };
    // `1.` would begin a list.
    let after = match after.chars().next() {
        Some(stop @ ('.' | ')')) if core.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{}{}", entity(stop), after.split_at(1).1)
        }
        _ => after.to_owned(),
    };
    format!("{before}{core}{after}")
}

/// What may stand before a word.
const fn is_opening(c: char) -> bool {
    matches!(c, '(' | '\'' | '"' | '“' | '‘' | '„')
}

/// What may stand behind a word.
const fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '?' | '!' | ')' | '\'' | '"' | '”' | '’' | '…'
    )
}

/// Whether a word is of letters and digits, with hyphens, slashes and apostrophes between letters, and
/// is neither a commit nor an issue of a tracker, such as `GH-1`.
fn is_ordinary(word: &str) -> bool {
    let joins = |c: char| matches!(c, '-' | '/' | '\'' | '’');
    let has_joint = word.contains(joins);
    let parts = || word.split(joins);
    let is_abbreviation = || word.contains('.') && word.split('.').all(is_one_letter);
    let is_plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace())
    };
    let has_digit = word.contains(|c: char| c.is_numeric());
    (parts().all(is_plain) && !(has_joint && has_digit) || is_abbreviation())
        && !word
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(is_commit)
}

fn is_one_letter(part: &str) -> bool {
    part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_commit(run: &str) -> bool {
    run.len() >= SHORTEST_COMMIT && run.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A text of which no character means anything, in Markdown or in HTML.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            written.push_str(&entity(c));
        } else {
            written.push(c);
        }
        if c == '@' {
            // An address is looked for in what an entity stands for.
            written.push_str("&#8203;");
        }
    }
    written
}

/// A text of which no character means anything in HTML; Markdown is not read there.
fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn entity(c: char) -> String {
    format!("&#{};", c as u32)
}
