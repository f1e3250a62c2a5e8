//! A target made of files and command outputs held in memory.

mod nodes;
mod paths;
mod system;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Command, Output, RunError, Space};

/// Files and command outputs held in memory. Built by tests, by the rule specifications, and by
/// reading a recording's directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    name: String,
    /// By their paths in plain form, see [`paths::plain`].
    nodes: HashMap<OsString, Node>,
    commands: BTreeMap<Command, Result<Output, RunError>>,
    /// By protocol.
    answers: BTreeMap<String, String>,
    /// Seconds since 1970-01-01 UTC.
    now: Option<i64>,
    /// Whether the nodes are all that a walk through the host would tell of.
    walked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    content: Content,
    /// What lies below it.
    names: BTreeSet<OsString>,
    mode: u32,
    uid: u32,
    gid: u32,
    modified: Option<i64>,
    /// Whether an access control list says more than the mode.
    acl: Option<bool>,
    /// What is left on the file system that begins here.
    space: Option<Space>,
    /// Stands for a file that the collector may not read.
    denied: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    File(Vec<u8>),
    Directory,
    Link(PathBuf),
    Special,
}

impl Recorded {
    /// An empty target.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same target with the name of its host.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..self
        }
    }

    /// Name of the host that was recorded; empty when nobody gave one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds a regular file, `0644 root:root`, and the directories above it.
    #[must_use]
    pub fn file(self, path: impl AsRef<Path>, content: impl Into<Vec<u8>>) -> Self {
        self.node(path.as_ref(), Content::File(content.into()), 0o644)
    }

    /// Adds a directory, `0755 root:root`.
    #[must_use]
    pub fn directory(self, path: impl AsRef<Path>) -> Self {
        self.node(path.as_ref(), Content::Directory, 0o755)
    }

    /// Adds a symbolic link.
    #[must_use]
    pub fn link(self, path: impl AsRef<Path>, leads_to: impl Into<PathBuf>) -> Self {
        self.node(path.as_ref(), Content::Link(leads_to.into()), 0o777)
    }

    /// Adds a FIFO, socket or device.
    #[must_use]
    pub fn special(self, path: impl AsRef<Path>) -> Self {
        self.node(path.as_ref(), Content::Special, 0o644)
    }

    /// Sets mode and owner of something that was added before.
    #[must_use]
    pub fn owned(mut self, path: impl AsRef<Path>, mode: u32, uid: u32, gid: u32) -> Self {
        if let Some(node) = self.node_mut(path.as_ref()) {
            (node.mode, node.uid, node.gid) = (mode, uid, gid);
        }
        self
    }

    /// Sets when something that was added before last changed, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn modified(mut self, path: impl AsRef<Path>, time: i64) -> Self {
        if let Some(node) = self.node_mut(path.as_ref()) {
            node.modified = Some(time);
        }
        self
    }

    /// Says whether an access control list opens something that was added before to more than its mode does.
    #[must_use]
    pub fn acl(mut self, path: impl AsRef<Path>, opens: bool) -> Self {
        if let Some(node) = self.node_mut(path.as_ref()) {
            node.acl = Some(opens);
        }
        self
    }

    /// Says how much room there is on the file system that is mounted at something that was added before.
    #[must_use]
    pub fn space(mut self, path: impl AsRef<Path>, space: Space) -> Self {
        if let Some(node) = self.node_mut(path.as_ref()) {
            node.space = Some(space);
        }
        self
    }

    /// The same target at this time, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn at(self, now: i64) -> Self {
        Self {
            now: Some(now),
            ..self
        }
    }

    /// Says that what is added is all that a walk through the files of the host would tell of.
    #[must_use]
    pub fn walked(self) -> Self {
        Self {
            walked: true,
            ..self
        }
    }

    /// The path of everything that was added, in the order of the paths' names.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.in_order().map(|(path, _)| path)
    }

    /// Makes something that was added before unreadable for the collector.
    #[must_use]
    pub fn denied(mut self, path: impl AsRef<Path>) -> Self {
        if let Some(node) = self.node_mut(path.as_ref()) {
            node.denied = true;
        }
        self
    }

    /// Adds what a command prints, with exit status 0.
    #[must_use]
    pub fn command(self, command: Command, stdout: impl Into<Vec<u8>>) -> Self {
        let output = Output {
            status: 0,
            stdout: stdout.into(),
            stderr: Vec::new(),
        };
        self.outcome(command, Ok(output))
    }

    /// Adds how a command ends.
    #[must_use]
    pub fn outcome(mut self, command: Command, outcome: Result<Output, RunError>) -> Self {
        self.commands.insert(command, outcome);
        self
    }

    /// Adds what the network answers over a protocol.
    #[must_use]
    pub fn answers(mut self, protocol: impl Into<String>, answers: impl Into<String>) -> Self {
        self.answers.insert(protocol.into(), answers.into());
        self
    }
}

#[cfg(test)]
mod tests;
