//! Pure parser of `ipset save`, for iptables rules with `--match-set`. Knows the set types whose
//! elements are addresses, networks and ports; a set of another type is opaque.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::firewall::model::ruleset::{Field, Test, Values};
use crate::firewall::sources::nft::values::protocol_number;
use crate::intervals::{Intervals, parse_prefix};

/// Sets by name.
#[derive(Clone, Debug, Default)]
pub struct Ipsets {
    sets: BTreeMap<String, Set>,
    /// Why no set is known.
    unlisted: Option<String>,
}

#[derive(Clone, Debug)]
struct Set {
    /// `ip`, `net`, `port` of `hash:ip,port`.
    dimensions: Vec<String>,
    /// The members, of a set with one column, or nothing where one could not be read.
    ranges: Option<Vec<(u128, u128)>>,
    /// The members, of a set with several columns.
    rows: Vec<Vec<Values>>,
    /// The `ranges` as values of a field, once all are there.
    values: Option<Arc<Values>>,
}

/// Reads the output of `ipset save`.
///
/// # Errors
/// A message for people that names the line.
pub fn parse(text: &str) -> Result<Ipsets, String> {
    let mut sets = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (None, _, _) => {}
            (Some("create"), Some(name), Some(kind)) => {
                let dimensions = kind.split_once(':').map_or("", |(_, rest)| rest);
                sets.insert(
                    name.to_owned(),
                    Set {
                        dimensions: dimensions.split(',').map(str::to_owned).collect(),
                        ranges: Some(Vec::new()),
                        rows: Vec::new(),
                        values: None,
                    },
                );
            }
            (Some("add"), Some(name), Some(entry)) => {
                let set = sets.get_mut(name).ok_or_else(|| {
                    format!(
                        "`ipset save` line {}: set {name} was not created",
                        index + 1
                    )
                })?;
                // An exception inside a network set; which packets are left is not modelled.
                let excepted = words.any(|word| word == "nomatch");
                match (set.dimensions.as_slice(), &mut set.ranges) {
                    ([only], Some(ranges)) => match member(only, entry).filter(|_| !excepted) {
                        Some(range) => ranges.push(range),
                        None => set.ranges = None,
                    },
                    ([_], None) => {}
                    _ if excepted => set.rows.push(vec![Values::Opaque]),
                    (dimensions, _) => set.rows.push(row(dimensions, entry)),
                }
            }
            _ => return Err(format!("`ipset save` line {}: not understood", index + 1)),
        }
    }
    for set in sets.values_mut() {
        let ranges = set.ranges.take();
        set.values = ranges.map(|ranges| Arc::new(Values::Numbers(Intervals::new(ranges))));
    }
    Ok(Ipsets {
        sets,
        unlisted: None,
    })
}

fn row(dimensions: &[String], entry: &str) -> Vec<Values> {
    let parts: Vec<&str> = entry.split(',').collect();
    if parts.len() != dimensions.len() {
        return vec![Values::Opaque];
    }
    dimensions
        .iter()
        .zip(parts)
        .map(|(dimension, part)| {
            range(dimension, part).map_or(Values::Opaque, |range| {
                Values::Numbers(Intervals::new([range]))
            })
        })
        .collect()
}

/// A member of a set with one column. A port stands alone in `bitmap:port`, for every protocol.
fn member(dimension: &str, entry: &str) -> Option<(u128, u128)> {
    if dimension != "port" {
        return range(dimension, entry);
    }
    let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
    Some((
        first.parse::<u16>().ok()?.into(),
        last.parse::<u16>().ok()?.into(),
    ))
}

fn range(dimension: &str, part: &str) -> Option<(u128, u128)> {
    match dimension {
        "ip" | "net" => match part.split_once('-') {
            Some((first, last)) => Some((parse_prefix(first)?.0, parse_prefix(last)?.1)),
            None => parse_prefix(part),
        },
        // A port is written `tcp:80`; the protocol is dealt with in `test`.
        "port" => part.split_once(':').and_then(|(protocol, port)| {
            let port = u128::from(port.parse::<u16>().ok()?);
            let protocol = protocol_number(protocol)? << 16;
            Some((protocol | port, protocol | port))
        }),
        _ => None,
    }
}

