//! Holds the values of a file against the tables. What is wrong is told with its line, by the keys of the tables and
//! never by a value.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::scope::Part;
use super::super::yaml::{Key, Node, Tag, Value, Written};
use super::Budget;
use super::kinds::{Form, Kind, Level, List, Map, Names, Others, Scalar, Type};
use super::scalar::{Actual, cast};
use crate::readers::suggest::not_a_key;

/// Checks values, as many as there may be.
#[derive(Clone, Copy)]
pub(super) struct Check<'a>(pub(super) &'a Budget);

impl Check<'_> {
    /// Checks a value. `name` says in a message what it is.
    pub(super) fn value(self, kind: &Kind, part: &Part, name: &str) -> Result<(), String> {
        self.0.spend(part)?;
        match &part.node.value {
            Value::Null | Value::Scalar(_) => single(kind, part, name),
            Value::List(items) => match &kind.list {
                Some(list) => self.entries(list, part, items, name),
                None => Err(mismatch(kind, part, name, "a list")),
            },
            Value::Map(_) => match &kind.map {
                Some(Map::Anything) => Ok(()),
                Some(Map::Keys(keys)) => self.level(keys, part),
                Some(Map::Named(names)) => self.named(names, part, name),
                None => Err(mismatch(kind, part, name, "a mapping")),
            },
        }
    }

    /// Checks the keys of a level with their values.
    pub(super) fn level(self, level: &Level, part: &Part) -> Result<(), String> {
        let node = &part.node;
        for (name, key, node) in present(node) {
            text_key(part, name, key)?;
            match level.keys.iter().find(|(known, _)| *known == name) {
                Some((known, kind)) => self.value(kind, &part.with(node), &format!("`{known}`"))?,
                None if level.others == Others::Ignored => {}
                None if level.others == Others::Own && name.starts_with("x-") => {}
                None => {
                    let known = level.keys.iter().map(|(known, _)| *known);
                    let why = not_a_key(name, level.name, known);
                    return Err(part.node.problem_on(key.line, why));
                }
            }
        }
        for name in level.required {
            if !present(node).any(|(known, _, _)| known == *name) {
                let why = format!("`{name}` is missing in {}", level.name);
                return Err(node.problem(why));
            }
        }
        Ok(())
    }

    fn named(self, names: &Names, part: &Part, whose: &str) -> Result<(), String> {
        for (name, key, node) in present(&part.node) {
            text_key(part, name, key)?;
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            let is_in_form = match names.form {
                Form::Any => true,
                Form::Plain | Form::PlainOrIgnored => name.chars().all(is_plain),
                Form::SmallOrIgnored => name.chars().all(|c| c.is_ascii_lowercase()),
            } && !name.is_empty();
            if is_in_form {
                self.value(
                    &names.value,
                    &part.with(node),
                    &format!("an entry of {whose}"),
                )?;
            } else if names.form == Form::Plain {
                let why = format!(
                    "a name in {whose} has other characters than letters, digits, `.`, `_` and `-`"
                );
                return Err(part.node.problem_on(key.line, why));
            }
        }
        Ok(())
    }

    fn entries(
        self,
        list: &List,
        part: &Part,
        items: &[Arc<Node>],
        name: &str,
    ) -> Result<(), String> {
        let Some(kind) = list.item else {
            return Ok(());
        };
        let item_name = format!("an entry of {name}");
        let mut seen = BTreeSet::new();
        for item in items.iter().filter(|item| item.tag != Tag::Reset) {
            let item = part.with(item);
            self.value(kind, &item, &item_name)?;
            if list.unique
                && let Some(Actual::Text(Some(text))) = Actual::of(&item)
                && !seen.insert(text)
            {
                let why = format!("{name} has the same entry twice");
                return Err(item.node.problem(why));
            }
        }
        Ok(())
    }
}

/// The entries of a mapping that `!reset` does not take away.
fn present(node: &Node) -> impl Iterator<Item = (&str, Key, &Arc<Node>)> {
    node.keyed().filter(|(_, _, node)| node.tag != Tag::Reset)
}

