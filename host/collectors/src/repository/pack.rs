//! A pack with its index (gitformat-pack(5)): where objects lie in it, and what lies there.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::rc::Rc;

use muster_target::{ReadError, System};

use super::inflate::{InflateError, inflate};
use super::numbers::{number, offset};
use super::object::{ID_LENGTH, ObjectId, ObjectKind};

/// Bytes of an index, which holds some 30 for each object: two million of them.
const LARGEST_INDEX: u64 = 64 << 20;

/// What is read of a pack at once.
const WINDOW: u64 = 128 << 10;

/// Windows that are kept.
const MOST_WINDOWS: usize = 64;

/// Of the second version of an index, which git has written since 2008.
const INDEX_MAGIC: &[u8] = b"\xfftOc\0\0\0\x02";

/// Numbers of objects by the first byte of their ids.
const FANOUT: usize = 256 * 4;

/// A pack.
pub(super) struct Pack {
    path: PathBuf,
    index: Vec<u8>,
    count: usize,
    windows: RefCell<VecDeque<(u64, Rc<[u8]>)>>,
}

/// What lies at a place of a pack.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) what: EntryContent,
    /// Of what is packed there, be it an object or a difference.
    pub(super) size: usize,
    /// Where its stream begins.
    data: u64,
}

#[derive(Debug)]
pub(super) enum EntryContent {
    Object(ObjectKind),
    /// A difference from what lies at another place of the pack.
    DeltaFromPlace(u64),
    DeltaFrom(ObjectId),
}

/// Why something of a pack is not known.
#[derive(Debug)]
pub(super) enum PackError {
    Read(ReadError),
    Damaged(PathBuf),
    TooLarge,
}

impl From<ReadError> for PackError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl Pack {
    /// Reads the index that lies beside a pack.
    pub(super) fn open(system: &dyn System, index: PathBuf) -> Result<Self, PackError> {
        let bytes = system.read(&index, LARGEST_INDEX)?;
        let damaged = || PackError::Damaged(index.clone());
        if !bytes.starts_with(INDEX_MAGIC) {
            return Err(damaged());
        }
        let last = INDEX_MAGIC.len() + FANOUT - 4;
        let count = number(&bytes, last).ok_or_else(damaged)?;
        let count = usize::try_from(count).map_err(|_| damaged())?;
        // Ids, checksums and places.
        if bytes.len() / (ID_LENGTH + 8) < count {
            return Err(damaged());
        }
        Ok(Self {
            path: index.with_extension("pack"),
            index: bytes,
            count,
            windows: RefCell::default(),
        })
    }

    /// Where an object lies; none where it lies elsewhere.
    pub(super) fn place(&self, id: &ObjectId) -> Option<u64> {
        let first = usize::from(*id.as_bytes().first()?);
        let until = |byte: usize| {
            let count = number(&self.index, INDEX_MAGIC.len() + 4 * byte)?;
            usize::try_from(count)
                .ok()
                .filter(|count| *count <= self.count)
        };
        let (mut low, mut high) = (first.checked_sub(1).map_or(Some(0), until)?, until(first)?);
        while low < high {
            let middle = low.midpoint(high);
            match self.id(middle)?.cmp(id.as_bytes().as_slice()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.offset(middle),
            }
        }
        None
    }

    fn ids(&self) -> usize {
        INDEX_MAGIC.len() + FANOUT
    }

    fn id(&self, at: usize) -> Option<&[u8]> {
        let start = self.ids() + at * ID_LENGTH;
        self.index.get(start..start + ID_LENGTH)
    }

    fn offset(&self, at: usize) -> Option<u64> {
        let offsets = self.ids() + self.count * (ID_LENGTH + 4);
        let short = number(&self.index, offsets + 4 * at)?;
        if short & 0x8000_0000 == 0 {
            return Some(short.into());
        }
        let large = usize::try_from(short & 0x7fff_ffff).ok()?;
        let at = offsets + 4 * self.count + 8 * large;
        let bytes = self.index.get(at..at + 8)?;
        Some(u64::from_be_bytes(bytes.try_into().ok()?))
    }

