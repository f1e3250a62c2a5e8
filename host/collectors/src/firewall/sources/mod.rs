//! Reads the rules of a target: those in force where commands answer, else those that its files
//! would load at boot. Never takes "could not read" for "no rules".

pub(in crate::firewall) mod firewalld;
pub(in crate::firewall) mod iptables;
pub(in crate::firewall) mod kernel;
pub(in crate::firewall) mod nft;
pub mod ufw;

use std::path::Path;

use muster_facts::packet_filter::Decision;
use muster_facts::{FactError, Source};
use muster_target::{Command, Context, Kind, RunError, present};

use self::iptables::ipset::{self, Ipsets};
use self::iptables::save::Origin;
use crate::firewall::model::ruleset::{Backend, Force, Ruleset, Table, TableFamily};
use crate::firewall::owners::loaders;
use crate::firewall::owners::programs;
use crate::firewall::owners::scripts::{self, Tool};
use crate::readers::boot::{Boot, Start};

/// What was read.
#[derive(Clone, Debug)]
pub(in crate::firewall) struct Reading {
    /// The rules.
    pub(in crate::firewall) ruleset: Ruleset,
    /// See `filter-overview.basis`.
    pub(in crate::firewall) basis: Vec<String>,
    /// Whether the rules are in force, or only in files.
    pub(in crate::firewall) in_force: bool,
    /// Whether `iptables` is the legacy one, which knows nothing of nft's tables.
    pub(in crate::firewall) legacy: bool,
    /// What to say about a port that no rule and no policy judges.
    pub(in crate::firewall) nothing: Decision,
}

const SAVE_COMMANDS: [(&str, TableFamily, &str); 4] = [
    ("iptables-save", TableFamily::Ip, "iptables"),
    ("ip6tables-save", TableFamily::Ip6, "ip6tables"),
    ("iptables-legacy-save", TableFamily::Ip, "iptables-legacy"),
    ("ip6tables-legacy-save", TableFamily::Ip6, "iptables-legacy"),
];

/// Tables that the kernel's legacy iptables has loaded, per family, and the program that lists
/// them.
const LEGACY_TABLES: [(&str, &str); 2] = [
    ("/proc/net/ip_tables_names", "iptables-legacy-save"),
    ("/proc/net/ip6_tables_names", "ip6tables-legacy-save"),
];

/// Reads the rules in force, or else those of the files.
///
/// # Errors
/// When neither can be read in full.
pub(in crate::firewall) fn read_rulesets(
    context: Context<'_>,
    boot: &Boot,
) -> Result<Reading, FactError> {
    match in_force(context)? {
        Some(reading) => Ok(reading),
        None => from_files(context, boot),
    }
}

/// What takes the place of a rule where none decides. That it begins with `nothing ` is part of the
/// contract: see `decision.text`.
fn nothing(does: &str, source: Source) -> Decision {
    Decision {
        text: format!("nothing {does}"),
        source,
    }
}

/// The same for rules that a command lists.
pub(in crate::firewall) fn nothing_judges(command: &str) -> Decision {
    nothing(
        "judges inbound packets: there is no base chain and no rule",
        Source::command(command),
    )
}

