//! What is inside a word: quoting, escapes, and the places that expand. Sections are those of POSIX's Shell
//! Command Language (XCU 2), which dash and bash share; where they part, the value is not taken for known.

use super::super::{DEEPEST_NESTING, FlawCode};
use super::syntax::{CONTINUATION, Parser, Stop, name_length};

/// Part of a word.
#[derive(Clone)]
pub(super) enum Piece {
    Literal(String),
    /// `$NAME` or `${NAME}`, with the operator (`:-`, `=`, …) and its word where it has one.
    Parameter {
        name: String,
        operator: &'static str,
        word: Vec<Piece>,
        start: usize,
    },
    /// A command substitution.
    Command,
    /// Something that the machine or the kind of shell decides, with the remark about it.
    Machine(&'static str),
}

/// Of `${NAME:-word}` and its like (2.6.2). The others cut a value or measure it (`%`, `#`) or are bash's
/// alone: they are refused.
const OPERATORS: [&str; 8] = [":-", ":=", ":+", ":?", "-", "=", "+", "?"];

/// Where a word occurs decides which characters end it and which are special.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Word,
    /// The value of an assignment, where `~` expands behind `:` too.
    Value,
    DoubleQuotes,
    /// The word of `${NAME:-word}`, outside and inside double quotes.
    Default {
        in_quotes: bool,
    },
}

