//! What ufw's files make of the rules in force: its own chains as they have them. What other programs have
//! added is taken to come back, and what ufw's files add to their chains to be there already.

use std::path::Path;

use muster_facts::{FactError, Source};
use muster_target::{Context, FileType, ReadError, System};

use super::Load;
use crate::firewall::model::ruleset::{Chain, Force, Hook, Rule, Ruleset, Table, TableFamily};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::read_ipsets;
use crate::firewall::sources::ufw::{self, Files};
use crate::readers::boot::{Boot, Start};

/// Where ufw keeps the rules that people change.
const FILE: &str = "/etc/ufw/user.rules";

/// What ufw calls before and after it loads its rules, where they may be executed; see ufw-framework(8).
const SCRIPTS: [&str; 2] = ["/etc/ufw/before.init", "/etc/ufw/after.init"];

/// The one table whose rules ufw replaces when it loads them.
const TABLE: &str = "filter";

/// None where ufw has no rules in force, or does not start at boot.
///
/// # Errors
/// When its files cannot be read.
pub(super) fn load(
    context: Context<'_>,
    boot: &Boot,
    in_force: &Ruleset,
) -> Result<Option<Load>, FactError> {
    if !in_force.tables.iter().any(is_own) {
        return Ok(None);
    }
    let Some(settings) = ufw::read_settings(context.system)? else {
        return Ok(None);
    };
    if !settings.enabled || matches!(boot.start(ufw::NAME), Start::No(_)) {
        return Ok(None);
    }
    let files = Files::read(context.system, &settings)?;
    let sets = if files.name_sets() {
        read_ipsets(context)
    } else {
        Ipsets::default()
    };
    Ok(Some(Load {
        name: ufw::NAME,
        file: FILE.to_owned(),
        tables: files.tables(&settings, &sets)?,
    }))
}

/// The scripts that ufw runs.
pub(super) fn scripts(system: &dyn System) -> Vec<Source> {
    let run = SCRIPTS.into_iter().filter(|path| is_run(system, path));
    run.map(Source::file).collect()
}

/// Whether ufw runs a script. One that cannot be looked at is not passed over.
fn is_run(system: &dyn System, path: &str) -> bool {
    match system.metadata(Path::new(path)) {
        Ok(found) => found.file_type == FileType::Regular && found.mode & 0o111 != 0,
        Err(error) => !matches!(error, ReadError::NotFound { .. }),
    }
}

/// Puts what ufw loads in the place of what it has loaded.
pub(super) fn apply(ruleset: &mut Ruleset, tables: Vec<Table>) {
    for table in tables {
        if table.name == TABLE {
            replace(ruleset, table);
        }
    }
}

/// How the names of ufw's own chains begin.
const fn prefix(family: TableFamily) -> &'static str {
    match family {
        TableFamily::Ip6 => "ufw6-",
        TableFamily::Ip | TableFamily::Inet | TableFamily::Netdev => "ufw-",
    }
}

fn is_own(table: &Table) -> bool {
    let begin = prefix(table.family);
    table.name == TABLE
        && table.force != Force::Dormant
        && table.chains.keys().any(|name| name.starts_with(begin))
}

/// Puts what ufw loads in the place of what it has loaded.
fn replace(ruleset: &mut Ruleset, loaded: Table) {
    let same = |table: &Table| {
        table.name == TABLE && table.family == loaded.family && table.force != Force::Dormant
    };
    let tables = &mut ruleset.tables;
    // With IPv6 switched off, ufw makes no chain of its own for it.
    let at = tables.iter().position(|table| same(table) && is_own(table));
    let at = at.or_else(|| tables.iter().position(same));
    let Some(table) = at.and_then(|at| tables.get_mut(at)) else {
        tables.push(loaded);
        return;
    };
    let begin = prefix(loaded.family);
    for (name, chain) in loaded.chains {
        match table.chains.get_mut(&name) {
            Some(known) if known.base.is_some() => lead_to(known, chain, begin),
            // A chain of somebody else, to which the files add.
            Some(_) if !name.starts_with(begin) => {}
            Some(_) | None => {
                table.chains.insert(name, chain);
            }
        }
    }
}

/// Has a base chain lead to ufw's own chains as ufw makes it do, and drop by default where it says so.
fn lead_to(known: &mut Chain, loaded: Chain, begin: &str) {
    let leads = |rule: &Rule| {
        let targets = rule.action.targets();
        targets.iter().any(|target| target.starts_with(begin))
    };
    let first = known.rules.iter().position(leads);
    known.rules.retain(|rule| !leads(rule));
    let at = first.unwrap_or(known.rules.len());
    let rules = loaded.rules.into_iter().filter(leads);
    drop(known.rules.splice(at..at, rules));
    // Docker sets the policy of `FORWARD` itself.
    if let (Some(base), Some(policy)) = (&mut known.base, loaded.base)
        && base.hook == Hook::Input
        && base.drops != policy.drops
    {
        base.drops = policy.drops;
        known.source = loaded.source;
    }
}
