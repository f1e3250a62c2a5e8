//! Backups, by what they leave behind in the directory that the project names: the file that says when
//! one last succeeded, and the files whose names the project says backups have.
//!
//! What is in them is secret. Of the first only the time that it says leaves the collector, of the
//! others only whether they begin as their names promise.

mod artefacts;
mod beginning;
mod marker;

use std::path::Path;

use muster_facts::backups::Place;
use muster_facts::targets::{Backup, FileNames};
use muster_facts::{BackupsFacts, Fact, FactError, Source};
use muster_target::{Collection, FileType, Kind, System, present};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> BackupsFacts {
    let system = collection.context.system;
    let backup = &collection.context.targets.backup;
    let Some(directory) = backup.directory.as_deref() else {
        return BackupsFacts {
            overview: Ok(None),
            asked_at: asked_at(system),
            marker: Ok(None),
            artefacts: Ok(Vec::new()),
        };
    };
    BackupsFacts {
        overview: overview(system, directory, backup).map(Some),
        asked_at: asked_at(system),
        marker: backup
            .marker
            .as_deref()
            .map(|name| marker::success_marker(system, &directory.join(name)))
            .transpose(),
        artefacts: artefacts::artefacts(system, directory, backup),
    }
}

fn asked_at(system: &dyn System) -> Fact<i64> {
    system.now().ok_or_else(|| match system.kind() {
        Kind::Root => FactError::Unsupported(
            "an image at rest has no clock, so nothing in it has an age".to_owned(),
        ),
        Kind::Live | Kind::Recording => FactError::Failed(
            "it is not known when the host was recorded; add to recording.toml: `recorded-at = \"2026-06-01T12:00:00Z\"`"
                .to_owned(),
        ),
    })
}

fn overview(system: &dyn System, directory: &Path, backup: &Backup) -> Fact<Place> {
    let found = present(system.metadata(directory))?;
    let state = match &found {
        None => Place::STATE_MISSING,
        Some(found) if found.file_type == FileType::Directory => Place::STATE_PRESENT,
        Some(_) => Place::STATE_NOT_A_DIRECTORY,
    };
    let acl_extended = match found {
        Some(_) => system.extended_acl(directory)?,
        None => None,
    };
    let texts = |names: &[FileNames]| names.iter().map(ToString::to_string).collect();
    let path = directory.display().to_string();
    Ok(Place {
        state: state.to_owned(),
        mode: found.map(|found| found.mode),
        uid: found.map(|found| found.uid),
        gid: found.map(|found| found.gid),
        acl_extended,
        marker: backup
            .marker
            .as_deref()
            .map(|name| directory.join(name).display().to_string()),
        dumps: texts(&backup.artefacts),
        uploads: texts(&backup.uploads),
        source: Source::file(&path),
        directory: path,
    })
}

#[cfg(test)]
mod tests;
