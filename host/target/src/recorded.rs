//! A target made of files and command outputs held in memory.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Component, Path, PathBuf};

use super::named::{Followed, Links, Named, Namers};
use super::traversal::{not_walked, walk_recorded};
use super::walk::{MOST_LINKS, path_names};
use super::{
    Command, FileType, Kind, Metadata, Output, ReadError, RunError, Space, System, Visitor,
    WalkLimits, WalkReport,
};

/// Files and command outputs held in memory. Built by tests, by the rule specifications, and by
/// reading a recording's directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    name: String,
    nodes: BTreeMap<PathBuf, Node>,
    /// Which of the nodes are symbolic links: few.
    links: HashSet<PathBuf>,
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
        if let Some(node) = self.nodes.get_mut(path.as_ref()) {
            (node.mode, node.uid, node.gid) = (mode, uid, gid);
        }
        self
    }

    /// Sets when something that was added before last changed, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn modified(mut self, path: impl AsRef<Path>, time: i64) -> Self {
        if let Some(node) = self.nodes.get_mut(path.as_ref()) {
            node.modified = Some(time);
        }
        self
    }

    /// Says whether an access control list opens something that was added before to more than its mode does.
    #[must_use]
    pub fn acl(mut self, path: impl AsRef<Path>, opens: bool) -> Self {
        if let Some(node) = self.nodes.get_mut(path.as_ref()) {
            node.acl = Some(opens);
        }
        self
    }

    /// Says how much room there is on the file system that is mounted at something that was added before.
    #[must_use]
    pub fn space(mut self, path: impl AsRef<Path>, space: Space) -> Self {
        if let Some(node) = self.nodes.get_mut(path.as_ref()) {
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

    /// The path of everything that was added.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.nodes.keys().map(PathBuf::as_path)
    }

    /// Makes something that was added before unreadable for the collector.
    #[must_use]
    pub fn denied(mut self, path: impl AsRef<Path>) -> Self {
        if let Some(node) = self.nodes.get_mut(path.as_ref()) {
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

    /// Whether something was added at exactly this path.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.nodes.contains_key(path)
    }

    fn node(mut self, path: &Path, content: Content, mode: u32) -> Self {
        for parent in path.ancestors().skip(1) {
            // Then those above it are there, too.
            if self.nodes.contains_key(parent) {
                break;
            }
            self.nodes
                .insert(parent.to_owned(), Node::new(Content::Directory, 0o755));
        }
        match &content {
            Content::Link(_) => self.links.insert(path.to_owned()),
            Content::File(_) | Content::Directory | Content::Special => self.links.remove(path),
        };
        self.nodes.insert(path.to_owned(), Node::new(content, mode));
        self
    }

    /// The node at a path, links followed on the way, and at the end when `follow`.
    fn find(&self, path: &Path, follow: bool) -> Result<(PathBuf, &Node), ReadError> {
        if !self.leads_through_links(path) {
            match self.nodes.get_key_value(path) {
                Some((at, node)) if !(follow && matches!(node.content, Content::Link(_))) => {
                    return Ok((at.clone(), node));
                }
                _ => {}
            }
        }
        self.walk(path, follow, &mut |_| Ok(()))
    }

    /// Whether anything above the end of a path may lead elsewhere.
    fn leads_through_links(&self, path: &Path) -> bool {
        let is_plain = |part| matches!(part, Component::RootDir | Component::Normal(_));
        !path.is_absolute()
            || !path.components().all(is_plain)
            || path
                .ancestors()
                .skip(1)
                .any(|above| self.links.contains(above))
    }

    /// [`Self::find`], with each name shown before it is used.
    fn walk(
        &self,
        path: &Path,
        follow: bool,
        judge: &mut dyn FnMut(Step<'_>) -> Result<(), ReadError>,
    ) -> Result<(PathBuf, &Node), ReadError> {
        let mut pending: Vec<PathBuf> = path_names(path);
        let mut at = PathBuf::from("/");
        let mut links = 0;
        while let Some(name) = pending.pop() {
            if name == Path::new("..") {
                at.pop();
                continue;
            }
            judge(Step::In(&at))?;
            let here = at.join(&name);
            let node = self.nodes.get(&here).ok_or_else(|| ReadError::NotFound {
                path: path.to_owned(),
            })?;
            match &node.content {
                Content::Link(leads_to) if follow || !pending.is_empty() => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(ReadError::Escapes {
                            path: path.to_owned(),
                        });
                    }
                    if leads_to.is_absolute() {
                        at = PathBuf::from("/");
                    }
                    pending.extend(path_names(leads_to));
                    judge(Step::Link(&here, node))?;
                }
                Content::File(_) | Content::Directory | Content::Link(_) | Content::Special => {
                    at = here;
                }
            }
        }
        match self.nodes.get(&at) {
            Some(node) => Ok((at, node)),
            None => Err(ReadError::NotFound {
                path: path.to_owned(),
            }),
        }
    }

    fn stat(&self, path: &Path, follow: bool) -> Result<Metadata, ReadError> {
        let (at, node) = self.find(path, follow)?;
        // Each path is a file of its own.
        let mut hasher = DefaultHasher::new();
        at.hash(&mut hasher);
        Ok(node.metadata(hasher.finish()))
    }
}

