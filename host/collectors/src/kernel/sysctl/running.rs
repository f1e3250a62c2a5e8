//! What the kernel runs with, from `/proc/sys`.

use std::path::{Path, PathBuf};

use muster_facts::sysctl::{InterfaceValue, RunningValue};
use muster_facts::{Fact, FactError, Source};
use muster_target::{Kind, System, present};

use super::names::{Interfaces, is_confidential};
use super::numbers::numbers;

/// Where the kernel shows its parameters.
const DIRECTORY: &str = "/proc/sys";
/// One page is the most that the kernel shows of one.
const LARGEST: u64 = 4096;
/// A host with a container for each has some hundreds.
const MOST_INTERFACES: usize = 4096;
/// What is there for the kernel's release alone, which other facts need: a recording with nothing else has
/// not recorded the directory.
const RELEASE: &str = "osrelease";

/// The value of one parameter, by its path.
pub(super) fn value(system: &dyn System, path: &str) -> Fact<RunningValue> {
    running(system)?;
    let file = Path::new(DIRECTORY).join(path);
    let interfaces = match Interfaces::of(path) {
        Some(interfaces) => of_each(system, &interfaces)?,
        None => Vec::new(),
    };
    let found = |state: &str, value| RunningValue {
        state: state.to_owned(),
        value,
        interfaces,
        source: Source::file(file.display().to_string()),
    };
    if is_confidential(path) {
        return Ok(found("other", None));
    }
    match present(system.read(&file, LARGEST))? {
        None => {
            recorded(system, &file)?;
            Ok(found("absent", None))
        }
        Some(bytes) => Ok(match numbers(&String::from_utf8_lossy(&bytes)) {
            Some(value) => found("number", Some(value)),
            None => found("other", None),
        }),
    }
}

/// The names of all network interfaces.
pub(super) fn network_interfaces(system: &dyn System) -> Fact<Vec<String>> {
    running(system)?;
    let directory = PathBuf::from(DIRECTORY).join("net/ipv4/conf");
    let names = present(system.list(&directory))?;
    let names = names.ok_or_else(|| {
        FactError::Failed(format!(
            "{} does not exist, so it is not known which network interfaces there are",
            directory.display()
        ))
    })?;
    bounded(
        names
            .into_iter()
            .filter(|name| is_interface(name))
            .collect(),
    )
}

/// What each interface has. One that goes while it is looked at is left out.
fn of_each(system: &dyn System, interfaces: &Interfaces<'_>) -> Fact<Vec<InterfaceValue>> {
    let directory = Path::new(DIRECTORY).join(interfaces.directory);
    let names = present(system.list(&directory))?.unwrap_or_default();
    let names = bounded(
        names
            .into_iter()
            .filter(|name| is_interface(name) && name != "lo")
            .collect(),
    )?;
    let mut found = Vec::new();
    for name in names {
        let read = |path: PathBuf| present(system.read(&path, LARGEST));
        let file = Path::new(DIRECTORY).join(interfaces.of_one(&name));
        let Some(bytes) = read(file)? else {
            continue;
        };
        let forwarding = read(directory.join(&name).join("forwarding"))?;
        found.push(InterfaceValue {
            value: numbers(&String::from_utf8_lossy(&bytes)),
            forwarding: forwarding.is_some_and(|bytes| bytes.trim_ascii() == b"1"),
            name,
        });
    }
    Ok(found)
}

fn is_interface(name: &str) -> bool {
    !matches!(name, "all" | "default")
}

fn bounded(names: Vec<String>) -> Fact<Vec<String>> {
    if names.len() > MOST_INTERFACES {
        return Err(FactError::Failed(format!(
            "there are more than {MOST_INTERFACES} network interfaces, the most that Muster looks at"
        )));
    }
    Ok(names)
}

fn running(system: &dyn System) -> Fact<()> {
    match system.kind() {
        Kind::Root => Err(FactError::Unsupported(
            "an image at rest runs no kernel".to_owned(),
        )),
        Kind::Live
            if system
                .metadata(&Path::new(DIRECTORY).join("kernel"))
                .is_err() =>
        {
            Err(FactError::Failed(format!("{DIRECTORY} is not there")))
        }
        Kind::Live | Kind::Recording => Ok(()),
    }
}

/// Whether a parameter that a recording does not have was not there: a directory of which something is
/// recorded is recorded whole.
fn recorded(system: &dyn System, file: &Path) -> Fact<()> {
    if system.kind() != Kind::Recording {
        return Ok(());
    }
    let directory = file.parent().unwrap_or(file);
    let names = system.list(directory).unwrap_or_default();
    if names.iter().any(|name| name != RELEASE) {
        return Ok(());
    }
    Err(FactError::Failed(format!(
        "{} is not part of the recording; add the files of its directory",
        file.display()
    )))
}
