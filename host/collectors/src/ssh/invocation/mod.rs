//! How sshd is started: by options that decide over its file. Asked are the servers that run, and
//! what starts sshd the next time: systemd's unit, else the files that other service managers read.

mod assignments;
mod options;
mod process;
mod unit;

use std::path::{Path, PathBuf};

use muster_facts::FactError;

pub(super) use self::options::Given;

use self::options::{Options, Parted, Word};
use super::place;
use super::server::CONFIG;
use crate::system::System;

/// Units of Debian and of Fedora.
const SERVICES: [&str; 2] = ["ssh.service", "sshd.service"];

/// What is started for each connection where systemd listens.
const FOR_CONNECTIONS: [&str; 2] = ["ssh@.service", "sshd@.service"];

/// Files of other service managers, and the variables with options that they hold: Debian, Fedora,
/// SUSE, and OpenRC.
const FILES: [(&str, &[&str]); 4] = [
    ("/etc/default/ssh", &["SSHD_OPTS"]),
    ("/etc/sysconfig/sshd", &["OPTIONS", "CRYPTO_POLICY"]),
    ("/etc/sysconfig/ssh", &["SSHD_OPTS"]),
    ("/etc/conf.d/sshd", &["command_args", "SSHD_OPTS"]),
];

/// Variables by which OpenRC names the configuration file, the strongest last; the first one names
/// the directory.
const FILE_VARIABLES: [&str; 3] = ["SSHD_CONFDIR", "SSHD_CONFIG", "cfgfile"];

/// When sshd is started this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// It was, and runs.
    Now,
    /// The next time.
    Next,
}

/// One way in which sshd is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invocation {
    pub(super) when: When,
    /// The configuration file; none where sshd reads none.
    pub(super) config: Option<PathBuf>,
    /// Options that decide over it, in their order.
    pub(super) given: Vec<Given>,
}

impl Invocation {
    fn new(when: When, options: Options) -> Self {
        Self {
            when,
            config: options.file().unwrap_or_else(|| Some(CONFIG.into())),
            given: options.given,
        }
    }

    /// Without options, as a test that asks the real sshd has it.
    #[cfg(test)]
    pub(super) fn of_file(path: &Path) -> Self {
        Self {
            when: When::Next,
            config: Some(path.to_owned()),
            given: Vec::new(),
        }
    }

    /// The words for a call that only asks.
    pub(super) fn words(&self) -> Vec<String> {
        self.given.iter().flat_map(Given::words).collect()
    }

    fn does_the_same(&self, other: &Self) -> bool {
        self.config == other.config && self.words() == other.words()
    }
}

/// Words of a command line. Nobody gives a server as many options.
const MOST_WORDS: usize = 4_096;

/// Every way in which sshd was started, the running servers first, and at least one. Ways that do
/// the same are one.
///
/// # Errors
/// It cannot be told how sshd is started.
pub(super) fn all(system: &dyn System, socket: bool) -> Result<Vec<Invocation>, FactError> {
    let mut found: Vec<Invocation> = Vec::new();
    let mut add = |invocation: Invocation| {
        if !found.iter().any(|known| known.does_the_same(&invocation)) {
            found.push(invocation);
        }
    };
    for running in process::running(system)? {
        let file = running.words.first().map(|word| word.source.name.clone());
        match options::parse(&running.words, running.parted) {
            Ok(options) if options.serves || running.certain => {
                add(Invocation::new(When::Now, options));
            }
            Ok(_) => {}
            Err(why) => return Err(not_understood(&file.unwrap_or_default(), &why)),
        }
    }
    let mut commands = unit::commands(system, &SERVICES)?;
    if socket {
        commands.extend(unit::commands(system, &FOR_CONNECTIONS)?);
    }
    if commands.is_empty() {
        commands.extend(from_files(system)?);
    }
    for words in commands {
        if words.len() > MOST_WORDS {
            let place = words.first().map(|word| place(&word.source));
            let why = format!("it has more than {MOST_WORDS} words");
            return Err(not_understood(&place.unwrap_or_default(), &why));
        }
        let place = words.first().map(|word| place(&word.source));
        let options = options::parse(&words, Parted::Exactly)
            .map_err(|why| not_understood(&place.unwrap_or_default(), &why))?;
        add(Invocation::new(When::Next, options));
    }
    if found.is_empty() {
        found.push(Invocation::new(When::Next, Options::default()));
    }
    Ok(found)
}

fn not_understood(place: &str, why: &str) -> FactError {
    FactError::Failed(format!(
        "{place}: the command line of sshd is not understood: {why}"
    ))
}

/// The options in the files of other service managers; none where there is no such file.
fn from_files(system: &dyn System) -> Result<Option<Vec<Word>>, FactError> {
    let mut words = None;
    for (path, names) in FILES {
        let Some(assignments) = assignments::read(system, Path::new(path))? else {
            continue;
        };
        let words: &mut Vec<Word> = words.get_or_insert_default();
        for name in FILE_VARIABLES {
            let Some(found) = assignments::value(&assignments, name).filter(|_| {
                // Elsewhere they are the variables of somebody else.
                path.starts_with("/etc/conf.d/")
            }) else {
                continue;
            };
            let text = match name {
                "SSHD_CONFDIR" => format!("{}/sshd_config", found.value.trim_end_matches('/')),
                _ => found.value.clone(),
            };
            words.extend(["-f".to_owned(), text].map(|text| Word {
                text,
                source: found.source.clone(),
            }));
        }
        for name in names {
            let Some(found) = assignments::value(&assignments, name) else {
                continue;
            };
            let not_understood = |why| not_understood(&place(&found.source), why);
            if found.value.contains(['$', '`']) {
                return Err(not_understood("Muster does not fill in variables here"));
            }
            let split =
                unit::split(&found.value).ok_or_else(|| not_understood("a quote is not closed"))?;
            words.extend(split.into_iter().map(|text| Word {
                text,
                source: found.source.clone(),
            }));
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests;
