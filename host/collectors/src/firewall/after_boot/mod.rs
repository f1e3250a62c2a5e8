//! What is in force after the next boot, where somebody may have changed the files since they were loaded:
//! the rules in force, with those of each firewall as its files have them. What other programs have added is
//! taken to come back.

mod changes;
mod files;
mod merge;
mod ufw;

use muster_facts::packet_filter::{BootChange, BootComparison, BootLoader, Reach};
use muster_facts::{FactError, Source};
use muster_target::Context;

pub(in crate::firewall) use self::changes::changes;

use crate::firewall::model::ruleset::{Ruleset, Table};
use crate::firewall::owners::scripts::{self, Tool};
use crate::firewall::sources::Reading;
use crate::firewall::sources::ufw::NAME as UFW;
use crate::readers::boot::Boot;

/// What one firewall loads at boot.
struct Load {
    /// See `manager.name`.
    name: &'static str,
    /// See `boot-loader.file`.
    file: String,
    tables: Vec<Table>,
}

/// See the module.
pub(in crate::firewall) struct Booted<'c> {
    context: Context<'c>,
    boot: &'c Boot,
    loaders: Vec<BootLoader>,
    /// All rules, where what nothing is known to bring back is gone.
    ruleset: Ruleset,
    /// All rules, where it comes back; none where there is nothing of the kind.
    with_unclaimed: Option<Ruleset>,
    /// See `boot-comparison.unclaimed`.
    unclaimed: Vec<Source>,
}

impl<'c> Booted<'c> {
    /// None where nothing starts at boot that loads rules from files.
    ///
    /// # Errors
    /// When the files cannot be followed.
    pub(in crate::firewall) fn of(
        context: Context<'c>,
        boot: &'c Boot,
        reading: &Reading,
    ) -> Result<Option<Self>, FactError> {
        if !reading.in_force {
            return Ok(None);
        }
        // In the order in which boot runs them: a later one replaces what an earlier one has loaded.
        let mut loads = Vec::new();
        loads.extend(files::nft(context, boot)?);
        loads.extend(files::iptables(context, boot)?);
        loads.extend(ufw::load(context, boot, &reading.ruleset)?);
        if loads.is_empty() {
            return Ok(None);
        }
        let mut ruleset = reading.ruleset.clone();
        let mut loaders = Vec::new();
        let mut loaded = Vec::new();
        let mut own = Vec::new();
        for load in loads {
            loaders.push(BootLoader {
                name: load.name.to_owned(),
                file: Source::file(&load.file),
            });
            if load.name == UFW {
                own = load.tables;
            } else {
                loaded.push(load);
            }
        }
        for load in &loaded {
            merge::replace(&mut ruleset, load, reading.legacy);
        }
        ufw::apply(&mut ruleset, own);
        let legacy = reading.legacy;
        // What a script of the host's own loads beside the file comes back.
        let is_loaded_otherwise =
            |load: &&Load| scripts::adding(context.system, boot, tool(load.name)).is_some();
        let mut unclaimed: Vec<Source> = Vec::new();
        let mut with_unclaimed = None;
        for load in &loaded {
            let found = merge::unclaimed(&ruleset, load, legacy);
            if found.is_empty() || is_loaded_otherwise(&load) {
                continue;
            }
            // Of a large ruleset there is no second one without need.
            with_unclaimed.get_or_insert_with(|| ruleset.clone());
            merge::drop_unclaimed(&mut ruleset, load, legacy);
            unclaimed.extend(found);
        }
        Ok(Some(Self {
            context,
            boot,
            loaders,
            ruleset,
            with_unclaimed,
            unclaimed,
        }))
    }

    /// Compares with who gets in now.
    ///
    /// # Errors
    /// When a ruleset is too large.
    pub(in crate::firewall) fn compare(
        self,
        now: &[Reach],
        ranges: impl Fn(Ruleset) -> Result<Vec<Reach>, FactError>,
    ) -> Result<BootComparison, FactError> {
        // What changes in any case is what a person is told of first.
        let mut certain: Vec<BootChange> = Vec::new();
        if let Some(ruleset) = self.with_unclaimed {
            certain = changes(now, &ranges(ruleset)?);
        }
        let (changed, unclaimed) = if certain.is_empty() {
            let found = changes(now, &ranges(self.ruleset)?);
            let unclaimed = if found.is_empty() {
                Vec::new()
            } else {
                self.unclaimed
            };
            (found, unclaimed)
        } else {
            (certain, Vec::new())
        };
        let scripts = if changed.is_empty() {
            Vec::new()
        } else {
            scripts_of(self.context, self.boot, &self.loaders)
        };
        Ok(BootComparison {
            loaders: self.loaders,
            scripts,
            unclaimed,
            changes: changed,
        })
    }
}

/// What adds rules to those of the files.
fn scripts_of(context: Context<'_>, boot: &Boot, loaders: &[BootLoader]) -> Vec<Source> {
    let mut found = Vec::new();
    for loader in loaders {
        if loader.name == UFW {
            found.extend(ufw::scripts(context.system));
            continue;
        }
        let tool = tool(&loader.name);
        found.extend(scripts::adding(context.system, boot, tool));
    }
    found.dedup();
    found
}

/// What changes the rules that a service loads.
fn tool(loader: &str) -> Tool {
    match loader {
        "nftables" => Tool::Nft,
        "ip6tables" => Tool::Ip6tables,
        _ => Tool::Iptables,
    }
}
