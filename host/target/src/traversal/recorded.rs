//! The walk through what a recording holds, as the walk of a host goes.

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use super::mounts::{Decision, Mounts};
use super::notes::Notes;
use super::{Entered, Hit, Skip, Visitor, WalkReport, Walked};
use crate::{FileType, Metadata, ReadError};

/// Where the kernel's own files are, whether or not the recording has the table of mounts.
const KERNEL: [&str; 3] = ["/dev", "/proc", "/sys"];

/// Why a recording says nothing of files that nobody looked for.
pub(in super::super) fn not_walked() -> ReadError {
    ReadError::Other {
        path: "/".into(),
        message: "the recording does not say whether it holds all files of the host; if so, write `walked = \
                  true` into recording.toml"
            .to_owned(),
    }
}

/// Walks through nodes that are given in the order of their paths, each with whether it may be read. The table of
/// mounts is that of the recording.
pub(in super::super) fn walk(
    nodes: impl Iterator<Item = (PathBuf, Metadata, bool)>,
    table: &[u8],
    visitor: &dyn Visitor,
) -> WalkReport {
    let mounts = Mounts::parse(table).unwrap_or_default().by_path();
    let notes = Notes::default();
    notes.root(b"/");
    let mut inside: BTreeMap<PathBuf, u8> = BTreeMap::new();
    let mut hits: BTreeMap<PathBuf, Vec<Hit>> = BTreeMap::new();
    let mut left_out: Option<PathBuf> = None;
    for (path, found, denied) in nodes {
        if left_out
            .as_ref()
            .is_some_and(|above| path.starts_with(above))
        {
            continue;
        }
        let is_directory = found.file_type == FileType::Directory;
        let bytes = path.as_os_str().as_bytes();
        let decision = mounts.get(bytes).copied();
        if is_directory {
            let is_of_kernel = KERNEL.iter().any(|one| path == Path::new(one));
            let skipped = match decision {
                Some(Decision::Skip(why)) => Some(why),
                _ if is_of_kernel => Some(Skip::Memory),
                Some(Decision::Walk { .. }) | None => None,
            };
            if let Some(why) = skipped {
                notes.skip(bytes, why);
                left_out = Some(path);
                continue;
            }
            if decision.is_some() {
                notes.root(bytes);
            }
        }
        notes.count(1);
        let walked = Walked {
            file_type: found.file_type,
            mode: found.mode,
            uid: found.uid,
            gid: found.gid,
        };
        let parent = path.parent().unwrap_or(&path);
        // The root is in no directory but itself.
        let entered = match inside.get(parent) {
            Some(entered) => Some(*entered),
            None => enter(visitor, b"/", false),
        };
        let is_looked_at = matches!(found.file_type, FileType::Regular | FileType::Directory);
        if let Some(entered) = entered.filter(|_| is_looked_at) {
            let marks = visitor.marks(entered, walked);
            if marks != 0 {
                let name = path.file_name().map_or(&b""[..], |name| name.as_bytes());
                hits.entry(parent.to_owned()).or_default().push(Hit {
                    name: name.to_vec(),
                    walked,
                    marks,
                });
            }
        }
        if !is_directory {
            continue;
        }
        if denied {
            notes.hole(bytes, "could not be entered when it was recorded");
            left_out = Some(path);
            continue;
        }
        let nosuid = mounts
            .range(..=bytes.to_vec())
            .filter(|(at, _)| path.starts_with(Path::new(std::ffi::OsStr::from_bytes(at))))
            .max_by_key(|(at, _)| at.len())
            .is_some_and(|(_, decision)| *decision == Decision::Walk { nosuid: true });
        match enter(visitor, bytes, nosuid) {
            Some(entered) => {
                inside.insert(path.to_owned(), entered);
            }
            None => {
                notes.skip(bytes, Skip::Storage);
                left_out = Some(path);
            }
        }
    }
    for (directory, mut hits) in hits {
        hits.sort_by(|a, b| a.name.cmp(&b.name));
        visitor.keep(directory.as_os_str().as_bytes(), &hits);
    }
    notes.report()
}

fn enter(visitor: &dyn Visitor, path: &[u8], nosuid: bool) -> Option<u8> {
    visitor.enter(Entered { path, nosuid })
}
