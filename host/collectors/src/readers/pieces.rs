//! A file that is too large to be held: it is read in pieces, of which the last ones are kept.
//!
//! It does not know what the file means.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{FileType, ReadError, System};

/// Bytes that are read at once. Pages of databases are some kilobytes, and stand mostly in order.
const PIECE: u64 = 256 << 10;

/// Pieces that are kept.
const KEPT: usize = 16;

/// A file, read in pieces.
pub(crate) struct Pieces<'a> {
    system: &'a dyn System,
    path: PathBuf,
    size: u64,
    /// The last ones, by the offset at which each begins.
    kept: VecDeque<(u64, Vec<u8>)>,
}

impl<'a> Pieces<'a> {
    /// A regular file of at most `limit` bytes; none where there is none.
    ///
    /// # Errors
    /// When it is larger, or something else.
    pub(crate) fn open(
        system: &'a dyn System,
        path: &Path,
        limit: u64,
    ) -> Result<Option<Self>, FactError> {
        let found = match system.metadata(path) {
            Ok(found) => found,
            Err(ReadError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let shown = path.display();
        if found.file_type != FileType::Regular {
            return Err(FactError::Failed(format!("{shown} is not a regular file")));
        }
        if found.size > limit {
            let path = path.to_owned();
            return Err(ReadError::TooLarge { path, limit }.into());
        }
        Ok(Some(Self {
            system,
            path: path.to_owned(),
            size: found.size,
            kept: VecDeque::new(),
        }))
    }

    /// How many bytes it has.
    #[must_use]
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// An error about its content.
    #[must_use]
    pub(crate) fn damaged(&self, what: &str) -> FactError {
        FactError::Failed(format!("{} {what}", self.path.display()))
    }

    /// These bytes; an error where the file ends before.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn bytes(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, FactError> {
        let mut bytes = Vec::new();
        self.extend(&mut bytes, offset, length)?;
        Ok(bytes)
    }

    /// Adds these bytes to others.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub(crate) fn extend(
        &mut self,
        bytes: &mut Vec<u8>,
        offset: u64,
        length: usize,
    ) -> Result<(), FactError> {
        let end = offset.saturating_add(length as u64);
        if end > self.size {
            return Err(self.damaged("ends too early"));
        }
        let mut at = offset;
        while at < end {
            let begin = at - at % PIECE;
            let piece = self.piece(begin)?;
            let from = usize::try_from(at - begin).unwrap_or(usize::MAX);
            let to = usize::try_from(end - begin).unwrap_or(usize::MAX);
            let part = piece.get(from..to.min(piece.len())).unwrap_or_default();
            let taken = part.len() as u64;
            bytes.extend_from_slice(part);
            if taken == 0 {
                return Err(self.damaged("ends too early"));
            }
            at += taken;
        }
        Ok(())
    }

    fn piece(&mut self, begin: u64) -> Result<&[u8], FactError> {
        let known = self.kept.iter().position(|(offset, _)| *offset == begin);
        if known.is_none() {
            let piece = self.system.read_part(&self.path, begin, PIECE)?;
            if self.kept.len() == KEPT {
                self.kept.pop_front();
            }
            self.kept.push_back((begin, piece));
        }
        let at = known.unwrap_or(self.kept.len() - 1);
        Ok(self
            .kept
            .get(at)
            .map_or(&[][..], |(_, piece)| piece.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_put_together_across_pieces() {
        let size = PIECE as usize * (KEPT + 3) + 17;
        let content: Vec<u8> = (0..size).map(|at| (at / 251) as u8).collect();
        let system = Recorded::new().file("/data", content.clone());
        let path = Path::new("/data");
        let mut file = Pieces::open(&system, path, u64::MAX).unwrap().unwrap();
        for offset in [0, 1, PIECE as usize - 3, size - 9, 5] {
            let length = (size - offset).min(PIECE as usize * 2);
            let found = file.bytes(offset as u64, length).unwrap();
            assert!(found == content[offset..offset + length], "{offset}");
        }
        assert!(file.bytes(size as u64 - 1, 2).is_err());
        assert!(file.bytes(u64::MAX, 2).is_err());
        assert!(file.kept.len() <= KEPT);
    }

    #[test]
    fn what_is_too_large_or_no_file_is_refused() {
        let system = Recorded::new().file("/data", "12345").directory("/etc");
        let open = |path, limit| Pieces::open(&system, Path::new(path), limit).map(|f| f.is_some());
        assert_eq!(open("/data", 5), Ok(true));
        assert!(open("/data", 4).is_err());
        assert!(open("/etc", 4).is_err());
        assert_eq!(open("/none", 4), Ok(false));
    }

    proptest! {
        #[test]
        fn any_part_is_the_part_of_the_file(content: Vec<u8>, offset in 0..200_u64, length in 0..200_usize) {
            let system = Recorded::new().file("/data", content.clone());
            let mut file = Pieces::open(&system, Path::new("/data"), 1 << 20).unwrap().unwrap();
            let begin = offset as usize;
            let expected = content.get(begin..begin + length);
            let found = file.bytes(offset, length).ok();
            prop_assert_eq!(found.as_deref(), expected);
        }
    }
}
