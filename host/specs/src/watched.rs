//! A case's host that remembers what collectors asked it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use muster_target::{
    Command, Kind, Links, MOST_LINKS, Metadata, Named, Namers, Output, ReadError, Recorded,
    RunError, Space, System, Visitor, WalkLimits, WalkReport, path_names,
};

use crate::block::Question;

/// The host of a case, with what was read of it.
#[derive(Debug)]
pub struct Watched<'a> {
    system: &'a Recorded,
    seen: Mutex<BTreeSet<Question>>,
}

impl<'a> Watched<'a> {
    pub(crate) const fn new(system: &'a Recorded) -> Self {
        Self {
            system,
            seen: Mutex::new(BTreeSet::new()),
        }
    }

    /// What collectors have seen until now.
    pub(crate) fn into_seen(self) -> BTreeSet<Question> {
        self.seen
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, keys: impl IntoIterator<Item = Question>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.extend(keys);
    }

    /// Everything on the way to a path, each link with what it leads to, and one at the end when
    /// `follow`.
    fn note_way(&self, path: &Path, follow: bool) {
        let mut pending = path_names(path);
        let mut at = PathBuf::from("/");
        let mut way = vec![at.clone()];
        let mut links = 0;
        while let Some(name) = pending.pop() {
            if name == Path::new("..") {
                at.pop();
                continue;
            }
            let here = at.join(name);
            way.push(here.clone());
            match self.system.read_link(&here) {
                Ok(target) if links < MOST_LINKS && (follow || !pending.is_empty()) => {
                    links += 1;
                    if target.is_absolute() {
                        at = PathBuf::from("/");
                    }
                    pending.extend(path_names(&target));
                }
                _ => at = here,
            }
        }
        self.note(way.into_iter().map(Question::Path));
    }
}

impl System for Watched<'_> {
    fn kind(&self) -> Kind {
        self.system.kind()
    }

    fn given_name(&self) -> Option<&str> {
        self.system.given_name()
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.note_way(path, true);
        self.system.read(path, limit)
    }

    fn read_part(&self, path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        self.note_way(path, true);
        self.system.read_part(path, offset, length)
    }

    fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError> {
        self.note_way(path, true);
        self.system.read_named_by(path, limit, links, namers)
    }

    fn metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.note_way(path, true);
        self.system.metadata(path)
    }

    fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.note_way(path, false);
        self.system.link_metadata(path)
    }

    fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError> {
        self.note_way(path, true);
        self.system.extended_acl(path)
    }

    fn free_space(&self, path: &Path) -> Result<Option<Space>, ReadError> {
        self.note_way(path, true);
        self.system.free_space(path)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError> {
        self.note_way(path, false);
        self.system.read_link(path)
    }

    /// Whoever lists a directory has seen what is in it: that a file of another name is left alone
    /// can be tested.
    fn list(&self, path: &Path) -> Result<Vec<String>, ReadError> {
        self.note_way(path, true);
        let names = self.system.list(path)?;
        for name in &names {
            self.note_way(&path.join(name), false);
        }
        Ok(names)
    }

    /// Whoever walks has seen everything.
    fn walk_files(
        &self,
        limits: &WalkLimits,
        visitor: &dyn Visitor,
    ) -> Result<WalkReport, ReadError> {
        let paths = self.system.paths();
        self.note(paths.map(Question::Path));
        self.system.walk_files(limits, visitor)
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        self.note([Question::Command(command.clone())]);
        self.system.run(command)
    }

    fn recorded_answers(&self, protocol: &str) -> Option<&str> {
        self.note([Question::Answers(protocol.to_owned())]);
        self.system.recorded_answers(protocol)
    }

    fn now(&self) -> Option<i64> {
        self.note([Question::Clock]);
        self.system.now()
    }

    fn privileged(&self) -> bool {
        self.system.privileged()
    }
}
