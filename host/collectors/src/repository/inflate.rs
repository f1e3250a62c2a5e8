//! zlib streams of known or bounded size (RFC 1950). Pure.

use flate2::{Decompress, FlushDecompress, Status};

/// Bytes that are made at once.
const STEP: usize = 64 << 10;

/// Why a stream could not be unpacked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InflateError<E> {
    /// It ends early or is not one.
    Damaged,
    /// There is more behind the limit.
    TooLarge,
    /// Its bytes could not be read.
    Input(E),
}

/// Unpacks a stream that comes piece by piece, at most `limit` bytes of it.
pub(super) fn inflate<E>(
    mut more: impl FnMut() -> Result<Option<Vec<u8>>, E>,
    limit: usize,
) -> Result<Vec<u8>, InflateError<E>> {
    let mut inflater = Decompress::new(true);
    let mut output: Vec<u8> = Vec::new();
    while let Some(piece) = more().map_err(InflateError::Input)? {
        let mut rest = piece.as_slice();
        loop {
            // One more than fits tells whether there is more.
            let room = (limit + 1).saturating_sub(output.len()).min(STEP);
            output.reserve_exact(room);
            let (before_in, before_out) = (inflater.total_in(), output.len());
            let status = inflater
                .decompress_vec(rest, &mut output, FlushDecompress::None)
                .map_err(|_| InflateError::Damaged)?;
            if output.len() > limit {
                return Err(InflateError::TooLarge);
            }
            let consumed = usize::try_from(inflater.total_in() - before_in).unwrap_or(usize::MAX);
            rest = rest.get(consumed..).unwrap_or_default();
            match status {
                Status::StreamEnd => return Ok(output),
                Status::Ok | Status::BufError => {}
            }
            if consumed == 0 && output.len() == before_out {
                if rest.is_empty() {
                    break;
                }
                return Err(InflateError::Damaged);
            }
        }
    }
    Err(InflateError::Damaged)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: &[u8], piece: usize, limit: usize) -> Result<Vec<u8>, InflateError<()>> {
        let mut pieces = bytes.chunks(piece);
        inflate(|| Ok(pieces.next().map(<[u8]>::to_vec)), limit)
    }

    #[test]
    fn a_stream_may_come_in_pieces_of_any_size() {
        let content: Vec<u8> = (0..200_000_u32)
            .map(|n| (n % 251 * 7 % 256) as u8)
            .collect();
        for content in [&content[..], b"", b"a"] {
            let packed = packed(content);
            for piece in [1, 7, 4096, packed.len()] {
                let found = unpacked(&packed, piece, content.len());
                assert_eq!(found.as_deref(), Ok(content));
            }
        }
    }

    #[test]
    fn what_is_too_large_or_damaged_is_refused() {
        let bytes = packed(&[b'a'; 1000]);
        assert_eq!(unpacked(&bytes, 5, 999), Err(InflateError::TooLarge));
        assert_eq!(unpacked(&bytes[..10], 5, 1000), Err(InflateError::Damaged));
        assert_eq!(unpacked(b"plain text", 5, 1000), Err(InflateError::Damaged));
        assert_eq!(unpacked(b"", 5, 1000), Err(InflateError::Damaged));
    }
}
