//! Sets of a file that are filled while the host runs: those that it leaves empty, and those whose elements come
//! and go. They are taken as they are in force.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Families, tables and names of sets.
pub(in crate::firewall) type Names = BTreeSet<[String; 3]>;

/// The elements of sets.
pub(in crate::firewall) type Filled = BTreeMap<[String; 3], Value>;

/// The member of a set in JSON that tells that elements come and go. nft has no such member.
pub(super) const FORGETS: &str = "forgets";

/// Puts the elements that are in force into the sets of a file.
///
/// # Errors
/// What the one says who is asked for them.
pub(super) fn fill(
    objects: &mut [Value],
    filled: &dyn Fn(&Names) -> Result<Filled, String>,
) -> Result<(), String> {
    let names: Names = objects
        .iter()
        .filter_map(|object| filled_name(set_of(object)?))
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let elements = filled(&names)?;
    for object in objects {
        let Some(name) = set_of(object).and_then(filled_name) else {
            continue;
        };
        let set = ["set", "map"]
            .into_iter()
            .find(|kind| object.get(kind).is_some());
        let set = set
            .and_then(|kind| object.get_mut(kind))
            .and_then(Value::as_object_mut);
        if let (Some(set), Some(elements)) = (set, elements.get(&name)) {
            set.insert("elem".to_owned(), elements.clone());
        }
    }
    Ok(())
}

fn set_of(object: &Value) -> Option<&Value> {
    object.get("set").or_else(|| object.get("map"))
}

/// The name of a set that is filled while the host runs.
fn filled_name(set: &Value) -> Option<[String; 3]> {
    let is_empty = set
        .get("elem")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty);
    let forgets = set.get(FORGETS) == Some(&json!(true));
    (is_empty || forgets).then(|| name_of(set)).flatten()
}

/// Family, table and name of a set.
pub(in crate::firewall) fn name_of(set: &Value) -> Option<[String; 3]> {
    let word = |key| set.get(key).and_then(Value::as_str).map(str::to_owned);
    Some([word("family")?, word("table")?, word("name")?])
}
