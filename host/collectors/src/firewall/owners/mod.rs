//! Who owns rules on the host: firewalls, Docker, ban lists and others. Told by the tables and chains
//! that each of them makes, and by what starts at boot.

pub(in crate::firewall) mod loaders;
pub(in crate::firewall) mod programs;
pub(in crate::firewall) mod scripts;

use std::path::Path;

use muster_facts::Source;
use muster_facts::packet_filter::Manager;
use muster_target::Context;

use self::programs::{PROGRAMS, Program, Purpose};
use self::scripts::Tool;
use crate::firewall::model::ruleset::{Backend, Force, Hook, Ruleset, Table, TableFamily, Version};
use crate::firewall::sources::Reading;
use crate::firewall::sources::ufw;
use crate::readers::boot::{Boot, Start};

/// The owners that are installed or have rules: firewalls first, in a fixed order.
#[must_use]
pub(in crate::firewall) fn owners(
    context: Context<'_>,
    boot: &Boot,
    reading: &Reading,
) -> Vec<Manager> {
    let ruleset = &reading.ruleset;
    let (firewalls, others): (Vec<&Program>, Vec<&Program>) = PROGRAMS
        .iter()
        .partition(|program| program.purpose == Purpose::Firewall);
    let mut owners: Vec<Manager> = firewalls
        .into_iter()
        .filter_map(|program| known(context, boot, ruleset, program, &[]))
        .collect();
    owners.extend(nftables(context, boot, ruleset));
    owners.extend(iptables(context, boot, reading));
    let banning = programs::banning(ruleset);
    owners.extend(
        others
            .into_iter()
            .filter_map(|program| known(context, boot, ruleset, program, &banning)),
    );
    owners
}

fn manager(name: &str, purpose: Purpose, active: bool, start: &Start) -> Manager {
    let (enabled_on_boot, source) = match start {
        Start::Yes(source) => (Some(true), Some(source.clone())),
        Start::No(source) => (Some(false), Some(source.clone())),
        Start::Unknown => (None, None),
    };
    Manager {
        name: name.to_owned(),
        purpose: purpose.as_str().to_owned(),
        active,
        enabled_on_boot,
        source,
    }
}

/// One of the programs that are known by name; none when it is neither installed nor has rules, which
/// may be others' rules that name its sets.
fn known(
    context: Context<'_>,
    boot: &Boot,
    ruleset: &Ruleset,
    program: &Program,
    banning: &[&str],
) -> Option<Manager> {
    let active =
        banning.contains(&program.name) || ruleset.tables.iter().any(|table| program.is_in(table));
    let mut start = boot.start_any(program.services);
    let mut installed = matches!(start, Start::Yes(_));
    if program.name == ufw::NAME {
        let conf = context.system.read_text(Path::new(ufw::CONF)).ok();
        if let Some(conf) = conf {
            installed = true;
            let conf_decides = || Source::file(ufw::CONF);
            // The unit alone loads nothing.
            if !ufw::settings(&conf, "").enabled {
                start = Start::No(conf_decides());
            }
        }
    }
    (active || installed).then(|| manager(program.name, program.purpose, active, &start))
}

/// Rules of nft that no program made.
fn nftables(context: Context<'_>, boot: &Boot, ruleset: &Ruleset) -> Option<Manager> {
    let active = ruleset.tables.iter().any(is_native);
    let mut start = loaders::start(context.system, boot, Tool::Nft, active);
    // A service that loads other tables does not bring these back.
    if active
        && let Some(declared) = loaders::declares(context.system, boot)
        && !ruleset
            .tables
            .iter()
            .any(|table| is_native(table) && declared.has(table))
        && scripts::loading(context.system, boot, Tool::Nft).is_none()
    {
        start = Start::No(Source::file(declared.file));
    }
    (active || matches!(start, Start::Yes(_)))
        .then(|| manager("nftables", Purpose::Firewall, active, &start))
}

/// Rules of iptables that no program made: one owner where IPv4 and IPv6 fare alike at boot.
fn iptables(context: Context<'_>, boot: &Boot, reading: &Reading) -> Vec<Manager> {
    let ruleset = &reading.ruleset;
    let has = |family| {
        ruleset.tables.iter().any(|table| {
            table.family == family && (is_plain_iptables(table) || has_own_policy(ruleset, table))
        })
    };
    let families = [
        (TableFamily::Ip, "rules-v4", Tool::Iptables, "iptables"),
        (TableFamily::Ip6, "rules-v6", Tool::Ip6tables, "ip6tables"),
    ];
    let mut found: Vec<Manager> = families
        .into_iter()
        .filter_map(|(family, basis, tool, name)| {
            let active = has(family) || reading.basis.iter().any(|known| known == basis);
            let mut start = loaders::start(context.system, boot, tool, active);
            if active && matches!(start, Start::No(_)) {
                start = by_nft(context, boot, ruleset, family).unwrap_or(start);
            }
            (active || matches!(start, Start::Yes(_)))
                .then(|| manager(name, Purpose::Firewall, active, &start))
        })
        .collect();
    let alike = match found.as_slice() {
        [one, other] => {
            one.enabled_on_boot == other.enabled_on_boot || !one.active || !other.active
        }
        _ => true,
    };
    if alike {
        // What is in force counts.
        found.sort_by_key(|one| !one.active);
        found.truncate(1);
        if let Some(one) = found.first_mut() {
            "iptables".clone_into(&mut one.name);
        }
    }
    found
}

