//! Who owns rules on the host: ufw, nftables, iptables, firewalld, Docker. Told by the chains that
//! each of them makes, and by what starts at boot.

use std::path::Path;

use muster_facts::Source;
use muster_facts::packet_filter::Manager;

use super::boot::{self, Boot};
use super::ruleset::{Backend, Force, Hook, Rule, Ruleset, Table};
use super::sources::Reading;
use super::ufw;
use crate::Context;

/// The owners that are installed or have rules, in a fixed order.
#[must_use]
pub(super) fn owners(context: Context<'_>, boot: &Boot, reading: &Reading) -> Vec<Manager> {
    let ruleset = &reading.ruleset;
    let in_files = |basis: &str| reading.basis.iter().any(|known| known == basis);
    let conf = context.system.read_text(Path::new(ufw::CONF)).ok();
    let switched_on = conf.as_deref().map(|conf| ufw::settings(conf, "").enabled);
    let mut ufw = manager(
        "ufw",
        ruleset.has_chain("ufw-user-input") || ruleset.has_chain("ufw6-user-input"),
        boot,
        "ufw",
    );
    if let Some(on) = switched_on {
        // The unit alone loads nothing.
        ufw.enabled_on_boot = ufw
            .enabled_on_boot
            .map(|unit| unit && on)
            .or((!on).then_some(false));
        if !on || ufw.source.is_none() {
            ufw.source = Some(Source::file(ufw::CONF));
        }
    }
    let all = [
        (ufw, switched_on.is_some()),
        (
            manager(
                "nftables",
                ruleset.tables.iter().any(is_native),
                boot,
                "nftables",
            ),
            false,
        ),
        (
            manager(
                "iptables",
                ruleset
                    .tables
                    .iter()
                    .any(|table| is_plain_iptables(table) || has_own_policy(ruleset, table))
                    || in_files("rules-v4")
                    || in_files("rules-v6"),
                boot,
                "netfilter-persistent",
            ),
            false,
        ),
        (
            manager(
                "firewalld",
                ruleset.tables.iter().any(|table| table.name == "firewalld")
                    || ruleset.has_chain("INPUT_ZONES"),
                boot,
                "firewalld",
            ),
            false,
        ),
        (
            manager(
                "docker",
                ruleset.has_chain("DOCKER")
                    || ruleset
                        .tables
                        .iter()
                        .any(|table| table.name == "docker-bridges"),
                boot,
                "docker",
            ),
            false,
        ),
    ];
    all.into_iter()
        .filter(|(one, installed)| *installed || one.active || one.enabled_on_boot == Some(true))
        .map(|(one, _)| one)
        .collect()
}

fn manager(name: &str, active: bool, boot: &Boot, service: &str) -> Manager {
    let enabled_on_boot = boot.enabled(service);
    Manager {
        name: name.to_owned(),
        active,
        enabled_on_boot,
        source: match boot.link(service) {
            Some(link) => Some(Source::file(link)),
            None => enabled_on_boot.map(|_| Source::file(boot::UNITS)),
        },
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
fn is_native(table: &Table) -> bool {
    let others = ["firewalld", "docker-bridges"];
    table.backend == Backend::Nft
        && !is_iptables_name(table)
        && !others.contains(&table.name.as_str())
        && has_rules(table)
}

fn is_iptables_name(table: &Table) -> bool {
    use super::ruleset::TableFamily::{Ip, Ip6};
    matches!(table.family, Ip | Ip6)
        && ["filter", "nat", "mangle", "raw", "security"].contains(&table.name.as_str())
        && table.chains.iter().any(|(name, chain)| {
            chain.base.is_some() && name.chars().all(|c| c.is_ascii_uppercase())
        })
}

/// An iptables table with rules on the way of inbound packets that neither ufw nor Docker put there.
/// What is done to outbound packets, such as Docker's masquerading, decides nothing here.
fn is_plain_iptables(table: &Table) -> bool {
    is_iptables_name(table)
        && !matches!(table.backend, Backend::Files)
        && table
            .chains
            .values()
            .filter(|chain| chain.base.is_some_and(|base| base.hook != Hook::Outbound))
            .flat_map(|chain| &chain.rules)
            .any(|rule| !is_owned(rule))
}

/// Whether a rule says that ufw or Docker put it there: by the chain that it leads to, or by the
/// chain or interface in its text.
fn is_owned(rule: &Rule) -> bool {
    ["ufw", "DOCKER", "docker"]
        .iter()
        .any(|word| rule.text.contains(word))
}

/// Whether an iptables table blocks inbound packets by a policy alone. Docker sets the policy of
/// forwarded packets only; ufw and firewalld set both of their own tables.
fn has_own_policy(ruleset: &Ruleset, table: &Table) -> bool {
    let theirs = ["ufw-user-input", "ufw6-user-input", "INPUT_ZONES"];
    is_iptables_name(table)
        && !matches!(table.backend, Backend::Files)
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
pub(super) fn filters(ruleset: &Ruleset, version: super::ruleset::Version) -> bool {
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
