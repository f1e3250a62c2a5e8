//! Pure parser of `ipset save`, for iptables rules with `--match-set`. Knows the set types whose
//! elements are addresses, networks and ports; a set of another type is opaque.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::intervals::{Intervals, parse_prefix};
use super::nft_values::protocol_number;
use super::ruleset::{Field, Test, Values};

/// Sets by name.
#[derive(Clone, Debug, Default)]
pub struct Ipsets(BTreeMap<String, Set>);

#[derive(Clone, Debug)]
struct Set {
    /// `ip`, `net`, `port` of `hash:ip,port`.
    dimensions: Vec<String>,
    rows: Vec<Vec<Values>>,
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
                        rows: Vec::new(),
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
                let row = if words.any(|word| word == "nomatch") {
                    vec![Values::Opaque]
                } else {
                    row(&set.dimensions, entry)
                };
                set.rows.push(row);
            }
            _ => return Err(format!("`ipset save` line {}: not understood", index + 1)),
        }
    }
    Ok(Ipsets(sets))
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
            let range = match dimension.as_str() {
                "ip" | "net" => match part.split_once('-') {
                    Some((first, last)) => parse_prefix(first)
                        .zip(parse_prefix(last))
                        .map(|(first, last)| (first.0, last.1)),
                    None => parse_prefix(part),
                },
                // A port is written `tcp:80`; the protocol is dealt with in `test`.
                "port" => part.split_once(':').and_then(|(protocol, port)| {
                    let port = u128::from(port.parse::<u16>().ok()?);
                    let protocol = protocol_number(protocol)? << 16;
                    Some((protocol | port, protocol | port))
                }),
                _ => None,
            };
            range.map_or(Values::Opaque, |range| {
                Values::Numbers(Intervals::new([range]))
            })
        })
        .collect()
}

impl Ipsets {
    /// `--match-set NAME DIRECTIONS` as a test.
    #[must_use]
    pub fn test(&self, name: &str, directions: &str, negated: bool) -> Test {
        self.0
            .get(name)
            .and_then(|set| set.test(directions, negated))
            .unwrap_or(Test::Opaque)
    }
}

impl Set {
    fn test(&self, directions: &str, negated: bool) -> Option<Test> {
        let directions: Vec<&str> = directions.split(',').collect();
        let mut fields = Vec::new();
        for (dimension, direction) in self.dimensions.iter().zip(&directions) {
            match (dimension.as_str(), *direction) {
                ("ip" | "net", "src") => fields.push(Field::SourceAddress),
                ("ip" | "net", "dst") => fields.push(Field::DestinationAddress),
                ("port", "src") => fields.extend([Field::Protocol, Field::SourcePort]),
                ("port", "dst") => fields.extend([Field::Protocol, Field::DestinationPort]),
                _ => return None,
            }
        }
        if directions.len() < self.dimensions.len() {
            return None;
        }
        if let [field] = fields.as_slice() {
            let mut ranges = Vec::new();
            for values in self.rows.iter().flatten() {
                let Values::Numbers(numbers) = values else {
                    return None;
                };
                ranges.extend(numbers.iter());
            }
            return Some(Test::numbers(*field, Intervals::new(ranges), negated));
        }
        let rows = self.rows.iter().map(|row| self.split_ports(row)).collect();
        Some(Test::Row {
            fields,
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
        assert!(matches!(sets.test("macs", "src", false), Test::Opaque));
        assert!(matches!(sets.test("none", "src", false), Test::Opaque));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(create|add|x)? ?[a-z]{0,3} ?(hash:ip,port|hash:net|list:set)?[0-9.,:/a-z \n-]{0,40}") {
            let _ = parse(&text);
        }
    }
}
