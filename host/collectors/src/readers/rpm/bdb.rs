//! `Packages`, a hash table of Berkeley DB, which rpm had up to RHEL 8, Amazon Linux 2 and SUSE 12: buckets of keys and
//! values, and chains of pages for long values. See `src/dbinc/db_page.h` of Berkeley DB.

use std::path::Path;

use muster_facts::FactError;
use muster_target::System;

use super::{LARGEST_DATABASE, LARGEST_HEADER, Taker};
use crate::readers::pieces::Pieces;

/// Of a hash table.
const MAGIC: u32 = 0x0006_1561;
/// The versions whose pages have this layout: Berkeley DB 3.3 to 18.
const VERSIONS: std::ops::RangeInclusive<u32> = 7..=10;

/// Bytes of the first page that are looked at.
const META: usize = 224;
/// Where in it the pages of each doubling of the table are.
const SPARES: usize = 96;
/// One for each.
const MOST_SPARES: u32 = 32;
const WITH_CHECKSUM: u8 = 1;

/// The head of a page.
const HEAD: usize = 26;
const UNUSED: u8 = 0;
const UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const META_PAGE: u8 = 8;
const SORTED: u8 = 13;

/// Kinds of items: one that is in the page, and one that is in a chain of others.
const HERE: u8 = 1;
const ELSEWHERE: u8 = 3;

/// Shows every header of the database.
///
/// # Errors
/// When it cannot be read, or is damaged.
pub(super) fn each_header(
    system: &dyn System,
    path: &Path,
    take: &mut Taker<'_>,
) -> Result<(), FactError> {
    let Some(file) = Pieces::open(system, path, LARGEST_DATABASE)? else {
        return Ok(());
    };
    let mut table = Table::open(file)?;
    for bucket in 0..=table.last_bucket {
        let mut next = table.first_page(bucket)?;
        while next != 0 {
            let page = table.page(next)?;
            next = page.next;
            match page.kind {
                UNSORTED | SORTED => table.show_headers(&page, take)?,
                // A bucket that was made beside others, and has had nothing yet.
                UNUSED if page.entries == 0 && page.next == 0 => {}
                _ => return Err(table.file.damaged("has a bucket of another kind")),
            }
        }
    }
    Ok(())
}

/// Numbers are as the machine has them that made the table.
#[derive(Clone, Copy)]
struct Order {
    is_big: bool,
}

impl Order {
    fn number(self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn short(self, bytes: &[u8], at: usize) -> Option<usize> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(usize::from(if self.is_big {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        }))
    }
}

struct Table<'a> {
    file: Pieces<'a>,
    order: Order,
    page_size: usize,
    last_bucket: u32,
    spares: Vec<u32>,
    /// Pages that may still be read: none is part of two chains.
    left: u64,
}

struct Page {
    bytes: Vec<u8>,
    next: u32,
    entries: usize,
    /// In a page of a chain, the bytes that it has.
    length: usize,
    kind: u8,
}

impl<'a> Table<'a> {
    fn open(mut file: Pieces<'a>) -> Result<Self, FactError> {
        let meta = file.bytes(0, META)?;
        let little = Order { is_big: false };
        let big = Order { is_big: true };
        let is_of = |order: &Order| order.number(&meta, 12) == Some(MAGIC);
        let Some(order) = [little, big].into_iter().find(is_of) else {
            return Err(file.damaged("is not a hash table of Berkeley DB"));
        };
        let word = |at| order.number(&meta, at).unwrap_or(0);
        let byte = |at: usize| meta.get(at).copied().unwrap_or(0);
        if byte(24) != 0 {
            return Err(file.damaged("is encrypted"));
        }
        let is_known = VERSIONS.contains(&word(16))
            && byte(25) == META_PAGE
            && byte(26) & WITH_CHECKSUM == 0
            && word(48) == 0;
        if !is_known {
            return Err(file.damaged("is not a table as rpm makes it"));
        }
        let page_size = word(20);
        if !page_size.is_power_of_two() || !(512..=65_536).contains(&page_size) {
            return Err(file.damaged("has pages of an impossible size"));
        }
        let pages = file.size() / u64::from(page_size);
        let last_bucket = word(72);
        if u64::from(last_bucket) >= pages {
            return Err(file.damaged("has fewer pages than buckets"));
        }
        Ok(Self {
            file,
            order,
            page_size: usize::try_from(page_size).unwrap_or(usize::MAX),
            last_bucket,
            spares: (0..MOST_SPARES)
                .map(|at| word(SPARES + 4 * at as usize))
                .collect(),
            left: pages,
        })
    }

    /// The page that a bucket begins with.
    fn first_page(&self, bucket: u32) -> Result<u32, FactError> {
        // How often the table was doubled until it had this bucket.
        let doubled = u32::BITS - bucket.leading_zeros();
        let spare = self.spares.get(doubled as usize);
        spare
            .and_then(|spare| spare.checked_add(bucket))
            // The first page is not a bucket.
            .filter(|page| *page > 0)
            .ok_or_else(|| self.file.damaged("has more buckets than it can have"))
    }

    fn page(&mut self, number: u32) -> Result<Page, FactError> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| self.file.damaged("has chains of pages without an end"))?;
        let offset = u64::from(number) * self.page_size as u64;
        let bytes = self.file.bytes(offset, self.page_size)?;
        let page = Page {
            next: self.order.number(&bytes, 16).unwrap_or(0),
            entries: self.order.short(&bytes, 20).unwrap_or(0),
            length: self.order.short(&bytes, 22).unwrap_or(0),
            kind: bytes.get(25).copied().unwrap_or(0),
            bytes,
        };
        Ok(page)
    }

    fn show_headers(&mut self, page: &Page, take: &mut Taker<'_>) -> Result<(), FactError> {
        let mut end = self.page_size;
        let mut key: Option<&[u8]> = None;
        for entry in 0..page.entries {
            let begin = self.order.short(&page.bytes, HEAD + 2 * entry).unwrap_or(0);
            let item = page.bytes.get(begin..end).filter(|_| begin > HEAD);
            let Some((kind, item)) = item.and_then(<[u8]>::split_first) else {
                return Err(self.file.damaged("has a damaged page"));
            };
            end = begin;
            // Items are a key and its value in turn.
            let Some(of) = key.take() else {
                key = Some(item);
                continue;
            };
            // The number 0 is not that of a package: it holds the last number that was given.
            if of == [0; 4] {
                continue;
            }
            match *kind {
                HERE => take(Some(item))?,
                ELSEWHERE => {
                    let word = |at| self.order.number(item, at).unwrap_or(0);
                    let (first, length) = (word(3), word(7));
                    match self.chain(first, length)? {
                        Some(header) => take(Some(&header))?,
                        None => take(None)?,
                    }
                }
                _ => return Err(self.file.damaged("has an item of another kind")),
            }
        }
        Ok(())
    }

    /// The value that begins on a page; none where it is too long.
    fn chain(&mut self, first: u32, length: u32) -> Result<Option<Vec<u8>>, FactError> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > LARGEST_HEADER {
            return Ok(None);
        }
        let mut value = Vec::new();
        let mut next = first;
        while value.len() < length && next != 0 {
            let page = self.page(next)?;
            let part = page.bytes.get(HEAD..HEAD + page.length);
            let Some(part) = part.filter(|_| page.kind == OVERFLOW) else {
                return Err(self.file.damaged("has a damaged chain of pages"));
            };
            value.extend_from_slice(part);
            next = page.next;
        }
        if value.len() != length {
            return Err(self.file.damaged("has a chain of pages of another length"));
        }
        Ok(Some(value))
    }
}
