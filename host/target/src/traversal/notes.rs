//! What several threads say of a walk.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{MOST_NOTES, Skip, WalkReport};

/// Of each list the first by path are kept, so that two walks through the same files say the same.
#[derive(Debug, Default)]
pub(super) struct Notes(Mutex<Lists>);

#[derive(Debug, Default)]
struct Lists {
    entries: u64,
    roots: BTreeSet<String>,
    skipped: BTreeSet<(String, Skip)>,
    holes: BTreeSet<(String, String)>,
    cut: bool,
}

impl Notes {
    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts entries, and tells how many there are by now.
    pub(super) fn count(&self, entries: u64) -> u64 {
        let mut lists = self.lists();
        lists.entries += entries;
        lists.entries
    }

    pub(super) fn root(&self, path: &[u8]) {
        self.lists().roots.insert(text(path));
    }

    pub(super) fn skip(&self, path: &[u8], why: Skip) {
        let skipped = &mut self.lists().skipped;
        skipped.insert((text(path), why));
        if skipped.len() > MOST_NOTES {
            skipped.pop_last();
        }
    }

    pub(super) fn hole(&self, path: &[u8], reason: impl Into<String>) {
        let holes = &mut self.lists().holes;
        holes.insert((text(path), reason.into()));
        if holes.len() > MOST_NOTES {
            holes.pop_last();
        }
    }

    /// The walk ends: it is the whole tree that was not walked through.
    pub(super) fn cut(&self, reason: String) {
        self.hole(b"/", reason);
        self.lists().cut = true;
    }

    pub(super) fn report(self) -> WalkReport {
        let lists = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        WalkReport {
            entries: lists.entries,
            roots: lists.roots.into_iter().collect(),
            skipped: lists.skipped.into_iter().collect(),
            holes: lists.holes.into_iter().collect(),
            cut: lists.cut,
        }
    }
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
