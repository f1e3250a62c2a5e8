//! Who may act as somebody else.
//!
//! Read in this order: which programs there are; for sudo `/etc/sudoers`, or what SUSE brings below
//! `/usr/etc`, with all that it includes, for sudo-rs its own file before that, for doas `/etc/doas.conf` and
//! `/etc/doas.d`; then nsswitch.conf(5), and the files that rules run as root.
//!
//! Arguments of commands may be passwords, and stay here; so do the values of settings that may be.

mod command;
mod commands;
mod doas;
mod expand;
mod grammar;
mod lines;
mod read;
mod rules;
mod scanner;
mod statement;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use muster_facts::sudoers::{Directory, PolicyFile, Program};
use muster_facts::{DomainFacts as _, Fact, FactError, Source, SudoersFacts};
use muster_target::{Collection, FileType, ReadError, System, present};

use self::rules::Found;
use crate::readers::accounts::Accounts;
use crate::readers::nsswitch;

/// Where programs are, those that an administrator has built first.
const DIRECTORIES: [&str; 4] = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin"];

/// The second is where SUSE has the file that it brings.
const SUDOERS: [&str; 2] = ["/etc/sudoers", "/usr/etc/sudoers"];
/// sudo-rs reads this one in their place where it is there.
const SUDOERS_RS: &str = "/etc/sudoers-rs";
/// Alpine's reads the directory as well.
const DOAS: [&str; 2] = ["/etc/doas.conf", "/usr/local/etc/doas.conf"];
const DOAS_DIRECTORY: &str = "/etc/doas.d";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> SudoersFacts {
    let system = collection.context.system;
    let accounts = match collection.shared::<Accounts>() {
        Ok(accounts) => accounts,
        Err(error) => return SudoersFacts::missing(&error),
    };
    let programs = match programs(system) {
        Ok(programs) => programs,
        Err(error) => return SudoersFacts::missing(&error.into()),
    };
    let host = host_name(system);
    let mut files = Vec::new();
    let mut all = Found::default();
    for program in &programs {
        let found = match program.kind.as_str() {
            Program::KIND_DOAS => doas_rules(system, Path::new(&program.policy), &mut files),
            kind => {
                let read = read::read_policy(system, &host, Path::new(&program.policy));
                files.extend(read.files);
                let mut found = rules::resolve(kind, &host, &read.statements);
                found.problems.extend(read.problems);
                found
            }
        };
        // Parts of two programs are not one.
        let parts = all
            .rules
            .iter()
            .map(|rule| rule.part)
            .max()
            .unwrap_or_default();
        all.rules.extend(found.rules.into_iter().map(|mut rule| {
            rule.part = rule.part.saturating_add(parts);
            rule
        }));
        all.defaults.extend(found.defaults);
        all.problems.extend(found.problems);
    }
    SudoersFacts {
        command_files: Ok(commands::command_files(system, &accounts, &all.rules)),
        directories: directories(system, &programs),
        programs: Ok(programs),
        files: Ok(files),
        problems: Ok(all.problems),
        default_settings: Ok(all.defaults),
        rules: Ok(all.rules),
    }
}

/// The name that `%h` and lists of hosts mean, as hostname(5) has it; empty where it is not known.
fn host_name(system: &dyn System) -> String {
    let text = system
        .read_text(Path::new("/etc/hostname"))
        .unwrap_or_default();
    let mut lines = text.lines().map(str::trim);
    let name = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let name = name.unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn programs(system: &dyn System) -> Result<Vec<Program>, ReadError> {
    let mut found: Vec<Program> = Vec::new();
    for name in ["sudo", "sudo-rs", "doas"] {
        let Some(path) = program(system, name)? else {
            continue;
        };
        let kind = match name {
            "sudo" if is_sudo_rs(system, &path) => Program::KIND_SUDO_RS,
            "sudo" => Program::KIND_SUDO,
            "sudo-rs" => Program::KIND_SUDO_RS,
            _ => Program::KIND_DOAS,
        };
        if found.iter().any(|known| known.kind == kind) {
            continue;
        }
        let policy = match kind {
            Program::KIND_DOAS => first(system, &DOAS)?,
            Program::KIND_SUDO_RS => first(system, &[SUDOERS_RS, SUDOERS[0], SUDOERS[1]])?,
            _ => first(system, &SUDOERS)?,
        };
        let default = match kind {
            Program::KIND_DOAS => DOAS[0],
            _ => SUDOERS[0],
        };
        found.push(Program {
            kind: kind.to_owned(),
            policy: policy.unwrap_or(default).to_owned(),
            source: Source::file(path.display().to_string()),
        });
    }
    Ok(found)
}

fn program(system: &dyn System, name: &str) -> Result<Option<PathBuf>, ReadError> {
    for directory in DIRECTORIES {
        let path = Path::new(directory).join(name);
        if present(system.metadata(&path))?
            .is_some_and(|found| found.file_type == FileType::Regular)
        {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Whether the program is the one in Rust, under the name of the other: Ubuntu's alternatives lead there.
fn is_sudo_rs(system: &dyn System, path: &Path) -> bool {
    let mut at = path.to_owned();
    // From /usr/bin by /etc/alternatives to the program.
    for _ in 0..4 {
        let Ok(target) = system.read_link(&at) else {
            break;
        };
        at = at.parent().unwrap_or(Path::new("/")).join(target);
    }
    let name = at.display().to_string();
    name.ends_with("/sudo-rs") || name.contains("/cargo/")
}

fn first<'a>(system: &dyn System, paths: &[&'a str]) -> Result<Option<&'a str>, ReadError> {
    for path in paths {
        if present(system.metadata(Path::new(path)))?.is_some() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn doas_rules(system: &dyn System, policy: &Path, files: &mut Vec<PolicyFile>) -> Found {
    let mut found = Found::default();
    let mut part = 0;
    let mut file = |path: &Path| {
        let name = path.display().to_string();
        let (state, reason) = match system.read_text(path) {
            Ok(text) => {
                let problems = doas::parse(&name, &text, &mut part, &mut found.rules);
                found.problems.extend(problems);
                (PolicyFile::STATE_READ, None)
            }
            // Without a file doas allows nothing.
            Err(ReadError::NotFound { .. }) => return,
            Err(error) => (PolicyFile::STATE_UNREAD, Some(error.to_string())),
        };
        files.push(PolicyFile {
            state: state.to_owned(),
            reason,
            source: Source::file(&*name),
            path: name,
        });
    };
    // The order is that of Alpine's, whose directory comes first.
    match present(system.list(Path::new(DOAS_DIRECTORY))) {
        Ok(names) => {
            for name in names.unwrap_or_default() {
                if name.ends_with(".conf") {
                    file(&Path::new(DOAS_DIRECTORY).join(name));
                }
            }
            file(policy);
        }
        Err(error) => {
            file(policy);
            files.push(PolicyFile {
                path: DOAS_DIRECTORY.to_owned(),
                state: PolicyFile::STATE_UNREAD.to_owned(),
                reason: Some(error.to_string()),
                source: Source::file(DOAS_DIRECTORY),
            });
        }
    }
    found
}

fn directories(system: &dyn System, programs: &[Program]) -> Fact<Vec<Directory>> {
    // Only sudo itself asks them.
    if !programs
        .iter()
        .any(|program| program.kind == Program::KIND_SUDO)
    {
        return Ok(Vec::new());
    }
    let found = nsswitch::directories(system, &["sudoers"]).map_err(FactError::from)?;
    let described = found.into_iter().map(|found| Directory {
        service: found.service,
        source: found.source,
    });
    Ok(described.collect())
}
