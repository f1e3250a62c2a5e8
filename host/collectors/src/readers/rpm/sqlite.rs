//! `rpmdb.sqlite`: the table `Packages` of an SQLite database, whose rows are a number and a header. See
//! `sqlite.org/fileformat2.html`.
//!
//! Nothing is locked and nothing written: what the last whole transaction left is read, from the file and from the log
//! beside it.

use std::path::Path;

use muster_facts::FactError;
use muster_target::{ReadError, System};

use super::wal::Wal;
use super::{LARGEST_DATABASE, LARGEST_HEADER, Taker};
use crate::readers::pieces::Pieces;

const MAGIC: &[u8] = b"SQLite format 3\0";
/// What a journal begins with that holds pages as they were before a transaction which was not finished.
pub(super) const JOURNAL_MAGIC: &[u8] = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";

/// The head of the file, which stands in its first page.
const FILE_HEAD: usize = 100;

/// Kinds of pages of a table: inner ones and those with rows.
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// The page on which the list of tables begins.
const SCHEMA: u32 = 1;
/// The table of headers.
const TABLE: &[u8] = b"Packages";

/// Shows every header of the database.
///
/// # Errors
/// When it cannot be read, or is damaged.
pub(super) fn each_header(
    system: &dyn System,
    path: &Path,
    take: &mut Taker<'_>,
) -> Result<(), FactError> {
    let Some(mut database) = Database::open(system, path)? else {
        return Ok(());
    };
    let mut root = None;
    database.each_row(SCHEMA, &mut |row| {
        let columns = row.map(columns).unwrap_or_default();
        if let [
            Value::Bytes(b"table"),
            Value::Bytes(TABLE),
            _,
            Value::Number(page),
            ..,
        ] = columns.as_slice()
        {
            root = u32::try_from(*page).ok();
        }
        Ok(())
    })?;
    let Some(root) = root else {
        return Err(database.damaged("has no table of packages"));
    };
    database.each_row(root, &mut |row| match row.map(columns).as_deref() {
        Some([_, Value::Bytes(header), ..]) => take(Some(header)),
        Some(_) | None => take(None),
    })
}

/// What is done with a row; none where it is too long to be read.
type RowTaker<'a> = dyn FnMut(Option<&[u8]>) -> Result<(), FactError> + 'a;

struct Database<'a> {
    file: Pieces<'a>,
    wal: Option<Wal<'a>>,
    page_size: usize,
    /// Bytes of a page that hold something.
    usable: usize,
    count: u32,
    /// Pages that may still be read: each is read once, but for the first one and the few of the schema.
    left: u64,
}

impl<'a> Database<'a> {
    fn open(system: &'a dyn System, path: &Path) -> Result<Option<Self>, FactError> {
        let beside = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            name
        };
        let Some(mut file) = Pieces::open(system, path, LARGEST_DATABASE)? else {
            return Ok(None);
        };
        let journal = beside("-journal");
        match system.read_start(Path::new(&journal), JOURNAL_MAGIC.len() as u64) {
            Ok(begin) if begin == JOURNAL_MAGIC => {
                return Err(file.damaged(
                    "holds a transaction that was not finished; `rpm -qa`, as root, takes it back",
                ));
            }
            Ok(_) | Err(ReadError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut wal = Wal::open(system, Path::new(&beside("-wal")))?;
        // A new database may be in its log alone.
        let head = match &mut wal {
            Some(wal) => wal.page(SCHEMA)?,
            None => None,
        };
        let head = match head {
            Some(page) => page,
            None => file.bytes(0, FILE_HEAD)?,
        };
        if head.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(file.damaged("is not a database of SQLite, or is encrypted"));
        }
        let byte = |at: usize| head.get(at).copied().unwrap_or(0);
        let page_size = match short(&head, 16) {
            Some(1) => 65_536,
            size => size.unwrap_or(0),
        };
        let is_size = page_size.is_power_of_two() && (512..=65_536).contains(&page_size);
        if !is_size || wal.as_ref().is_some_and(|wal| wal.page_size() != page_size) {
            return Err(file.damaged("has pages of an impossible size"));
        }
        // The version that a reader must know, and the encoding of texts, which is UTF-8.
        if byte(19) > 2 || number(&head, 56).is_some_and(|encoding| encoding > 1) {
            return Err(file.damaged("is not a database as rpm makes it"));
        }
        let in_file = u32::try_from(file.size() / page_size as u64).unwrap_or(u32::MAX);
        let count = wal.as_ref().map_or(in_file, Wal::count);
        Ok(Some(Self {
            usable: page_size.saturating_sub(usize::from(byte(20))),
            file,
            wal,
            page_size,
            count,
            left: u64::from(count) * 2,
        }))
    }

    fn damaged(&self, what: &str) -> FactError {
        self.file.damaged(what)
    }

