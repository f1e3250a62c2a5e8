//! Files that the person at the command line names.
#![expect(
    clippy::disallowed_methods,
    reason = "these are the operator's own files, not the target's"
)]

mod replace;
mod stream;
pub(crate) mod walk;
mod write;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

pub(crate) use self::write::{Mode, create, write};
use crate::failure::Failure;

/// A pack, snapshot or evaluation. The snapshot of a large host is about a megabyte.
pub(crate) const LARGEST_INPUT: u64 = 64 << 20;

/// Makes a directory for the caller alone, and those above it, where they are missing.
pub(crate) fn private_directory(path: &Path) -> Result<(), Failure> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| Failure::of_file(path, error))
}

/// Makes a directory and those above it, as the caller's umask has it, where they are missing.
pub(crate) fn ordinary_directory(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| Failure::of_file(path, error))
}

/// The names in a directory that are text; none where there is no directory.
pub(crate) fn names(path: &Path) -> Result<Vec<String>, Failure> {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::of_file(path, error)),
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.collect())
}

/// Removes a file, where it is there.
pub(crate) fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(())
        }
        Err(error) => Err(Failure::of_file(path, error)),
    }
}

/// A whole file, or standard input for `-`.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let fail = |error: std::io::Error| Failure::of_file(path, error);
    if path == Path::new("-") {
        return content(path, std::io::stdin().lock(), limit);
    }
    // A FIFO would be waited for without end, so the type is looked at before opening.
    if !std::fs::metadata(path).map_err(fail)?.is_file() {
        return Err(irregular(path));
    }
    content(path, File::open(path).map_err(fail)?, limit)
}

/// What is not a file to read.
pub(crate) fn irregular(path: &Path) -> Failure {
    Failure::file_that(path, "is not a regular file")
}

/// All that an open file holds, under the name that it was given.
pub(crate) fn content(path: &Path, file: impl Read, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::of_file(path, error))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::file_that(
            path,
            format!(
                "is larger than {} MiB, the most that Muster reads",
                limit >> 20
            ),
        ));
    }
    Ok(bytes)
}

/// A whole text file, or standard input for `-`.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    text(path, read_bounded(path, LARGEST_INPUT)?)
}

/// The bytes of a file as text.
pub(crate) fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error
            .as_bytes()
            .iter()
            .take(valid)
            .filter(|byte| **byte == b'\n')
            .count();
        Failure::of_file(path, format!("line {line} is not UTF-8 text"))
    })
}