impl Ipsets {
    /// Sets that could not be listed: a rule that names one cannot be evaluated, all others can.
    #[must_use]
    pub fn unlisted(why: String) -> Self {
        Self {
            unlisted: Some(why),
            ..Self::default()
        }
    }

    fn doubt(&self, name: &str) -> String {
        match &self.unlisted {
            Some(why) => format!("the set {name} could not be listed ({why})"),
            None if self.sets.contains_key(name) => {
                format!("the set {name} holds something other than addresses, networks and ports")
            }
            None => format!("the set {name} is not listed"),
        }
    }

    /// `--match-set NAME DIRECTIONS` as a test.
    #[must_use]
    pub fn test(&self, name: &str, directions: &str, negated: bool) -> Test {
        self.sets
            .get(name)
            .and_then(|set| set.test(directions, negated))
            .unwrap_or_else(|| Test::Opaque(self.doubt(name).into()))
    }
}

impl Set {
    fn test(&self, directions: &str, negated: bool) -> Option<Test> {
        let directions: Vec<&str> = directions.split(',').collect();
        let alone = self.dimensions.len() == 1;
        let mut fields = Vec::new();
        for (dimension, direction) in self.dimensions.iter().zip(&directions) {
            match (dimension.as_str(), *direction) {
                ("ip" | "net", "src") => fields.push(Field::SourceAddress),
                ("ip" | "net", "dst") => fields.push(Field::DestinationAddress),
                ("port", "src") if alone => fields.push(Field::SourcePort),
                ("port", "dst") if alone => fields.push(Field::DestinationPort),
                ("port", "src") => fields.extend([Field::Protocol, Field::SourcePort]),
                ("port", "dst") => fields.extend([Field::Protocol, Field::DestinationPort]),
                _ => return None,
            }
        }
        if directions.len() < self.dimensions.len() {
            return None;
        }
        if let [field] = fields.as_slice() {
            return Some(Test::Field {
                field: *field,
                values: Arc::clone(self.values.as_ref()?),
                negated,
            });
        }
        let rows = self.rows.iter().map(|row| self.split_ports(row)).collect();
        Some(Test::Row {
            fields: fields.into(),
            rows: Arc::new(rows),
            negated,
        })
    }

    /// Parts the number of a `port` column into protocol and port.
    fn split_ports(&self, row: &[Values]) -> Vec<Values> {
        let one = |value| Values::Numbers(Intervals::one(value));
        self.dimensions
            .iter()
            .zip(row)
            .flat_map(|(dimension, values)| match (dimension.as_str(), values) {
                ("port", Values::Numbers(numbers)) => {
                    let value = numbers.only().unwrap_or_default();
                    vec![one(value >> 16), one(value & 0xffff)]
                }
                ("port", _) => vec![Values::Opaque, Values::Opaque],
                _ => vec![values.clone()],
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_networks_and_ports_and_leaves_other_types_opaque() {
        let sets = parse(
            "create blocked hash:net family inet hashsize 1024\nadd blocked 198.51.100.0/24\n\
             create open hash:ip,port family inet\nadd open 203.0.113.5,tcp:22\n\
             create macs hash:mac\nadd macs 00:11:22:33:44:55\n",
        )
        .unwrap();
        assert!(matches!(
            sets.test("blocked", "src", false),
            Test::Field { .. }
        ));
        assert!(matches!(
            sets.test("open", "src,dst", false),
            Test::Row { .. }
        ));
        assert!(matches!(sets.test("macs", "src", false), Test::Opaque(_)));
        assert!(matches!(sets.test("none", "src", false), Test::Opaque(_)));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(create|add|x)? ?[a-z]{0,3} ?(hash:ip,port|hash:net|list:set)?[0-9.,:/a-z \n-]{0,40}") {
            let _ = parse(&text);
        }
    }
}
