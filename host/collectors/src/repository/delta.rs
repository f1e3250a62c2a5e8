//! Objects that are stored as a difference from another (gitformat-pack(5), "Deltified
//! representation"). Pure.

/// Makes the object from its base; none where the difference does not fit it, or makes more than
/// `limit` bytes.
pub(super) fn apply(base: &[u8], mut delta: &[u8], limit: usize) -> Option<Vec<u8>> {
    let base_size = size(&mut delta)?;
    let wanted = size(&mut delta)?;
    if base_size != base.len() || wanted > limit {
        return None;
    }
    let mut made = Vec::with_capacity(wanted);
    while let Some(instruction) = take(&mut delta) {
        if instruction & 0x80 != 0 {
            let offset = number(&mut delta, instruction, 4)?;
            let length = match number(&mut delta, instruction >> 4, 3)? {
                0 => 0x1_0000,
                length => length,
            };
            made.extend_from_slice(base.get(offset..offset.checked_add(length)?)?);
        } else if instruction != 0 {
            let (inserted, rest) = delta.split_at_checked(instruction.into())?;
            made.extend_from_slice(inserted);
            delta = rest;
        } else {
            return None;
        }
        if made.len() > wanted {
            return None;
        }
    }
    (made.len() == wanted).then_some(made)
}

/// Seven bits a byte, the lowest first.
fn size(delta: &mut &[u8]) -> Option<usize> {
    let mut size = 0_usize;
    let mut shift = 0;
    loop {
        let byte = take(delta)?;
        size |= usize::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some(size);
        }
        // No object has as many bytes.
        if shift > 42 {
            return None;
        }
    }
}

/// A number of which only those bytes are written whose bits are set, the lowest first.
fn number(delta: &mut &[u8], present: u8, bytes: u32) -> Option<usize> {
    let mut number = 0;
    for index in 0..bytes {
        if present & (1 << index) != 0 {
            number |= usize::from(take(delta)?) << (8 * index);
        }
    }
    Some(number)
}

fn take(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn copies_and_inserts() {
        // From 10 bytes make 8: copy 3 from 2, insert "xy", copy 3 from 0.
        let delta = [10, 8, 0x91, 2, 3, 2, b'x', b'y', 0x90, 3];
        let made = apply(b"0123456789", &delta, 100);
        assert_eq!(made.as_deref(), Some(&b"234xy012"[..]));
        assert_eq!(apply(b"0123456789", &delta, 7), None);
        assert_eq!(apply(b"012345678", &delta, 100), None);
        assert_eq!(apply(b"0123456789", &delta[..8], 100), None);
        // Instruction 0 is reserved; a copy from behind the end.
        assert_eq!(apply(b"0", &[1, 1, 0], 100), None);
        assert_eq!(apply(b"0", &[1, 1, 0x91, 1, 1], 100), None);
    }

    proptest! {
        #[test]
        fn no_input_breaks_it(base: Vec<u8>, delta: Vec<u8>) {
            if let Some(made) = apply(&base, &delta, 1000) {
                prop_assert!(made.len() <= 1000);
            }
        }
    }
}
