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
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail; were it to, the file would be refused as it is.
    match encoder.write_all(text).and_then(|()| encoder.finish()) {
        Ok(compressed) => compressed,
        Err(_) => text.to_vec(),
    }
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
    let mut encoder = GzEncoder::new(Counted(0), level);
    let written = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    written.map_or(usize::MAX, |counted| counted.0)
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
