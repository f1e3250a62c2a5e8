//! Puts the tables of a file in the place of those that were loaded from it, and tells what comes back besides:
//! the chains and rules of programs that add them while the host runs.

use muster_facts::Source;

use super::Load;
use crate::firewall::model::ruleset::{
    Backend, Base, Chain, Hook, Rule, Ruleset, Table, TableFamily,
};
use crate::firewall::owners::programs::{self, DOCKER, Program};
use crate::firewall::owners::{is_iptables_name, is_native, is_plain_iptables};

/// The chain that Docker makes and leaves to the administrator.
const DOCKER_USER: &str = "DOCKER-USER";

/// Puts what a service loads in the place of what is in force.
pub(super) fn replace(ruleset: &mut Ruleset, load: &Load, legacy: bool) {
    for loaded in &load.tables {
        let mut tables = ruleset.tables.iter_mut();
        let known = tables.find(|table| is_same(table, loaded, legacy));
        match known {
            None => ruleset.tables.push(loaded.clone()),
            // Somebody saved what a program had added; it adds it again.
            Some(known) if programs::owner(known).is_some() => {}
            Some(known) if is_iptables_name(known) => merge(known, loaded),
            // To a table of nft, programs add nothing: each of them makes its own.
            Some(known) => *known = loaded.clone(),
        }
    }
}

/// Whether a table is the one that is loaded. The legacy tables of iptables are apart from those of nft.
fn is_same(table: &Table, loaded: &Table, legacy: bool) -> bool {
    table.family == loaded.family
        && table.name == loaded.name
        && is_within_reach(table, loaded.backend, legacy)
}

/// Whether rules that are loaded this way are put into tables of this kind.
fn is_within_reach(table: &Table, loaded: Backend, legacy: bool) -> bool {
    let is_legacy = table.backend == Backend::IptablesLegacy;
    is_legacy == (legacy && loaded == Backend::Files)
}

/// Puts the rules of a file into a table that programs share.
fn merge(table: &mut Table, loaded: &Table) {
    let mut chains = loaded.chains.clone();
    for (name, chain) in &mut chains {
        let Some(known) = table.chains.get(name) else {
            continue;
        };
        if is_of_program(table, name) {
            *chain = known.clone();
        } else {
            merge_chain(table, name, known, chain);
        }
    }
    for (name, known) in &table.chains {
        if chains.contains_key(name) {
            continue;
        }
        if name == DOCKER_USER || is_of_program(table, name) {
            chains.insert(name.clone(), known.clone());
        } else if let Some(base) = known.base {
            // A program makes the chain for what it adds.
            let mut chain = Chain {
                base: Some(Base {
                    drops: false,
                    ..base
                }),
                source: known.source.clone(),
                rules: Vec::new(),
            };
            merge_chain(table, name, known, &mut chain);
            chains.insert(name.clone(), chain);
        }
    }
    table.chains = chains;
    table.force = loaded.force;
}

/// Whether a program makes a chain and all that is in it, as far as it runs here.
fn is_of_program(table: &Table, chain: &str) -> bool {
    chain != DOCKER_USER
        && programs::maker_of_chain(chain).is_some_and(|program| program.is_in(table))
}

/// The program that adds a rule to a chain which is not its own.
fn adder(table: &Table, chain: &str, rule: &Rule) -> Option<&'static Program> {
    let text = rule.text.as_str();
    let (text, except) = if chain == DOCKER_USER {
        let bare = text
            .strip_prefix("-A ")
            .and_then(|text| text.strip_prefix(DOCKER_USER));
        (bare.unwrap_or(text), Some(DOCKER))
    } else {
        (text, None)
    };
    let program = programs::maker_of_text(text, except)?;
    // In chains that are not its own, Docker lets through, and keeps nobody out.
    let is_guard = program.name == DOCKER && rule.action.blocks();
    (program.is_in(table) && !is_guard).then_some(program)
}

