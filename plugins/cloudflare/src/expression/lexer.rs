//! The tokens of an expression.

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word: a field, an operator in letters, a function, a number or an address.
    Word(String),
    /// A string, without quotes and escapes.
    Text(String),
    /// `$list`.
    List(String),
    /// An operator or bracket.
    Symbol(&'static str),
}

/// Longer ones first.
const SYMBOLS: [&str; 18] = [
    "==", "!=", "<=", ">=", "&&", "||", "^^", "<", ">", "~", "!", "&", "(", ")", "{", "}", ",", "=",
];

/// Splits an expression.
///
/// # Errors
/// With a sentence on the first thing that is not a token.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first == '"' {
            quoted(rest)?
        } else if let Some(raw) = raw(rest) {
            raw?
        } else if let Some(name) = rest.strip_prefix('$') {
            let (name, after) = name.split_at(word_length(name));
            (Token::List(name.to_owned()), after)
        } else if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)) {
            let after = rest.strip_prefix(symbol).unwrap_or_default();
            (Token::Symbol(symbol), after)
        } else {
            let length = word_length(rest);
            if length == 0 {
                return Err(format!("{first:?} has no meaning in an expression"));
            }
            let (word, after) = rest.split_at(length);
            (Token::Word(word.to_owned()), after)
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// How far a word goes. Brackets belong to the field before them: `http.request.headers["x"][*]`.
fn word_length(text: &str) -> usize {
    let mut bracket = false;
    let mut quote = false;
    for (at, character) in text.char_indices() {
        let goes_on = match character {
            '"' if bracket => {
                quote = !quote;
                true
            }
            _ if quote => true,
            '[' if !bracket && at > 0 => {
                bracket = true;
                true
            }
            ']' if bracket => {
                bracket = false;
                true
            }
            '*' if bracket => true,
            _ => character.is_ascii_alphanumeric() || "._:/-".contains(character),
        };
        if !goes_on {
            return at;
        }
    }
    text.len()
}

/// `"…"`, in which a backslash escapes.
fn quoted(text: &str) -> Result<(Token, &str), String> {
    let mut bytes = Vec::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let after = text.get(at + 1..).unwrap_or_default();
                let content = String::from_utf8(bytes)
                    .map_err(|_| "a string is not UTF-8 text".to_owned())?;
                return Ok((Token::Text(content), after));
            }
            '\\' => match characters.next() {
                Some((_, escaped @ ('"' | '\\'))) => push(&mut bytes, escaped),
                Some((at, 'x')) => {
                    let byte = text
                        .get(at + 1..at + 3)
                        .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                        .ok_or("`\\x` needs two hexadecimal digits")?;
                    bytes.push(byte);
                    characters.nth(1);
                }
                Some((at, '0'..='7')) => {
                    let byte = text
                        .get(at..at + 3)
                        .and_then(|digits| u8::from_str_radix(digits, 8).ok())
                        .ok_or("an octal escape needs three digits")?;
                    bytes.push(byte);
                    characters.nth(1);
                }
                Some((_, other)) => return Err(format!("`\\{other}` is not an escape")),
                None => break,
            },
            other => push(&mut bytes, other),
        }
    }
    Err("a string does not end".to_owned())
}

/// `r"…"` and `r#"…"#`, in which nothing escapes. None when the text is something else.
fn raw(text: &str) -> Option<Result<(Token, &str), String>> {
    let opened = text.strip_prefix('r')?;
    let content = opened.trim_start_matches('#');
    let hashes = opened.len() - content.len();
    let content = content.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(match content.split_once(&end) {
        Some((content, after)) => Ok((Token::Text(content.to_owned()), after)),
        None => Err("a raw string does not end".to_owned()),
    })
}

fn push(bytes: &mut Vec<u8>, character: char) {
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}
