//! Files that the person at the command line names.
#![expect(
    clippy::disallowed_methods,
    reason = "these are the operator's own files, not the target's"
)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A pack, snapshot or evaluation. The snapshot of a large host is about a megabyte.
pub(crate) const LARGEST_INPUT: u64 = 64 << 20;

/// A whole file, or standard input for `-`.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let fail = |error: std::io::Error| Failure::of_file(path, error);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(fail)?;
    } else {
        // A FIFO would be waited for without end, so the type is looked at before opening.
        if !std::fs::metadata(path).map_err(fail)?.is_file() {
            return Err(Failure::of_file(path, "is not a regular file"));
        }
        File::open(path)
            .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
            .map_err(fail)?;
    }
    if bytes.len() as u64 > limit {
        return Err(Failure::of_file(
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
    String::from_utf8(read(path, LARGEST_INPUT)?).map_err(|error| {
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

/// Writes a file so that nobody ever sees half of it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::of_file(path, error);
    // A device or pipe, such as /dev/stdout, is written to as it is.
    let replaceable = std::fs::metadata(path).map_or(true, |metadata| metadata.is_file());
    if !replaceable {
        return File::options()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(fail);
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(format!(".{}.unfinished", std::process::id()));
    let unfinished = PathBuf::from(unfinished);
    // Never through a link that somebody has put there.
    let written = File::options()
        .write(true)
        .create_new(true)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| std::fs::rename(&unfinished, path));
    if written.is_err() {
        // The write's own error is the one to report.
        std::fs::remove_file(&unfinished).ok();
    }
    written.map_err(fail)
}
