//! The command line that systemd starts sshd with: `ExecStart=` of the unit and its drop-ins, with
//! the variables of `Environment=` and `EnvironmentFile=`. See systemd.service(5).

use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_target::{ReadError, System};

use super::launcher;
use super::options::Word;
use super::{Start, Unclear};
use crate::readers::assignments::{self, Assignment};
use crate::readers::units;
use crate::readers::words::{PREFIXES, split};
use crate::ssh::configuration::include;

/// A unit, by all its names, with what its files say.
#[derive(Default)]
struct Unit {
    /// The words of each command, not yet expanded.
    commands: Vec<(String, Source)>,
    /// Files of variables.
    files: Vec<EnvironmentFile>,
    variables: Vec<Assignment>,
    /// Whether its programs see the files of another root.
    has_own_root: bool,
}

/// A file of variables, or a pattern for such files.
struct EnvironmentFile {
    path: String,
    /// Whether it may be missing.
    optional: bool,
    source: Source,
}

/// The command lines of the units with one of these names, as far as they are understood; none where
/// there is no such unit.
///
/// # Errors
/// A file cannot be read.
pub(super) fn commands(
    system: &dyn System,
    names: &[&str],
) -> Result<Vec<Result<Start, Unclear>>, ReadError> {
    let mut found = Vec::new();
    for mut unit in read_units(system, names)? {
        if let Err(unclear) = unit.read_files(system)? {
            found.push(Err(unclear));
            continue;
        }
        let commands = unit.commands.iter();
        found.extend(commands.map(|(command, source)| unit.start(command, source)));
    }
    Ok(found)
}

/// The command lines by which a unit of any name starts sshd itself. What it does else is not asked: it
/// may well start an sshd in a container.
///
/// # Errors
/// A file cannot be read.
pub(super) fn commands_of_other(system: &dyn System, name: &str) -> Result<Vec<Start>, ReadError> {
    let mut found = Vec::new();
    for mut unit in read_units(system, &[name])? {
        if unit.has_own_root || !unit.names_sshd() || unit.read_files(system)?.is_err() {
            continue;
        }
        let commands = unit.commands.iter();
        found.extend(commands.filter_map(|(command, source)| unit.start(command, source).ok()));
    }
    Ok(found)
}

/// The programs of those units that are named like sshd.
pub(super) fn programs(system: &dyn System, names: &[&str]) -> Result<Vec<PathBuf>, ReadError> {
    let units = read_units(system, names)?;
    let commands = units.iter().flat_map(|unit| &unit.commands);
    let words = commands.filter_map(|(command, _)| split(command.trim_start_matches(PREFIXES)));
    Ok(words
        .filter_map(|words| words.into_iter().next())
        .map(PathBuf::from)
        .filter(|program| is_sshd(program))
        .collect())
}

/// The units with one of these names, which may be one.
fn read_units(system: &dyn System, names: &[&str]) -> Result<Vec<Unit>, ReadError> {
    let mut files: Vec<(Option<PathBuf>, Vec<&str>)> = Vec::new();
    for name in names {
        if let Some(path) = units::file(system, name)? {
            // `sshd.service` is mostly a link to `ssh.service`.
            let path = Some(units::linked(system, &path).unwrap_or(path));
            match files.iter_mut().find(|(known, _)| *known == path) {
                Some((_, names)) => names.push(name),
                None => files.push((path, vec![name])),
            }
        }
    }
    if files.is_empty() {
        // Drop-ins may belong to a unit that is not there to be read.
        files.push((None, names.to_vec()));
    }
    let mut found = Vec::new();
    for (main, names) in files {
        // Those of a name that no unit has are never read.
        let names: Vec<&str> = names.into_iter().chain(["service"]).collect();
        let drop_ins: Vec<PathBuf> = units::drop_ins(system, &names)?.into_values().collect();
        if main.is_none() && drop_ins.is_empty() {
            continue;
        }
        let mut unit = Unit::default();
        for path in main.iter().chain(&drop_ins) {
            if let Some(text) = units::text(system, path)? {
                unit.apply(&path.display().to_string(), &text);
            }
        }
        found.push(unit);
    }
    Ok(found)
}

