//! The shell's grammar as far as environment files use it: lines, lists of commands, assignments
//! and redirections. Knows nothing of what is inside a word, and nothing of values.

use super::super::FlawCode;
use super::word::{Context, Piece};

/// What makes two lines one.
pub(super) const CONTINUATION: &str = "\\\n";

/// Why reading ends before the end of the file, and at which offset.
#[derive(Clone, Copy)]
pub(super) enum Stop {
    /// The shell itself stops here, and keeps what it did before.
    Syntax(usize, FlawCode),
    /// Muster stops here: the file's effect is unknown, or the shell that reads it dies.
    Refused(usize, FlawCode),
}

/// What is between two commands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Connector {
    End,
    Background,
    And,
    Or,
    Pipe,
}

impl Connector {
    pub(super) const fn ends_list(self) -> bool {
        matches!(self, Self::End | Self::Background)
    }
}

/// A simple command.
#[derive(Default)]
pub(super) struct Command {
    pub(super) start: usize,
    pub(super) assignments: Vec<Assignment>,
    pub(super) words: Vec<Word>,
    pub(super) redirects: bool,
}

#[derive(Clone)]
pub(super) struct Assignment {
    pub(super) name: String,
    /// `NAME+=value`, which only some shells know.
    pub(super) appends: bool,
    pub(super) value: Vec<Piece>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) multi_line: bool,
}

/// A word. One that looks like an assignment is an assignment in front of a command's name, and
/// behind `export`.
pub(super) struct Word {
    pub(super) pieces: Vec<Piece>,
    pub(super) assignment: Option<Assignment>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Whether a text is a valid variable name.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// Bytes of the name at the start of the text; 0 when there is none.
pub(super) fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count()
}

/// Reads commands, one line after the other.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Parser<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    pub(super) fn eat(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    const fn syntax<T>(&self) -> Result<T, Stop> {
        Err(Stop::Syntax(self.at, FlawCode::SyntaxError))
    }

    pub(super) const fn refused<T>(&self) -> Result<T, Stop> {
        Err(Stop::Refused(self.at, FlawCode::NotEvaluated))
    }

    /// Lines that are continued inside a name or an operator are not put together here.
    pub(super) fn refuse_continuation(&self) -> Result<(), Stop> {
        if self.rest().starts_with(CONTINUATION) {
            return self.refused();
        }
        Ok(())
    }

    /// Spaces, tabs, continued lines, and a comment.
    fn skip_blanks(&mut self) {
        while self.eat(" ") || self.eat("\t") || self.eat(CONTINUATION) {}
        if self.peek() == Some('#') {
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    /// The commands up to the end of a line, which the shell runs only when it could read them all.
    /// None at the end of the file.
    pub(super) fn next_line(&mut self) -> Result<Option<Vec<(Command, Connector)>>, Stop> {
        let mut line = Vec::new();
        loop {
            let command = self.command()?;
            let empty =
                command.assignments.is_empty() && command.words.is_empty() && !command.redirects;
            let continues = matches!(
                line.last(),
                Some((_, Connector::And | Connector::Or | Connector::Pipe))
            );
            let connector = if self.eat("&&") {
                Some(Connector::And)
            } else if self.eat("||") {
                Some(Connector::Or)
            } else if self.eat("|&") || self.eat("|") {
                Some(Connector::Pipe)
            } else if self.rest().starts_with(";;") || self.rest().starts_with(";&") {
                return self.syntax();
            } else if self.eat("&") {
                Some(Connector::Background)
            } else if self.eat(";") {
                Some(Connector::End)
            } else {
                None
            };
            if connector.is_some() {
                self.refuse_continuation()?;
            }
            match connector {
                // A new line is allowed behind `&&`, `||` and `|`.
                None if empty && continues && self.eat("\n") => {}
                None if empty && continues => return self.syntax(),
                None => {
                    let more = self.eat("\n");
                    if !empty {
                        line.push((command, Connector::End));
                    } else if line.is_empty() {
                        if more {
                            continue;
                        }
                        return Ok(None);
                    }
                    return Ok(Some(line));
                }
                Some(_) if empty => return self.syntax(),
                Some(connector) => line.push((command, connector)),
            }
        }
    }

    fn command(&mut self) -> Result<Command, Stop> {
        self.skip_blanks();
        let mut command = Command {
            start: self.at,
            ..Command::default()
        };
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some('\n' | ';' | '|') => return Ok(command),
                Some('&') if self.rest().starts_with("&>") => self.redirect(&mut command)?,
                Some('&') => return Ok(command),
                Some('<' | '>') => self.redirect(&mut command)?,
                // A subshell or a function, or an error behind a value.
                Some('(' | ')') if command.assignments.is_empty() => return self.refused(),
                Some('(' | ')') => return self.syntax(),
                Some(_) => {
                    let word = self.word()?;
                    let redirects = self.rest().starts_with(['<', '>'])
                        && self
                            .text
                            .get(word.start..self.at)
                            .is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
                    match word.assignment {
                        _ if redirects => self.redirect(&mut command)?,
                        Some(assignment) if command.words.is_empty() => {
                            command.assignments.push(assignment);
                        }
                        _ => command.words.push(word),
                    }
                }
            }
        }
    }

    fn redirect(&mut self, command: &mut Command) -> Result<(), Stop> {
        if self.rest().starts_with("<(") || self.rest().starts_with(">(") {
            return self.refused();
        }
        if self.rest().starts_with("<<") && !self.rest().starts_with("<<<") {
            return self.refused();
        }
        let operators = ["&>>", "&>", "<<<", "<&", "<>", "<", ">>", ">&", ">|", ">"];
        let _one = operators.iter().any(|operator| self.eat(operator));
        self.skip_blanks();
        match self.peek() {
            None | Some('\n' | ';' | '|' | '&' | '<' | '>' | '(' | ')') => return self.syntax(),
            Some(_) => {}
        }
        self.word()?;
        command.redirects = true;
        Ok(())
    }

    fn word(&mut self) -> Result<Word, Stop> {
        let start = self.at;
        let length = name_length(self.rest());
        let after = self.rest().get(length..).unwrap_or_default();
        if length > 0 && (after.starts_with('[') || after.starts_with(CONTINUATION)) {
            // Possibly an element of an array, or a name in two parts.
            return self.refused();
        }
        let appends = after.starts_with("+=");
        if length == 0 || !(appends || after.starts_with('=')) {
            let pieces = self.pieces(Context::Word, 0)?;
            let end = self.at;
            return Ok(Word {
                pieces,
                assignment: None,
                start,
                end,
            });
        }
        let name = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length + if appends { 2 } else { 1 };
        if self.peek() == Some('(') {
            // An array, which only some shells know.
            return self.refused();
        }
        let value_start = self.at;
        let value = self.pieces(Context::Value, 0)?;
        let written = self.text.get(value_start..self.at).unwrap_or_default();
        let assignment = Assignment {
            name: name.clone(),
            appends,
            value: value.clone(),
            start,
            end: self.at,
            multi_line: written.contains('\n'),
        };
        let sign = if appends { "+=" } else { "=" };
        let mut pieces = vec![Piece::Literal(format!("{name}{sign}"))];
        pieces.extend(value);
        Ok(Word {
            pieces,
            assignment: Some(assignment),
            start,
            end: self.at,
        })
    }
}
