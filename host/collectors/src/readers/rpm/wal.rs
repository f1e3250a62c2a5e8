//! The log beside a database of SQLite that has the pages which were written last. See section 4 of
//! `sqlite.org/fileformat2.html`.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::FactError;
use muster_target::System;

use super::LARGEST_LOG;
use crate::readers::pieces::Pieces;

/// The last bit says in which order the numbers are that are summed up.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
const HEAD: usize = 32;
const FRAME_HEAD: usize = 24;

/// The pages that whole transactions have put into the log.
pub(super) struct Wal<'a> {
    file: Pieces<'a>,
    page_size: usize,
    /// Where the last content of each page is.
    frames: BTreeMap<u32, u64>,
    /// How many pages the database has after the last transaction.
    count: u32,
}

impl<'a> Wal<'a> {
    /// Reads which pages are there; none where the log holds no whole transaction, as SQLite itself takes it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn open(system: &'a dyn System, path: &Path) -> Result<Option<Self>, FactError> {
        let Some(mut file) = Pieces::open(system, path, LARGEST_LOG)? else {
            return Ok(None);
        };
        if file.size() < HEAD as u64 {
            return Ok(None);
        }
        let head = file.bytes(0, HEAD)?;
        let word = |at| number(&head, at).unwrap_or(0);
        let mut sum = Sum {
            is_big: word(0) & 1 == 1,
            first: 0,
            second: 0,
        };
        sum.add(head.get(..24).unwrap_or_default());
        if word(0) & !1 != MAGIC || !sum.is(&head, 24) {
            return Ok(None);
        }
        if word(4) != VERSION {
            return Err(file.damaged("has a version that Muster cannot read"));
        }
        let page_size = usize::try_from(word(8)).unwrap_or(0);
        if !page_size.is_power_of_two() || !(512..=65_536).contains(&page_size) {
            return Ok(None);
        }
        let mut wal = Self {
            file,
            page_size,
            frames: BTreeMap::new(),
            count: 0,
        };
        wal.find_frames(sum, head.get(16..24).unwrap_or_default())?;
        Ok((wal.count > 0).then_some(wal))
    }

    fn find_frames(&mut self, mut sum: Sum, salt: &[u8]) -> Result<(), FactError> {
        let length = FRAME_HEAD + self.page_size;
        let mut begin = HEAD as u64;
        // Of the transaction that is being read.
        let mut pending = Vec::new();
        while begin + length as u64 <= self.file.size() {
            let frame = self.file.bytes(begin, length)?;
            let (head, page) = frame.split_at_checked(FRAME_HEAD).unwrap_or_default();
            // What is left of an earlier round has another salt.
            if head.get(8..16) != Some(salt) {
                break;
            }
            sum.add(head.get(..8).unwrap_or_default());
            sum.add(page);
            let (number, count) = (number(head, 0).unwrap_or(0), number(head, 4).unwrap_or(0));
            if !sum.is(head, 16) || number == 0 {
                break;
            }
            pending.push((number, begin + FRAME_HEAD as u64));
            if count > 0 {
                self.frames.extend(pending.drain(..));
                self.count = count;
            }
            begin += length as u64;
        }
        Ok(())
    }

    /// How long pages are.
    pub(super) const fn page_size(&self) -> usize {
        self.page_size
    }

    /// How many pages the database has.
    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// The content of a page, where the log has it.
    pub(super) fn page(&mut self, number: u32) -> Result<Option<Vec<u8>>, FactError> {
        match self.frames.get(&number).copied() {
            Some(offset) => self.file.bytes(offset, self.page_size).map(Some),
            None => Ok(None),
        }
    }
}

/// The checksum of a log, from its begin on.
struct Sum {
    is_big: bool,
    first: u32,
    second: u32,
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let word = |at: usize| {
                let bytes = pair.get(at..).and_then(<[u8]>::first_chunk);
                let bytes = bytes.copied().unwrap_or_default();
                if self.is_big {
                    u32::from_be_bytes(bytes)
                } else {
                    u32::from_le_bytes(bytes)
                }
            };
            let (one, two) = (word(0), word(4));
            self.first = self.first.wrapping_add(one).wrapping_add(self.second);
            self.second = self.second.wrapping_add(two).wrapping_add(self.first);
        }
    }

    fn is(&self, bytes: &[u8], at: usize) -> bool {
        number(bytes, at) == Some(self.first) && number(bytes, at + 4) == Some(self.second)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}