impl Parser<'_> {
    /// The pieces up to the end of the context, which is not consumed.
    pub(super) fn pieces(&mut self, context: Context, depth: usize) -> Result<Vec<Piece>, Stop> {
        if depth > DEEPEST_NESTING {
            return Err(Stop::Refused(self.at, FlawCode::TooLarge));
        }
        let start = self.at;
        let mut pieces = Vec::new();
        let mut literal = String::new();
        // Whether a `~` would expand here: at the start, and in a value behind each `:`, as `PATH` needs
        // it (2.6.1). Anything quoted ends that.
        let mut tilde = matches!(context, Context::Word | Context::Value);
        let in_quotes = matches!(
            context,
            Context::DoubleQuotes | Context::Default { in_quotes: true }
        );
        loop {
            let piece = match (self.peek(), context) {
                (None, Context::Word | Context::Value) => None,
                (None, Context::DoubleQuotes | Context::Default { .. }) => {
                    return Err(Stop::Syntax(start, FlawCode::UnterminatedQuote));
                }
                (
                    Some(' ' | '\t' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>'),
                    Context::Word | Context::Value,
                )
                | (Some('"'), Context::DoubleQuotes)
                | (Some('}'), Context::Default { .. }) => None,
                // A continued line is one line: what comes before and after it is adjacent.
                (Some('\\'), _) if self.eat(CONTINUATION) => continue,
                (Some('\\'), _) => {
                    self.escape(context, in_quotes, &mut literal);
                    tilde = false;
                    continue;
                }
                // Within double quotes it stands for itself, and so it does in the word of `${NAME:-…}`
                // there.
                (Some('\''), _) if !in_quotes => {
                    self.single_quoted(&mut literal)?;
                    tilde = false;
                    continue;
                }
                (Some('"'), _) => {
                    let at = self.at;
                    self.bump();
                    let inside = self
                        .pieces(Context::DoubleQuotes, depth + 1)
                        // The outermost quotation mark is the one to correct.
                        .map_err(|stop| match stop {
                            Stop::Syntax(_, FlawCode::UnterminatedQuote) => {
                                Stop::Syntax(at, FlawCode::UnterminatedQuote)
                            }
                            other @ (Stop::Syntax(..) | Stop::Refused(..)) => other,
                        })?;
                    self.bump();
                    flush(&mut literal, &mut pieces);
                    pieces.extend(inside);
                    tilde = false;
                    continue;
                }
                // Only single quotes keep a command from running.
                (Some('`'), _) => {
                    self.backquoted()?;
                    Some(Piece::Command)
                }
                (Some('$'), _) => match self.dollar(in_quotes, depth)? {
                    Some(piece) => Some(piece),
                    None => {
                        literal.push('$');
                        tilde = false;
                        continue;
                    }
                },
                (Some('~'), _) if tilde => {
                    self.bump();
                    Some(Piece::Machine("tilde"))
                }
                (Some(c), _) => {
                    self.bump();
                    literal.push(c);
                    tilde = c == ':' && context == Context::Value;
                    continue;
                }
            };
            flush(&mut literal, &mut pieces);
            match piece {
                Some(piece) => pieces.push(piece),
                None => return Ok(pieces),
            }
            tilde = false;
        }
    }

    /// Outside of quotes a backslash quotes whatever follows; within double quotes only what would be
    /// special there, and before anything else it stays (2.2.1, 2.2.3).
    fn escape(&mut self, context: Context, in_quotes: bool, literal: &mut String) {
        self.bump();
        let next = self.peek();
        let special = match next {
            None => false,
            Some('$' | '`' | '"' | '\\') => true,
            // Only in the word of `${…}` would it end anything (2.6.2).
            Some('}') => !in_quotes || matches!(context, Context::Default { .. }),
            Some(_) => !in_quotes,
        };
        if !special {
            literal.push('\\');
        } else if let Some(c) = next {
            self.bump();
            literal.push(c);
        }
    }

    /// Nothing is special up to the next `'`, a backslash neither (2.2.2).
    fn single_quoted(&mut self, literal: &mut String) -> Result<(), Stop> {
        let inside = self.rest().get(1..).unwrap_or_default();
        let Some(end) = inside.find('\'') else {
            return Err(Stop::Syntax(self.at, FlawCode::UnterminatedQuote));
        };
        literal.push_str(inside.get(..end).unwrap_or_default());
        self.at += end + 2;
        Ok(())
    }

    /// Skips to the backquote that closes, which none is behind a backslash (2.6.3).
    fn backquoted(&mut self) -> Result<(), Stop> {
        let start = self.at;
        self.bump();
        loop {
            match self.peek() {
                None => return Err(Stop::Syntax(start, FlawCode::UnterminatedQuote)),
                Some('`') => break,
                Some('\\') => {
                    self.bump();
                    self.bump();
                }
                Some(_) => self.bump(),
            }
        }
        self.bump();
        Ok(())
    }

    /// What a `$` begins; none for a dollar sign that stands for itself.
    fn dollar(&mut self, in_quotes: bool, depth: usize) -> Result<Option<Piece>, Stop> {
        let start = self.at;
        self.bump();
        self.refuse_continuation()?;
        let length = name_length(self.rest());
        if length > 0 {
            let name = self.rest().get(..length).unwrap_or_default().to_owned();
            self.at += length;
            self.refuse_continuation()?;
            return Ok(Some(Piece::Parameter {
                name,
                operator: "",
                word: Vec::new(),
                start,
            }));
        }
        match self.peek() {
            Some('{') => self.braced(start, in_quotes, depth).map(Some),
            // Arithmetic can assign: what follows would depend on it.
            Some('[') => self.refused(),
            Some('(') if self.rest().starts_with("((") => self.refused(),
            Some('(') => {
                self.substitution(depth)?;
                Ok(Some(Piece::Command))
            }
            // Parameters of the shell that reads the file, such as its process id.
            Some('0'..='9' | '@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                self.bump();
                Ok(Some(Piece::Machine("interpolation")))
            }
            // `$'…'` and `$"…"`, which bash reads and others do not. The quotes come next.
            Some('\'' | '"') if !in_quotes => self.refused(),
            _ => Ok(None),
        }
    }

    fn braced(&mut self, start: usize, in_quotes: bool, depth: usize) -> Result<Piece, Stop> {
        self.bump();
        let length = name_length(self.rest());
        let name = self.rest().get(..length).unwrap_or_default().to_owned();
        if length == 0 {
            // `${#NAME}`, `${!NAME}`, `${1}` and what no shell understands.
            return Err(Stop::Refused(start, FlawCode::BadSubstitution));
        }
        self.at += length;
        let found = OPERATORS.iter().find(|operator| self.eat(operator));
        let Some(operator) = found else {
            if self.eat("}") {
                return Ok(Piece::Parameter {
                    name,
                    operator: "",
                    word: Vec::new(),
                    start,
                });
            }
            return Err(Stop::Refused(start, FlawCode::BadSubstitution));
        };
        // Read whether or not it is used: an error in it stops the shell either way.
        let word = self.pieces(Context::Default { in_quotes }, depth + 1)?;
        self.bump();
        Ok(Piece::Parameter {
            name,
            operator,
            word,
            start,
        })
    }

    /// Skips a `$(…)` to the bracket that closes it, past quoted text.
    fn substitution(&mut self, depth: usize) -> Result<(), Stop> {
        let start = self.at;
        let mut level = 0_usize;
        loop {
            match self.peek() {
                None => return Err(Stop::Syntax(start, FlawCode::UnterminatedQuote)),
                Some('\\') => self.bump(),
                Some('\'') => {
                    self.single_quoted(&mut String::new())?;
                    continue;
                }
                Some('"') => {
                    self.bump();
                    self.pieces(Context::DoubleQuotes, depth + 1)?;
                }
                Some('(') => level += 1,
                Some(')') => level -= 1,
                Some(_) => {}
            }
            self.bump();
            if level == 0 {
                return Ok(());
            }
        }
    }
}

fn flush(literal: &mut String, pieces: &mut Vec<Piece>) {
    if !literal.is_empty() {
        pieces.push(Piece::Literal(std::mem::take(literal)));
    }
}
