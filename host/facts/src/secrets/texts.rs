//! The texts in a value of any type, found by the way it serialises: no list of fields can forget
//! one.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Map, Value};

use super::search::{Search, Stop};

/// Whether any text is as asked. Names of fields and of variants are not asked about.
pub(super) fn any<T: Serialize>(
    value: &T,
    asked: &mut dyn FnMut(&str) -> bool,
) -> Result<bool, serde_json::Error> {
    match value.serialize(&mut Search { asked }) {
        Ok(()) => Ok(false),
        Err(Stop::Found) => Ok(true),
        Err(Stop::Failed(reason)) => Err(serde_json::Error::custom(reason)),
    }
}

/// The value with every text changed that is not the name of a field.
pub(super) fn map<T: Serialize + DeserializeOwned>(
    value: &T,
    change: &dyn Fn(&str) -> Cow<'_, str>,
) -> Result<T, serde_json::Error> {
    // Through texts, as a snapshot is written and read. To and from a `Value` by itself would be as much code again
    // for every type of facts, for what hardly a run needs.
    let mut document: Value = serde_json::from_str(&serde_json::to_string(value)?)?;
    map_texts(&mut document, change)?;
    serde_json::from_str(&serde_json::to_string(&document)?)
}

/// In JSON a field's name cannot be told from the key of a map. No name of a field is a secret.
fn map_texts(
    document: &mut Value,
    change: &dyn Fn(&str) -> Cow<'_, str>,
) -> Result<(), serde_json::Error> {
    match document {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            if let Cow::Owned(changed) = change(text) {
                *text = changed;
            }
        }
        Value::Array(items) => {
            for item in items {
                map_texts(item, change)?;
            }
        }
        Value::Object(entries) => {
            let mut changed = Map::new();
            for (name, mut entry) in std::mem::take(entries) {
                map_texts(&mut entry, change)?;
                if changed.insert(change(&name).into_owned(), entry).is_some() {
                    return Err(serde_json::Error::custom(
                        "two names are the same without the secrets in them",
                    ));
                }
            }
            *entries = changed;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Record {
        text: String,
        list: Vec<Option<String>>,
        by_name: BTreeMap<String, u32>,
        result: Result<i64, String>,
        kinds: Vec<Kind>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Bare,
        One(Wrapped),
        Two(u8, String),
        Named { letter: char, pair: (bool, String) },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Wrapped(String);

    fn record() -> Record {
        Record {
            text: "a \"quoted\"\n\u{1}wörd".to_owned(),
            list: vec![None, Some("entry".to_owned())],
            by_name: BTreeMap::from([("key".to_owned(), 7)]),
            result: Err("reason".to_owned()),
            kinds: vec![
                Kind::Bare,
                Kind::One(Wrapped("wrapped".to_owned())),
                Kind::Two(2, "second".to_owned()),
                Kind::Named {
                    letter: 'ß',
                    pair: (true, "of a pair".to_owned()),
                },
            ],
        }
    }

    #[test]
    fn every_text_is_seen_as_it_is() {
        let mut seen = Vec::new();
        let found = any(&record(), &mut |text| {
            seen.push(text.to_owned());
            false
        });
        assert!(!found.unwrap());
        let all = [
            "a \"quoted\"\n\u{1}wörd",
            "entry",
            "key",
            "reason",
            "wrapped",
            "second",
            "ß",
            "of a pair",
        ];
        assert_eq!(seen, all);
        assert!(any(&record(), &mut |text| text == "reason").unwrap());
    }

    #[test]
    fn texts_change_and_nothing_else_does() {
        let changed = map(&record(), &|text| match text {
            "entry" | "key" | "reason" => Cow::Owned("x".to_owned()),
            other => Cow::Borrowed(other),
        });
        let expected = Record {
            list: vec![None, Some("x".to_owned())],
            by_name: BTreeMap::from([("x".to_owned(), 7)]),
            result: Err("x".to_owned()),
            ..record()
        };
        assert_eq!(changed.unwrap(), expected);
    }

    #[test]
    fn two_names_that_become_one_are_an_error() {
        let names = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert!(map(&names, &|_| Cow::Owned("x".to_owned())).is_err());
    }
}