    /// What lies at a place.
    pub(super) fn entry(&self, system: &dyn System, place: u64) -> Result<Entry, PackError> {
        // The longest header: sizes have 9 bytes at most, offsets 9, ids 20.
        let header = self.bytes(system, place, 9 + ID_LENGTH)?;
        let damaged = || PackError::Damaged(self.path.clone());
        let (content, size, length) = header_of(&header, place).ok_or_else(damaged)?;
        Ok(Entry {
            what: content,
            size: usize::try_from(size).map_err(|_| PackError::TooLarge)?,
            data: place + length as u64,
        })
    }

    /// Unpacks what lies there.
    pub(super) fn unpack(
        &self,
        system: &dyn System,
        entry: &Entry,
        limit: usize,
    ) -> Result<Vec<u8>, PackError> {
        if entry.size > limit {
            return Err(PackError::TooLarge);
        }
        let mut at = entry.data;
        let more = || -> Result<Option<Vec<u8>>, PackError> {
            let (start, window) = self.window(system, at)?;
            let skipped = usize::try_from(at - start).unwrap_or(usize::MAX);
            let piece = window.get(skipped..).unwrap_or_default().to_vec();
            at = start + WINDOW;
            Ok(Some(piece).filter(|piece| !piece.is_empty()))
        };
        match inflate(more, entry.size) {
            Ok(bytes) if bytes.len() == entry.size => Ok(bytes),
            Ok(_) | Err(InflateError::Damaged | InflateError::TooLarge) => {
                Err(PackError::Damaged(self.path.clone()))
            }
            Err(InflateError::Input(error)) => Err(error),
        }
    }

    fn bytes(&self, system: &dyn System, at: u64, length: usize) -> Result<Vec<u8>, PackError> {
        let mut bytes = Vec::with_capacity(length);
        let mut at = at;
        while bytes.len() < length {
            let (start, window) = self.window(system, at)?;
            let skipped = usize::try_from(at - start).unwrap_or(usize::MAX);
            let piece = window.get(skipped..).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            bytes.extend(piece.iter().take(length - bytes.len()));
            at = start + WINDOW;
        }
        Ok(bytes)
    }

    /// The window that a byte is in, with where it begins.
    fn window(&self, system: &dyn System, at: u64) -> Result<(u64, Rc<[u8]>), PackError> {
        let start = at - at % WINDOW;
        let mut windows = self.windows.borrow_mut();
        if let Some((_, window)) = windows.iter().find(|(known, _)| *known == start) {
            return Ok((start, Rc::clone(window)));
        }
        let window: Rc<[u8]> = system.read_part(&self.path, start, WINDOW)?.into();
        if windows.len() == MOST_WINDOWS {
            windows.pop_front();
        }
        windows.push_back((start, Rc::clone(&window)));
        Ok((start, window))
    }
}

/// Content, size and length of the header of an entry.
fn header_of(header: &[u8], place: u64) -> Option<(EntryContent, u64, usize)> {
    let mut bytes = header.iter().copied();
    let first = bytes.next()?;
    let mut size = u64::from(first & 0x0f);
    let mut shift = 4;
    let mut last = first;
    while last & 0x80 != 0 {
        last = bytes.next()?;
        size |= u64::from(last & 0x7f).checked_shl(shift)?;
        shift += 7;
        if shift > 60 {
            return None;
        }
    }
    let content = match (first >> 4) & 7 {
        6 => {
            let distance = offset(&mut bytes)?;
            EntryContent::DeltaFromPlace(place.checked_sub(distance).filter(|_| distance > 0)?)
        }
        7 => {
            let id: Vec<u8> = bytes.by_ref().take(ID_LENGTH).collect();
            EntryContent::DeltaFrom(ObjectId::from_bytes(&id)?)
        }
        number => EntryContent::Object(ObjectKind::from_number(number)?),
    };
    Some((content, size, header.len() - bytes.len()))
}