/// Standard output of a command; `None` when it is not installed, or cannot be known for this
/// target.
fn output(context: Context<'_>, command: &Command) -> Result<Option<Vec<u8>>, FactError> {
    let output = match context.system.run(command) {
        Ok(output) => output,
        Err(
            RunError::NotInstalled { .. }
            | RunError::NotRunning { .. }
            | RunError::NotRecorded { .. },
        ) => return Ok(None),
        Err(error) => return Err(FactError::Failed(error.to_string())),
    };
    if output.status == 0 {
        return Ok(Some(output.stdout));
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let line = message.lines().next().unwrap_or_default();
    let denied = ["not permitted", "ermission denied", "must be root"];
    Err(if denied.iter().any(|words| message.contains(words)) {
        FactError::Denied(format!(
            "`{command}` needs root: {line}; run Muster as root"
        ))
    } else {
        FactError::Failed(format!(
            "`{command}` ended with status {}: {line}",
            output.status
        ))
    })
}

fn text(context: Context<'_>, command: &Command) -> Result<Option<String>, FactError> {
    output(context, command)?
        .map(|bytes| {
            String::from_utf8(bytes)
                .map_err(|_| FactError::Failed(format!("`{command}` did not print UTF-8 text")))
        })
        .transpose()
}

fn in_force(context: Context<'_>) -> Result<Option<Reading>, FactError> {
    let mut basis = Vec::new();
    let nft = Command::new("nft", ["-j", "list", "ruleset"]);
    let mut ruleset = match output(context, &nft)? {
        Some(json) => {
            basis.push("nft".to_owned());
            nft::json::parse(&json).map_err(FactError::Failed)?
        }
        None => Ruleset::default(),
    };
    let has_nft = !basis.is_empty();
    for table in &mut ruleset.tables {
        if table.force == Force::Unclear {
            table.force = ask_dormant(context, table)?;
        }
    }
    let mut saved = Vec::new();
    let mut legacy = false;
    let no_sets = Ipsets::default();
    let mut sets = None;
    let mut answered = Vec::new();
    for (program, family, name) in SAVE_COMMANDS {
        let Some(text) = text(context, &Command::new(program, []))? else {
            continue;
        };
        answered.push(program);
        if text.contains("--match-set") && sets.is_none() {
            sets = Some(read_ipsets(context));
        }
        let is_nft = text.contains("(nf_tables)");
        // Of two programs with a plain name either may be the one that Docker calls.
        legacy |= !is_nft && program == "iptables-save" && !text.trim().is_empty();
        let origin = Origin {
            family,
            backend: if is_nft {
                Backend::IptablesNft
            } else {
                Backend::IptablesLegacy
            },
            is_file: false,
            name: program,
            sets: sets.as_ref().unwrap_or(&no_sets),
        };
        let tables = iptables::save::parse(&text, &origin).map_err(FactError::Failed)?;
        saved.push((name, tables));
    }
    if !has_nft && answered.is_empty() {
        if kernel::holds_no_rules(context.system) {
            return Ok(Some(Reading {
                ruleset,
                basis: vec!["kernel".to_owned()],
                in_force: true,
                legacy: false,
                nothing: nothing(
                    "filters packets: the kernel has no packet filter loaded",
                    Source::file(kernel::MODULES),
                ),
            }));
        }
        return if context.system.kind() == Kind::Live {
            Err(FactError::Failed(
                "neither nft nor iptables is installed, so the kernel's rules cannot be read; \
                 install nftables"
                    .to_owned(),
            ))
        } else {
            Ok(None)
        };
    }
    for (path, program) in LEGACY_TABLES {
        let loaded = context
            .system
            .read_text(Path::new(path))
            .unwrap_or_default();
        let plain = program.replace("-legacy", "");
        let listed = answered.contains(&program)
            || saved.iter().flat_map(|(_, tables)| tables).any(|table| {
                table.backend == Backend::IptablesLegacy && answered.contains(&plain.as_str())
            });
        if !loaded.trim().is_empty() && !listed {
            return Err(FactError::Failed(format!(
                "{path} names tables that only `{program}` lists, and it is not installed; \
                 install iptables"
            )));
        }
    }
    for (name, tables) in saved {
        let mut used = !has_nft;
        for table in tables {
            used |= merge(&mut ruleset, table, has_nft);
        }
        if used && !basis.iter().any(|known| known == name) {
            basis.push(name.to_owned());
        }
    }
    Ok(Some(Reading {
        nothing: nothing_judges(if has_nft {
            nft::json::COMMAND
        } else {
            "iptables-save"
        }),
        ruleset,
        basis,
        in_force: true,
        legacy,
    }))
}

/// Adds a table of iptables-save to what nft listed. nft shows the same table, and is the
/// authority, unless it holds extensions that nft cannot spell out. Legacy tables are apart.
fn merge(ruleset: &mut Ruleset, table: Table, has_nft: bool) -> bool {
    let same = |other: &&mut Table| {
        other.family == table.family
            && other.name == table.name
            && (other.backend == Backend::IptablesLegacy)
                == (table.backend == Backend::IptablesLegacy)
    };
    match ruleset.tables.iter_mut().find(same) {
        Some(known) if known.backend == Backend::Nft && known.opaque => {
            *known = table;
            true
        }
        Some(_) => false,
        None if table.backend == Backend::IptablesNft && has_nft => false,
        None => {
            ruleset.tables.push(table);
            true
        }
    }
}

/// Asks nft in words where its JSON is not clear about a table's flags.
fn ask_dormant(context: Context<'_>, table: &Table) -> Result<Force, FactError> {
    let command = Command::new(
        "nft",
        [
            "-t",
            "list",
            "table",
            table.family.as_str(),
            table.name.as_str(),
        ],
    );
    let listing = text(context, &command)?.ok_or_else(|| {
        FactError::Failed(format!(
            "`{}` does not say whether table {} is dormant, and `{command}` gave no answer",
            nft::json::COMMAND,
            table.name
        ))
    })?;
    let flags = listing
        .lines()
        .find_map(|line| line.trim().strip_prefix("flags "));
    let dormant = flags.is_some_and(|flags| flags.contains("dormant"));
    Ok(if dormant {
        Force::Dormant
    } else {
        Force::Active
    })
}

/// The sets that rules name. What cannot be listed is only missing where a rule names it.
pub(in crate::firewall) fn read_ipsets(context: Context<'_>) -> Ipsets {
    let command = Command::new("ipset", ["save"]);
    let listed = text(context, &command).map_err(|error| error.reason().to_owned());
    let sets = listed.and_then(|text| match text {
        Some(text) => ipset::parse(&text),
        None => Err(format!("`{command}` gave no answer")),
    });
    sets.unwrap_or_else(Ipsets::unlisted)
}

/// The elements that sets of nft have now.
///
/// # Errors
/// When nft does not list them.
pub(in crate::firewall) fn nft_sets(
    context: Context<'_>,
    names: &nft::script::Names,
) -> Result<nft::script::Filled, String> {
    let command = Command::new("nft", ["-j", "list", "ruleset"]);
    let listed = output(context, &command).map_err(|error| error.reason().to_owned())?;
    let json = listed.ok_or_else(|| format!("`{command}` gave no answer"))?;
    nft::json::elements(&json, names)
}

fn from_files(context: Context<'_>, boot: &Boot) -> Result<Reading, FactError> {
    for name in programs::not_in_files().chain(loaders::not_in_files()) {
        if let Start::Yes(_) = boot.start(name) {
            return Err(only_live(name));
        }
    }
    let mut reading = Reading {
        ruleset: Ruleset::default(),
        basis: Vec::new(),
        in_force: false,
        legacy: false,
        nothing: nothing(
            "loads packet filter rules at boot",
            Source::file(boot.place()),
        ),
    };
    let sets = Ipsets::unlisted("only a running host can list it".to_owned());
    read_nft(context, boot, &mut reading)?;
    let mut found = read_ufw(context, boot, &sets, &mut reading)?;
    for (loaders, tool, family, name) in [
        (
            &loaders::IPTABLES,
            Tool::Iptables,
            TableFamily::Ip,
            "rules-v4",
        ),
        (
            &loaders::IP6TABLES,
            Tool::Ip6tables,
            TableFamily::Ip6,
            "rules-v6",
        ),
    ] {
        let mut saved = false;
        for loader in loaders {
            let enabled = boot.start(loader.service);
            for path in loader.files {
                let Some(text) = present(context.system.read_text(Path::new(path)))? else {
                    continue;
                };
                found = true;
                if matches!(enabled, Start::No(_)) || saved {
                    continue;
                }
                saved = true;
                let origin = Origin {
                    family,
                    backend: Backend::Files,
                    is_file: true,
                    name: path,
                    sets: &sets,
                };
                // iptables-restore replaces whole tables.
                let tables = iptables::save::parse(&text, &origin).map_err(FactError::Failed)?;
                reading.ruleset.tables.retain(|known| {
                    !tables
                        .iter()
                        .any(|t| t.family == known.family && t.name == known.name)
                });
                reading.ruleset.tables.extend(tables);
                reading.basis.push(name.to_owned());
            }
        }
        if !saved && let Some(script) = scripts::loading(context.system, boot, tool) {
            return Err(FactError::Failed(format!(
                "{} loads rules at boot, and only a running host can list them; scan it live, or \
                 record `iptables-save`",
                script.name
            )));
        }
    }
    if !found && !boot.known() {
        return Err(FactError::Failed(format!(
            "there is no output of `{}` and no {}, so it is not known which rules are in \
             force; record the command's output",
            nft::json::COMMAND,
            boot.place()
        )));
    }
    Ok(reading)
}

/// What firewalld loads, and the service that loads a file of nft.
fn read_nft(context: Context<'_>, boot: &Boot, reading: &mut Reading) -> Result<(), FactError> {
    if let Start::Yes(_) = boot.start(firewalld::NAME) {
        let loaded = firewalld::read_firewalld(context.system)?;
        reading.ruleset.tables.extend(loaded.tables);
        reading.basis.push("firewalld-files".to_owned());
    }
    for loader in loaders::NFTABLES {
        let Start::Yes(_) = boot.start(loader.service) else {
            continue;
        };
        let exists = |file: &&&str| context.system.metadata(Path::new(file)).is_ok();
        let Some(file) = loader.files.iter().find(exists) else {
            return Err(only_live(loader.service));
        };
        let loaded =
            nft::script::read_nft_script(context.system, file).map_err(FactError::Failed)?;
        reading.ruleset.tables.extend(loaded.tables);
        reading.basis.push("nft-files".to_owned());
    }
    Ok(())
}

/// What ufw loads; whether it is installed.
fn read_ufw(
    context: Context<'_>,
    boot: &Boot,
    sets: &Ipsets,
    reading: &mut Reading,
) -> Result<bool, FactError> {
    let Some(settings) = ufw::read_settings(context.system)? else {
        return Ok(false);
    };
    if !settings.enabled || matches!(boot.start(ufw::NAME), Start::No(_)) {
        return Ok(true);
    }
    reading.basis.push("ufw-files".to_owned());
    let files = ufw::Files::read(context.system, &settings)?;
    reading
        .ruleset
        .tables
        .extend(files.tables(&settings, sets)?);
    Ok(true)
}

fn only_live(name: &str) -> FactError {
    FactError::Failed(format!(
        "{name} loads the rules at boot, and only a running host can list them; scan it live, or \
         record `{}`",
        nft::json::COMMAND
    ))
}
