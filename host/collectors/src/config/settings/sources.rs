//! Which settings can be asked for: a closed list of programs, each with its files in the order in which it reads
//! them, the form of their lines, and its keys with what they may be and what holds where nothing sets them.
//!
//! None of the keys holds a secret, and of none is anything shown but what its class allows.

use super::values::Class;
use super::{gnome, others, systemd};

/// How a line of a file sets something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `[Section]` and `Key=value`, of which an empty value stands for the default.
    Systemd,
    /// `[section]` and `key = value`.
    Ini,
    /// `NAME=value`, as a shell reads it.
    Shell,
    /// `key = value`, capitals or not.
    Audit,
    /// `NAME value`.
    LoginDefs,
    /// limits.conf(5).
    Limits,
    /// apt.conf(5).
    Apt,
    /// `[section]` and `key=value` as GVariant writes it, such as `uint32 900`.
    Dconf,
    /// `/section/key`, which users can no longer set.
    DconfLocks,
}

/// Files that are read one after the other, the strongest last.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// The first of these that is there.
    FirstOf(&'static [&'static str]),
    /// What is in these directories and ends so, by name; of two names alike that of the directory that is named
    /// first.
    Directories(&'static [&'static str], &'static str),
    /// The same, where a file is there that shows that somebody reads them.
    DirectoriesWith(&'static str, &'static [&'static str], &'static str),
    /// The files that a dconf profile's databases are compiled from.
    Dconf(&'static str),
    /// The locks of the same databases.
    DconfLocks(&'static str),
}

/// A program, or what stands for one.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// Any of these shows that it is installed; empty for what every system has.
    pub(super) programs: &'static [&'static str],
    /// What it is called, in the sentence that it is not installed.
    pub(super) called: &'static str,
    pub(super) steps: &'static [Step],
    /// Where an administrator writes.
    pub(super) file: &'static str,
    pub(super) service: Option<&'static str>,
    pub(super) keys: &'static [Key],
}

/// A key that can be asked for.
#[derive(Debug)]
pub(super) struct Key {
    /// Empty where files have no sections.
    pub(super) section: &'static str,
    pub(super) name: &'static str,
    pub(super) class: Class,
    pub(super) default: Option<&'static str>,
}

pub(super) const fn key(
    section: &'static str,
    name: &'static str,
    class: Class,
    default: Option<&'static str>,
) -> Key {
    Key {
        section,
        name,
        class,
        default,
    }
}

/// Every source.
pub(super) fn all() -> impl Iterator<Item = &'static Source> {
    systemd::SOURCES
        .iter()
        .chain(others::SOURCES)
        .chain(gnome::SOURCES)
}

/// The source and the key that a rule names.
pub(super) fn find(name: &str) -> Option<(&'static Source, &'static Key)> {
    all().find_map(|source| {
        let rest = name.strip_prefix(source.name)?.strip_prefix('/')?;
        let (section, key) = rest.rsplit_once('/').unwrap_or(("", rest));
        let found = source
            .keys
            .iter()
            .find(|known| known.section == section && known.name == key)?;
        Some((source, found))
    })
}

/// What can be named, of the source that a name begins with, for the message that it cannot.
pub(super) fn choices(name: &str) -> String {
    let source = name.split('/').next().unwrap_or_default();
    let names: Vec<String> = match all().find(|known| known.name == source) {
        Some(known) => known.keys.iter().map(|key| known.full_name(key)).collect(),
        None => all().map(|known| known.name.to_owned()).collect(),
    };
    names.join(", ")
}

impl Source {
    /// A key as rules name it.
    pub(super) fn full_name(&self, key: &Key) -> String {
        match key.section {
            "" => format!("{}/{}", self.name, key.name),
            section => format!("{}/{section}/{}", self.name, key.name),
        }
    }

    /// The line that sets a key, `…` standing for the value.
    pub(super) fn line(&self, key: &Key) -> String {
        let name = key.name;
        match self.form {
            Form::Systemd | Form::Shell | Form::Dconf => format!("{name}=…"),
            Form::DconfLocks => format!("/{}/{name}", key.section),
            Form::Ini | Form::Audit => format!("{name} = …"),
            Form::LoginDefs => format!("{name} …"),
            Form::Limits => format!("* {} {name} …", key.section),
            Form::Apt => format!("{name} \"…\";"),
        }
    }

    /// What stands above it.
    pub(super) fn heading(&self, key: &Key) -> Option<String> {
        matches!(self.form, Form::Systemd | Form::Ini | Form::Dconf)
            .then(|| format!("[{}]", key.section))
    }
}
