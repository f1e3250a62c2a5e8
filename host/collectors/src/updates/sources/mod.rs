//! Where packages come from, and which signatures are asked for: the sources of apt, the repositories of dnf, yum and
//! zypper, and those of apk, which checks all.

mod address;
pub(crate) mod apt;
mod ini;
#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::package_sources::{Check, PackageSource};
use muster_facts::{Fact, FactError, PackageSourcesFacts, Source};
use muster_target::{Collection, System, present};

use self::address::Address;
use super::Apt;

/// A host has some dozens, and an entitled one hundreds in one file.
const MOST_FILES: usize = 1_000;

const APK: &str = "/etc/apk/repositories";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> PackageSourcesFacts {
    let system = collection.context.system;
    PackageSourcesFacts {
        sources: sources(system),
        checks: checks(collection),
    }
}

fn sources(system: &dyn System) -> Fact<Vec<PackageSource>> {
    let mut sources = apt::sources(system)?;
    for program in ini::PROGRAMS {
        sources.extend(program.sources(system)?);
    }
    sources.extend(apk(system)?);
    Ok(sources)
}

fn checks(collection: &Collection<'_>) -> Fact<Vec<Check>> {
    let mut checks = apt::checks(collection.shared::<Apt>()?.configuration()?);
    for program in ini::PROGRAMS {
        checks.extend(program.checks(collection.context.system)?);
    }
    Ok(checks)
}

/// apk has no setting that lets packages in without a signature, but for an option of one command.
fn apk(system: &dyn System) -> Fact<Vec<PackageSource>> {
    let text = present(system.read_text(Path::new(APK)))?.unwrap_or_default();
    let mut sources = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut words = line.split_ascii_whitespace();
        // A tag comes first, as in `@edge https://…`.
        let Some(word) = words.find(|word| !word.starts_with('@')) else {
            continue;
        };
        if word.starts_with('#') {
            continue;
        }
        let address = Address::of(word);
        sources.push(PackageSource {
            program: PackageSource::PROGRAM_APK.to_owned(),
            name: String::new(),
            address: address.shown,
            is_local: address.is_local,
            signatures: PackageSource::SIGNATURES_ANY_KEY.to_owned(),
            source: Source::line(APK, number),
        });
    }
    Ok(sources)
}

/// The files of a directory that a program reads, sorted.
fn files(
    system: &dyn System,
    directory: &str,
    is_read: impl Fn(&str) -> bool,
) -> Fact<Vec<String>> {
    let names = present(system.list(Path::new(directory)))?.unwrap_or_default();
    let names: Vec<String> = names.into_iter().filter(|name| is_read(name)).collect();
    if names.len() > MOST_FILES {
        return Err(FactError::Failed(format!(
            "{directory} has more than {MOST_FILES} files"
        )));
    }
    Ok(names
        .into_iter()
        .map(|name| format!("{directory}/{name}"))
        .collect())
}

/// A name as it can be shown: one that is not plain may have a password in it.
fn plain(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:+-".contains(c);
    if name.len() <= 64 && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        String::new()
    }
}
