//! The entries of `nft -j list ruleset`, one after another, each dropped before the next is read.
//! Knows the frame, not what an entry says.

use std::fmt;

use serde_json::Value;
use serde_json::de::Deserializer as Json;

use crate::firewall::sources::nft::json::COMMAND;

/// The kinds of entries (libnftables-json(5), and what later releases add).
const KINDS: &[&str] = &[
    "metainfo",
    "table",
    "chain",
    "rule",
    "set",
    "map",
    "element",
    "flowtable",
    "counter",
    "quota",
    "ct helper",
    "limit",
    "ct timeout",
    "ct expectation",
    "synproxy",
    "secmark",
    "tunnel",
];

/// Calls back with the kind and the body of each entry whose kind is wanted.
///
/// # Errors
/// A message for people when the text is not the command's output, and what the callback says.
pub(in crate::firewall) fn each(
    json: &[u8],
    wanted: impl Fn(&str) -> bool,
    mut act: impl FnMut(&str, Value) -> Result<(), String>,
) -> Result<(), String> {
    let mut walk = Walk {
        wanted: &wanted,
        act: &mut act,
        problem: None,
        listed: false,
    };
    let mut json = Json::from_slice(json);
    let read = serde::de::DeserializeSeed::deserialize(Root(&mut walk), &mut json);
    let read = read.and_then(|()| json.end());
    match (walk.problem, read) {
        (Some(problem), _) => Err(problem),
        (None, Err(error)) if error.is_data() => {
            Err(format!("`{COMMAND}` printed no `nftables` list"))
        }
        (None, Err(error)) => Err(format!(
            "`{COMMAND}` printed no JSON ({error}); check with `nft list ruleset`"
        )),
        (None, Ok(())) if !walk.listed => Err(format!("`{COMMAND}` printed no `nftables` list")),
        (None, Ok(())) => Ok(()),
    }
}

struct Walk<'w> {
    wanted: &'w dyn Fn(&str) -> bool,
    act: &'w mut dyn FnMut(&str, Value) -> Result<(), String>,
    /// What is wrong with an entry.
    problem: Option<String>,
    listed: bool,
}

impl Walk<'_> {
    /// Ends the reading.
    fn stop<E: serde::de::Error>(&mut self, problem: String) -> E {
        self.problem.get_or_insert(problem);
        E::custom("an entry is wrong")
    }
}

/// `{"nftables": [...]}`.
struct Root<'a, 'w>(&'a mut Walk<'w>);

/// The list.
struct List<'a, 'w>(&'a mut Walk<'w>);

/// `{KIND: BODY}`.
struct Entry<'a, 'w>(&'a mut Walk<'w>);

impl<'de> serde::de::DeserializeSeed<'de> for Root<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> serde::de::Visitor<'de> for Root<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the list `nftables`")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "nftables" {
                self.0.listed = true;
                map.next_value_seed(List(self.0))?;
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> serde::de::Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Entry(self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Entry<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> serde::de::Visitor<'de> for Entry<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object that names its kind")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut known = false;
        while let Some(kind) = map.next_key::<String>()? {
            if known || !KINDS.contains(&kind.as_str()) {
                let problem = format!("`{COMMAND}` printed `{kind}`, which Muster does not know");
                return Err(self.0.stop(problem));
            }
            known = true;
            if (self.0.wanted)(&kind) {
                let body: Value = map.next_value()?;
                if let Err(problem) = (self.0.act)(&kind, body) {
                    return Err(self.0.stop(problem));
                }
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        if known {
            return Ok(());
        }
        Err(self.0.stop(format!("`{COMMAND}` printed an empty entry")))
    }
}