/// What nft's own service says about tables that iptables shares with it: it loads them when its file
/// has them. None where it does not start, or they are the legacy ones.
fn by_nft(
    context: Context<'_>,
    boot: &Boot,
    ruleset: &Ruleset,
    family: TableFamily,
) -> Option<Start> {
    let service = boot.start("nftables");
    let shared: Vec<&Table> = ruleset
        .tables
        .iter()
        .filter(|table| {
            table.family == family
                && table.backend == Backend::Nft
                && (is_plain_iptables(table) || has_own_policy(ruleset, table))
        })
        .collect();
    if shared.is_empty() || !matches!(service, Start::Yes(_)) {
        return None;
    }
    match loaders::declares(context.system, boot) {
        None => Some(Start::Unknown),
        Some(declared) => shared
            .iter()
            .any(|table| declared.has(table))
            .then_some(service),
    }
}

fn has_rules(table: &Table) -> bool {
    table.force != Force::Dormant
        && table
            .chains
            .values()
            .any(|chain| !chain.rules.is_empty() || chain.base.is_some_and(|base| base.drops))
}

/// A table that nft made, and no other program known here.
#[must_use]
pub(in crate::firewall) fn is_native(table: &Table) -> bool {
    table.backend == Backend::Nft
        && !is_iptables_name(table)
        && programs::owner(table).is_none()
        && has_rules(table)
}

/// Whether a table is one of iptables, with the chains that packets enter.
#[must_use]
pub(in crate::firewall) fn is_iptables_name(table: &Table) -> bool {
    use crate::firewall::model::ruleset::TableFamily::{Ip, Ip6};
    matches!(table.family, Ip | Ip6)
        && ["filter", "nat", "mangle", "raw", "security"].contains(&table.name.as_str())
        && table.chains.iter().any(|(name, chain)| {
            chain.base.is_some() && name.chars().all(|c| c.is_ascii_uppercase())
        })
}

/// An iptables table with rules on the way of inbound packets that no program put there.
/// What is done to outbound packets, such as Docker's masquerading, decides nothing here.
#[must_use]
pub(in crate::firewall) fn is_plain_iptables(table: &Table) -> bool {
    is_iptables_name(table)
        && !matches!(table.backend, Backend::Files)
        && programs::owner(table).is_none()
        && table
            .chains
            .values()
            .filter(|chain| chain.base.is_some_and(|base| base.hook != Hook::Outbound))
            .flat_map(|chain| &chain.rules)
            .any(|rule| programs::maker(rule).is_none())
}

/// Whether an iptables table blocks inbound packets by a policy alone. Docker sets the policy of
/// forwarded packets only; ufw and firewalld set both of their own tables.
fn has_own_policy(ruleset: &Ruleset, table: &Table) -> bool {
    let theirs = ["ufw-user-input", "ufw6-user-input"];
    is_iptables_name(table)
        && !matches!(table.backend, Backend::Files)
        && programs::owner(table).is_none()
        && !theirs.iter().any(|chain| ruleset.has_chain(chain))
        && table.chains.values().any(|chain| {
            chain
                .base
                .is_some_and(|base| base.drops && INBOUND.contains(&base.hook))
        })
}

/// Where packets to the host itself pass.
const INBOUND: [Hook; 3] = [Hook::Ingress, Hook::Prerouting, Hook::Input];

/// Whether any rule or policy blocks packets on their way in.
#[must_use]
pub(in crate::firewall) fn filters(ruleset: &Ruleset, version: Version) -> bool {
    ruleset
        .tables
        .iter()
        .filter(|table| table.force != Force::Dormant && table.family.sees(version))
        .any(|table| {
            table
                .reached_from(&INBOUND)
                .into_iter()
                .filter_map(|name| table.chains.get(name))
                .any(|chain| {
                    chain.base.is_some_and(|base| base.drops)
                        || chain.rules.iter().any(|rule| rule.action.blocks())
                })
        })
}
