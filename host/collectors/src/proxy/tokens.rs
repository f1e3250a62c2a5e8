//! The words of a Caddyfile (<https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes>): quotes, backquotes,
//! heredocs, comments, and lines that go on after a backslash.

use std::sync::Arc;

use super::stop::{Place, Stop, refused};

/// Stands for the value of a variable that is not known. No text in UTF-8 has a reason to hold it.
pub(super) const UNKNOWN: char = '\u{fdd0}';

/// A word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    /// Whether it stood in quotes of any kind, so that it is no brace.
    pub(super) quoted: bool,
    pub(super) place: Place,
    /// Line breaks in it.
    breaks: u32,
    /// The import that it came from; 0 where it stands in the file itself.
    pub(super) import: usize,
}

impl Token {
    pub(super) fn opens(&self) -> bool {
        self.text == "{" && !self.quoted
    }

    pub(super) fn closes(&self) -> bool {
        self.text == "}" && !self.quoted
    }

    /// Whether a part of it is the value of a variable that is not known.
    pub(super) fn is_unknown(&self) -> bool {
        self.text.contains(UNKNOWN)
    }

    /// Whether it stands on another line than the one before it.
    pub(super) fn is_on_new_line(&self, before: &Self) -> bool {
        self.place.file != before.place.file
            || self.import != before.import
            || before.place.line.saturating_add(before.breaks) < self.place.line
    }

    /// The same place with another text.
    pub(super) fn with_text(&self, text: String) -> Self {
        Self {
            text,
            ..self.clone()
        }
    }
}

/// What the word that is being read is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Word,
    Quotes,
    Backquotes,
    Heredoc,
}

struct Lexer<'a> {
    file: &'a Arc<str>,
    tokens: Vec<Token>,
    /// The line at which the next word begins.
    line: u32,
    /// Lines that the current one goes on for.
    skipped: u32,
    word: String,
    began: u32,
    inside: Inside,
    marker: String,
    escaped: bool,
    /// Whether `\<<` says that this is no heredoc.
    plain: bool,
    comment: bool,
}

/// The words of a text.
pub(super) fn tokens(text: &str, file: &Arc<str>) -> Result<Vec<Token>, Stop> {
    let mut lexer = Lexer {
        file,
        tokens: Vec::new(),
        line: 1,
        skipped: 0,
        word: String::new(),
        began: 1,
        inside: Inside::Word,
        marker: String::new(),
        escaped: false,
        plain: false,
        comment: false,
    };
    for c in text.trim_start_matches('\u{feff}').chars() {
        lexer.take(c)?;
    }
    if lexer.inside == Inside::Heredoc && !lexer.word.is_empty() {
        return Err(refused(&lexer.here(), "the heredoc has no end"));
    }
    // A quote that is not closed ends with the file.
    if !lexer.word.is_empty() {
        let quoted = false;
        lexer.end_word(quoted);
    }
    Ok(lexer.tokens)
}

