//! How a path of a recorded target leads to what is there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use super::paths::{ROOT, below, plain};
use super::{Content, Node, Recorded};
use crate::tree::SPECIAL;
use crate::walk::{MOST_LINKS, path_names};
use crate::{FileType, Metadata, ReadError};

impl Recorded {
    /// Whether something was added at exactly this path.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.node_at(path).is_some()
    }

    /// What was added at exactly this path.
    pub(super) fn node_at(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(&*plain(path))
    }

    pub(super) fn node_mut(&mut self, path: &Path) -> Option<&mut Node> {
        self.nodes.get_mut(&*plain(path))
    }

    /// Adds a node, and the directories above it.
    pub(super) fn node(mut self, path: &Path, content: Content, mode: u32) -> Self {
        let path = plain(path).into_owned();
        let mut at: &Path = path.as_ref();
        while let (Some(above), Some(name)) = (at.parent(), at.file_name()) {
            let is_new = !self.nodes.contains_key(above.as_os_str());
            let directory = || Node::new(Content::Directory, 0o755);
            let node = self
                .nodes
                .entry(above.as_os_str().to_owned())
                .or_insert_with(directory);
            node.names.insert(name.to_owned());
            // Otherwise those above it are there, too.
            if !is_new {
                break;
            }
            at = above;
        }
        let names = self.nodes.remove(&path).map(|replaced| replaced.names);
        let node = Node {
            names: names.unwrap_or_default(),
            ..Node::new(content, mode)
        };
        self.nodes.insert(path, node);
        self
    }

    /// All nodes with their paths, each directory before what is in it.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (PathBuf, &Node)> {
        let root = self.nodes.get(OsStr::new(ROOT));
        let mut pending: Vec<_> = root
            .map(|root| (OsString::from(ROOT), root))
            .into_iter()
            .collect();
        std::iter::from_fn(move || {
            let (path, node) = pending.pop()?;
            let inside = node.names.iter().rev().filter_map(|name| {
                let path = below(&path, name);
                let node = self.nodes.get(&path)?;
                Some((path, node))
            });
            pending.extend(inside);
            Some((PathBuf::from(path), node))
        })
    }

    /// The node at a path, links followed on the way, and at the end when `follow`.
    pub(super) fn find(
        &self,
        path: &Path,
        follow: bool,
    ) -> Result<(Cow<'_, Path>, &Node), ReadError> {
        if !self.leads_through_links(path) {
            match self.nodes.get_key_value(path.as_os_str()) {
                Some((at, node)) if !(follow && matches!(node.content, Content::Link(_))) => {
                    return Ok((Cow::Borrowed(at.as_ref()), node));
                }
                Some(_) => {}
                None => return Err(not_found(path)),
            }
        }
        let (at, node) = self.walk(path, follow, &mut |_| Ok(()))?;
        Ok((Cow::Owned(at), node))
    }

    /// Whether anything above the end of a path may lead elsewhere. Most are asked for as they are, so that this is
    /// asked of their bytes.
    fn leads_through_links(&self, path: &Path) -> bool {
        let path = path.as_os_str().as_bytes();
        let Some(names) = path.strip_prefix(b"/") else {
            return true;
        };
        let mut end = 0;
        names.split(|byte| *byte == b'/').any(|name| {
            let above = path.get(..end).unwrap_or_default();
            end += 1 + name.len();
            let above = self.nodes.get(OsStr::from_bytes(above));
            matches!(name, b"" | b"." | b"..")
                || above.is_some_and(|node| matches!(node.content, Content::Link(_)))
        })
    }

    /// [`Self::find`], with each name shown before it is used.
    pub(super) fn walk(
        &self,
        path: &Path,
        follow: bool,
        judge: &mut dyn FnMut(Step<'_>) -> Result<(), ReadError>,
    ) -> Result<(PathBuf, &Node), ReadError> {
        let mut pending: Vec<PathBuf> = path_names(path);
        let mut at = PathBuf::from(ROOT);
        let mut links = 0;
        while let Some(name) = pending.pop() {
            if name == Path::new("..") {
                at.pop();
                continue;
            }
            judge(Step::In(&at))?;
            let here = at.join(&name);
            let node = self.nodes.get(here.as_os_str());
            let node = node.ok_or_else(|| not_found(path))?;
            match &node.content {
                Content::Link(leads_to) if follow || !pending.is_empty() => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(ReadError::Escapes {
                            path: path.to_owned(),
                        });
                    }
                    if leads_to.is_absolute() {
                        at = PathBuf::from(ROOT);
                    }
                    pending.extend(path_names(leads_to));
                    judge(Step::Link(&here, node))?;
                }
                Content::File(_) | Content::Directory | Content::Link(_) | Content::Special => {
                    at = here;
                }
            }
        }
        match self.nodes.get(at.as_os_str()) {
            Some(node) => Ok((at, node)),
            None => Err(not_found(path)),
        }
    }

    pub(super) fn stat(&self, path: &Path, follow: bool) -> Result<Metadata, ReadError> {
        let (at, node) = self.find(path, follow)?;
        // Each path is a file of its own.
        let mut hasher = DefaultHasher::new();
        at.as_os_str().hash(&mut hasher);
        Ok(node.metadata(hasher.finish()))
    }
}

impl Node {
    pub(super) fn new(content: Content, mode: u32) -> Self {
        Self {
            content,
            names: BTreeSet::new(),
            mode,
            uid: 0,
            gid: 0,
            modified: None,
            acl: None,
            space: None,
            denied: false,
        }
    }

    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let bytes = self.content(path)?;
        if bytes.len() as u64 > limit {
            let path = path.to_owned();
            return Err(ReadError::TooLarge { path, limit });
        }
        Ok(bytes.to_vec())
    }

    pub(super) fn content(&self, path: &Path) -> Result<&[u8], ReadError> {
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
                found: SPECIAL,
            }),
        }
    }

    pub(super) fn metadata(&self, identity: u64) -> Metadata {
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

fn not_found(path: &Path) -> ReadError {
    ReadError::NotFound {
        path: path.to_owned(),
    }
}

/// What is met on the way to a file.
pub(super) enum Step<'a> {
    /// A name is about to be looked up in this directory.
    In(&'a Path),
    /// A link that is followed.
    Link(&'a Path, &'a Node),
}
