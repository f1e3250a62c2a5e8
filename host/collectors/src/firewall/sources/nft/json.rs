//! Pure parser of `nft -j list ruleset` (libnftables-json(5)) into the normalised form: tables,
//! chains, sets and maps. What a rule says is read in [`crate::firewall::sources::nft::rule`].
//!
//! Must not drop anything: an object of an unknown kind may be skipped only when nothing in a rule
//! can depend on it.

use std::collections::BTreeMap;

use muster_facts::Source;
use serde_json::Value;

use crate::firewall::model::ruleset::{
    Backend, Base, Chain, Force, Hook, Ruleset, Table, TableFamily,
};
use crate::firewall::sources::nft::entries as nft_entries;
use crate::firewall::sources::nft::rule as nft_rule;
use crate::firewall::sources::nft::script::{Filled, Names, name_of};
use crate::firewall::sources::nft::sets::Sets;

/// The command whose output is read.
pub const COMMAND: &str = "nft -j list ruleset";

/// Entries of maps that all rules together refer to, each time counted: a map is read again for each
/// rule. The services of a large cluster are some ten thousand; each entry takes a hundred bytes.
const MOST_ENTRIES: usize = 500_000;

/// Reads the output of [`COMMAND`], entry by entry: as a whole it would take ten times its size.
///
/// # Errors
/// A message for people when it is not that output.
pub fn parse(json: &[u8]) -> Result<Ruleset, String> {
    let mut tables = Vec::new();
    let mut chains = Vec::new();
    let mut named = Vec::new();
    // Rules last: nothing promises that sets are printed before the rules that name them.
    nft_entries::each(
        json,
        |kind| kind != "rule",
        |kind, entry| {
            match kind {
                "table" => tables.extend(parse_table(&entry)?),
                "chain" => chains.push(entry),
                "set" | "map" => named.push(entry),
                _ => {}
            }
            Ok(())
        },
    )?;
    let mut sets = Sets::new();
    for set in &named {
        let key = [
            word(set, "family")?,
            word(set, "table")?,
            word(set, "name")?,
        ];
        sets.insert(key, set);
    }
    for chain in &chains {
        let (name, parsed) = (word(chain, "name")?, parse_chain(chain)?);
        if let Some(table) = table_of(&mut tables, chain)? {
            table.chains.insert(name.to_owned(), parsed);
        }
    }
    let mut entries = 0;
    nft_entries::each(
        json,
        |kind| kind == "rule",
        |_, rule| parse_rule(&rule, &mut tables, &sets, &mut entries),
    )?;
    Ok(Ruleset { tables })
}

/// The elements of some sets and maps in the output of [`COMMAND`].
///
/// # Errors
/// As [`parse`].
pub(in crate::firewall) fn elements(json: &[u8], names: &Names) -> Result<Filled, String> {
    let mut found = Filled::new();
    nft_entries::each(
        json,
        |kind| matches!(kind, "set" | "map"),
        |_, mut set| {
            if let Some(name) = name_of(&set).filter(|name| names.contains(name)) {
                let elements = set.get_mut("elem").map(Value::take);
                found.insert(name, elements.unwrap_or_else(|| Value::Array(Vec::new())));
            }
            Ok(())
        },
    )?;
    Ok(found)
}

/// Adds a rule to its chain. `entries` counts what maps have been read.
fn parse_rule(
    rule: &Value,
    tables: &mut [Table],
    sets: &Sets<'_>,
    entries: &mut usize,
) -> Result<(), String> {
    let (family, table_name) = (word(rule, "family")?, word(rule, "table")?);
    let name = word(rule, "chain")?;
    let Some(table) = table_of(tables, rule)? else {
        return Ok(());
    };
    let expressions = rule
        .get("expr")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    table.opaque |= expressions.iter().any(|e| e.get("xt").is_some());
    let chain = table
        .chains
        .get_mut(name)
        .ok_or_else(|| format!("`{COMMAND}`: a rule is in chain {name}, which is not listed"))?;
    let sets = sets.of(family, table_name);
    *entries += expressions.iter().map(|e| sets.entries(e)).sum::<usize>();
    if *entries > MOST_ENTRIES {
        return Err(format!(
            "the rules refer to more than {MOST_ENTRIES} entries of maps, the most that Muster reads"
        ));
    }
    let comment = rule.get("comment").and_then(Value::as_str);
    chain
        .rules
        .extend(nft_rule::parse(expressions, comment, &sets));
    Ok(())
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