impl Lexer<'_> {
    fn here(&self) -> Place {
        Place {
            file: Arc::clone(self.file),
            line: self.line,
        }
    }

    fn end_word(&mut self, quoted: bool) {
        let heredoc = if self.inside == Inside::Heredoc { 2 } else { 0 };
        let text = std::mem::take(&mut self.word);
        let breaks = text.chars().filter(|c| *c == '\n').count();
        self.tokens.push(Token {
            breaks: u32::try_from(breaks)
                .unwrap_or(u32::MAX)
                .saturating_add(heredoc),
            text,
            quoted,
            place: Place {
                file: Arc::clone(self.file),
                line: self.began,
            },
            import: 0,
        });
        self.inside = Inside::Word;
        self.plain = false;
        self.escaped = false;
    }

    fn take(&mut self, c: char) -> Result<(), Stop> {
        if self.inside == Inside::Word && !self.plain && self.word.starts_with("<<") {
            return self.take_marker(c);
        }
        match self.inside {
            Inside::Heredoc => return self.take_heredoc(c),
            Inside::Word | Inside::Quotes if !self.escaped && c == '\\' => {
                self.escaped = true;
            }
            Inside::Quotes | Inside::Backquotes => self.take_quoted(c),
            Inside::Word => self.take_plain(c),
        }
        Ok(())
    }

    /// What follows `<<` up to the end of the line.
    fn take_marker(&mut self, c: char) -> Result<(), Stop> {
        match c {
            ' ' => self.end_word(false),
            '\r' => {}
            '\n' => {
                let marker = self.word.get(2..).unwrap_or_default().to_owned();
                let is_marker = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                if marker.is_empty() || !marker.chars().all(is_marker) {
                    return Err(refused(
                        &self.here(),
                        "the marker of a heredoc has to be letters, digits, `-` and `_`",
                    ));
                }
                self.marker = marker;
                self.inside = Inside::Heredoc;
                self.skipped = self.skipped.saturating_add(1);
                self.word.clear();
            }
            c => self.word.push(c),
        }
        Ok(())
    }

    fn take_heredoc(&mut self, c: char) -> Result<(), Stop> {
        self.word.push(c);
        if c == '\n' {
            self.skipped = self.skipped.saturating_add(1);
        }
        if self.word.ends_with(&self.marker) {
            self.word = unindented(&self.word, &self.marker).ok_or_else(|| {
                refused(
                    &self.here(),
                    "a line of the heredoc is not indented as its end is",
                )
            })?;
            self.line = self.line.saturating_add(self.skipped);
            self.skipped = 0;
            self.end_word(true);
        }
        Ok(())
    }

    fn take_quoted(&mut self, c: char) {
        if self.inside == Inside::Quotes && self.escaped {
            if c != '"' {
                self.word.push('\\');
            }
            self.escaped = false;
        } else if (self.inside == Inside::Quotes && c == '"')
            || (self.inside == Inside::Backquotes && c == '`')
        {
            self.end_word(true);
            return;
        }
        if c == '\n' {
            self.end_line();
        }
        self.word.push(c);
    }

    fn end_line(&mut self) {
        self.line = self.line.saturating_add(1).saturating_add(self.skipped);
        self.skipped = 0;
    }

    fn take_plain(&mut self, c: char) {
        if c.is_whitespace() {
            if c == '\r' {
                return;
            }
            if c == '\n' {
                if self.escaped {
                    self.skipped = self.skipped.saturating_add(1);
                    self.escaped = false;
                } else {
                    self.end_line();
                }
                self.comment = false;
            }
            if !self.word.is_empty() {
                self.end_word(false);
            }
            return;
        }
        if c == '#' && self.word.is_empty() {
            self.comment = true;
        }
        if self.comment {
            return;
        }
        if self.word.is_empty() {
            self.began = self.line;
            match c {
                '"' => {
                    self.inside = Inside::Quotes;
                    return;
                }
                '`' => {
                    self.inside = Inside::Backquotes;
                    return;
                }
                _ => {}
            }
        }
        if self.escaped {
            if c == '<' {
                self.plain = true;
            } else {
                self.word.push('\\');
            }
            self.escaped = false;
        }
        self.word.push(c);
    }
}

/// The text of a heredoc, without the space before each line that stands before its end.
fn unindented(text: &str, marker: &str) -> Option<String> {
    let text = text.strip_suffix(marker)?;
    let Some((lines, indent)) = text.rsplit_once('\n') else {
        // The marker right after it: nothing at all.
        return Some(String::new());
    };
    let lines: Option<Vec<String>> = lines
        .split('\n')
        .map(|line| {
            if line.is_empty() || line == "\r" {
                return Some(String::new());
            }
            Some(line.strip_prefix(indent)?.replace('\r', ""))
        })
        .collect();
    Some(lines?.join("\n"))
}
