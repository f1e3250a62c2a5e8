//! The files that dconf's databases are compiled from, see dconf(7). The databases themselves are not read: they hold
//! what `dconf update` found in these files when it last ran.

use std::path::{Path, PathBuf};

use muster_facts::{Fact, FactError};
use muster_target::{FileType, System, present};

use super::files::{File, MOST_FILES, file};

/// Where profiles are, the strongest first.
const PROFILES: [&str; 3] = [
    "/etc/dconf/profile",
    "/usr/local/share/dconf/profile",
    "/usr/share/dconf/profile",
];

/// Where the databases of an administrator are.
const DATABASES: &str = "/etc/dconf/db";

/// Far more than a profile needs: it names a few databases.
const LARGEST_PROFILE: u64 = 1 << 16;

/// The database that Debian compiles for the login screen whenever that starts, and the directory that it compiles it
/// from.
const OF_DEBIAN: (&str, &str) = (
    "/var/lib/gdm3/greeter-dconf-defaults",
    "/usr/share/gdm/dconf",
);

/// The files that set keys in the databases of a profile, the strongest last.
pub(super) fn key_files(system: &dyn System, profile: &str) -> Fact<Vec<File>> {
    let mut files = Vec::new();
    for directory in directories(system, profile)? {
        files.extend(listed(system, &directory)?);
    }
    Ok(files)
}

/// The files that lock keys in the same databases.
pub(super) fn locks(system: &dyn System, profile: &str) -> Fact<Vec<File>> {
    let mut files = Vec::new();
    for directory in directories(system, profile)? {
        files.extend(listed(system, &directory.join("locks"))?);
    }
    Ok(files)
}

/// The directories of a profile's databases, the strongest last. A user's own settings override all of them, and are
/// not for an administrator to decide.
fn directories(system: &dyn System, profile: &str) -> Fact<Vec<PathBuf>> {
    let mut text = None;
    for place in PROFILES {
        let path = Path::new(place).join(profile);
        if let Some(bytes) = present(system.read(&path, LARGEST_PROFILE))? {
            text = Some(String::from_utf8_lossy(&bytes).into_owned());
            break;
        }
    }
    let mut directories = Vec::new();
    for line in text.unwrap_or_default().lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        match line.split_once(':') {
            // A name, not a path.
            Some(("system-db", name)) if !name.contains('/') && !name.starts_with('.') => {
                let directory = Path::new(DATABASES).join(format!("{name}.d"));
                if is_compiled(system, &Path::new(DATABASES).join(name), &directory)? {
                    directories.push(directory);
                }
            }
            Some(("file-db", path)) if path == OF_DEBIAN.0 => {
                directories.push(PathBuf::from(OF_DEBIAN.1));
            }
            _ => {}
        }
    }
    directories.reverse();
    Ok(directories)
}

/// Whether a database has been compiled from a directory at all.
///
/// # Errors
/// It is older than its sources, so its contents are not known.
fn is_compiled(system: &dyn System, database: &Path, directory: &Path) -> Fact<bool> {
    let Some(made) = present(system.metadata(database))? else {
        return Ok(false);
    };
    for place in [directory.to_path_buf(), directory.join("locks")] {
        for name in present(system.list(&place))?.unwrap_or_default() {
            let path = place.join(name);
            let found = present(system.metadata(&path))?;
            let found = found.filter(|found| found.file_type == FileType::Regular);
            let changed = found.and_then(|found| found.modified);
            if changed
                .zip(made.modified)
                .is_some_and(|(changed, made)| changed > made)
            {
                return Err(FactError::Failed(format!(
                    "{} was changed after {} was made of it; run `dconf update`",
                    path.display(),
                    database.display()
                )));
            }
        }
    }
    Ok(true)
}

/// The files of a directory, by name.
fn listed(system: &dyn System, directory: &Path) -> Fact<Vec<File>> {
    let mut names = present(system.list(directory))?.unwrap_or_default();
    names.retain(|name| !name.starts_with('.'));
    if names.len() > MOST_FILES {
        return Err(FactError::Failed(format!(
            "there are more than {MOST_FILES} files in {}",
            directory.display()
        )));
    }
    let mut files = Vec::new();
    for name in names {
        let path = directory.join(name);
        let is_directory = present(system.metadata(&path))?
            .is_some_and(|found| found.file_type == FileType::Directory);
        if !is_directory {
            files.extend(file(system, &path));
        }
    }
    Ok(files)
}
