//! Strings in an expression of Cloudflare's Rules language that are secrets in practice: what a
//! header, a cookie, a query or a body is compared with. They are taken out of the expression, which
//! stays one that can be parsed and, as far as a rule judges it, says the same.
//!
//! Only what is compared with a field that is known to hold no secret stays. An expression that is
//! not understood keeps none of its strings.

mod fields;
mod judge;
#[cfg(test)]
mod tests;

use muster_facts::{REDACTED, Secret, Secrets};

use self::fields::Class;
use self::judge::{Judged, judged};
use super::shown_address::{Compared, address, says_something, whole};
use super::tokens::tokens;
use super::words::looks_random;

/// A text without what must not be shown, and what that was.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The text.
    pub(super) text: String,
    /// What was taken out, as it is written.
    pub(super) hidden: Vec<String>,
}

impl Shown {
    /// Another text that may repeat what was taken out.
    pub(super) fn without_hidden(&self, text: &str) -> String {
        self.hidden
            .iter()
            .filter(|hidden| hidden.len() >= SHORTEST_REPEATED)
            .fold(text.to_owned(), |text, hidden| {
                text.replace(hidden.as_str(), REDACTED)
            })
    }

    /// Tells the run what was taken out.
    pub(super) fn register(&self, secrets: &Secrets) {
        for written in &self.hidden {
            let plain = unescaped(written);
            let bytes = of_bytes(written).unwrap_or_default();
            for form in [written.as_str(), &plain, &bytes] {
                let bare = form.trim_matches(['^', '$', '*', '.']);
                let value = bare.rsplit_once('=').map_or(bare, |(_, value)| value);
                let word = value.rsplit_once(' ').map_or(value, |(_, word)| word);
                for part in [form, bare, value, word] {
                    secrets.register(&Secret::new(part));
                }
            }
        }
    }
}

/// Shorter literals are parts of other words: a description is not searched for them.
const SHORTEST_REPEATED: usize = 4;

/// Takes the secrets out of an expression.
pub(super) fn shown(expression: &str) -> Shown {
    let tokens = tokens(expression);
    let mut shown = Shown::default();
    let mut kept = 0;
    for Judged {
        inner,
        class,
        regex,
        fragment,
        raw,
        quoted,
    } in judged(expression, &tokens)
    {
        let literal = expression.get(inner.clone()).unwrap_or_default();
        let hide = |text: &str| hide(text, regex && class != Class::Secret, raw);
        let compared = Compared {
            fragment,
            question_is_operator: regex && class == Class::Path,
        };
        let random =
            looks_random(literal) || of_bytes(literal).is_some_and(|text| looks_random(&text));
        let replaced = match class {
            Class::Public | Class::Name if literal.contains("://") => {
                whole(literal, &mut shown.hidden)
            }
            Class::Public => continue,
            Class::Name if !random => continue,
            _ if !says_something(literal) => continue,
            _ if !quoted => {
                shown.hidden.push(literal.to_owned());
                // Where no value can be, the rest must not become an expression.
                if fragment {
                    REDACTED.to_owned()
                } else {
                    format!("\"{REDACTED}\"")
                }
            }
            Class::Path | Class::Address => address(literal, compared, hide, &mut shown.hidden),
            Class::Name | Class::Query | Class::Secret => {
                shown.hidden.push(literal.to_owned());
                hide(literal)
            }
        };
        let before = expression.get(kept..inner.start).unwrap_or_default();
        shown.text.push_str(before);
        shown.text.push_str(&replaced);
        kept = inner.end;
    }
    let rest = expression.get(kept..).unwrap_or_default();
    shown.text.push_str(rest);
    shown
}

/// Takes the values of a query out of an address, such as the pattern of a page rule.
pub(super) fn shown_address(text: &str) -> Shown {
    let mut hidden = Vec::new();
    let text = whole(text, &mut hidden);
    Shown { text, hidden }
}

/// What stands for a string. A regular expression that a rule may read as plain text stays one: in it
/// brackets are escaped.
fn hide(literal: &str, readable: bool, raw: bool) -> String {
    let regex_only = ['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|'];
    let body = literal.strip_prefix('^').unwrap_or(literal);
    let end = if body.ends_with('$') { "$" } else { "" };
    let body = body.strip_suffix('$').unwrap_or(body);
    if !readable || body.contains(regex_only) || body.contains('\\') {
        return REDACTED.to_owned();
    }
    let start = if literal.starts_with('^') { "^" } else { "" };
    let backslash = if raw { r"\" } else { r"\\" };
    let word = REDACTED.trim_matches(['[', ']']);
    format!("{start}{backslash}[{word}{backslash}]{end}")
}

/// A string without its escapes, as far as they are understood.
fn unescaped(written: &str) -> String {
    let mut plain = String::new();
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}

/// The text of a byte literal, `6b:58`.
fn of_bytes(written: &str) -> Option<String> {
    let digits = |pair: &str| {
        (pair.len() == 2)
            .then(|| u8::from_str_radix(pair, 16).ok())
            .flatten()
    };
    let bytes: Option<Vec<u8>> = written.split(':').map(digits).collect();
    String::from_utf8(bytes?).ok()
}
