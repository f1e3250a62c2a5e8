//! Where crontabs and directories of scripts are, and which of the files in them cron takes.

use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::jobs::{Job, UnreadPlace};
use muster_target::{FileType, Metadata, ReadError, System, present};

use super::crontab::Flavour;
use crate::readers::accounts::Accounts;
use crate::readers::packages::{Manager, Package, Packages};

const SYSTEM: &str = "/etc/crontab";
const DROP_INS: &str = "/etc/cron.d";
/// Crontabs of users, each with the name of its user: Debian and Alpine, SUSE, Red Hat, and Alpine's own place
/// where the link to it is missing.
const USERS: [&str; 4] = [
    "/var/spool/cron/crontabs",
    "/var/spool/cron/tabs",
    "/var/spool/cron",
    "/etc/crontabs",
];
/// Directories whose scripts are run: those of most distributions, and Alpine's.
pub(super) const DIRECTORIES: [&str; 9] = [
    "/etc/cron.hourly",
    "/etc/cron.daily",
    "/etc/cron.weekly",
    "/etc/cron.monthly",
    "/etc/periodic/15min",
    "/etc/periodic/hourly",
    "/etc/periodic/daily",
    "/etc/periodic/weekly",
    "/etc/periodic/monthly",
];

/// A directory of a package's crontabs holds some dozens.
const MOST_FILES: usize = 1_000;

/// A crontab, and whether cron takes it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: String,
    /// Whose it is; none for one whose lines name the user.
    pub(super) user: Option<String>,
    pub(super) text: String,
    /// The state of jobs in it.
    pub(super) state: &'static str,
}

/// Which cron the host has, by its packages; else by its distribution.
pub(super) fn flavour(system: &dyn System, packages: &Packages, os: &[&str]) -> Flavour {
    let has = |name: &str| matches!(packages.get(name), Some(Package::Installed(_)));
    match packages.manager() {
        Some(_) if has("cronie") => Flavour::Cronie,
        Some(Manager::Dpkg) => Flavour::Debian,
        Some(Manager::Apk) => Flavour::Busybox,
        Some(Manager::Pacman | Manager::Rpm) => Flavour::Cronie,
        None if os.contains(&"debian") => Flavour::Debian,
        None if os.contains(&"alpine") => Flavour::Busybox,
        None if system.metadata(Path::new("/etc/crontabs")).is_ok() => Flavour::Busybox,
        None => Flavour::Cronie,
    }
}

/// Where crontabs are looked for.
pub(super) struct Search<'a> {
    pub(super) system: &'a dyn System,
    pub(super) flavour: Flavour,
    pub(super) accounts: &'a Accounts,
}

