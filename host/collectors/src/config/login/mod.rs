//! What a login shell begins with: the mask of new files, the time after which it ends, and where root's looks for
//! programs. By the files that decide, in the order of a login: pam_umask(8), pam_env(8) and login.defs(5), then
//! `/etc/profile` with all that it reads, `/etc/bashrc`, and the files in root's home. No program is run.
//!
//! What other accounts have in their homes is not read. Values of other variables stay here.

mod commands;
mod lexer;
mod pam;
mod reach;
mod shell;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::login::{LoginValue, PathDirectory, PossibleValue};
use muster_facts::{Fact, FactError, LoginFacts, Source};
use muster_target::{Collection, FileType, System, present};

use self::pam::Session;
use self::shell::Shell;
use self::state::{Assigned, Possible, State};
use crate::readers::accounts::Accounts;

/// What every login shell reads; the second is where SUSE has what it brings.
const PROFILES: [&str; 2] = ["/etc/profile", "/usr/etc/profile"];

/// What the files that Red Hat puts into homes read after that.
const BASHRC: &str = "/etc/bashrc";

/// What bash reads in a home, the first that is there.
const OWN: [&str; 3] = [".bash_profile", ".bash_login", ".profile"];

/// A home that there is not.
const OTHER_HOME: &str = "/home/…";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> LoginFacts {
    let system = collection.context.system;
    let home = collection
        .shared::<Accounts>()
        .map(|accounts| root_home(&accounts));
    let session = pam::session(system);
    let session = session.as_ref().map_err(Clone::clone);
    let root = home.and_then(|home| Login::of(system, session.clone()?, Some(&home)));
    let others = session.and_then(|session| Login::of(system, session, None));
    let values = root.as_ref().map_err(Clone::clone).and_then(|root| {
        let others = others.as_ref().map_err(Clone::clone)?;
        let mut values = root.values(LoginValue::WHO_ROOT);
        values.extend(others.values(LoginValue::WHO_OTHERS));
        Ok(values)
    });
    LoginFacts {
        values,
        root_path: root
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|root| directories(system, &root.state.path)),
        unknown_path: root.map(|root| root.state.unknown_path),
    }
}

fn root_home(accounts: &Accounts) -> PathBuf {
    let root = accounts.users().find(|user| user.uid == 0);
    root.map_or_else(|| PathBuf::from("/root"), |user| user.home.clone())
}

/// What comes of a login.
struct Login {
    state: State,
    umasks: Vec<Assigned>,
    timeouts: Vec<Assigned>,
}

impl Login {
    /// Of a session, with the home of root, or that of anybody else.
    fn of(system: &dyn System, session: &Session, root: Option<&Path>) -> Fact<Self> {
        let mut state = State::new();
        for (name, value) in variables(root) {
            state.set_variable(&name, value);
        }
        let umask = session.umask.clone();
        if umask.is_some() {
            state.umask = vec![umask.clone()];
        }
        if let Some((list, source)) = &session.path {
            state.path = list
                .split(':')
                .map(|directory| (directory.to_owned(), source.clone()))
                .collect();
        }
        let mut shell = Shell::new(system, state, root.is_some());
        shell.umasks.extend(umask);
        for profile in PROFILES {
            if present(system.metadata(Path::new(profile))).map_or(true, |found| found.is_some()) {
                shell.read(Path::new(profile))?;
                break;
            }
        }
        match root {
            None => shell.read(Path::new(BASHRC))?,
            Some(home) => {
                for name in OWN {
                    let path = home.join(name);
                    if present(system.metadata(&path)).map_or(true, |found| found.is_some()) {
                        shell.read(&path)?;
                        break;
                    }
                }
            }
        }
        Ok(Self {
            state: shell.state,
            umasks: shell.umasks,
            timeouts: shell.timeouts,
        })
    }

    fn values(&self, who: &str) -> Vec<LoginValue> {
        let value = |name: &str, possible: &Possible, all: &[Assigned]| LoginValue {
            name: name.to_owned(),
            who: who.to_owned(),
            values: described(possible),
            may_be_unset: possible.iter().any(Option::is_none),
            shadowed: all
                .iter()
                .filter(|one| {
                    !possible
                        .iter()
                        .flatten()
                        .any(|known| known.source == one.source)
                })
                .map(|one| fact(one, false))
                .collect(),
        };
        vec![
            value(LoginValue::NAME_UMASK, &self.state.umask, &self.umasks),
            value(LoginValue::NAME_TMOUT, &self.state.timeout, &self.timeouts),
        ]
    }
}

/// What is known of the variables of a login.
fn variables(root: Option<&Path>) -> BTreeMap<String, Option<String>> {
    let uid = if root.is_some() { "0" } else { "1000" };
    let mut variables: BTreeMap<String, Option<String>> = [
        ("-", "himBHs"),
        ("BASH", "/bin/bash"),
        ("BASH_VERSION", "5"),
        ("PS1", "$ "),
        ("TMOUT", ""),
        ("UID", uid),
        ("EUID", uid),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
    .collect();
    // Of the others nobody knows which it is, and nothing in it is read.
    let home = root.map_or_else(|| OTHER_HOME.to_owned(), |home| home.display().to_string());
    variables.insert("HOME".to_owned(), Some(home));
    if root.is_some() {
        variables.insert("USER".to_owned(), Some("root".to_owned()));
    }
    variables
}

/// Several are possible where it depends on something which counts.
fn described(possible: &Possible) -> Vec<PossibleValue> {
    let is_conditional = possible.len() > 1;
    possible
        .iter()
        .flatten()
        .map(|one| fact(one, is_conditional))
        .collect()
}

fn fact(one: &Assigned, conditional: bool) -> PossibleValue {
    PossibleValue {
        value: one.value.clone(),
        conditional,
        read_only: one.read_only,
        exported: one.exported,
        source: one.source.clone(),
    }
}

/// Each directory once, where it stands first.
fn directories(system: &dyn System, path: &[state::Directory]) -> Fact<Vec<PathDirectory>> {
    let mut found: Vec<PathDirectory> = Vec::new();
    for (written, source) in path {
        if found.iter().any(|known| known.written == *written) {
            continue;
        }
        found.push(directory(system, written, source)?);
    }
    Ok(found)
}

fn directory(system: &dyn System, written: &str, source: &Source) -> Fact<PathDirectory> {
    let mut directory = PathDirectory {
        written: shown(written).to_owned(),
        state: PathDirectory::STATE_RELATIVE.to_owned(),
        mode: 0,
        uid: 0,
        source: source.clone(),
    };
    if written.starts_with('/') {
        let found = present(system.metadata(Path::new(written))).map_err(FactError::from)?;
        let state = match found {
            None => PathDirectory::STATE_MISSING,
            Some(found) if found.file_type == FileType::Directory => {
                directory.mode = found.mode & 0o7777;
                directory.uid = found.uid;
                PathDirectory::STATE_DIRECTORY
            }
            Some(_) => PathDirectory::STATE_NOT_A_DIRECTORY,
        };
        state.clone_into(&mut directory.state);
    }
    Ok(directory)
}

/// A directory as it may be shown: a word that is not a path may be anything.
fn shown(written: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._+-@".contains(c);
    match written {
        "" | "." | ".." => written,
        path if path.starts_with('/') && path.len() < 200 && path.chars().all(is_plain) => path,
        path if path.starts_with('/') => "/…",
        _ => "…",
    }
}
