//! rpm's database of installed packages, in the three formats that it has had: SQLite (Red Hat 9, Fedora, Amazon
//! Linux 2023), ndb (SUSE 15 and 16) and a hash table of Berkeley DB (Red Hat 7 and 8, Amazon Linux 2, SUSE 12).
//!
//! All three hold the same headers. Nothing is locked: a database that changes while it is read is read again.

mod bdb;
mod header;
mod ndb;
mod sqlite;
mod wal;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{Metadata, ReadError, System, present};

pub(crate) use self::header::Header;

/// Where the database is: of old, and where `/var` may be reset. One is often a link to the other.
const DIRECTORIES: [&str; 2] = ["/usr/lib/sysimage/rpm", "/var/lib/rpm"];

/// Servers have some dozen megabytes, and a workstation with everything some hundred.
const LARGEST_DATABASE: u64 = 2 << 30;
const LARGEST_LOG: u64 = 512 << 20;

/// The header of a package lists its files: that of a kernel has a megabyte.
const LARGEST_HEADER: usize = 64 << 20;

/// The largest distributions have some ten thousand packages, of which nobody installs all.
const MOST_PACKAGES: usize = 200_000;

/// How often a database is read that changes meanwhile.
const MOST_READS: usize = 3;

/// Keys for signatures stand among the packages.
const KEY: &str = "gpg-pubkey";

/// What is done with each header; none stands for one that is too large.
type Taker<'a> = dyn FnMut(Option<&[u8]>) -> Result<(), FactError> + 'a;

#[derive(Clone, Copy)]
enum Format {
    Sqlite,
    Ndb,
    Bdb,
}

/// In the order in which rpm looks for them.
const FORMATS: [(Format, &str); 3] = [
    (Format::Sqlite, "rpmdb.sqlite"),
    (Format::Ndb, "Packages.db"),
    (Format::Bdb, "Packages"),
];

/// What the database lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Installed {
    pub(crate) path: String,
    pub(crate) packages: Vec<Header>,
    /// Whether every header of it was understood.
    pub(crate) complete: bool,
}

impl Installed {
    /// Reads the database; none where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is damaged.
    pub(crate) fn read(system: &dyn System) -> Result<Option<Self>, FactError> {
        unchanged(system, &|format, path| {
            Self::read_format(system, format, path)
        })
    }

    fn read_format(system: &dyn System, format: Format, path: &Path) -> Result<Self, FactError> {
        let mut installed = Self {
            path: path.display().to_string(),
            packages: Vec::new(),
            complete: true,
        };
        let mut take = |blob: Option<&[u8]>| {
            match blob.and_then(Header::parse) {
                Some(header) if header.name == KEY => {}
                Some(header) => installed.packages.push(header),
                None => installed.complete = false,
            }
            if installed.packages.len() > MOST_PACKAGES {
                return Err(FactError::Failed(format!(
                    "{} has more packages than Muster reads",
                    path.display()
                )));
            }
            Ok(())
        };
        each_header(system, format, path, &mut take)?;
        Ok(installed)
    }
}

/// The modes that files are packaged with: of those that are asked for and that a package has.
///
/// # Errors
/// When there is no database, or it cannot be read as a whole.
pub(crate) fn file_modes(
    system: &dyn System,
    asked: &BTreeSet<String>,
) -> Result<BTreeMap<String, u32>, FactError> {
    let read = |format, path: &Path| {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        each_header(system, format, path, &mut |blob| {
            let modes = blob.and_then(|blob| header::file_modes(blob, asked));
            let modes = modes.ok_or_else(|| {
                FactError::Failed(format!(
                    "{} has a package whose files Muster cannot read",
                    path.display()
                ))
            })?;
            for (path, mode) in modes {
                // Packages of several architectures may share a file.
                *found.entry(path).or_default() |= mode;
            }
            Ok(())
        })?;
        Ok(found)
    };
    Ok(unchanged(system, &read)?.unwrap_or_default())
}

fn each_header(
    system: &dyn System,
    format: Format,
    path: &Path,
    take: &mut Taker<'_>,
) -> Result<(), FactError> {
    match format {
        Format::Sqlite => sqlite::each_header(system, path, take),
        Format::Ndb => ndb::each_header(system, path, take),
        Format::Bdb => bdb::each_header(system, path, take),
    }
}

/// What is read of the database when nobody writes to it; none where there is none.
fn unchanged<T>(
    system: &dyn System,
    read: &dyn Fn(Format, &Path) -> Result<T, FactError>,
) -> Result<Option<T>, FactError> {
    let Some((format, path)) = find(system)? else {
        return Ok(None);
    };
    for _ in 0..MOST_READS {
        let before = stamp(system, &path)?;
        let found = read(format, &path);
        if stamp(system, &path)? == before {
            return found.map(Some);
        }
    }
    Err(FactError::Failed(format!(
        "{} was written to while it was read; run Muster again when no package is being installed",
        path.display()
    )))
}

/// The database that is in use: of several, as an upgrade may leave them, the one that was written last.
fn find(system: &dyn System) -> Result<Option<(Format, PathBuf)>, FactError> {
    let mut found: Option<(Option<i64>, Format, PathBuf)> = None;
    for directory in DIRECTORIES {
        for (format, name) in FORMATS {
            let path = Path::new(directory).join(name);
            let Some(metadata) = present(system.metadata(&path))? else {
                continue;
            };
            let written = metadata.modified;
            if found.as_ref().is_none_or(|(last, ..)| written > *last) {
                found = Some((written, format, path));
            }
        }
    }
    Ok(found.map(|(_, format, path)| (format, path)))
}

/// What changes when the database does.
fn stamp(system: &dyn System, path: &Path) -> Result<[Option<Metadata>; 2], ReadError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Ok([
        present(system.metadata(path))?,
        present(system.metadata(Path::new(&log)))?,
    ])
}

#[cfg(test)]
mod tests;
