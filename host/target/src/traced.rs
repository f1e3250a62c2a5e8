//! A target that says in the log what is asked of it, so that anyone can see what Muster reads.

use std::path::{Path, PathBuf};

use super::{
    Command, Kind, Links, Metadata, Named, Namers, Output, ReadError, RunError, Space, System,
    Visitor, WalkLimits, WalkReport,
};

/// Another target, with a line in the log for every file, link, directory and command.
pub(crate) struct Traced<'a>(pub(crate) &'a dyn System);

impl System for Traced<'_> {
    fn kind(&self) -> Kind {
        self.0.kind()
    }

    fn given_name(&self) -> Option<&str> {
        self.0.given_name()
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let read = self.0.read(path, limit);
        tracing::trace!(file = %path.display(), bytes = read.as_ref().map_or(0, Vec::len), "read");
        read
    }

    fn read_start(&self, path: &Path, length: u64) -> Result<Vec<u8>, ReadError> {
        let read = self.0.read_start(path, length);
        tracing::trace!(file = %path.display(), bytes = read.as_ref().map_or(0, Vec::len), "read the start");
        read
    }

    fn read_part(&self, path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        let read = self.0.read_part(path, offset, length);
        tracing::trace!(file = %path.display(), offset, bytes = read.as_ref().map_or(0, Vec::len), "read a part");
        read
    }

    fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError> {
        let read = self.0.read_named_by(path, limit, links, namers);
        let bytes = read.as_ref().map_or(0, |read| read.content.len());
        tracing::trace!(file = %path.display(), bytes, "read");
        read
    }

    fn metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        tracing::trace!(path = %path.display(), "examined");
        self.0.metadata(path)
    }

    fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        tracing::trace!(path = %path.display(), "examined");
        self.0.link_metadata(path)
    }

    fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError> {
        tracing::trace!(path = %path.display(), "examined");
        self.0.extended_acl(path)
    }

    fn free_space(&self, path: &Path) -> Result<Option<Space>, ReadError> {
        tracing::trace!(path = %path.display(), "examined");
        self.0.free_space(path)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError> {
        tracing::trace!(link = %path.display(), "read");
        self.0.read_link(path)
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, ReadError> {
        tracing::trace!(directory = %path.display(), "read");
        self.0.list(path)
    }

    fn walk_files(
        &self,
        limits: &WalkLimits,
        visitor: &dyn Visitor,
    ) -> Result<WalkReport, ReadError> {
        let walked = self.0.walk_files(limits, visitor);
        let entries = walked.as_ref().map_or(0, |walked| walked.entries);
        tracing::trace!(entries, "walked through all files");
        walked
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        let output = self.0.run(command);
        let bytes = output.as_ref().map_or(0, |output| output.stdout.len());
        tracing::trace!(%command, bytes, "run");
        output
    }

    fn recorded_answers(&self, protocol: &str) -> Option<&str> {
        let answers = self.0.recorded_answers(protocol);
        tracing::trace!(
            protocol,
            bytes = answers.map_or(0, str::len),
            "read answers"
        );
        answers
    }

    fn now(&self) -> Option<i64> {
        tracing::trace!("read the clock");
        self.0.now()
    }

    fn privileged(&self) -> bool {
        self.0.privileged()
    }
}
