use std::io::Read as _;

use proptest::prelude::*;

use super::*;

/// `muster\n` 2,000 times, as `xz -9` and `zstd -19` write it.
const XZ: &str = include_str!("xz.hex");
const ZST: &str = include_str!("zst.hex");

fn bytes(hex: &str) -> Vec<u8> {
    let hex: String = hex.split_ascii_whitespace().collect();
    data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap()
}

fn text(name: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut reader = unpacked(name, bytes)?.unwrap().take(1 << 20);
    reader.read_to_end(&mut text)?;
    Ok(text)
}

#[test]
fn each_form_unpacks_to_what_was_packed() {
    let whole = "muster\n".repeat(2_000).into_bytes();
    for (name, hex) in [("a.xz", XZ), ("a.zst", ZST)] {
        let packed = bytes(hex);
        assert!(text(name, &packed).unwrap() == whole, "{name}");
        // Cut off anywhere, it would hide something.
        for end in 0..packed.len() {
            let cut = text(name, &packed[..end]);
            assert!(cut.is_err() || cut.unwrap() == whole, "{name} {end}");
        }
    }
    // Programs that use several processors write several frames.
    let frames = [bytes(ZST), bytes(ZST)].concat();
    assert_eq!(text("a.zst", &frames).unwrap().len(), 2 * whole.len());
    assert_eq!(text("a.xml", b"as it is").unwrap(), b"as it is");
    assert!(unpacked("a.bz2", b"").unwrap().is_none());
}

#[test]
fn a_block_of_xz_does_not_ask_for_more_memory_than_there_is() {
    let mut packed = bytes(XZ);
    // The head of the first block: its size, its flags, the filter and the size of its properties.
    let at = packed.iter().position(|byte| *byte == 0x21).unwrap() + 2;
    packed[at] = 40;
    assert!(text("a.xz", &packed).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..200, name in "a\\.(xz|zst|gz|lz4)") {
        let _ = text(&name, &bytes);
        let mut damaged = self::bytes(if name == "a.xz" { XZ } else { ZST });
        let end = damaged.len();
        for (place, byte) in (at..end).zip(&bytes) {
            damaged[place] = *byte;
        }
        let _ = text(&name, &damaged);
    }
}
