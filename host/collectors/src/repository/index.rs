//! The index of a work tree (gitformat-index(5)): which files git keeps there, and how they were when it
//! last looked. Pure.

use super::numbers::{number, offset};
use super::object::{EntryKind, ID_LENGTH, ObjectId};

/// A file that git keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry {
    /// What is not UTF-8 is replaced.
    pub(super) path: String,
    pub(super) kind: EntryKind,
    pub(super) id: ObjectId,
    /// The lower 32 bits.
    pub(super) size: u32,
    /// When it last changed, in seconds.
    pub(super) modified: u32,
    /// Whether git does not look at the work tree for it.
    pub(super) unwatched: bool,
}

/// Why an index cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum IndexError {
    Damaged,
    /// A form that is not known, by its name.
    Unsupported(&'static str),
}

/// Fields of an entry before its path: ten numbers, an id and flags.
const FIXED: usize = 10 * 4 + ID_LENGTH + 2;

/// The entries, in the order of their paths.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<IndexEntry>, IndexError> {
    let damaged = IndexError::Damaged;
    let (magic, version, count) = (bytes.get(..4), number(bytes, 4), number(bytes, 8));
    if magic != Some(b"DIRC") {
        return Err(damaged);
    }
    let version = version.ok_or(IndexError::Damaged)?;
    if !(2..=4).contains(&version) {
        return Err(IndexError::Unsupported("version"));
    }
    let count = count
        .and_then(|count| usize::try_from(count).ok())
        .ok_or(IndexError::Damaged)?;
    if count > bytes.len() / FIXED {
        return Err(damaged);
    }
    let mut entries = Vec::with_capacity(count);
    let mut before: Vec<u8> = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        entries.push(entry(bytes, &mut at, version, &mut before).ok_or(IndexError::Damaged)?);
    }
    // Extensions, up to the checksum.
    while at + ID_LENGTH < bytes.len() {
        let name = bytes.get(at..at + 4).ok_or(IndexError::Damaged)?;
        match name {
            b"link" => return Err(IndexError::Unsupported("split index")),
            b"sdir" => return Err(IndexError::Unsupported("sparse index")),
            _ => {}
        }
        let length = number(bytes, at + 4).ok_or(IndexError::Damaged)?;
        at = usize::try_from(length)
            .ok()
            .and_then(|length| at.checked_add(8)?.checked_add(length))
            .ok_or(IndexError::Damaged)?;
    }
    Ok(entries)
}

fn entry(bytes: &[u8], at: &mut usize, version: u32, before: &mut Vec<u8>) -> Option<IndexEntry> {
    let start = *at;
    let modified = number(bytes, start + 8)?;
    let mode = number(bytes, start + 24)?;
    let size = number(bytes, start + 36)?;
    let id = ObjectId::from_bytes(bytes.get(start + 40..start + 40 + ID_LENGTH)?)?;
    let flags = short(bytes, start + 40 + ID_LENGTH)?;
    let mut name = start + FIXED;
    let mut more_flags = 0;
    if flags & 0x4000 != 0 && version > 2 {
        more_flags = short(bytes, name)?;
        name += 2;
    }
    if version == 4 {
        let mut rest = bytes.get(name..)?.iter().copied();
        let removed = usize::try_from(offset(&mut rest)?).ok()?;
        name = bytes.len() - rest.len();
        before.truncate(before.len().checked_sub(removed)?);
    } else {
        before.clear();
    }
    let rest = bytes.get(name..)?;
    let length = rest.iter().position(|byte| *byte == 0)?;
    before.extend_from_slice(rest.get(..length)?);
    *at = if version == 4 {
        name + length + 1
    } else {
        // Up to eight zeros, so that the next one begins at a multiple of eight.
        let used = name + length - start;
        start + (used / 8 + 1) * 8
    };
    Some(IndexEntry {
        path: String::from_utf8_lossy(before).into_owned(),
        kind: EntryKind::from_mode(mode)?,
        id,
        size,
        modified,
        // Assumed unchanged, or left out of a sparse checkout.
        unwatched: flags & 0x8000 != 0 || more_flags & 0x4000 != 0,
    })
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}
