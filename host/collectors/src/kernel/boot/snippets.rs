//! One file for each kernel, as the Boot Loader Specification has it: GRUB of Red Hat and its derivatives reads them, and
//! systemd-boot, whose own settings are in `loader.conf`.

use std::path::Path;

use muster_facts::boot::{Entry, Loader};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::script::statements;
use super::variables::Variables;
use super::{Found, PARTITIONS, kernel_name, listed};

/// Adds what each partition has.
pub(super) fn add(system: &dyn System, variables: &Variables, found: &mut Found) -> Fact<()> {
    for partition in PARTITIONS {
        for file in listed(system, &format!("{partition}/loader/entries"), ".conf")? {
            match present(system.read_text(Path::new(&file))) {
                Ok(Some(text)) => found.entries.extend(entry(&file, &text, variables)),
                Ok(None) => {}
                Err(error) => {
                    found.gap.get_or_insert(error.into());
                }
            }
        }
        add_systemd_boot(system, partition, found)?;
    }
    Ok(())
}

fn add_systemd_boot(system: &dyn System, partition: &str, found: &mut Found) -> Fact<()> {
    let file = format!("{partition}/loader/loader.conf");
    let program = format!("{partition}/EFI/systemd");
    let text = present(system.read_text(Path::new(&file)))?;
    if text.is_none() && present(system.metadata(Path::new(&program)))?.is_none() {
        return Ok(());
    }
    if let Some(image) = listed(system, &format!("{partition}/EFI/Linux"), ".efi")?.first() {
        found.gap.get_or_insert(FactError::Failed(format!(
            "{image} has the arguments of its kernel inside, which Muster does not read"
        )));
    }
    let text = text.unwrap_or_default();
    let mut source = Source::file(file.clone());
    let mut asks_for = Loader::ASKS_FOR_NOTHING;
    for (number, line) in (1..).zip(text.lines()) {
        let mut words = line.split_ascii_whitespace();
        if words.next() == Some("editor") {
            let is_off = matches!(words.next(), Some("no" | "n" | "false" | "f" | "off" | "0"));
            asks_for = if is_off {
                Loader::ASKS_FOR_NO_EDITOR
            } else {
                Loader::ASKS_FOR_NOTHING
            };
            source = Source::line(file.clone(), number);
        }
    }
    found.loaders.push(Loader {
        kind: Loader::KIND_SYSTEMD_BOOT.to_owned(),
        asks_for: asks_for.to_owned(),
        source,
    });
    Ok(())
}

/// What a file boots; none where that is not a kernel with arguments of its own.
fn entry(file: &str, text: &str, variables: &Variables) -> Option<Entry> {
    let mut kernel = None;
    let mut words = Vec::new();
    let mut line = None;
    for (number, text) in (1..).zip(text.lines()) {
        let text = text.trim_start();
        let (key, value) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        match key {
            "linux" => kernel = kernel_name(value.trim()),
            "options" => {
                line.get_or_insert(number);
                // Variables are those of GRUB.
                let found = statements(value).into_iter();
                words.extend(found.flat_map(|statement| statement.words));
            }
            _ => {}
        }
    }
    let arguments = variables.arguments(&words);
    Some(Entry {
        kernel: kernel?,
        arguments: arguments.known,
        has_unknown_arguments: arguments.has_unknown,
        source: match line {
            Some(line) => Source::line(file, line),
            None => Source::file(file),
        },
    })
}
