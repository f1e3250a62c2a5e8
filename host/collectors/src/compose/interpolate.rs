//! Compose's `${VARIABLE}` templates, and the `.env` file beside the project that they are filled
//! from. What the shell of a deployment sets on top of it is not known here.
//!
//! A value may be a secret. It is returned to the caller, who may only look for a port or a path
//! in it, beside a text with `${NAME}` in the place of each value that is one; no message contains any
//! part of a value or of a template.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use muster_facts::Secret;

use crate::env::Named;

/// Templates within the default of a template.
const DEEPEST: usize = 10;

/// `PATH_MAX` of Linux: neither a port nor a path is longer.
const LONGEST: usize = 4096;

/// A template with its variables filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// What Compose makes of it.
    pub(super) value: String,
    /// The same with `${NAME}` for every variable whose name or value is secret.
    pub(super) shown: String,
}

impl Filled {
    /// A text without variables.
    pub(super) fn plain(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            shown: value.to_owned(),
        }
    }

    /// Hides a value that the variable's name or its own form makes secret.
    fn of_variable(name: &str, filled: Self) -> Self {
        let value = filled.value.as_str();
        let secret = !value.is_empty() && Named { name, value }.is_secret();
        Self {
            shown: if secret {
                format!("${{{name}}}")
            } else {
                filled.shown
            },
            value: filled.value,
        }
    }

    fn push(&mut self, more: &Self) {
        self.value.push_str(&more.value);
        self.shown.push_str(&more.shown);
    }
}

/// The variables of `.env`.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, Option<Secret>>);

impl Variables {
    /// Reads assignments as Compose does. A value that is itself a template, or that has
    /// escapes, is known to be set but not followed.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut variables = BTreeMap::new();
        let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut line = 1;
        while !rest.is_empty() {
            let (first, mut after) = rest.split_once('\n').unwrap_or((rest, ""));
            let statement = first.trim_start();
            let statement = statement.strip_prefix("export ").unwrap_or(statement);
            if let Some((name, value)) = statement.split_once('=')
                && !name.starts_with('#')
            {
                // The value may go on behind this line.
                let value = rest.get(first.len() - value.len()..).unwrap_or_default();
                let (value, behind) =
                    value_of(value).ok_or_else(|| format!("line {line}: a quote is not closed"))?;
                after = behind.split_once('\n').map_or("", |(_, after)| after);
                variables.insert(name.trim().to_owned(), value.map(Secret::new));
            } else if !statement.trim().is_empty() && !statement.starts_with('#') {
                // A name alone takes its value from the shell: not known here.
                variables.insert(statement.trim().to_owned(), None);
            }
            let taken = rest.len() - after.len();
            line += rest.get(..taken).unwrap_or_default().matches('\n').count();
            rest = after;
        }
        Ok(Self(variables))
    }

    /// The value of a variable that is set; an error when it is set to what is not followed.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, &'static str> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Some(value)) => std::str::from_utf8(value.expose())
                .map(Some)
                .map_err(|_| "a variable's value is not UTF-8"),
            Some(None) => {
                Err("a variable's value in .env is itself a template or has escapes; write it out")
            }
        }
    }

    /// Fills a template.
    pub(super) fn fill(&self, template: &str) -> Result<Filled, &'static str> {
        self.fill_at(template, 0)
    }

    fn fill_at(&self, template: &str, depth: usize) -> Result<Filled, &'static str> {
        if depth > DEEPEST {
            return Err("templates are nested too deeply");
        }
        let mut filled = Filled::default();
        let mut characters = template.chars().peekable();
        while let Some(character) = characters.next() {
            if character != '$' || characters.next_if_eq(&'$').is_some() {
                filled.push(&Filled::plain(character.encode_utf8(&mut [0; 4])));
            } else if characters.next_if_eq(&'{').is_some() {
                let body = braced(&mut characters).ok_or("a `${` is not closed")?;
                filled.push(&self.substitute(&body, depth)?);
            } else {
                let name = name(&mut characters);
                let value = self.get(&name)?.ok_or(UNSET)?;
                filled.push(&Filled::of_variable(&name, Filled::plain(value)));
            }
            if filled.value.len() > LONGEST {
                return Err("is too long once its variables are filled in");
            }
        }
        Ok(filled)
    }

    /// What stands for `${BODY}`.
    fn substitute(&self, body: &str, depth: usize) -> Result<Filled, &'static str> {
        let mut characters = body.chars().peekable();
        let name = name(&mut characters);
        let operator: String = characters.collect();
        let set = self.get(&name)?;
        let (blank_is_unset, rest) = match operator.strip_prefix(':') {
            Some(rest) => (true, rest),
            None => (false, operator.as_str()),
        };
        let set = set.filter(|value| !(blank_is_unset && value.is_empty()));
        let mut rest = rest.chars();
        let filled = match (rest.next(), set) {
            (_, _) if name.is_empty() => Err("a `$` begins no variable; write `$$` for a dollar"),
            (None, Some(value)) if !blank_is_unset => Ok(Filled::plain(value)),
            (None, None) if !blank_is_unset => Err(UNSET),
            (Some('-' | '?'), Some(value)) => Ok(Filled::plain(value)),
            (Some('-'), None) | (Some('+'), Some(_)) => self.fill_at(rest.as_str(), depth + 1),
            (Some('+'), None) => Ok(Filled::default()),
            (Some('?'), None) => Err(UNSET),
            _ => Err("has a `${` template that Compose does not have"),
        };
        Ok(Filled::of_variable(&name, filled?))
    }
}

const UNSET: &str =
    "a variable is neither set in .env nor has a default; set it, or write `${NAME:-default}`";

/// The value that begins here, none where it is not followed, and what stands behind it. Nothing
/// at all when its quote is not closed.
fn value_of(text: &str) -> Option<(Option<&str>, &str)> {
    let text = text.trim_start_matches([' ', '\t']);
    if let Some(quote @ ('"' | '\'')) = text.chars().next() {
        let body = text.get(1..)?;
        let (value, behind) = body.split_at_checked(quoted_length(body, quote)?)?;
        let behind = behind.get(1..)?;
        let trailing = behind.split('\n').next().unwrap_or_default().trim();
        let followed = (quote == '\'' || !value.contains(['$', '\\']))
            && (trailing.is_empty() || trailing.starts_with('#'));
        return Some((followed.then_some(value), behind));
    }
    let value = text.split('\n').next().unwrap_or_default();
    let value = match value.find(" #") {
        _ if value.starts_with('#') => "",
        Some(comment) => value.get(..comment)?,
        None => value,
    };
    Some((
        Some(value.trim_end()).filter(|value| !value.contains('$')),
        text,
    ))
}

/// Length of a quoted value in bytes; none when the quote is not closed.
fn quoted_length(body: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in body.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            other if other == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// The characters of a variable's name that come next.
fn name(characters: &mut Peekable<Chars<'_>>) -> String {
    let mut name = String::new();
    while let Some(character) = characters.next_if(|c| {
        c.is_ascii_alphabetic() || *c == '_' || (!name.is_empty() && c.is_ascii_digit())
    }) {
        name.push(character);
    }
    name
}

/// What stands up to the `}` that closes the brace before it.
fn braced(characters: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut body = String::new();
    let mut open = 1;
    while let Some(character) = characters.next() {
        match character {
            '$' if characters.peek() == Some(&'{') => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(body);
        }
        body.push(character);
    }
    None
}
