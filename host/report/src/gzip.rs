//! Compression. What GitHub limits is the size of a file after it.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// The most bytes after compression that GitHub code scanning takes: 10 MB
/// (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>),
/// read as the smaller of the two numbers that this may mean.
pub const MOST_COMPRESSED: usize = 10_000_000;

/// The text as a gzip file, at the level that `gzip` itself uses. The same text gives the same bytes.
#[must_use]
pub fn gzip(text: &[u8]) -> Vec<u8> {
    // Writing into memory does not fail; were it to, the file would be refused as it is.
    encoded(text, Compression::default(), Vec::new()).unwrap_or_else(|_| text.to_vec())
}

fn encoded<W: Write>(text: &[u8], level: Compression, to: W) -> io::Result<W> {
    let mut encoder = GzEncoder::new(to, level);
    encoder.write_all(text)?;
    encoder.finish()
}

/// Bytes of a text after gzip, as far as it matters whether they are too many.
pub(crate) fn compressed(text: &str) -> usize {
    if text.len() <= MOST_COMPRESSED {
        return text.len();
    }
    let fast = size(text, Compression::fast());
    if fast <= MOST_COMPRESSED {
        return fast;
    }
    // What uploads are compressed with.
    size(text, Compression::default())
}

fn size(text: &str, level: Compression) -> usize {
    encoded(text.as_bytes(), level, Counted(0)).map_or(usize::MAX, |counted| counted.0)
}

/// Counts what is written.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_compressed_is_the_same_text(text in ".{0,2000}") {
            let mut read = String::new();
            GzDecoder::new(gzip(text.as_bytes()).as_slice()).read_to_string(&mut read).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
