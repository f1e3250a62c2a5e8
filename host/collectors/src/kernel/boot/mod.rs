//! What boot loaders and the running kernel were told: GRUB's `grub.cfg`, the files of the Boot Loader Specification,
//! those of extlinux, and `/proc/cmdline`.
//!
//! Of arguments only those of a list are kept, and of passwords only whether there is one.

mod arguments;
mod extlinux;
mod grub;
mod script;
mod snippets;
#[cfg(test)]
mod tests;
mod variables;

use std::path::Path;

use muster_facts::boot::{Argument, Entry, Loader};
use muster_facts::{BootFacts, Fact, FactError};
use muster_target::{Collection, ReadError, System, present};

use super::mounts::fstab;
use super::{refuse_container, refuse_without_kernel};

const COMMAND_LINE: &str = "/proc/cmdline";

/// Where the partition that the firmware reads may be, and that of boot loaders.
const PARTITIONS: [&str; 3] = ["/boot", "/boot/efi", "/efi"];

/// A host has some dozens of kernels at most.
const MOST_FILES: usize = 1_000;

/// What the loaders of a target say.
#[derive(Default)]
struct Found {
    loaders: Vec<Loader>,
    entries: Vec<Entry>,
    /// What could not be read, so that there may be more entries.
    gap: Option<FactError>,
}

/// What to write in place of an argument that Muster does not read; nothing for one that it does.
#[must_use]
pub fn help_for(name: &str) -> Option<String> {
    arguments::help_for(name)
}

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> BootFacts {
    let system = collection.context.system;
    let (loaders, entries) = match found(system) {
        Ok(Found {
            loaders,
            entries,
            gap,
        }) => (
            if loaders.is_empty() {
                Err(FactError::Unsupported(
                    "no boot loader that Muster knows is configured here".to_owned(),
                ))
            } else {
                Ok(loaders)
            },
            gap.map_or(Ok(entries), Err),
        ),
        Err(error) => (Err(error.clone()), Err(error)),
    };
    BootFacts {
        known_arguments: Ok(arguments::KNOWN.map(str::to_owned).into()),
        loaders,
        entries,
        running_arguments: running(system),
    }
}

fn running(system: &dyn System) -> Fact<Vec<Argument>> {
    refuse_without_kernel(system)?;
    match present(system.read_text(Path::new(COMMAND_LINE)))? {
        Some(text) => Ok(arguments::known(&text)),
        None => Err(FactError::Unsupported(format!(
            "the target has no {COMMAND_LINE}"
        ))),
    }
}

fn found(system: &dyn System) -> Fact<Found> {
    refuse_container(system)?;
    let mut found = Found::default();
    let variables = grub::add(system, &mut found)?;
    snippets::add(system, &variables, &mut found)?;
    extlinux::add(system, &mut found)?;
    if found.entries.is_empty() && found.loaders.is_empty() && found.gap.is_none() {
        return Err(match unmounted(system)? {
            Some(place) => FactError::Failed(format!(
                "/etc/fstab mounts {place}, and nothing of a boot loader is there: mount it"
            )),
            None => FactError::Unsupported("no boot loader is configured here".to_owned()),
        });
    }
    Ok(found)
}

/// The place of a boot loader that boot mounts.
fn unmounted(system: &dyn System) -> Fact<Option<&'static str>> {
    let mounted = fstab::entries(system)?;
    let mut places = mounted.iter().map(|entry| entry.path.as_str());
    Ok(places.find_map(|place| PARTITIONS.into_iter().find(|known| *known == place)))
}

/// The files of a directory whose names end so, sorted; none where there is no such directory.
fn listed(system: &dyn System, directory: &str, end: &str) -> Result<Vec<String>, ReadError> {
    let names = present(system.list(Path::new(directory)))?.unwrap_or_default();
    let names = names.into_iter().filter(|name| name.ends_with(end));
    Ok(names
        .take(MOST_FILES)
        .map(|name| format!("{directory}/{name}"))
        .collect())
}

/// The name of a kernel's file; none where what is started is something else, such as a test of the memory.
fn kernel_name(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._+-~".contains(c);
    if name.starts_with("memtest") || name.starts_with("mt86") {
        return None;
    }
    Some(
        if !name.is_empty() && name.len() <= 128 && name.chars().all(is_plain) {
            name.to_owned()
        } else {
            "a kernel".to_owned()
        },
    )
}
