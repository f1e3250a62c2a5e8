//! `Packages.db`, the format of rpm's own that SUSE has: a table of slots that say where the header of each package
//! is. See `lib/backend/ndb/rpmpkg.c` of rpm.

use std::path::Path;

use muster_facts::FactError;
use muster_target::System;

use super::{LARGEST_DATABASE, LARGEST_HEADER, Taker};
use crate::readers::pieces::Pieces;

const MAGIC: &[u8] = b"RpmP";
const SLOT: &[u8] = b"Slot";
const BLOB: &[u8] = b"BlbS";
const BLOB_END: &[u8] = b"BlbE";

const PAGE: usize = 4096;
/// Slots are as long as the blocks in which lengths are counted.
const BLOCK: usize = 16;
/// The first slots of the first page hold the head of the file.
const FILE_HEAD: usize = 2 * BLOCK;
const BLOB_HEAD: usize = 16;
const BLOB_TAIL: usize = 12;

/// Where a header is, in blocks.
struct Slot {
    package: u32,
    offset: u32,
    count: u32,
}

/// Shows every header of the database.
///
/// # Errors
/// When it cannot be read, or is damaged.
pub(super) fn each_header(
    system: &dyn System,
    path: &Path,
    take: &mut Taker<'_>,
) -> Result<(), FactError> {
    let Some(mut file) = Pieces::open(system, path, LARGEST_DATABASE)? else {
        return Ok(());
    };
    let head = file.bytes(0, FILE_HEAD)?;
    if head.get(..4) != Some(MAGIC) {
        return Err(file.damaged("is not a database of rpm in the format ndb"));
    }
    if number(&head, 4) != Some(0) {
        return Err(file.damaged("has a later version than Muster can read"));
    }
    let pages = u64::from(number(&head, 12).unwrap_or(0));
    if pages * PAGE as u64 > file.size() {
        return Err(file.damaged("ends within its table"));
    }
    let blocks = file.size() / BLOCK as u64;
    // Headers do not overlap: who reads more than the file has is misled.
    let mut left = blocks;
    for page in 0..pages {
        let begin = page * PAGE as u64;
        let bytes = file.bytes(begin, PAGE)?;
        let skipped = if page == 0 { FILE_HEAD } else { 0 };
        for slot in bytes.get(skipped..).unwrap_or_default().chunks_exact(BLOCK) {
            if slot.get(..4) != Some(SLOT) {
                return Err(file.damaged("has a damaged table"));
            }
            let word = |at| number(slot, at).unwrap_or(0);
            let slot = Slot {
                package: word(4),
                offset: word(8),
                count: word(12),
            };
            // Nothing is there.
            if slot.offset == 0 {
                continue;
            }
            left = left
                .checked_sub(u64::from(slot.count))
                .ok_or_else(|| file.damaged("has headers that overlap"))?;
            blob(&mut file, &slot, take)?;
        }
    }
    Ok(())
}

fn blob(file: &mut Pieces<'_>, slot: &Slot, take: &mut Taker<'_>) -> Result<(), FactError> {
    let whole = u64::from(slot.count) * BLOCK as u64;
    let whole = usize::try_from(whole).unwrap_or(usize::MAX);
    if whole > LARGEST_HEADER {
        return take(None);
    }
    let bytes = file.bytes(u64::from(slot.offset) * BLOCK as u64, whole)?;
    let header = whole
        .checked_sub(BLOB_TAIL)
        .and_then(|end| bytes.split_at_checked(end))
        .and_then(|(checked, tail)| {
            let length = usize::try_from(number(checked, 12)?).ok()?;
            let is_whole = checked.get(..4) == Some(BLOB)
                && number(checked, 4) == Some(slot.package)
                && number(tail, 0) == Some(adler32(checked))
                && number(tail, 4) == number(checked, 12)
                && tail.get(8..) == Some(BLOB_END);
            is_whole.then_some(checked.get(BLOB_HEAD..BLOB_HEAD.checked_add(length)?)?)
        });
    match header {
        Some(header) => take(Some(header)),
        None => Err(file.damaged(&format!(
            "is damaged where package {} is; `rpmdb --rebuilddb` may fix it",
            slot.package
        ))),
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// The checksum of RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    /// The most bytes whose sums fit into 32 bits.
    const MOST: usize = 5552;
    let (mut first, mut second) = (1_u32, 0_u32);
    for chunk in bytes.chunks(MOST) {
        for byte in chunk {
            first += u32::from(*byte);
            second += first;
        }
        first %= PRIME;
        second %= PRIME;
    }
    second << 16 | first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_rfc_1950() {
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
        assert_eq!(adler32(b""), 1);
    }
}
