//! Git's objects once they are unpacked: ids, trees and commits (gitformat-pack(5), git-cat-file(1)).
//! Pure; knows no file.

use std::fmt;

/// Bytes of an id. Repositories with SHA-256 are refused before.
pub(super) const ID_LENGTH: usize = 20;

/// The id of an object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ObjectId([u8; ID_LENGTH]);

impl ObjectId {
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// From 40 hexadecimal digits.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes());
        Self::from_bytes(&bytes.ok()?)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; ID_LENGTH] {
        &self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl ObjectKind {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "commit" => Self::Commit,
            "tree" => Self::Tree,
            "blob" => Self::Blob,
            "tag" => Self::Tag,
            _ => return None,
        })
    }

    /// By its number in a pack.
    pub(super) const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Commit,
            2 => Self::Tree,
            3 => Self::Blob,
            4 => Self::Tag,
            _ => return None,
        })
    }
}

/// The kind of a tracked thing, by the mode in an index or a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File {
        executable: bool,
    },
    Link,
    /// A directory: in a tree always, in an index only in a sparse one.
    Directory,
    /// A commit of another repository.
    Submodule,
}

impl EntryKind {
    pub(super) const fn from_mode(mode: u32) -> Option<Self> {
        Some(match mode & 0o170_000 {
            0o100_000 => Self::File {
                executable: mode & 0o100 != 0,
            },
            0o120_000 => Self::Link,
            0o040_000 => Self::Directory,
            0o160_000 => Self::Submodule,
            _ => return None,
        })
    }
}

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeEntry {
    pub(super) kind: EntryKind,
    pub(super) name: String,
    pub(super) id: ObjectId,
}

/// The entries of a tree; none where it is not one. What is not UTF-8 in a name is replaced.
pub(super) fn tree_entries(mut bytes: &[u8]) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (mode, rest) = split_once(bytes, b' ')?;
        let (name, rest) = split_once(rest, 0)?;
        let (id, rest) = rest.split_at_checked(ID_LENGTH)?;
        let mode = u32::from_str_radix(std::str::from_utf8(mode).ok()?, 8).ok()?;
        entries.push(TreeEntry {
            kind: EntryKind::from_mode(mode)?,
            name: String::from_utf8_lossy(name).into_owned(),
            id: ObjectId::from_bytes(id)?,
        });
        bytes = rest;
    }
    Some(entries)
}

/// What a commit leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) tree: ObjectId,
    pub(super) parents: Vec<ObjectId>,
    /// When it was made, in seconds since 1970-01-01 UTC; 0 where that is not said.
    pub(super) time: i64,
}

/// Reads a commit; none where it is not one.
pub(super) fn commit(bytes: &[u8]) -> Option<Commit> {
    let mut commit = Commit {
        tree: header(bytes, b"tree ").next()?,
        parents: header(bytes, b"parent ").collect(),
        time: 0,
    };
    let committer = header_lines(bytes).find_map(|line| line.strip_prefix(b"committer "));
    if let Some(committer) = committer {
        // `Name <address> 1767225600 +0100`
        let mut words = committer.rsplit(|byte| *byte == b' ').skip(1);
        let time = words.next().and_then(|word| std::str::from_utf8(word).ok());
        commit.time = time.and_then(|time| time.parse().ok()).unwrap_or(0);
    }
    Some(commit)
}

/// The object that an annotated tag names.
pub(super) fn tagged(bytes: &[u8]) -> Option<ObjectId> {
    header(bytes, b"object ").next()
}

fn header<'a>(bytes: &'a [u8], key: &'static [u8]) -> impl Iterator<Item = ObjectId> + 'a {
    header_lines(bytes)
        .filter_map(move |line| line.strip_prefix(key))
        .filter_map(|id| std::str::from_utf8(id).ok())
        .filter_map(ObjectId::from_hex)
}

/// The lines before the message.
fn header_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.is_empty())
}

fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == separator)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}
