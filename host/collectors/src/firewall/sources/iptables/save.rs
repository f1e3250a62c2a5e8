//! Pure parser of iptables-save text: the output of `iptables-save` and its derivatives, and files in
//! that form (iptables-restore(8)). A line that is neither rule nor declaration is an error: a
//! rule is never skipped.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use muster_facts::Source;

use crate::firewall::model::ruleset::{
    Backend, Base, Chain, Force, Hook, Place, Rule, Table, TableFamily,
};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::iptables::rule as iptables_rule;
use crate::firewall::sources::nft::text::shorten;

/// Where a text came from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// IPv4 or IPv6.
    pub family: TableFamily,
    /// Who made the tables.
    pub backend: Backend,
    /// A file, or else a command.
    pub is_file: bool,
    /// The path, or the command line.
    pub name: &'a str,
    /// The sets that rules may name.
    pub sets: &'a Ipsets,
}

impl Origin<'_> {
    fn source(&self, line: usize, text: &str) -> Source {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let source = if self.is_file {
            Source::line(self.name, line)
        } else {
            Source {
                line: Some(line),
                ..Source::command(self.name)
            }
        };
        source.with_text(text)
    }

    fn error(&self, line: usize, message: &str) -> String {
        format!(
            "{} line {line}: {message}; check it with `iptables-restore --test`",
            self.name
        )
    }
}

/// Reads a whole text into new tables.
///
/// # Errors
/// A message for people that names the line.
pub fn parse(text: &str, origin: &Origin<'_>) -> Result<Vec<Table>, String> {
    let mut tables = Vec::new();
    restore(&mut tables, text, origin)?;
    Ok(tables)
}

/// Reads a text on top of what is there, as `iptables-restore --noflush` does: a declaration of a
/// chain empties that chain, unless it is built in.
///
/// # Errors
/// A message for people that names the line.
pub fn restore(tables: &mut Vec<Table>, text: &str, origin: &Origin<'_>) -> Result<(), String> {
    let mut current: Option<usize> = None;
    let name: Arc<str> = origin.name.into();
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        let line = raw.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('*') {
            current = Some(open(tables, name.trim(), origin, number));
            continue;
        }
        let Some(table) = current.and_then(|at| tables.get_mut(at)) else {
            return Err(origin.error(number, "there is no table before it"));
        };
        if line == "COMMIT" {
            current = None;
        } else if let Some(declaration) = line.strip_prefix(':') {
            declare(table, declaration, origin, number)?;
        } else {
            let place = Place::Line {
                name: Arc::clone(&name),
                is_file: origin.is_file,
                line: u32::try_from(number).ok(),
            };
            command(table, line, origin, number, place)?;
        }
    }
    Ok(())
}

/// The built-in chains of a table, with their hooks and priorities (`enum nf_ip_hook_priorities`).
fn built_in(table: &str) -> &'static [(&'static str, Hook, i32)] {
    match table {
        "raw" => &[
            ("PREROUTING", Hook::Prerouting, -300),
            ("OUTPUT", Hook::Outbound, -300),
        ],
        "mangle" => &[
            ("PREROUTING", Hook::Prerouting, -150),
            ("INPUT", Hook::Input, -150),
            ("FORWARD", Hook::Forward, -150),
            ("OUTPUT", Hook::Outbound, -150),
            ("POSTROUTING", Hook::Outbound, -150),
        ],
        "nat" => &[
            ("PREROUTING", Hook::Prerouting, -100),
            ("INPUT", Hook::Input, 100),
            ("OUTPUT", Hook::Outbound, -100),
            ("POSTROUTING", Hook::Outbound, 100),
        ],
        "security" => &[
            ("INPUT", Hook::Input, 50),
            ("FORWARD", Hook::Forward, 50),
            ("OUTPUT", Hook::Outbound, 50),
        ],
        "filter" => &[
            ("INPUT", Hook::Input, 0),
            ("FORWARD", Hook::Forward, 0),
            ("OUTPUT", Hook::Outbound, 0),
        ],
        _ => &[],
    }
}

