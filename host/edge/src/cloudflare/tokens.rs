//! The tokens of an expression, with their places. What is not a token is passed over: an expression is
//! looked through here, and not judged.

use std::ops::Range;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A field, an operator in letters, a function, a number, an address, or a list.
    Word(Range<usize>),
    /// A string.
    Text {
        /// Where it is, without its quotation marks.
        inner: Range<usize>,
        /// Whether nothing is an escape in it.
        raw: bool,
    },
    Symbol(&'static str),
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `and` and the like.
    Connective,
    /// `eq` and the like.
    Operator(Operator),
    /// A number, an address, a truth value or a list.
    Plain,
    /// A field or a function.
    Name,
}

/// How an operator compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Operator {
    /// With the whole of the field.
    #[default]
    Whole,
    /// With the whole of the field, by a set or a list.
    List,
    /// With what may be a part of it.
    Part,
    /// By a regular expression, which may fit a part of it.
    Regex,
}

impl Word {
    pub(super) fn of(text: &str) -> Self {
        match text {
            "and" | "or" | "xor" | "not" => Self::Connective,
            "matches" => Self::Operator(Operator::Regex),
            "contains" | "wildcard" | "strict" => Self::Operator(Operator::Part),
            "in" => Self::Operator(Operator::List),
            "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "bitwise_and" => {
                Self::Operator(Operator::Whole)
            }
            "true" | "false" => Self::Plain,
            _ if text.starts_with(|c: char| c.is_alphabetic()) && !is_address(text) => Self::Name,
            _ => Self::Plain,
        }
    }
}

/// `fe80::1` begins with a letter.
fn is_address(text: &str) -> bool {
    text.split('[')
        .next()
        .is_some_and(|name| name.contains(':'))
}

/// Longer ones first.
const SYMBOLS: [&str; 18] = [
    "==", "!=", "<=", ">=", "&&", "||", "^^", "<", ">", "~", "!", "&", "(", ")", "{", "}", ",", "=",
];

/// Splits an expression.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((token, length)) = string(rest, at) {
            tokens.push(token);
            at += length;
            continue;
        }
        if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)) {
            tokens.push(Token::Symbol(symbol));
            at += symbol.len();
            continue;
        }
        match word_length(rest) {
            0 => at += rest.chars().next().map_or(1, char::len_utf8),
            length => {
                tokens.push(Token::Word(at..at + length));
                at += length;
            }
        }
    }
    tokens
}

/// `"…"`, `r"…"` or `r#"…"#` at the beginning of the text. One that does not end goes on to the end
/// of the text.
fn string(text: &str, at: usize) -> Option<(Token, usize)> {
    let (open, close, raw) = if text.starts_with('"') {
        (1, "\"".to_owned(), false)
    } else if text.starts_with('\'') {
        // Not of the language, but written by people.
        (1, "'".to_owned(), true)
    } else {
        let hashes = text.strip_prefix('r')?;
        let quote = hashes.trim_start_matches('#');
        let count = hashes.len() - quote.len();
        quote.strip_prefix('"')?;
        (count + 2, format!("\"{}", "#".repeat(count)), true)
    };
    let content = text.get(open..).unwrap_or_default();
    let length = if raw {
        content.find(&close)
    } else {
        unescaped_quote(content)
    };
    let (length, end) = match length {
        Some(length) => (length, open + length + close.len()),
        None => (content.len(), text.len()),
    };
    let inner = at + open..at + open + length;
    Some((Token::Text { inner, raw }, end))
}

fn unescaped_quote(content: &str) -> Option<usize> {
    let mut characters = content.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some(at),
            '\\' => {
                characters.next();
            }
            _ => {}
        }
    }
    None
}

/// How far a word goes. Brackets belong to the field before them: `http.request.headers["x"][*]`. So
/// they do after a function, `lower(…)[*]`, and are then a word that means nothing.
fn word_length(text: &str) -> usize {
    let mut bracket = false;
    let mut quote = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' if bracket => quote = !quote,
            _ if quote => {}
            '[' if !bracket => bracket = true,
            ']' if bracket => bracket = false,
            '*' if bracket => {}
            '$' if at == 0 => {}
            _ if character.is_alphanumeric() || "._:/-".contains(character) => {}
            _ => return at,
        }
    }
    text.len()
}
