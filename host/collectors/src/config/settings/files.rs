//! The files of a source, in the order in which its program reads them.

use std::path::Path;

use muster_facts::{Fact, FactError};
use muster_target::{FileType, ReadError, System, present};

use super::dconf;
use super::sources::{Source, Step};
use crate::readers::drop_ins::by_name;
use crate::readers::units::leads_nowhere;

/// Nobody writes as much by hand.
const LARGEST: u64 = 1 << 20;

/// A host has some dozens.
pub(super) const MOST_FILES: usize = 1_000;

/// A file with its text, or why that is not known.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: Result<String, ReadError>,
}

/// Whether the program of a source is installed.
///
/// # Errors
/// That cannot be told.
pub(super) fn is_installed(system: &dyn System, source: &Source) -> Fact<bool> {
    for program in source.programs {
        if present(system.metadata(Path::new(program)))?.is_some() {
            return Ok(true);
        }
    }
    Ok(source.programs.is_empty())
}

/// Reads the files of a source, the strongest last.
///
/// # Errors
/// It cannot be told which there are.
pub(super) fn read(system: &dyn System, source: &Source) -> Fact<Vec<File>> {
    let mut files = Vec::new();
    for step in source.steps {
        match step {
            Step::FirstOf(paths) => {
                let mut read = paths.iter().map(Path::new);
                files.extend(read.find_map(|path| file(system, path)));
            }
            Step::Directories(directories, suffix) => {
                files.extend(of_directories(system, directories, suffix)?);
            }
            Step::Dconf(profile) => files.extend(dconf::key_files(system, profile)?),
            Step::DconfLocks(profile) => files.extend(dconf::locks(system, profile)?),
            Step::DirectoriesWith(shows, directories, suffix) => {
                if present(system.metadata(Path::new(shows)))?.is_some() {
                    files.extend(of_directories(system, directories, suffix)?);
                }
            }
        }
    }
    Ok(files)
}

/// The files of directories, by name; a link to `/dev/null` or an empty file takes those of weaker directories out.
fn of_directories(system: &dyn System, directories: &[&str], suffix: &str) -> Fact<Vec<File>> {
    let paths = by_name(system, directories, |name, path| {
        if !name.ends_with(suffix) || name.starts_with('.') {
            return Ok(false);
        }
        let is_file = match present(system.metadata(path)) {
            Ok(found) => found.is_some_and(|found| found.file_type == FileType::Regular),
            // It may be one, which is then not read either.
            Err(_) => true,
        };
        Ok(is_file || leads_nowhere(system, path))
    })?;
    if paths.len() > MOST_FILES {
        return Err(FactError::Failed(format!(
            "there are more than {MOST_FILES} files in {}",
            directories.join(", ")
        )));
    }
    let read = paths
        .into_values()
        .filter(|path| !leads_nowhere(system, path));
    Ok(read.filter_map(|path| file(system, &path)).collect())
}

/// None where it is not there.
pub(super) fn file(system: &dyn System, path: &Path) -> Option<File> {
    let text = match present(system.read(path, LARGEST)) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes?).into_owned()),
        Err(error) => Err(error),
    };
    Some(File {
        path: path.display().to_string(),
        text,
    })
}