/// Checks that a key is a text. Compose refuses a number, or true and false, in its place.
fn text_key(part: &Part, name: &str, key: Key) -> Result<(), String> {
    let is_text =
        key.written != Written::Plain || matches!(Actual::of_plain(name), Actual::Text(_));
    if is_text {
        return Ok(());
    }
    let why = "a key here is a number, or true or false; write it in quotes";
    Err(part.node.problem_on(key.line, why))
}

fn single(kind: &Kind, part: &Part, name: &str) -> Result<(), String> {
    // A tag says what it is.
    let Some(actual) = Actual::of(part) else {
        return Ok(());
    };
    let Some(scalar) = &kind.scalar else {
        return Err(mismatch(kind, part, name, actual.name()));
    };
    let refused = || Err(mismatch(kind, part, name, actual.name()));
    let text = match &actual {
        Actual::Text(None) => {
            // Any text may come of it.
            let takes_text = match scalar {
                Scalar::Typed { types, cast } => cast.is_some() || types.contains(&Type::Text),
                Scalar::Anything | Scalar::Within(..) | Scalar::Words(_) => true,
            };
            return if takes_text { Ok(()) } else { refused() };
        }
        Actual::Text(Some(text)) => Some(text.as_str()),
        Actual::Null | Actual::Boolean | Actual::Number(_) => None,
    };
    let is_taken = match scalar {
        Scalar::Anything => true,
        Scalar::Typed {
            types,
            cast: wanted,
        } => {
            let found = match (wanted, text) {
                (Some(wanted), Some(text)) => cast(text, *wanted),
                _ => Some(actual.clone()),
            };
            found.is_some_and(|found| types.iter().any(|one| found.is(*one)))
        }
        Scalar::Within(least, most) => {
            let found = match text {
                Some(text) => cast(text, Type::Number),
                None => Some(actual.clone()),
            };
            let limits = f64::from(*least)..=f64::from(*most);
            let is_within = |number: f64| number.fract() == 0.0 && limits.contains(&number);
            matches!(found, Some(Actual::Number(number)) if is_within(number))
        }
        Scalar::Words(words) => text.is_some_and(|text| words.contains(&text)),
    };
    if is_taken { Ok(()) } else { refused() }
}

/// Says that a value is not what belongs there.
fn mismatch(kind: &Kind, part: &Part, name: &str, found: &str) -> String {
    let mut wanted: Vec<String> = Vec::new();
    let mut takes_text = false;
    match &kind.scalar {
        Some(Scalar::Typed {
            cast: Some(cast), ..
        }) => wanted.push(type_name(*cast).to_owned()),
        Some(Scalar::Typed { types, cast: None }) => {
            takes_text = types.contains(&Type::Text);
            wanted.extend(types.iter().map(|one| type_name(*one).to_owned()));
        }
        Some(Scalar::Within(least, i32::MAX)) => {
            wanted.push(format!("a whole number from {least}"));
        }
        Some(Scalar::Within(least, most)) => {
            wanted.push(format!("a whole number from {least} to {most}"));
        }
        Some(Scalar::Words(words)) => {
            wanted.extend(words.iter().map(|word| format!("`{word}`")));
        }
        Some(Scalar::Anything) | None => {}
    }
    if kind.list.is_some() {
        wanted.push("a list".to_owned());
    }
    if kind.map.is_some() {
        wanted.push("a mapping".to_owned());
    }
    let wanted = match wanted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => wanted.concat(),
    };
    let quotes = if takes_text && matches!(found, "a number" | "true or false") {
        "; write it in quotes"
    } else {
        ""
    };
    let found = match (wanted.contains(found), found) {
        // Of the right type, and yet not one of them.
        (true, _) | (_, "a text") => String::new(),
        (false, found) => format!(", not {found}"),
    };
    part.node
        .problem(format!("{name} takes {wanted}{found}{quotes}"))
}

const fn type_name(one: Type) -> &'static str {
    match one {
        Type::Null => "nothing",
        Type::Boolean => "true or false",
        Type::Whole => "a whole number",
        Type::Number => "a number",
        Type::Text => "a text",
    }
}
