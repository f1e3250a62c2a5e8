//! What a walk looks for, and what it keeps.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use muster_target::{Entered, FileType, Hit, Visitor, Walked};

use super::homes::Homes;
use super::known::Known;
use super::places::{Example, MOST_EXAMPLES, Places};
use super::storage::Storage;

const WORLD_WRITABLE: u8 = 1;
const UNOWNED: u8 = 2;
const SET_ID: u8 = 4;
const LOG: u8 = 8;

const STICKY: u32 = 0o1000;
const SET_UID: u32 = 0o4000;
const EXECUTABLE: u32 = 0o111;
/// Without the second, the first is of another meaning, see inode(7).
const SET_GID: u32 = 0o2010;

/// Where everybody leaves files.
const SHARED: [&[u8]; 2] = [b"/tmp", b"/var/tmp"];
const LOGS: &[u8] = b"/var/log";

/// The most files that are listed one by one, of each kind.
pub(super) const MOST_FILES: usize = 2_000;

/// A file that is told by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeptFile {
    pub(super) path: String,
    /// The home that it is in.
    pub(super) home: Option<String>,
    pub(super) mode: u32,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// Files of one kind, one more than are listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) all: Vec<KeptFile>,
}

/// All that is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptFiles {
    pub(super) world_writable: Places,
    pub(super) unowned: Places,
    pub(super) set_id: Kept,
    pub(super) logs: Kept,
}

pub(super) struct Wanted<'a> {
    storage: Storage,
    homes: &'a Homes,
    /// None where it is not known whose numbers there are.
    known: Option<&'a Known>,
    kept: Mutex<KeptFiles>,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(storage: Storage, homes: &'a Homes, known: Option<&'a Known>) -> Self {
        Self {
            storage,
            homes,
            known,
            kept: Mutex::default(),
        }
    }

    pub(super) fn into_kept(self) -> KeptFiles {
        let mut kept = self
            .kept
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        // Threads come to directories in any order.
        kept.set_id.all.sort_unstable();
        kept.logs.all.sort_unstable();
        kept
    }
}

impl Visitor for Wanted<'_> {
    fn enter(&self, directory: Entered<'_>) -> Option<u8> {
        let path = directory.path;
        if self.storage.holds(path) {
            return None;
        }
        let mut inside = UNOWNED;
        if !directory.nosuid {
            inside |= SET_ID;
        }
        if !SHARED.iter().any(|shared| is_in(path, shared)) {
            inside |= WORLD_WRITABLE;
        }
        if is_in(path, LOGS) {
            inside |= LOG;
        }
        Some(inside)
    }

    fn marks(&self, inside: u8, walked: Walked) -> u8 {
        let is_file = walked.file_type == FileType::Regular;
        let mode = walked.mode;
        let mut marks = 0;
        if mode & 0o002 != 0 && (is_file || mode & STICKY == 0) {
            marks |= WORLD_WRITABLE;
        }
        if self
            .known
            .is_some_and(|known| !known.knows(walked.uid, walked.gid))
        {
            marks |= UNOWNED;
        }
        let is_set_id =
            (mode & SET_UID != 0 && mode & EXECUTABLE != 0) || mode & SET_GID == SET_GID;
        if is_file && is_set_id {
            marks |= SET_ID;
        }
        if is_file {
            marks |= LOG;
        }
        marks & inside
    }

    fn keep(&self, directory: &[u8], hits: &[Hit]) {
        let above = Path::new(OsStr::from_bytes(directory));
        let home = self.homes.home_of(above);
        let path = |hit: &Hit| {
            let path = above.join(OsStr::from_bytes(&hit.name));
            path.to_string_lossy().trim_end_matches('/').to_owned()
        };
        let shown = |hit: &Hit| Some(path(hit)).filter(|path| !path.is_empty());
        let path = |hit: &Hit| shown(hit).unwrap_or_else(|| "/".to_owned());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let KeptFiles {
            world_writable,
            unowned,
            set_id,
            logs,
        } = &mut *kept;
        for (mark, places) in [(WORLD_WRITABLE, world_writable), (UNOWNED, unowned)] {
            let fitting = || hits.iter().filter(|hit| hit.marks & mark != 0);
            let total = fitting().count() as u64;
            match &home {
                _ if total == 0 => {}
                Some(home) => places.add_to_home(home.clone(), total),
                None => {
                    let examples = fitting().take(MOST_EXAMPLES).map(|hit| Example {
                        path: path(hit),
                        is_directory: hit.walked.file_type == FileType::Directory,
                        mode: hit.walked.mode,
                        uid: hit.walked.uid,
                        gid: hit.walked.gid,
                    });
                    let directory = above.to_string_lossy().into_owned();
                    places.add(directory, total, examples.collect());
                }
            }
        }
        for (mark, kept) in [(SET_ID, set_id), (LOG, logs)] {
            let more = (MOST_FILES + 1).saturating_sub(kept.all.len());
            let fitting = hits.iter().filter(|hit| hit.marks & mark != 0);
            kept.all.extend(fitting.take(more).map(|hit| KeptFile {
                path: path(hit),
                home: home.clone(),
                mode: hit.walked.mode,
                uid: hit.walked.uid,
                gid: hit.walked.gid,
            }));
        }
    }
}

/// Whether a directory is another, or lies in it.
fn is_in(path: &[u8], directory: &[u8]) -> bool {
    let rest = path.strip_prefix(directory);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}
