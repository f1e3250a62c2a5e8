//! The files that backups have left.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use muster_facts::backups::Artefact;
use muster_facts::targets::Backup;
use muster_facts::{Fact, FactError, Source};
use muster_target::{FileType, Metadata, System, present};

use super::beginning::{LONGEST_BEGINNING, beginning};

/// Three backups a day for most of a year.
const MOST_ARTEFACTS: usize = 1_000;

/// Names that are looked at, so that a directory of millions does not hold up a scan.
const MOST_NAMES: usize = 20_000;

/// A file that a backup has left.
struct Found {
    path: PathBuf,
    name: String,
    holds: &'static str,
    metadata: Metadata,
}

pub(super) fn artefacts(
    system: &dyn System,
    directory: &Path,
    backup: &Backup,
) -> Fact<Vec<Artefact>> {
    let mut found = found(system, directory, backup)?;
    // One without a time must not pass for the newest.
    found.sort_by(|a, b| {
        let key = |found: &Found| Reverse(found.metadata.modified);
        key(a).cmp(&key(b)).then_with(|| a.path.cmp(&b.path))
    });
    found.truncate(MOST_ARTEFACTS);
    let described = found.into_iter().map(|found| described(system, found));
    described.collect()
}

fn found(system: &dyn System, directory: &Path, backup: &Backup) -> Fact<Vec<Found>> {
    let mut found = Vec::new();
    let is_directory = present(system.metadata(directory))?
        .is_some_and(|found| found.file_type == FileType::Directory);
    if !is_directory || (backup.artefacts.is_empty() && backup.uploads.is_empty()) {
        return Ok(found);
    }
    let mut names_left = MOST_NAMES;
    let mut below = Vec::new();
    look(
        system,
        directory,
        &mut names_left,
        &mut |path, name, metadata| {
            if metadata.file_type == FileType::Directory {
                below.push(path);
            } else {
                found.extend(fitting(backup, path, name, metadata));
            }
        },
    )?;
    for directory in below {
        look(
            system,
            &directory,
            &mut names_left,
            &mut |path, name, metadata| {
                found.extend(fitting(backup, path, name, metadata));
            },
        )?;
    }
    Ok(found)
}

/// Shows everything in a directory, links as links: what they lead to is another file.
fn look(
    system: &dyn System,
    directory: &Path,
    names_left: &mut usize,
    show: &mut dyn FnMut(PathBuf, String, Metadata),
) -> Fact<()> {
    let names = system.list(directory)?;
    *names_left = names_left.checked_sub(names.len()).ok_or_else(|| {
        FactError::Failed(format!(
            "there are more than {MOST_NAMES} names in the directory of the backups and those below it"
        ))
    })?;
    for name in names {
        let path = directory.join(&name);
        // Old backups are removed at any time.
        if let Some(metadata) = present(system.link_metadata(&path))? {
            show(path, name, metadata);
        }
    }
    Ok(())
}

fn fitting(backup: &Backup, path: PathBuf, name: String, metadata: Metadata) -> Option<Found> {
    if metadata.file_type != FileType::Regular || backup.marker.as_ref() == Some(&name) {
        return None;
    }
    // A dump may have any name, and then no copy of the uploads may pass for one.
    let holds = if backup.uploads.iter().any(|names| names.matches(&name)) {
        Artefact::HOLDS_UPLOADS
    } else if backup.artefacts.iter().any(|names| names.matches(&name)) {
        Artefact::HOLDS_DATABASE
    } else {
        return None;
    };
    Some(Found {
        path,
        name,
        holds,
        metadata,
    })
}

fn described(system: &dyn System, found: Found) -> Fact<Artefact> {
    let path = found.path.display().to_string();
    let begins = match system.read_start(&found.path, LONGEST_BEGINNING) {
        Ok(bytes) => beginning(&found.name, &bytes),
        Err(_) => Artefact::BEGINNING_UNREAD,
    };
    let acl_extended = present(system.extended_acl(&found.path))?.flatten();
    Ok(Artefact {
        holds: found.holds.to_owned(),
        size: found.metadata.size,
        mode: found.metadata.mode,
        uid: found.metadata.uid,
        gid: found.metadata.gid,
        acl_extended,
        modified: found.metadata.modified,
        beginning: begins.to_owned(),
        source: Source::file(&path),
        path,
    })
}
