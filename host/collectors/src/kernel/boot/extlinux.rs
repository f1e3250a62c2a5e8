//! extlinux and what reads its files, as U-Boot does.

use std::path::Path;

use muster_facts::boot::{Entry, Loader};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::{Found, arguments, kernel_name};

const FILES: [&str; 4] = [
    "/boot/extlinux.conf",
    "/boot/extlinux/extlinux.conf",
    "/boot/syslinux/syslinux.cfg",
    "/boot/syslinux.cfg",
];

/// Adds what the files say.
pub(super) fn add(system: &dyn System, found: &mut Found) -> Fact<()> {
    for file in FILES {
        if let Some(text) = present(system.read_text(Path::new(file)))? {
            add_file(file, &text, found);
        }
    }
    Ok(())
}

fn add_file(file: &str, text: &str, found: &mut Found) {
    let mut loader = Loader {
        kind: Loader::KIND_EXTLINUX.to_owned(),
        asks_for: Loader::ASKS_FOR_NOTHING.to_owned(),
        source: Source::file(file),
    };
    let mut is_kernel = false;
    for (number, line) in (1..).zip(text.lines()) {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let lower = |at: usize| words.get(at).map(|word| word.to_ascii_lowercase());
        match lower(0).as_deref() {
            Some("label") => is_kernel = false,
            Some("linux" | "kernel") => {
                let kernel = words.get(1).copied().and_then(kernel_name);
                is_kernel = kernel.is_some();
                found.entries.extend(kernel.map(|kernel| Entry {
                    kernel,
                    arguments: Vec::new(),
                    has_unknown_arguments: false,
                    source: Source::line(file, number),
                }));
            }
            Some("append") if is_kernel => {
                if let Some(entry) = found.entries.last_mut() {
                    let rest = words.get(1..).unwrap_or_default();
                    entry.arguments = arguments::known(&rest.join(" "));
                    entry.source = Source::line(file, number);
                }
            }
            Some("include") => {
                found.gap.get_or_insert(FactError::Failed(format!(
                    "line {number} of {file} includes a file that Muster does not follow"
                )));
            }
            Some("menu") if lower(1).as_deref() == Some("master") => {
                let is_hashed = words.get(3).is_some_and(|word| word.starts_with('$'));
                loader.asks_for = if is_hashed {
                    Loader::ASKS_FOR_PASSWORD
                } else {
                    Loader::ASKS_FOR_PLAIN_PASSWORD
                }
                .to_owned();
                loader.source = Source::line(file, number);
            }
            _ => {}
        }
    }
    found.loaders.push(loader);
}
