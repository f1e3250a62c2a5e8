//! GRUB: its configuration, also where the firmware's partition has only a stub that leads to it, and the files beside
//! it that hold a password and variables.

use std::path::Path;

use muster_facts::boot::{Entry, Loader};
use muster_facts::{Fact, FactError, Source};
use muster_target::{Kind, System, present};

use super::script::{Statement, Word, statements};
use super::variables::Variables;
use super::{Found, kernel_name, listed};

const DIRECTORIES: [&str; 2] = ["/boot/grub", "/boot/grub2"];
/// Below each of them a distribution has a directory of its own.
const FIRMWARE: [&str; 2] = ["/boot/efi/EFI", "/efi/EFI"];
/// It is there where the firmware is UEFI.
const UEFI: &str = "/sys/firmware/efi";

/// Files that a configuration reads from its own directory: a password and what an administrator adds.
const BESIDE: [&str; 2] = ["user.cfg", "custom.cfg"];

/// What a password that is kept as a hash begins with.
const HASHED: &str = "grub.pbkdf2.";

/// What separates the names of `superusers`.
const SEPARATORS: [char; 5] = [' ', ',', ';', '&', '|'];

/// One configuration with the files beside it.
struct Configuration {
    file: String,
    /// Each file with its statements.
    scripts: Vec<(String, Vec<Statement>)>,
    kept: Option<String>,
}

/// Adds what GRUB says, and returns its variables, which other files use too.
pub(super) fn add(system: &dyn System, found: &mut Found) -> Fact<Variables> {
    let mut variables = Variables::default();
    for configuration in configurations(system)? {
        let mut own = Variables::default();
        for variables in [&mut own, &mut variables] {
            for (_, statements) in &configuration.scripts {
                variables.add_script(statements);
            }
            if let Some(kept) = &configuration.kept {
                variables.add_kept(kept);
            }
        }
        found.loaders.push(configuration.loader(&own));
        configuration.add_entries(&own, &mut found.entries);
    }
    Ok(variables)
}

/// Those that the host boots by; of an image, all that are there.
fn configurations(system: &dyn System) -> Fact<Vec<Configuration>> {
    let mut of_firmware = Vec::new();
    for place in FIRMWARE {
        for directory in listed(system, place, "")? {
            of_firmware.extend(read(system, &directory)?);
        }
    }
    let mut ordinary = Vec::new();
    for directory in DIRECTORIES {
        ordinary.extend(read(system, directory)?);
    }
    let stub = of_firmware
        .iter()
        .find(|one| !one.boots())
        .map(|one| one.file.clone());
    of_firmware.retain(Configuration::boots);
    if ordinary.is_empty() && of_firmware.is_empty() {
        return match stub {
            Some(stub) => Err(FactError::Failed(format!(
                "{stub} leads to a configuration that is not in {}",
                DIRECTORIES.join(" or ")
            ))),
            None => Ok(Vec::new()),
        };
    }
    if system.kind() == Kind::Root || of_firmware.is_empty() || ordinary.is_empty() {
        ordinary.extend(of_firmware);
        return Ok(ordinary);
    }
    // Red Hat 8 has both, of which the firmware knows one.
    let is_uefi = present(system.metadata(Path::new(UEFI)))?.is_some();
    Ok(if is_uefi { of_firmware } else { ordinary })
}

fn read(system: &dyn System, directory: &str) -> Fact<Option<Configuration>> {
    let file = format!("{directory}/grub.cfg");
    let Some(text) = present(system.read_text(Path::new(&file)))? else {
        return Ok(None);
    };
    let mut scripts = vec![(file.clone(), statements(&text))];
    for name in BESIDE {
        let path = format!("{directory}/{name}");
        if let Some(text) = present(system.read_text(Path::new(&path)))? {
            scripts.push((path, statements(&text)));
        }
    }
    Ok(Some(Configuration {
        file,
        scripts,
        kept: present(system.read_text(Path::new(&format!("{directory}/grubenv"))))?,
    }))
}

impl Configuration {
    fn statements(&self) -> impl Iterator<Item = (&str, &Statement)> {
        let files = self.scripts.iter();
        files.flat_map(|(file, all)| all.iter().map(move |one| (file.as_str(), one)))
    }

    /// Whether it starts a kernel, and does not only lead to one that does.
    fn boots(&self) -> bool {
        self.statements().any(|(_, one)| {
            let command = one.command();
            command.is_some_and(|(name, words)| name == "blscfg" || kernel(name, words).is_some())
        })
    }

    fn add_entries(&self, variables: &Variables, entries: &mut Vec<Entry>) {
        for (file, statement) in self.statements() {
            let Some((kernel, words)) = statement
                .command()
                .and_then(|(name, words)| kernel(name, words))
            else {
                continue;
            };
            let arguments = variables.arguments(words);
            entries.push(Entry {
                kernel,
                arguments: arguments.known,
                has_unknown_arguments: arguments.has_unknown,
                source: Source::line(file, statement.line),
            });
        }
    }

    /// Whether it asks for the password of a user who may do everything.
    fn loader(&self, variables: &Variables) -> Loader {
        let superusers: Vec<String> = variables
            .values("superusers")
            .unwrap_or_default()
            .iter()
            .flat_map(|names| names.split(SEPARATORS))
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        let mut asks_for = Loader::ASKS_FOR_NOTHING;
        let mut source = Source::file(self.file.clone());
        for (file, statement) in self.statements() {
            let Some((command, [user, password])) = statement.command() else {
                continue;
            };
            let is_superuser = user
                .text()
                .is_some_and(|user| superusers.iter().any(|name| name == user));
            let found = match command {
                "password_pbkdf2" if is_superuser && is_hashed(password, variables) => {
                    Loader::ASKS_FOR_PASSWORD
                }
                "password" if is_superuser && password.text() != Some("") => {
                    Loader::ASKS_FOR_PLAIN_PASSWORD
                }
                _ => continue,
            };
            // A password that anyone can read is the one to report.
            if asks_for != Loader::ASKS_FOR_PLAIN_PASSWORD {
                asks_for = found;
                source = Source::line(file, statement.line);
            }
        }
        Loader {
            kind: Loader::KIND_GRUB.to_owned(),
            asks_for: asks_for.to_owned(),
            source,
        }
    }
}

fn is_hashed(password: &Word, variables: &Variables) -> bool {
    let texts = variables.texts(password, 2).unwrap_or_default();
    texts.iter().any(|text| text.starts_with(HASHED))
}

/// The kernel that a command starts, and its arguments.
fn kernel<'w>(command: &str, words: &'w [Word]) -> Option<(String, &'w [Word])> {
    let (path, arguments) = words.split_first()?;
    // A path may begin with a variable, and ends with the name.
    let name = match path.0.last() {
        Some(super::script::Part::Text(text)) => text.as_str(),
        Some(super::script::Part::Variable(_)) | None => "",
    };
    match command {
        "linux" | "linux16" | "linuxefi" => Some((kernel_name(name)?, arguments)),
        // Of Xen the kernel is a module.
        "module" | "module2" => {
            let name = kernel_name(name)?;
            let is_kernel = ["vmlinuz", "bzImage", "Image"];
            let is_kernel = is_kernel.iter().any(|start| name.starts_with(start));
            is_kernel.then_some((name, arguments))
        }
        _ => None,
    }
}