impl Unit {
    fn apply(&mut self, file: &str, text: &str) {
        let entries = units::entries(file, text);
        for entry in entries.iter().filter(|entry| entry.section == "Service") {
            let value = entry.value.as_str();
            let source = || entry.source.clone();
            match entry.key.as_str() {
                "ExecStart" if value.is_empty() => self.commands.clear(),
                "ExecStart" => self.commands.push((value.to_owned(), source())),
                "EnvironmentFile" if value.is_empty() => self.files.clear(),
                "EnvironmentFile" => {
                    let optional = value.strip_prefix('-');
                    self.files.push(EnvironmentFile {
                        path: optional.unwrap_or(value).to_owned(),
                        optional: optional.is_some(),
                        source: source(),
                    });
                }
                "RootDirectory" | "RootImage" => self.has_own_root = !value.is_empty(),
                "Environment" if value.is_empty() => self.variables.clear(),
                "Environment" => {
                    let more = assignments::of_setting(value, &entry.source);
                    self.variables.extend(more);
                }
                _ => {}
            }
        }
    }

    /// Whether a command has a program in it that is named like sshd.
    fn names_sshd(&self) -> bool {
        let mut commands = self.commands.iter();
        commands.any(|(command, _)| command.contains("/sshd"))
    }

    /// Adds what the files say, which counts over `Environment=`.
    fn read_files(&mut self, system: &dyn System) -> Result<Result<(), Unclear>, ReadError> {
        for file in std::mem::take(&mut self.files) {
            let Some(path) = filled_in(&file.path) else {
                return Ok(Err(Unclear::new(&file.source, SPECIFIER)));
            };
            let mut found = false;
            for path in include::expand(system, &path)? {
                if let Some(more) = assignments::read_assignments(system, &path)? {
                    self.variables.extend(more);
                    found = true;
                }
            }
            if !found && !file.optional {
                let why = format!("{path} does not exist, and the unit does not start without it");
                return Ok(Err(Unclear::new(&file.source, &why)));
            }
        }
        Ok(Ok(()))
    }

    /// The command line of a command.
    fn start(&self, command: &str, source: &Source) -> Result<Start, Unclear> {
        let unclear = |why: &str| Unclear::new(source, why);
        let line = command.trim_start_matches(PREFIXES);
        let prefixes = command.strip_suffix(line).unwrap_or_default();
        let mut words = split(line).ok_or_else(|| unclear("a quote is not closed"))?;
        if prefixes.contains('@') && words.len() > 1 {
            // The name that the program gets.
            words.remove(1);
        }
        let mut expanded = Vec::new();
        for word in words {
            let word = filled_in(&word).ok_or_else(|| unclear(SPECIFIER))?;
            expanded.push(word);
        }
        let words = launcher::unwrapped(expanded).map_err(unclear)?;
        let mut words = words.into_iter();
        let program = words.next().unwrap_or_default();
        let mut options = Vec::new();
        for word in words {
            self.expand(&word, source, &mut options)
                .ok_or_else(|| unclear("Muster does not fill in one of its `$`"))?;
        }
        Ok(Start::new(&program, options))
    }

    /// `$NAME` as a whole word becomes the words of its value; `${NAME}` a part of one.
    fn expand(&self, word: &str, source: &Source, words: &mut Vec<Word>) -> Option<()> {
        let variable = |name: &str| assignments::value(&self.variables, name);
        if let Some(name) = word.strip_prefix('$').filter(|name| is_name(name)) {
            let Some(found) = variable(name) else {
                return Some(());
            };
            words.extend(split(&found.value)?.into_iter().map(|text| Word {
                text,
                source: found.source.clone(),
            }));
            return Some(());
        }
        let mut text = String::new();
        let mut place = source;
        let mut rest = word;
        while let Some((before, after)) = rest.split_once('$') {
            text.push_str(before);
            if let Some(after) = after.strip_prefix('$') {
                text.push('$');
                rest = after;
                continue;
            }
            let (name, after) = after.strip_prefix('{')?.split_once('}')?;
            if let Some(found) = variable(name) {
                text.push_str(&found.value);
                place = &found.source;
            }
            rest = after;
        }
        text.push_str(rest);
        words.push(Word {
            text,
            source: place.clone(),
        });
        Some(())
    }
}

/// What is said of a `%` that depends on more than the unit.
const SPECIFIER: &str = "Muster does not fill in one of its `%`";

/// Fills in the specifiers that are the same in every unit of the system, see systemd.unit(5); none
/// where there is another one.
fn filled_in(text: &str) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        filled.push_str(before);
        let mut after = after.chars();
        filled.push_str(match after.next()? {
            '%' => "%",
            'C' => "/var/cache",
            'E' => "/etc",
            'L' => "/var/log",
            'S' => "/var/lib",
            'T' => "/tmp",
            'V' => "/var/tmp",
            'U' => "0",
            'h' => "/root",
            't' => "/run",
            'u' => "root",
            _ => return None,
        });
        rest = after.as_str();
    }
    filled.push_str(rest);
    Some(filled)
}

pub(super) fn is_sshd(program: &Path) -> bool {
    program.file_name().is_some_and(|name| name == "sshd")
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
