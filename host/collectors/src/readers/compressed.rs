//! Files that programs keep compressed, told by the ends of their names. What they unpack to is bounded, and one that
//! is cut off is an error: a part of a list would hide what the rest has.

mod xz;

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use ruzstd::decoding::StreamingDecoder;

use self::xz::XzDecoder;

/// The ends of names that are understood.
pub(crate) const ENDS: [&str; 4] = [".gz", ".xz", ".zst", ".lz4"];

/// What a file of this name holds, to be read piece by piece; none where its name says that it is compressed in a way
/// that is not read here.
pub(crate) fn unpacked<'a>(name: &str, bytes: &'a [u8]) -> io::Result<Option<Box<dyn Read + 'a>>> {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    Ok(Some(match end {
        "gz" => Box::new(MultiGzDecoder::new(bytes)),
        "lz4" if is_whole_frame(bytes) => Box::new(FrameDecoder::new(bytes)),
        "lz4" => return Err(io::ErrorKind::UnexpectedEof.into()),
        "zst" => Box::new(ZstdDecoder::new(bytes)),
        "xz" => Box::new(XzDecoder::new(bytes)),
        "bz2" | "lzma" | "zck" => return Ok(None),
        _ => Box::new(bytes),
    }))
}

/// Whether an LZ4 frame has its end mark: a decoder takes a frame that is cut off between two blocks for a whole one.
fn is_whole_frame(bytes: &[u8]) -> bool {
    const HAS_CHECKSUM: u8 = 1 << 2;
    let end = match bytes.get(4) {
        Some(flags) if flags & HAS_CHECKSUM != 0 => bytes.len().checked_sub(4),
        Some(_) => Some(bytes.len()),
        None => None,
    };
    let before = end.and_then(|end| bytes.get(..end));
    before.is_some_and(|before| before.ends_with(&[0; 4]))
}

/// The frames of a file that zstd wrote, one after the other: tools that use several processors write several. The
/// decoder refuses windows of more than 100 megabytes.
struct ZstdDecoder<'a> {
    rest: &'a [u8],
    frame: Option<StreamingDecoder<&'a [u8], ruzstd::decoding::FrameDecoder>>,
    is_begun: bool,
}

impl<'a> ZstdDecoder<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            frame: None,
            is_begun: false,
        }
    }
}

impl Read for ZstdDecoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(frame) = &mut self.frame else {
                if self.rest.is_empty() && self.is_begun {
                    return Ok(0);
                }
                self.is_begun = true;
                let frame = StreamingDecoder::new(self.rest);
                self.frame = Some(frame.map_err(io::Error::other)?);
                continue;
            };
            let length = frame.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            self.rest = self.frame.take().map_or(&[], StreamingDecoder::into_inner);
        }
    }
}

#[cfg(test)]
mod tests;