impl Search<'_> {
    /// All crontabs of the host. What cannot be read is added to `unread`.
    pub(super) fn crontabs(&self, unread: &mut Vec<UnreadPlace>) -> Vec<Found> {
        let mut found = Vec::new();
        let system = Path::new(SYSTEM);
        self.add(system, None, true, &mut found, unread);
        for name in self.names(Path::new(DROP_INS), unread) {
            let path = Path::new(DROP_INS).join(&name);
            let is_run = is_run(&name, self.flavour);
            self.add(&path, None, is_run, &mut found, unread);
        }
        let mut seen = Vec::new();
        for directory in USERS {
            let directory = Path::new(directory);
            // On Alpine one is a link to another.
            let identity = self.system.metadata(directory).map(|found| found.identity);
            if let Ok(identity) = identity {
                if seen.contains(&identity) {
                    continue;
                }
                seen.push(identity);
            }
            for name in self.names(directory, unread) {
                let path = directory.join(&name);
                let is_file = self.system.metadata(&path).map_or_else(
                    |error| !matches!(error, ReadError::NotFound { .. }),
                    |found| found.file_type == FileType::Regular,
                );
                // What editors and cron itself leave there.
                if is_file
                    && !name.starts_with('.')
                    && !name.starts_with("tmp.")
                    && name != "cron.update"
                {
                    self.add(&path, Some(&name), true, &mut found, unread);
                }
            }
        }
        found
    }

    fn add(
        &self,
        path: &Path,
        user: Option<&str>,
        is_run: bool,
        found: &mut Vec<Found>,
        unread: &mut Vec<UnreadPlace>,
    ) {
        let metadata = match present(self.system.metadata(path)) {
            Ok(Some(metadata)) if metadata.file_type == FileType::Directory => return,
            Ok(Some(metadata)) => metadata,
            Ok(None) => return,
            Err(error) => return unread.push(unread_place(path, &error)),
        };
        let text = match self.system.read_text(path) {
            Ok(text) => text,
            Err(error) => return unread.push(unread_place(path, &error)),
        };
        let is_user = user.is_some();
        let state = if self.flavour == Flavour::Busybox && !is_user {
            Job::STATE_NOT_CALLED
        } else if !is_run {
            Job::STATE_PASSED_OVER
        } else if user.is_some_and(|user| self.lacks(user)) {
            Job::STATE_NO_USER
        } else if self.is_refused(&metadata, user) {
            Job::STATE_REFUSED
        } else {
            Job::STATE_ENABLED
        };
        found.push(Found {
            path: path.display().to_string(),
            user: user.map(str::to_owned),
            text,
            state,
        });
    }

    /// Whether there is no such account; where there are no accounts at all, nothing is known.
    pub(super) fn lacks(&self, user: &str) -> bool {
        self.accounts.user(user).is_none() && self.accounts.users().next().is_some()
    }

    /// Whether cron passes a file over because somebody else could have written it: `database.c` of each.
    fn is_refused(&self, found: &Metadata, user: Option<&str>) -> bool {
        let uid = user
            .and_then(|user| self.accounts.user(user))
            .map(|user| user.uid);
        let is_owned = found.uid == 0 || uid == Some(found.uid);
        match self.flavour {
            Flavour::Debian if user.is_some() => !is_owned || found.mode & 0o7577 != 0o400,
            Flavour::Debian => found.uid != 0 || found.mode & 0o022 != 0,
            Flavour::Cronie => !is_owned || found.mode & 0o7533 != 0o400,
            Flavour::Busybox => false,
        }
    }

    fn names(&self, directory: &Path, unread: &mut Vec<UnreadPlace>) -> Vec<String> {
        match present(self.system.list(directory)) {
            Ok(names) => {
                let mut names = names.unwrap_or_default();
                if names.len() > MOST_FILES {
                    unread.push(UnreadPlace {
                        holds: UnreadPlace::HOLDS_CRON_JOBS.to_owned(),
                        reason: format!(
                            "{} has more than {MOST_FILES} files; the others are not read",
                            directory.display()
                        ),
                        source: Source::file(directory.display().to_string()),
                    });
                    names.truncate(MOST_FILES);
                }
                names
            }
            Err(error) => {
                unread.push(unread_place(directory, &error));
                Vec::new()
            }
        }
    }

    /// The scripts of a directory, each with its state.
    pub(super) fn scripts(
        &self,
        directory: &str,
        unread: &mut Vec<UnreadPlace>,
    ) -> Vec<(PathBuf, &'static str)> {
        let mut found = Vec::new();
        for name in self.names(Path::new(directory), unread) {
            let path = Path::new(directory).join(&name);
            let metadata = match present(self.system.metadata(&path)) {
                Ok(Some(metadata)) => metadata,
                // A link to nothing.
                Ok(None) => continue,
                Err(error) => {
                    unread.push(unread_place(&path, &error));
                    continue;
                }
            };
            // `.placeholder` and the like are there for the package manager alone.
            if metadata.file_type != FileType::Regular || name.starts_with('.') {
                continue;
            }
            let state = if !is_part(&name, self.flavour) {
                Job::STATE_PASSED_OVER
            } else if metadata.mode & 0o111 == 0 {
                Job::STATE_NOT_EXECUTABLE
            } else {
                Job::STATE_ENABLED
            };
            found.push((path, state));
        }
        found
    }
}

pub(super) fn unread_place(path: &Path, error: &ReadError) -> UnreadPlace {
    UnreadPlace {
        holds: UnreadPlace::HOLDS_CRON_JOBS.to_owned(),
        reason: error.to_string(),
        source: Source::file(path.display().to_string()),
    }
}

/// Whether a name has letters, digits, `_` and `-` only, see run-parts(8).
fn is_bare(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// What package managers and editors leave beside a file.
fn is_left_behind(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || [
            "~", ",", ".swp", ".rpmsave", ".rpmorig", ".rpmnew", ".cfsaved",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether cron reads a file of this name in `/etc/cron.d`.
fn is_run(name: &str, flavour: Flavour) -> bool {
    match flavour {
        Flavour::Debian => is_bare(name),
        Flavour::Cronie | Flavour::Busybox => !is_left_behind(name),
    }
}

/// Whether `run-parts` runs a file of this name.
fn is_part(name: &str, flavour: Flavour) -> bool {
    match flavour {
        Flavour::Debian | Flavour::Busybox => is_bare(name),
        Flavour::Cronie => !is_left_behind(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_passed_over_as_each_cron_does() {
        for (name, debian, cronie) in [
            ("backup", true, true),
            ("backup.sh", false, true),
            ("backup~", false, false),
            ("backup.rpmsave", false, false),
            (".placeholder", false, false),
        ] {
            assert_eq!(is_run(name, Flavour::Debian), debian, "{name}");
            assert_eq!(is_part(name, Flavour::Busybox), debian, "{name}");
            assert_eq!(is_run(name, Flavour::Cronie), cronie, "{name}");
            assert_eq!(is_part(name, Flavour::Cronie), cronie, "{name}");
        }
    }
}
