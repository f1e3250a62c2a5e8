//! The files that the services of nft and iptables load at boot, and what is in them.

use std::path::Path;

use muster_facts::FactError;
use muster_target::{Context, Kind, System, present};

use super::Load;
use crate::firewall::model::ruleset::{Backend, TableFamily};
use crate::firewall::owners::loaders::{IP6TABLES, IPTABLES, Loader, NFTABLES};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::iptables::save::{self, Origin};
use crate::firewall::sources::nft::script;
use crate::firewall::sources::{nft_sets, read_ipsets};
use crate::readers::assignments::{read_assignments, value};
use crate::readers::boot::{Boot, Start};
use crate::readers::units;
use crate::readers::words::{PREFIXES, split};

/// What the service of nft loads.
pub(super) fn nft(context: Context<'_>, boot: &Boot) -> Result<Option<Load>, FactError> {
    let Some(file) = loaded_file(context.system, boot, &NFTABLES)? else {
        return Ok(None);
    };
    let filled = |names: &script::Names| nft_sets(context, names);
    let ruleset = script::read_booted(context.system, &file, &filled).map_err(FactError::Failed)?;
    Ok(Some(Load {
        name: "nftables",
        file,
        tables: ruleset.tables,
    }))
}

/// What the services of iptables load, for each IP version.
pub(super) fn iptables(context: Context<'_>, boot: &Boot) -> Result<Vec<Load>, FactError> {
    let mut loads = Vec::new();
    for (name, family, loaders) in [
        ("iptables", TableFamily::Ip, &IPTABLES),
        ("ip6tables", TableFamily::Ip6, &IP6TABLES),
    ] {
        let Some(file) = loaded_file(context.system, boot, loaders)? else {
            continue;
        };
        let text = context.system.read_text(Path::new(&file))?;
        let sets = if text.contains("--match-set") {
            read_ipsets(context)
        } else {
            Ipsets::default()
        };
        let origin = Origin {
            family,
            backend: Backend::Files,
            is_file: true,
            name: &file,
            sets: &sets,
        };
        let tables = save::parse(&text, &origin).map_err(FactError::Failed)?;
        loads.push(Load { name, file, tables });
    }
    Ok(loads)
}

/// The file that the first service of a kind loads which starts at boot. None where none starts, its file is
/// not there, or it saves what is in force when it stops, so that this comes back.
fn loaded_file(
    system: &dyn System,
    boot: &Boot,
    loaders: &[Loader],
) -> Result<Option<String>, FactError> {
    for loader in loaders {
        // Another name of a service is no second one: Debian's netfilter-persistent is `iptables` as well.
        let target = boot.target_of(loader.service);
        let is_alias = target != loader.service && loaders.iter().any(|one| one.service == target);
        if is_alias || !matches!(boot.start(loader.service), Start::Yes(_)) {
            continue;
        }
        let known = match of_unit(system, loader)? {
            Some(path) => Some(path),
            None => match of_setting(system, loader)? {
                Some(path) => Some(path),
                None => existing(system, loader)?,
            },
        };
        match known {
            Some(_) if saves_at_stop(system, loader)? => return Ok(None),
            Some(path) => return Ok(Some(path)),
            // A service of one IP version, or one whose script finds nothing to load.
            None if system.kind() != Kind::Recording || loader.is_of_both => {}
            None => {
                return Err(FactError::Failed(format!(
                    "{} loads rules at boot, and the recording has none of its files",
                    loader.service
                )));
            }
        }
    }
    Ok(None)
}

fn existing(system: &dyn System, loader: &Loader) -> Result<Option<String>, FactError> {
    for file in loader.files {
        if present(system.metadata(Path::new(file)))?.is_some() {
            return Ok(Some((*file).to_owned()));
        }
    }
    Ok(None)
}

/// The file that the unit of a service names. None where there is no unit, or it starts a script that knows
/// its file.
fn of_unit(system: &dyn System, loader: &Loader) -> Result<Option<String>, FactError> {
    let unit = format!("{}.service", loader.service);
    let Some(settings) = units::settings(system, &unit)? else {
        return Ok(None);
    };
    let mut files = Vec::new();
    for setting in settings {
        if setting.section != "Service" || setting.key != "ExecStart" {
            continue;
        }
        if setting.value.is_empty() {
            files.clear();
            continue;
        }
        let words = split(setting.value.trim_start_matches(PREFIXES)).unwrap_or_default();
        let program = words.first().and_then(|word| word.rsplit('/').next());
        let loads = program.is_some_and(|name| name == "nft" || name.ends_with("tables-restore"));
        let named = words.into_iter().skip(1);
        // The script of Gentoo is told its file as well.
        files.extend(named.filter(|word| {
            word.starts_with('/') && (loads || loader.files.contains(&word.as_str()))
        }));
    }
    files.dedup();
    match files.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        _ => Err(FactError::Failed(format!(
            "{unit} loads several files, which Muster does not put together"
        ))),
    }
}

/// The file that a setting of OpenRC names.
fn of_setting(system: &dyn System, loader: &Loader) -> Result<Option<String>, FactError> {
    for (file, variable) in loader.named_by {
        let settings = read_assignments(system, Path::new(file))?.unwrap_or_default();
        let named = value(&settings, variable).map(|one| one.value.clone());
        if let Some(path) = named.filter(|path| path.starts_with('/')) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Whether a service writes what is in force into its file when it stops.
fn saves_at_stop(system: &dyn System, loader: &Loader) -> Result<bool, FactError> {
    for (file, variable) in loader.saved_by {
        let settings = read_assignments(system, Path::new(file))?.unwrap_or_default();
        if value(&settings, variable).is_some_and(|one| one.value.eq_ignore_ascii_case("yes")) {
            return Ok(true);
        }
    }
    Ok(false)
}