impl Node {
    fn new(content: Content, mode: u32) -> Self {
        Self {
            content,
            mode,
            uid: 0,
            gid: 0,
            modified: None,
            acl: None,
            space: None,
            denied: false,
        }
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let bytes = self.content(path)?;
        if bytes.len() as u64 > limit {
            let path = path.to_owned();
            return Err(ReadError::TooLarge { path, limit });
        }
        Ok(bytes.to_vec())
    }

    fn content(&self, path: &Path) -> Result<&[u8], ReadError> {
        let path = path.to_owned();
        match &self.content {
            _ if self.denied => Err(ReadError::Denied { path }),
            Content::File(bytes) => Ok(bytes),
            Content::Directory => Err(ReadError::NotRegular {
                path,
                found: "a directory",
            }),
            Content::Link(_) | Content::Special => Err(ReadError::NotRegular {
                path,
                found: "a FIFO, socket or device",
            }),
        }
    }

    fn metadata(&self, identity: u64) -> Metadata {
        let (file_type, size) = match &self.content {
            Content::File(bytes) => (FileType::Regular, bytes.len()),
            Content::Directory => (FileType::Directory, 0),
            Content::Link(leads_to) => (FileType::Symlink, leads_to.as_os_str().len()),
            Content::Special => (FileType::Special, 0),
        };
        Metadata {
            file_type,
            mode: self.mode,
            uid: self.uid,
            gid: self.gid,
            size: size as u64,
            modified: self.modified,
            identity: (0, identity),
        }
    }
}

/// What is met on the way to a file.
enum Step<'a> {
    /// A name is about to be looked up in this directory.
    In(&'a Path),
    /// A link that is followed.
    Link(&'a Path, &'a Node),
}

impl System for Recorded {
    fn kind(&self) -> Kind {
        Kind::Recording
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (_, node) = self.find(path, true)?;
        node.read(path, limit)
    }

    fn read_part(&self, path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        let (_, node) = self.find(path, true)?;
        let bytes = node.content(path)?;
        let index = |number: u64| {
            usize::try_from(number)
                .unwrap_or(usize::MAX)
                .min(bytes.len())
        };
        let part = bytes.get(index(offset)..index(offset.saturating_add(length)));
        Ok(part.unwrap_or_default().to_vec())
    }

    fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError> {
        let mut followed = Followed::new(links, None, namers);
        let mut judge = |step: Step<'_>| {
            match step {
                Step::In(directory) if followed.any() => {
                    for above in directory.ancestors() {
                        if let Some(node) = self.nodes.get(above) {
                            followed.check_directory(path, node.metadata(0))?;
                        }
                    }
                }
                Step::In(_) => {}
                Step::Link(link, node) => followed.add(link.to_owned(), node.metadata(0)),
            }
            Ok(())
        };
        let (_, node) = self.walk(path, true, &mut judge)?;
        followed.check_file(path, node.metadata(0))?;
        Ok(Named {
            content: node.read(path, limit)?,
            namers: followed.namers(path, node.metadata(0)),
        })
    }

    fn metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.stat(path, true)
    }

    fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.stat(path, false)
    }

    fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError> {
        let (_, node) = self.find(path, true)?;
        Ok(node.acl)
    }

    fn free_space(&self, path: &Path) -> Result<Option<Space>, ReadError> {
        let (_, node) = self.find(path, true)?;
        Ok(node.space)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError> {
        match self.find(path, false)? {
            (
                _,
                Node {
                    content: Content::Link(leads_to),
                    ..
                },
            ) => Ok(leads_to.clone()),
            _ => Err(ReadError::Other {
                path: path.to_owned(),
                message: "is not a symbolic link".to_owned(),
            }),
        }
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, ReadError> {
        let (at, node) = self.find(path, true)?;
        if node.denied {
            return Err(ReadError::Denied {
                path: path.to_owned(),
            });
        }
        if node.content != Content::Directory {
            return Err(ReadError::Other {
                path: path.to_owned(),
                message: "is not a directory".to_owned(),
            });
        }
        // Paths are ordered part by part, so that all that lies below one stands together.
        Ok(self
            .nodes
            .range(at.clone()..)
            .map(|(key, _)| key)
            .take_while(|key| key.starts_with(&at))
            .filter(|key| key.parent() == Some(&at))
            .filter_map(|key| key.file_name()?.to_str().map(str::to_owned))
            .collect())
    }

    fn walk_files(
        &self,
        _limits: &WalkLimits,
        visitor: &dyn Visitor,
    ) -> Result<WalkReport, ReadError> {
        if !self.walked {
            return Err(not_walked());
        }
        let tables = ["/proc/1/mountinfo", "/proc/self/mountinfo"].map(Path::new);
        let mut tables = tables.iter().filter_map(|path| self.nodes.get(*path));
        let table = match tables.next().map(|node| &node.content) {
            Some(Content::File(bytes)) => bytes.as_slice(),
            Some(Content::Directory | Content::Link(_) | Content::Special) | None => b"",
        };
        let nodes = self.nodes.iter();
        let nodes = nodes.map(|(path, node)| (path.as_path(), node.metadata(0), node.denied));
        Ok(walk_recorded(nodes, table, visitor))
    }

    fn recorded_answers(&self, protocol: &str) -> Option<&str> {
        self.answers.get(protocol).map(String::as_str)
    }

    fn now(&self) -> Option<i64> {
        self.now
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        self.commands.get(command).cloned().unwrap_or_else(|| {
            Err(RunError::NotRecorded {
                command: command.to_string(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_links_on_the_way_and_at_the_end() {
        let system = Recorded::new()
            .file("/opt/app/shared/real.env", "A=1")
            .link("/etc/app", "/opt/app")
            .link("/opt/app/current.env", "../app/shared/real.env");
        assert_eq!(
            system.read_text(Path::new("/etc/app/current.env")).unwrap(),
            "A=1"
        );
        let link = system
            .link_metadata(Path::new("/etc/app/current.env"))
            .unwrap();
        assert_eq!(link.file_type, FileType::Symlink);
    }

    #[test]
    fn refuses_loops_special_files_and_denied_ones() {
        let system = Recorded::new()
            .link("/a", "/b")
            .link("/b", "/a")
            .special("/fifo")
            .file("/secret", "x")
            .denied("/secret");
        let read = |path| system.read(Path::new(path), 10).unwrap_err();
        assert!(matches!(read("/a"), ReadError::Escapes { .. }));
        assert!(matches!(read("/fifo"), ReadError::NotRegular { .. }));
        assert!(matches!(read("/secret"), ReadError::Denied { .. }));
        assert!(matches!(read("/none"), ReadError::NotFound { .. }));
    }
}
