//! One walk through everything that is on the disks of a target: what is found in each directory is shown to a
//! visitor, who says what to keep.
//!
//! No link is followed, and no file system is entered that is in memory, mounted from elsewhere, or was walked through
//! at another path. It does not know what makes a file worth telling.

mod host;
mod mounts;
mod notes;
mod queue;
mod recorded;

use std::time::Duration;

pub use self::mounts::unescaped_mount_field;

use super::FileType;

/// How far a walk goes.
#[derive(Clone, Copy, Debug)]
pub struct WalkLimits {
    /// Files and directories in all.
    pub entries: u64,
    /// Files and directories in one directory.
    pub in_directory: u64,
    /// Directories above one.
    pub depth: usize,
    /// From the beginning to the end.
    pub time: Duration,
}

impl Default for WalkLimits {
    /// A server has some hundred thousand files, of which each takes a microsecond.
    fn default() -> Self {
        Self {
            entries: 2_000_000,
            in_directory: 200_000,
            depth: 128,
            time: Duration::from_secs(20),
        }
    }
}

/// What a file is, by its name in a directory. Links, FIFOs, sockets and devices are not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walked {
    /// A regular file or a directory.
    pub file_type: FileType,
    /// Permission bits, `0o7777`.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// A file or directory that the visitor wants to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its name in the directory; empty for the root of the target.
    pub name: Vec<u8>,
    /// What it is.
    pub walked: Walked,
    /// What the visitor said of it.
    pub marks: u8,
}

/// A directory that is about to be entered.
#[derive(Clone, Copy, Debug)]
pub struct Entered<'a> {
    /// Absolute, without a slash at its end; `/` for the root.
    pub path: &'a [u8],
    /// Whether set-id bits have no effect there.
    pub nosuid: bool,
}

/// Says what a walk keeps. It is asked by several threads, about one directory by one of them.
pub trait Visitor: Sync {
    /// What is to be looked for in a directory, as a number that [`Visitor::marks`] is given again; none for one that
    /// is not entered.
    fn enter(&self, directory: Entered<'_>) -> Option<u8>;

    /// What is to be said of something in a directory; zero for what is not kept.
    fn marks(&self, inside: u8, walked: Walked) -> u8;

    /// All that is kept of one directory, sorted by name. It is called at most once for each.
    fn keep(&self, directory: &[u8], hits: &[Hit]);
}

/// Why a directory was not entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// What is in it is gone after a restart, or made by the kernel.
    Memory,
    /// It is mounted from elsewhere, or of a file system that keeps no owners.
    Foreign,
    /// It is one layer of several, or an image; or the visitor does not want it.
    Storage,
    /// It is walked through at another path.
    Twice,
}

/// What became of a walk. Paths are as text, whatever their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkReport {
    /// Files and directories that were looked at.
    pub entries: u64,
    /// Where the file systems are mounted that were walked through, sorted.
    pub roots: Vec<String>,
    /// What was left out on purpose, sorted by path; the first [`MOST_NOTES`] of it.
    pub skipped: Vec<(String, Skip)>,
    /// What could not be entered, and where the walk ended before its end, with the reason; sorted by path, the first
    /// [`MOST_NOTES`] of it. The walk is complete where there is nothing.
    pub holes: Vec<(String, String)>,
    /// Whether it ended before its end, wherever the rest is.
    pub cut: bool,
}

/// More directories that were left out tell nothing more.
pub const MOST_NOTES: usize = 200;

pub(super) use host::walk as walk_host;
pub(super) use recorded::{not_walked, walk as walk_recorded};

#[cfg(test)]
mod tests;