fn open(tables: &mut Vec<Table>, name: &str, origin: &Origin<'_>, line: usize) -> usize {
    let known = tables
        .iter()
        .position(|table| table.family == origin.family && table.name == name);
    known.unwrap_or_else(|| {
        let chains = built_in(name).iter().map(|(chain, hook, priority)| {
            let base = Base {
                hook: *hook,
                priority: *priority,
                nat: name == "nat",
                drops: false,
            };
            let chain_source = origin.source(line, &format!("*{name}"));
            (
                (*chain).to_owned(),
                Chain {
                    base: Some(base),
                    source: chain_source,
                    rules: Vec::new(),
                },
            )
        });
        tables.push(Table {
            family: origin.family,
            name: name.to_owned(),
            backend: origin.backend,
            force: Force::Active,
            opaque: false,
            chains: chains.collect::<BTreeMap<_, _>>(),
        });
        tables.len() - 1
    })
}

/// `:CHAIN POLICY [packets:bytes]`
fn declare(
    table: &mut Table,
    declaration: &str,
    origin: &Origin<'_>,
    line: usize,
) -> Result<(), String> {
    let mut words = declaration.split_whitespace();
    let (Some(name), Some(policy)) = (words.next(), words.next()) else {
        return Err(origin.error(line, "a chain is declared without a policy"));
    };
    let source = origin.source(line, &format!(":{name} {policy}"));
    match table.chains.get_mut(name) {
        Some(Chain {
            base: Some(base),
            source: declared,
            ..
        }) => {
            base.drops = match policy {
                "ACCEPT" => false,
                "DROP" => true,
                "-" => base.drops,
                _ => return Err(origin.error(line, "the policy is neither ACCEPT nor DROP")),
            };
            *declared = source;
        }
        _ => {
            let chain = Chain {
                base: None,
                source,
                rules: Vec::new(),
            };
            table.chains.insert(name.to_owned(), chain);
        }
    }
    Ok(())
}

fn command(
    table: &mut Table,
    line: &str,
    origin: &Origin<'_>,
    number: usize,
    place: Place,
) -> Result<(), String> {
    // `iptables-save -c` puts the rule's counters first.
    let rule = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, rule)) => rule.trim(),
        None => line,
    };
    let mut words = split(rule);
    if words.len() < 2 {
        return Err(origin.error(number, "not understood"));
    }
    let mut arguments = words.split_off(2);
    let (verb, name) = (
        words.first().map(AsRef::as_ref).unwrap_or_default(),
        words.get(1).map(AsRef::as_ref).unwrap_or_default(),
    );
    let new = || Chain {
        base: None,
        source: origin.source(number, rule),
        rules: Vec::new(),
    };
    match verb {
        "-A" | "--append" | "-I" | "--insert" => {}
        "-N" | "--new-chain" => {
            table.chains.entry(name.to_owned()).or_insert_with(new);
            return Ok(());
        }
        "-F" | "--flush" => {
            if let Some(chain) = table.chains.get_mut(name) {
                chain.rules.clear();
            }
            return Ok(());
        }
        "-P" | "--policy" => {
            let policy = arguments.first().map(AsRef::as_ref).unwrap_or_default();
            return declare(table, &format!("{name} {policy}"), origin, number);
        }
        _ => return Err(origin.error(number, &format!("{verb} is not understood"))),
    }
    let mut position = None;
    if matches!(verb, "-I" | "--insert") {
        let given = arguments
            .first()
            .and_then(|word| word.parse::<usize>().ok());
        if given.is_some() {
            arguments.remove(0);
        }
        position = Some(given.unwrap_or(1).saturating_sub(1));
    }
    let (tests, action) = iptables_rule::parse(&arguments, origin.sets)
        .map_err(|message| origin.error(number, &message))?;
    let text = shorten(rule.to_owned());
    // Docker's chains, and ufw's, may be made by their program before a file names them.
    let chain = table.chains.entry(name.to_owned()).or_insert_with(new);
    let at = position.map_or(chain.rules.len(), |at| at.min(chain.rules.len()));
    chain.rules.insert(
        at,
        Rule {
            tests,
            action,
            text,
            place,
        },
    );
    Ok(())
}

/// Words of a line; double quotes hold spaces together, a backslash takes the next character.
fn split(line: &str) -> Vec<Cow<'_, str>> {
    if !line.contains(['"', '\\']) {
        return line.split_whitespace().map(Cow::Borrowed).collect();
    }
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' => word.get_or_insert_default().extend(characters.next()),
            space if space.is_whitespace() && !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words.into_iter().map(Cow::Owned).collect()
}
