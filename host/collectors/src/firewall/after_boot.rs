//! What ufw has in force after the next boot, where somebody may have changed its files since it loaded
//! them: the rules in force, with ufw's own chains as its files have them. What other programs have added
//! is taken to come back, and what ufw's files add to their chains to be there already.

use std::path::Path;

use muster_facts::packet_filter::{BootChange, Reach};
use muster_facts::{FactError, Source};
use muster_target::{Context, FileType, ReadError, System};

use crate::firewall::model::packet::Protocol;
use crate::firewall::model::ruleset::{
    Chain, Force, Hook, Rule, Ruleset, Table, TableFamily, Version,
};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::ufw::{self, Files};
use crate::firewall::sources::{Reading, read_ipsets};
use crate::readers::boot::{Boot, Start};

/// What ufw calls before and after it loads its rules, where they may be executed; see ufw-framework(8).
const SCRIPTS: [&str; 2] = ["/etc/ufw/before.init", "/etc/ufw/after.init"];

/// The one table whose rules ufw replaces when it loads them.
const TABLE: &str = "filter";

/// See the module.
pub(in crate::firewall) struct Booted {
    /// All rules.
    pub(in crate::firewall) ruleset: Ruleset,
    /// See `boot-comparison.scripts`.
    pub(in crate::firewall) scripts: Vec<Source>,
}

impl Booted {
    /// None where ufw has no rules in force, or does not start at boot.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub(in crate::firewall) fn of(
        context: Context<'_>,
        boot: &Boot,
        reading: &Reading,
    ) -> Result<Option<Self>, FactError> {
        if !reading.in_force || !reading.ruleset.tables.iter().any(is_own) {
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
        let mut ruleset = reading.ruleset.clone();
        for loaded in files.tables(&settings, &sets)? {
            if loaded.name == TABLE {
                replace(&mut ruleset, loaded);
            }
        }
        let scripts = SCRIPTS.into_iter();
        Ok(Some(Self {
            ruleset,
            scripts: scripts
                .filter(|path| is_run(context.system, path))
                .map(Source::file)
                .collect(),
        }))
    }
}

/// Whether ufw runs a script. One that cannot be looked at is not passed over.
fn is_run(system: &dyn System, path: &str) -> bool {
    match system.metadata(Path::new(path)) {
        Ok(found) => found.file_type == FileType::Regular && found.mode & 0o111 != 0,
        Err(error) => !matches!(error, ReadError::NotFound { .. }),
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

/// Where others get in after the next boot than do now, or where that is not known. Both lists have the
/// whole port space, in order.
#[must_use]
pub(in crate::firewall) fn changes(now: &[Reach], at_boot: &[Reach]) -> Vec<BootChange> {
    let mut found = Vec::new();
    for version in Version::ALL {
        for protocol in Protocol::ALL {
            let wanted = |reach: &&Reach| {
                reach.family == version.as_str() && reach.protocol == protocol.as_str()
            };
            let mut now = now.iter().filter(wanted).peekable();
            let mut then = at_boot.iter().filter(wanted).peekable();
            while let (Some(one), Some(other)) = (now.peek(), then.peek()) {
                let first = one.first_port.max(other.first_port);
                let last = one.last_port.min(other.last_port);
                if differ(one, other) {
                    found.push(BootChange {
                        now: between(one, first, last),
                        at_boot: between(other, first, last),
                    });
                }
                let (ends, other_ends) = (one.last_port == last, other.last_port == last);
                if ends {
                    now.next();
                }
                if other_ends {
                    then.next();
                }
            }
        }
    }
    found
}

/// Whether others get in, or in another way, or whether that is not known of one. How those are kept
/// out who are makes no difference.
fn differ(one: &Reach, other: &Reach) -> bool {
    let is_closed = |reach: &Reach| matches!(reach.verdict.as_str(), "filtered" | "refused");
    match (is_closed(one), is_closed(other)) {
        (true, true) => false,
        (false, false) => {
            let same = one.verdict == other.verdict
                && one.verdict != "unknown"
                && one.conditional == other.conditional
                && one.sources == other.sources
                && one.path == other.path
                && one.forwarded_to == other.forwarded_to;
            !same
        }
        _ => true,
    }
}

fn between(reach: &Reach, first: u16, last: u16) -> Reach {
    Reach {
        first_port: first,
        last_port: last,
        ..reach.clone()
    }
}