    fn page(&mut self, number: u32) -> Result<Vec<u8>, FactError> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| self.damaged("has pages that lead to each other without an end"))?;
        if number == 0 || number > self.count {
            return Err(self.damaged("leads to a page that it does not have"));
        }
        if let Some(wal) = &mut self.wal
            && let Some(page) = wal.page(number)?
        {
            return Ok(page);
        }
        let offset = u64::from(number - 1) * self.page_size as u64;
        self.file.bytes(offset, self.page_size)
    }

    /// Shows the rows of a table, in their order.
    fn each_row(&mut self, root: u32, take: &mut RowTaker<'_>) -> Result<(), FactError> {
        let mut pending = vec![root];
        while let Some(number) = pending.pop() {
            let page = self.page(number)?;
            let begin = if number == SCHEMA { FILE_HEAD } else { 0 };
            let head = page.get(begin..).unwrap_or_default();
            let kind = head.first().copied().unwrap_or(0);
            let cells = short(head, 3).unwrap_or(0);
            let pointers_at = match kind {
                LEAF => 8,
                INTERIOR => 12,
                _ => return Err(self.damaged("has a page that is not of a table")),
            };
            let mut children = Vec::new();
            for cell in 0..cells {
                let at = short(head, pointers_at + 2 * cell);
                let Some(cell) = at.and_then(|at| page.get(at..self.usable)) else {
                    return Err(self.damaged("has a damaged page"));
                };
                if kind == LEAF {
                    self.row(cell, take)?;
                } else {
                    children.push(self::number(cell, 0).unwrap_or(0));
                }
            }
            if kind == INTERIOR {
                children.push(self::number(head, 8).unwrap_or(0));
            }
            pending.extend(children.into_iter().rev());
            if pending.len() as u64 > self.left {
                return Err(self.damaged("has more pages than it can have"));
            }
        }
        Ok(())
    }

    /// A row: its length, its number, its begin, and the page on which it goes on.
    fn row(&mut self, cell: &[u8], take: &mut RowTaker<'_>) -> Result<(), FactError> {
        let parsed = varint(cell).and_then(|(length, rest)| {
            let (_, content) = varint(rest)?;
            let length = usize::try_from(length).ok()?;
            if length > LARGEST_HEADER {
                return Some((length, &[][..], None));
            }
            let here = self.local_length(length)?;
            let (begin, rest) = content.split_at_checked(here)?;
            let next = if here < length {
                Some(number(rest, 0)?)
            } else {
                None
            };
            Some((length, begin, next))
        });
        let Some((length, begin, mut next)) = parsed else {
            return Err(self.damaged("has a damaged row"));
        };
        if length > LARGEST_HEADER {
            return take(None);
        }
        let mut row = begin.to_vec();
        while let Some(number) = next.take_if(|_| row.len() < length) {
            let page = self.page(number)?;
            let (link, content) = page.split_at_checked(4).unwrap_or_default();
            let wanted = (length - row.len()).min(self.usable.saturating_sub(4));
            row.extend_from_slice(content.get(..wanted).unwrap_or_default());
            next = self::number(link, 0);
        }
        take(Some(&row))
    }

    /// How many bytes of a row are in its own page: section 1.6 of the format.
    fn local_length(&self, length: usize) -> Option<usize> {
        let most = self.usable.checked_sub(35)?;
        if length <= most {
            return Some(length);
        }
        let least = (self.usable.checked_sub(12)? * 32 / 255).checked_sub(23)?;
        let fitting = least + (length - least) % self.usable.checked_sub(4)?;
        Some(if fitting <= most { fitting } else { least })
    }
}

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value<'a> {
    Nothing,
    Number(i64),
    Bytes(&'a [u8]),
}

/// The columns of a row, as far as they can be read; no table that is read here has more than five.
fn columns(row: &[u8]) -> Vec<Value<'_>> {
    const MOST: usize = 5;
    let mut values = Vec::new();
    let Some((head, mut types)) = varint(row) else {
        return values;
    };
    let Some((_, mut content)) = usize::try_from(head)
        .ok()
        .and_then(|head| row.split_at_checked(head))
    else {
        return values;
    };
    let end = types.len().saturating_sub(content.len());
    types = types.get(..end).unwrap_or_default();
    while let Some((kind, rest)) = varint(types) {
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            _ => kind.saturating_sub(12) / 2,
        };
        let parts = usize::try_from(length)
            .ok()
            .and_then(|length| content.split_at_checked(length));
        let Some((bytes, behind)) = parts else {
            return values;
        };
        values.push(match kind {
            9 => Value::Number(1),
            8 | 1..=6 => Value::Number(signed(bytes)),
            12.. => Value::Bytes(bytes),
            _ => Value::Nothing,
        });
        (types, content) = (rest, behind);
        if values.len() == MOST {
            break;
        }
    }
    values
}

/// A big-endian number of up to eight bytes, whose first bit is its sign.
fn signed(bytes: &[u8]) -> i64 {
    let first = bytes
        .first()
        .map_or(0, |byte| i64::from(byte.cast_signed()) >> 7);
    bytes
        .iter()
        .fold(first, |number, byte| number << 8 | i64::from(*byte))
}

/// A number of up to nine bytes, of which each but the ninth says whether another follows.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        let is_last = at == 8 || byte & 0x80 == 0;
        number = if at == 8 {
            number << 8 | u64::from(*byte)
        } else {
            number << 7 | u64::from(byte & 0x7f)
        };
        if is_last {
            return Some((number, bytes.get(at + 1..)?));
        }
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(usize::from(u16::from_be_bytes(*bytes)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_all_lengths_are_read() {
        for (bytes, number) in [
            (&[0x7f][..], 0x7f),
            (&[0x81, 0x00], 0x80),
            (&[0xff; 9], u64::MAX),
        ] {
            assert_eq!(varint(bytes), Some((number, &[][..])), "{bytes:?}");
        }
        assert_eq!(varint(&[0x80]), None);
        assert_eq!(signed(&[0xff]), -1);
        assert_eq!(signed(&[0x01, 0x00]), 256);
        assert_eq!(signed(&[]), 0);
    }

    #[test]
    fn a_row_is_split_into_its_columns() {
        let row = [5, 0, 1, 9, 16, 7, b'a', b'b'];
        let expected = [
            Value::Nothing,
            Value::Number(7),
            Value::Number(1),
            Value::Bytes(b"ab"),
        ];
        assert_eq!(columns(&row), expected);
        // It ends within a value.
        assert_eq!(columns(&row[..7]), expected[..3]);
    }

    proptest! {
        #[test]
        fn any_row_is_split(row: Vec<u8>) {
            prop_assert!(columns(&row).len() <= 5);
        }
    }
}