/// The rules of the file, with those of programs where these have put them.
fn merge_chain(table: &Table, name: &str, known: &Chain, chain: &mut Chain) {
    let is_own = |rule: &Rule| adder(table, name, rule).is_none();
    let mut own = std::mem::take(&mut chain.rules)
        .into_iter()
        .filter(|rule| is_own(rule));
    let mut rules = Vec::new();
    for rule in &known.rules {
        if is_own(rule) {
            rules.extend(own.next());
        } else {
            rules.push(rule.clone());
        }
    }
    rules.extend(own);
    chain.rules = rules;
    // Docker sets the policy of forwarded packets itself.
    let forwards = |base: &Base| base.hook == Hook::Forward;
    if chain.base.as_ref().is_some_and(forwards)
        && table.chains.keys().any(|chain| chain.starts_with("DOCKER"))
    {
        chain.base = known.base;
    }
}

/// What is in force that a service of this kind would load, and neither its file has nor a known program makes.
pub(super) fn unclaimed(ruleset: &Ruleset, load: &Load, legacy: bool) -> Vec<Source> {
    let mut found = Vec::new();
    for table in &ruleset.tables {
        if is_left_out(table, load, legacy) {
            found.push(named(table, None));
        } else if let Some(loaded) = is_loaded(table, load, legacy)
            && is_guarded_by_hand(table, loaded)
        {
            found.push(named(table, Some(DOCKER_USER)));
        }
    }
    found
}

/// Takes what is unclaimed out of the rules.
pub(super) fn drop_unclaimed(ruleset: &mut Ruleset, load: &Load, legacy: bool) {
    let is_nft = load.name == "nftables";
    ruleset
        .tables
        .retain(|table| !(is_nft && is_left_out(table, load, legacy)));
    for table in &mut ruleset.tables {
        if is_left_out(table, load, legacy) {
            let mut empty = table.clone();
            empty.chains.retain(|_, chain| chain.base.is_some());
            for chain in empty.chains.values_mut() {
                chain.rules.clear();
                if let Some(base) = &mut chain.base {
                    base.drops = false;
                }
            }
            merge(table, &empty);
        }
        if is_loaded(table, load, legacy).is_some_and(|loaded| is_guarded_by_hand(table, loaded)) {
            let bare = Chain {
                rules: Vec::new(),
                ..match table.chains.get(DOCKER_USER) {
                    Some(known) => known.clone(),
                    None => continue,
                }
            };
            let mut chain = bare;
            if let Some(known) = table.chains.get(DOCKER_USER) {
                merge_chain(table, DOCKER_USER, known, &mut chain);
            }
            table.chains.insert(DOCKER_USER.to_owned(), chain);
        }
    }
}

fn is_loaded<'l>(table: &Table, load: &'l Load, legacy: bool) -> Option<&'l Table> {
    let mut tables = load.tables.iter();
    tables.find(|loaded| is_same(table, loaded, legacy))
}

/// Whether the file lacks a table with rules on the way of inbound packets.
fn is_left_out(table: &Table, load: &Load, legacy: bool) -> bool {
    if is_loaded(table, load, legacy).is_some() {
        return false;
    }
    let of_iptables = |family| {
        table.family == family
            && is_within_reach(table, Backend::Files, legacy)
            && is_plain_iptables(table)
    };
    match load.name {
        "iptables" => of_iptables(TableFamily::Ip),
        "ip6tables" => of_iptables(TableFamily::Ip6),
        _ => {
            let mut chains = table.chains.values();
            is_native(table)
                && chains.any(|chain| chain.base.is_some_and(|base| base.hook != Hook::Outbound))
        }
    }
}

/// Whether an administrator's rules for containers are in force that the file of their table does not have.
fn is_guarded_by_hand(table: &Table, loaded: &Table) -> bool {
    let rules = table.chains.get(DOCKER_USER).map(|chain| &chain.rules);
    let mut rules = rules.into_iter().flatten();
    !loaded.chains.contains_key(DOCKER_USER)
        && rules.any(|rule| rule.action.blocks() && adder(table, DOCKER_USER, rule).is_none())
}

/// A table, or a chain of it, as people look for it.
fn named(table: &Table, chain: Option<&str>) -> Source {
    let (family, name) = (table.family.as_str(), &table.name);
    let mut sources = table.chains.values().map(|chain| &chain.source);
    let source = sources
        .next()
        .cloned()
        .unwrap_or_else(|| Source::command("nft -j list ruleset"));
    let what = match chain {
        None => format!("table {family} {name}"),
        Some(chain) => format!("chain {family} {name} {chain}"),
    };
    Source {
        line: None,
        ..source
    }
    .with_text(what)
}
