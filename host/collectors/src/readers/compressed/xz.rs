//! The container of xz, see <https://tukaani.org/xz/xz-file-format.txt>: a head, blocks, and an index of them. Blocks
//! are unpacked by a library, which would take as much memory as a block's head asks for.

use std::io::{self, Read};

use lzma_rust2::Lzma2Reader;

const MAGIC: &[u8] = b"\xfd7zXZ\0";
/// The head of a file, with the kind of checksum and one of its own.
const HEAD: usize = 12;
/// The only filter that is used for text.
const LZMA2: u8 = 0x21;
/// What `xz -9` uses.
const LARGEST_DICTIONARY: u64 = 64 << 20;

pub(super) struct XzDecoder<'a> {
    /// What follows the block that is being read.
    rest: &'a [u8],
    /// How many bytes a checksum has; none before the head was read.
    checksum: Option<usize>,
    block: Option<Lzma2Reader<&'a [u8]>>,
    is_at_end: bool,
}

impl<'a> XzDecoder<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            checksum: None,
            block: None,
            is_at_end: false,
        }
    }

    /// Begins with the next block, or finds that the index of all follows.
    fn advance(&mut self) -> io::Result<()> {
        let checksum = match self.checksum {
            Some(length) => length,
            None => self.head()?,
        };
        self.checksum = Some(checksum);
        if let Some(block) = self.block.take() {
            let after = block.into_inner();
            let used = self.rest.len().saturating_sub(after.len());
            // Heads have a multiple of four bytes, and so have blocks with what fills them up.
            let end = used.next_multiple_of(4).saturating_add(checksum);
            self.rest = self.rest.get(end..).ok_or_else(cut_off)?;
        }
        match self.rest.first() {
            None => Err(cut_off()),
            Some(0) => {
                self.is_at_end = true;
                Ok(())
            }
            Some(_) => {
                let (dictionary, data) = block_head(self.rest)?;
                self.rest = data;
                self.block = Some(Lzma2Reader::new(data, dictionary, None));
                Ok(())
            }
        }
    }

    fn head(&mut self) -> io::Result<usize> {
        let (head, rest) = self.rest.split_at_checked(HEAD).ok_or_else(cut_off)?;
        let flags = head.strip_prefix(MAGIC).and_then(|rest| rest.get(..2));
        self.rest = rest;
        match flags {
            Some([0, 0]) => Ok(0),
            Some([0, 1]) => Ok(4),
            Some([0, 4]) => Ok(8),
            Some([0, 10]) => Ok(32),
            _ => Err(io::Error::other("is not a file of xz that is understood")),
        }
    }
}

impl Read for XzDecoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_at_end {
            let length = match &mut self.block {
                Some(block) => block.read(buffer)?,
                None => 0,
            };
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            self.advance()?;
        }
        Ok(0)
    }
}

/// The dictionary that a block asks for, and its data.
fn block_head(bytes: &[u8]) -> io::Result<(u32, &[u8])> {
    let unknown = || io::Error::other("has a block that is not understood");
    let size = bytes.first().map(|size| (usize::from(*size) + 1) * 4);
    let (head, data) = size
        .and_then(|size| bytes.split_at_checked(size))
        .ok_or_else(cut_off)?;
    let flags = *head.get(1).ok_or_else(unknown)?;
    // One filter, and no bit that is not defined.
    if flags & 0x3f != 0 {
        return Err(unknown());
    }
    let mut rest = head.get(2..).ok_or_else(unknown)?;
    for is_there in [flags & 0x40, flags & 0x80] {
        if is_there != 0 {
            let end = rest.iter().position(|byte| byte & 0x80 == 0);
            rest = end
                .and_then(|end| rest.get(end + 1..))
                .ok_or_else(unknown)?;
        }
    }
    let Some([LZMA2, 1, size]) = rest.first_chunk() else {
        return Err(unknown());
    };
    let dictionary = dictionary(*size).ok_or_else(unknown)?;
    Ok((dictionary, data))
}

/// The bytes that a byte stands for: two or three, times a power of two.
fn dictionary(size: u8) -> Option<u32> {
    let bytes = (2 | u64::from(size & 1)).checked_shl(u32::from(size / 2) + 11)?;
    (size < 40 && bytes <= LARGEST_DICTIONARY)
        .then(|| u32::try_from(bytes).ok())
        .flatten()
}

fn cut_off() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}
