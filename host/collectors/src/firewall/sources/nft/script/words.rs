//! The words of a file for `nft -f`, each with its line.

use std::collections::VecDeque;
use std::rc::Rc;

use muster_facts::Source;

/// A word, a sign, or the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) file: Rc<str>,
    pub(super) line: u32,
}

impl Word {
    /// Where it is.
    pub(super) fn source(&self) -> Source {
        Source::line(&*self.file, self.line)
    }

    /// A message that names file and line.
    pub(super) fn problem(&self, message: &str) -> String {
        format!("{} line {}: {message}", self.file, self.line)
    }
}

/// What is left of a file.
pub(super) struct Words {
    left: VecDeque<Word>,
    /// Where the file ends.
    last: Word,
}

/// Signs that are words of their own wherever they are.
const SIGNS: &str = "{},;()&|";

impl Words {
    /// Splits a file.
    pub(super) fn of(path: &str, text: &str) -> Self {
        let file: Rc<str> = path.into();
        let text = text.replace("\\\n", " \u{b}");
        let mut left = VecDeque::new();
        let mut number = 1;
        for line in text.split('\n') {
            let place = number;
            // A line that goes on counts as the ones that it is made of.
            number += 1 + u32::try_from(line.matches('\u{b}').count()).unwrap_or(0);
            let mut push = |text: &str| {
                left.push_back(Word {
                    text: text.to_owned(),
                    file: Rc::clone(&file),
                    line: place,
                });
            };
            let mut rest = line.trim_start();
            while let Some(first) = rest.chars().next() {
                let length = match first {
                    '#' => break,
                    '"' => {
                        let inner = rest.get(1..).unwrap_or_default();
                        let end = inner.find('"').unwrap_or(inner.len());
                        push(inner.get(..end).unwrap_or_default());
                        (end + 2).min(rest.len())
                    }
                    '=' | '!' | '<' | '>' => {
                        let length = if rest.get(1..2) == Some("=") { 2 } else { 1 };
                        push(rest.get(..length).unwrap_or_default());
                        length
                    }
                    sign if SIGNS.contains(sign) => {
                        push(rest.get(..1).unwrap_or_default());
                        1
                    }
                    _ => {
                        let end = rest
                            .find(|c: char| {
                                c.is_whitespace() || SIGNS.contains(c) || "=!<>\"#".contains(c)
                            })
                            .unwrap_or(rest.len());
                        let word = rest.get(..end).unwrap_or_default();
                        match word.strip_suffix(':') {
                            // The key of a map, and no IPv6 address.
                            Some(key) if !key.is_empty() && !key.contains(':') => {
                                push(key);
                                push(":");
                            }
                            _ => push(word),
                        }
                        end.max(1)
                    }
                };
                rest = rest.get(length..).unwrap_or_default().trim_start();
            }
            push("\n");
        }
        let last = Word {
            text: String::new(),
            file,
            line: number.saturating_sub(1),
        };
        Self { left, last }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    pub(super) fn peek(&self) -> Option<&str> {
        self.left.front().map(|word| word.text.as_str())
    }

    pub(super) fn next(&mut self) -> Option<Word> {
        self.left.pop_front()
    }

    /// The next word, which must be there.
    pub(super) fn needed(&mut self) -> Result<Word, String> {
        self.next()
            .filter(|word| word.text != "\n")
            .ok_or_else(|| self.last.problem("something is missing at the end"))
    }

    /// Takes a word that must be there.
    pub(super) fn expect(&mut self, text: &str) -> Result<(), String> {
        let word = self.needed()?;
        if word.text == text {
            Ok(())
        } else {
            Err(word.problem(&format!("`{text}` is expected here")))
        }
    }

    /// Passes over ends of lines.
    pub(super) fn skip_lines(&mut self) {
        while self.peek() == Some("\n") {
            self.next();
        }
    }

    /// Up to the end of the line or `;`, or before the brace that closes what is around.
    pub(super) fn statement(&mut self) -> Vec<Word> {
        let mut found = Vec::new();
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => return found,
                Some("}") if depth == 0 => return found,
                Some("\n" | ";") if depth == 0 => {
                    self.next();
                    return found;
                }
                Some("{") => depth += 1,
                Some("}") => depth -= 1,
                Some(_) => {}
            }
            found.extend(self.next().filter(|word| word.text != "\n"));
        }
    }

    /// The rest of a line.
    pub(super) fn line(&mut self) -> Vec<Word> {
        self.statement()
    }

    /// Up to the brace that closes what was opened, which is taken.
    pub(super) fn block(&mut self) -> Result<Vec<Word>, String> {
        let mut found = Vec::new();
        let mut depth = 1_usize;
        while let Some(word) = self.next() {
            match word.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(found);
            }
            found.push(word);
        }
        Err(self.last.problem("a brace is not closed"))
    }
}
