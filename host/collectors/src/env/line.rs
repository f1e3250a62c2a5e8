//! A line of an environment file as a person sees it: no dialect, no value, only where its parts are.
//! It decides which names can be shown and how a value is written.

use std::collections::BTreeSet;

/// The longest name that is shown. Longer ones exist in torn values only.
const LONGEST_NAME: usize = 64;

/// A line of the form `KEY=…`, or `export KEY=…`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Assignment<'a> {
    pub(super) name: &'a str,
    pub(super) exported: bool,
    /// What follows the `=`, blanks around it removed.
    pub(super) written: &'a str,
}

/// Splits a line that is an assignment with a valid name.
pub(super) fn assignment(line: &str) -> Option<Assignment<'_>> {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    let (exported, line) = match line.strip_prefix("export") {
        Some(after) if after.starts_with([' ', '\t']) => (true, after.trim_start()),
        _ => (false, line),
    };
    let (name, written) = line.split_once('=')?;
    let name = name.trim_end();
    is_valid_name(name).then(|| Assignment {
        name,
        exported,
        written: written.trim_matches([' ', '\t']),
    })
}

/// The name that a reference file gives, also on a line that is commented out: that is how example
/// files list optional keys.
pub(super) fn reference_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    match line.strip_prefix('#') {
        None => assignment(line).map(|assignment| assignment.name),
        Some(comment) => {
            let (name, _) = comment.trim_start().split_once('=')?;
            let shouted =
                |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
            (is_valid_name(name) && name.bytes().all(shouted)).then_some(name)
        }
    }
}

/// Whether a text may be the name of a variable. Dots are allowed, because Compose allows them.
pub(super) fn is_valid_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
}

/// Whether the name on a line that looks like an assignment may be part of a value, wherever it
/// is: the rest of one that was broken in two, or one whose own `=` was forgotten. Base64 and
/// Base32 consist of characters that names may have, and end in `=`.
pub(super) fn may_be_torn(assignment: &Assignment<'_>) -> bool {
    (ends_in_padding(assignment) && !is_shouted(assignment.name))
        || assignment.name.split(['_', '.']).any(is_like_a_token)
}

/// Whether a text that comes before a `=` can be shown as the name of a variable.
pub(crate) fn shows_name(name: &str, written: &str) -> bool {
    is_valid_name(name)
        && !may_be_torn(&Assignment {
            name,
            exported: false,
            written,
        })
}

/// Whether what follows the name may be the padding that ends an encoded value: nothing, or more
/// `=`, whatever follows those.
pub(super) fn ends_in_padding(assignment: &Assignment<'_>) -> bool {
    let value = assignment
        .written
        .split(|c: char| c.is_whitespace() || c == '#')
        .next()
        .unwrap_or_default();
    let is_empty_quotation = ["\"\"", "''"].contains(&value);
    value.starts_with('=') || !(value.contains(char::is_alphanumeric) || is_empty_quotation)
}

/// The usual form of a variable's name, which no encoder makes: words in capitals, joined by `_`.
fn is_shouted(name: &str) -> bool {
    let shouted = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.contains('_') && name.bytes().all(shouted)
}

/// Whether a word of a name mixes what words do not mix: capitals, small letters and digits, or many
/// short runs of letters and digits.
pub fn is_like_a_token(word: &str) -> bool {
    /// Words such as `OAuth2` and `x509v3` are shorter.
    const SHORTEST: usize = 8;
    /// `AES128GCM16` has four.
    const FEWEST_RUNS: usize = 5;
    let has = |kind: fn(&u8) -> bool| word.bytes().any(|byte| kind(&byte));
    let mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let runs = word
        .as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .count();
    word.len() >= SHORTEST && (mixed || runs >= FEWEST_RUNS)
}

/// A line that holds no value of any kind: blank, a comment, or the bare name of a variable.
pub(super) fn holds_no_value(line: &str) -> bool {
    let line = line.trim();
    let bare = line.strip_prefix("export ").unwrap_or(line).trim_start();
    line.is_empty()
        || line.starts_with('#')
        || (is_valid_name(bare)
            && bare
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
}

/// `none`, `single` or `double`, by how the value begins.
pub(super) fn quoting(written: &str) -> &'static str {
    match written.chars().next() {
        Some('\'') => "single",
        Some('"') => "double",
        _ => "none",
    }
}

/// What there is to say about the way a value is written, in the vocabulary of `key.remarks`.
pub(super) fn remarks(assignment: &Assignment<'_>) -> BTreeSet<&'static str> {
    let mut remarks = BTreeSet::new();
    let written = assignment.written.trim_end_matches('\r');
    if written.len() < assignment.written.len() {
        remarks.insert("carriage-return");
    }
    if assignment.exported {
        remarks.insert("exported");
    }
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => quoted_remarks(written, quote, &mut remarks),
        None => unquoted_remarks(written, &mut remarks),
    }
    remarks
}

fn quoted_remarks(written: &str, quote: char, remarks: &mut BTreeSet<&'static str>) {
    let Some(inside) = written.get(1..) else {
        return;
    };
    let end = closing(inside, quote);
    let (inside, after) = match end {
        Some(end) => (
            inside.get(..end).unwrap_or_default(),
            inside.get(end + 1..).unwrap_or_default(),
        ),
        None => (inside, ""),
    };
    let json = inside.trim_start().starts_with(['[', '{']);
    let goes_on = !after.is_empty() && !after.starts_with([' ', '\t']);
    // `"["a"]"` ends at the second quotation mark; `'[\"a\"]'` keeps its backslashes.
    if json && (goes_on || (quote == '\'' && inside.contains("\\\""))) {
        remarks.insert("json-broken-by-quotes");
    }
    if after.trim_start().starts_with('#') && !goes_on {
        remarks.insert("trailing-comment");
    }
    if quote == '"' && has_reference(inside) {
        remarks.insert("interpolates");
    }
}

fn unquoted_remarks(written: &str, remarks: &mut BTreeSet<&'static str>) {
    let value = match written.find(" #").or_else(|| written.find("\t#")) {
        Some(at) => {
            remarks.insert("trailing-comment");
            written.get(..at).unwrap_or_default().trim_end()
        }
        None => written,
    };
    if value.contains([' ', '\t']) {
        remarks.insert("unquoted-space");
    }
    let json = value.starts_with(['[', '{']);
    if json {
        remarks.insert("json-unquoted");
    }
    if value.contains([';', '&', '|', '(', ')', '<', '>', '`', '\\'])
        || (json && value.contains('"'))
    {
        remarks.insert("unquoted-special");
    }
    if has_reference(value) {
        remarks.insert("interpolates");
    }
}

/// Offset of the quotation mark that closes.
fn closing(inside: &str, quote: char) -> Option<usize> {
    let mut characters = inside.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == quote {
            return Some(at);
        }
        if c == '\\' {
            characters.next();
        }
    }
    None
}

/// Whether a `$` begins a reference in any dialect.
fn has_reference(text: &str) -> bool {
    text.split('$').skip(1).any(|after| {
        after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '('))
    })
}
