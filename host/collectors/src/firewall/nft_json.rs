//! Pure parser of `nft -j list ruleset` (libnftables-json(5)) into the normalised form: tables,
//! chains, sets and maps. What a rule says is read in [`super::nft_rule`].
//!
//! Must not drop anything: an object of an unknown kind may be skipped only when nothing in a rule
//! can depend on it.

use std::collections::BTreeMap;

use muster_facts::Source;
use serde_json::Value;

use super::nft_rule::{self, Sets};
use super::ruleset::{Backend, Base, Chain, Force, Hook, Ruleset, Table, TableFamily};

/// The command whose output is read.
pub const COMMAND: &str = "nft -j list ruleset";

/// Entries of maps that all rules together refer to, each time counted: a map is read anew for each
/// rule. The services of a large cluster are some ten thousand; each entry takes a hundred bytes.
const MOST_ENTRIES: usize = 500_000;

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

fn is_known(entry: &Value) -> bool {
    let mut kinds = entry.as_object().into_iter().flat_map(|entry| entry.keys());
    kinds
        .next()
        .is_some_and(|kind| KINDS.contains(&kind.as_str()))
        && kinds.next().is_none()
}

/// Reads the output of [`COMMAND`].
///
/// # Errors
/// A message for people when it is not that output.
pub fn parse(json: &[u8]) -> Result<Ruleset, String> {
    let root: Value = serde_json::from_slice(json).map_err(|error| {
        format!("`{COMMAND}` did not print JSON ({error}); check with `nft list ruleset`")
    })?;
    let objects = root
        .get("nftables")
        .and_then(Value::as_array)
        .ok_or_else(|| format!("`{COMMAND}` printed no `nftables` list"))?;
    if let Some(odd) = objects.iter().find(|object| !is_known(object)) {
        let kind = odd.as_object().and_then(|object| object.keys().next());
        return Err(match kind {
            Some(kind) => format!("`{COMMAND}` printed `{kind}`, which Muster does not know"),
            None => format!("`{COMMAND}` printed an entry that is not an object"),
        });
    }
    let mut tables = Vec::new();
    let mut sets = Sets::default();
    let mut entries = 0;
    // Sets first: nothing promises that they are printed before the rules that name them.
    for object in objects {
        if let Some(table) = object.get("table") {
            tables.extend(parse_table(table)?);
        }
        for kind in ["set", "map"] {
            if let Some(set) = object.get(kind) {
                sets.insert(
                    [
                        word(set, "family")?,
                        word(set, "table")?,
                        word(set, "name")?,
                    ],
                    set,
                );
            }
        }
    }
    for object in objects {
        if let Some(chain) = object.get("chain") {
            let (name, parsed) = (word(chain, "name")?, parse_chain(chain)?);
            if let Some(table) = table_of(&mut tables, chain)? {
                table.chains.insert(name.to_owned(), parsed);
            }
        }
    }
    for object in objects {
        let Some(rule) = object.get("rule") else {
            continue;
        };
        let (family, table_name) = (word(rule, "family")?, word(rule, "table")?);
        let name = word(rule, "chain")?;
        let Some(table) = table_of(&mut tables, rule)? else {
            continue;
        };
        let expressions = rule
            .get("expr")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        table.opaque |= expressions.iter().any(|e| e.get("xt").is_some());
        let chain = table.chains.get_mut(name).ok_or_else(|| {
            format!("`{COMMAND}`: a rule is in chain {name}, which is not listed")
        })?;
        let sets = sets.of(family, table_name);
        entries += expressions.iter().map(|e| sets.entries(e)).sum::<usize>();
        if entries > MOST_ENTRIES {
            return Err(format!(
                "the rules refer to more than {MOST_ENTRIES} entries of maps, the most that Muster reads"
            ));
        }
        chain.rules.extend(nft_rule::parse(
            expressions,
            rule.get("comment").and_then(Value::as_str),
            &sets,
        ));
    }
    Ok(Ruleset { tables })
}

/// `None` for the families that no IP packet is judged by (`arp`) or that only a bridge passes.
fn parse_family(word: &str) -> Result<Option<TableFamily>, String> {
    Ok(Some(match word {
        "ip" => TableFamily::Ip,
        "ip6" => TableFamily::Ip6,
        "inet" => TableFamily::Inet,
        "netdev" => TableFamily::Netdev,
        "arp" | "bridge" => return Ok(None),
        other => return Err(format!("`{COMMAND}`: unknown table family `{other}`")),
    }))
}

fn parse_table(table: &Value) -> Result<Option<Table>, String> {
    let Some(family) = parse_family(word(table, "family")?)? else {
        return Ok(None);
    };
    Ok(Some(Table {
        family,
        name: word(table, "name")?.to_owned(),
        backend: Backend::Nft,
        force: table.get("flags").map_or(Force::Active, parse_flags),
        opaque: false,
        chains: BTreeMap::new(),
    }))
}

fn parse_flags(flags: &Value) -> Force {
    let one = std::slice::from_ref(flags);
    let words = flags.as_array().map_or(one, Vec::as_slice);
    let mut force = Force::Active;
    for flag in words {
        match flag.as_str() {
            Some("dormant") => return Force::Dormant,
            Some("owner" | "persist") => {}
            _ => force = Force::Unclear,
        }
    }
    force
}

fn parse_chain(chain: &Value) -> Result<Chain, String> {
    let base = match chain.get("hook").and_then(Value::as_str) {
        None => None,
        Some(hook) => Some(Base {
            hook: match hook {
                "ingress" => Hook::Ingress,
                "prerouting" => Hook::Prerouting,
                "input" => Hook::Input,
                "forward" => Hook::Forward,
                "output" | "postrouting" | "egress" => Hook::Outbound,
                other => return Err(format!("`{COMMAND}`: unknown hook `{other}`")),
            },
            priority: chain
                .get("prio")
                .and_then(Value::as_i64)
                .and_then(|priority| i32::try_from(priority).ok())
                .ok_or_else(|| format!("`{COMMAND}`: a chain on hook {hook} has no priority"))?,
            nat: chain.get("type").and_then(Value::as_str) == Some("nat"),
            drops: match chain.get("policy").and_then(Value::as_str) {
                None | Some("accept") => false,
                Some("drop") => true,
                Some(other) => return Err(format!("`{COMMAND}`: unknown policy `{other}`")),
            },
        }),
    };
    Ok(Chain {
        base,
        source: Source::command(COMMAND),
        rules: Vec::new(),
    })
}

fn table_of<'t>(tables: &'t mut [Table], object: &Value) -> Result<Option<&'t mut Table>, String> {
    let Some(family) = parse_family(word(object, "family")?)? else {
        return Ok(None);
    };
    let name = word(object, "table")?;
    tables
        .iter_mut()
        .find(|table| table.family == family && table.name == name)
        .map(Some)
        .ok_or_else(|| format!("`{COMMAND}`: table {name} is used but not listed"))
}

fn word<'v>(object: &'v Value, key: &str) -> Result<&'v str, String> {
    object
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("`{COMMAND}`: an object has no `{key}`"))
}
