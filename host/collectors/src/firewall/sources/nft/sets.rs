//! Named sets and maps of nft in JSON (libnftables-json(5), sections SET and MAP), and those written
//! in a rule, as values of fields.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::firewall::model::ruleset::{Field, Values};
use crate::firewall::sources::nft::json::COMMAND;
use crate::firewall::sources::nft::values::{self as nft_values, values};

/// Named sets and maps by family, table and name, each read once for all rules that name it.
pub(in crate::firewall) struct Sets<'v> {
    /// The command that listed them.
    pub(in crate::firewall) command: Arc<str>,
    /// With a number for each.
    listed: BTreeMap<[String; 3], (usize, &'v Value)>,
    values: RefCell<BTreeMap<(usize, Field), Arc<Values>>>,
    rows: RefCell<BTreeMap<(usize, Vec<Field>), Rows>>,
}

/// Rows of a set of concatenations.
pub(in crate::firewall) type Rows = Arc<Vec<Vec<Values>>>;

impl<'v> Sets<'v> {
    /// None yet.
    pub(in crate::firewall) fn new() -> Self {
        Self {
            command: COMMAND.into(),
            listed: BTreeMap::new(),
            values: RefCell::default(),
            rows: RefCell::default(),
        }
    }

    /// Adds one.
    pub(in crate::firewall) fn insert(&mut self, key: [&str; 3], set: &'v Value) {
        let number = self.listed.len();
        self.listed.insert(key.map(str::to_owned), (number, set));
    }

    /// Those that the rules of one table can name.
    #[must_use]
    pub(in crate::firewall) fn of<'s>(
        &'s self,
        family: &'s str,
        table: &'s str,
    ) -> TableSets<'s, 'v> {
        TableSets {
            sets: self,
            family,
            table,
        }
    }
}

/// The named sets of one table.
pub(in crate::firewall) struct TableSets<'s, 'v> {
    pub(in crate::firewall) sets: &'s Sets<'v>,
    family: &'s str,
    table: &'s str,
}

impl<'v> TableSets<'_, 'v> {
    /// The set of the name `@name`, with its number.
    fn named(&self, right: &Value) -> Option<(usize, &'v Value)> {
        let name = right.as_str()?.strip_prefix('@')?;
        let key = [self.family, self.table, name].map(str::to_owned);
        self.sets.listed.get(&key).copied()
    }

    /// The elements of `{"set": [...]}` or of `@name`.
    pub(in crate::firewall) fn elements<'e>(&'e self, right: &'e Value) -> Option<&'e [Value]> {
        if let Some((_, set)) = self.named(right) {
            return Some(listed_elements(set));
        }
        right.get("set")?.as_array().map(Vec::as_slice)
    }

    /// The right side of a comparison as values of a field.
    pub(in crate::firewall) fn values(&self, field: Field, right: &Value) -> Arc<Values> {
        let Some((number, set)) = self.named(right) else {
            return Arc::new(match self.elements(right) {
                Some(elements) => nft_values::all_values(field, elements),
                None => values(field, right),
            });
        };
        let mut known = self.sets.values.borrow_mut();
        let read = || Arc::new(nft_values::all_values(field, listed_elements(set)));
        Arc::clone(known.entry((number, field)).or_insert_with(read))
    }

    /// The right side of a comparison as rows of several fields.
    pub(in crate::firewall) fn rows(&self, fields: &[Field], right: &Value) -> Rows {
        let read = |elements: &[Value]| {
            let rows = elements.iter().map(|row| row_values(fields, row));
            Arc::new(rows.collect::<Vec<_>>())
        };
        let Some((number, set)) = self.named(right) else {
            let one = std::slice::from_ref(right);
            return read(self.elements(right).unwrap_or(one));
        };
        let mut known = self.sets.rows.borrow_mut();
        let read = || read(listed_elements(set));
        Arc::clone(known.entry((number, fields.to_vec())).or_insert_with(read))
    }

    /// How many entries the map has that an expression looks a verdict or a target up in.
    pub(in crate::firewall) fn entries(&self, expression: &Value) -> usize {
        // `Value::pointer` copies each name of a path, and most expressions have none of these.
        let at = |path: &[&str]| {
            path.iter()
                .try_fold(expression, |value, name| value.get(name))
        };
        let maps = [
            at(&["vmap", "data"]),
            at(&["dnat", "addr", "map", "data"]),
            at(&["dnat", "port", "map", "data"]),
            at(&["redirect", "port", "map", "data"]),
        ];
        let of_map = |map: &Value| self.elements(map).map_or(0, <[Value]>::len);
        maps.into_iter().flatten().map(of_map).sum()
    }
}

/// A set without elements is printed without the list.
fn listed_elements(set: &Value) -> &[Value] {
    set.get("elem")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice)
}

/// One element of a concatenated set; a wrong number of parts is opaque for every packet.
pub(in crate::firewall) fn row_values(fields: &[Field], element: &Value) -> Vec<Values> {
    let inner = element
        .get("elem")
        .and_then(|element| element.get("val"))
        .unwrap_or(element);
    if inner.as_str() == Some("*") {
        return fields.iter().map(|field| values(*field, inner)).collect();
    }
    match inner.get("concat").and_then(Value::as_array) {
        Some(parts) => fields
            .iter()
            .zip(parts)
            .map(|(field, part)| values(*field, part))
            .collect(),
        None => match fields {
            [field] => vec![values(*field, inner)],
            _ => vec![Values::Opaque],
        },
    }
}
