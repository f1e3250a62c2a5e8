//! Which machine the target is, in a form that may be published.

use std::path::Path;

use muster_target::System;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// machine-id(5) wants the id itself kept to the machine, and hashed with an id of the application
/// where it leaves. This is Muster's, a random one.
const APPLICATION: [u8; 16] = [
    0x34, 0x37, 0x16, 0x2a, 0x1a, 0x99, 0x4c, 0x47, 0xb2, 0x87, 0xcb, 0x17, 0xa8, 0x37, 0xe2, 0xf9,
];

/// The target's machine id for Muster alone, 32 hexadecimal digits, as
/// sd_id128_get_machine_app_specific(3) makes it. None where the target has none yet: an image before
/// its first boot, or a system without systemd and D-Bus.
#[must_use]
pub fn machine(system: &dyn System) -> Option<String> {
    let text = system.read_text(Path::new("/etc/machine-id")).ok()?;
    let id = id128(text.trim_end())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&id).ok()?;
    mac.update(&APPLICATION);
    let hash = mac.finalize().into_bytes();
    let mut id: [u8; 16] = hash.get(..16)?.try_into().ok()?;
    // The bits that make it a UUID of version 4.
    id[6] = (id[6] & 0x0F) | 0x40;
    id[8] = (id[8] & 0x3F) | 0x80;
    Some(data_encoding::HEXLOWER.encode(&id))
}

/// Zeros are not an id (systemd refuses them), nor is the word `uninitialized` of an image.
fn id128(text: &str) -> Option<[u8; 16]> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.as_bytes())
        .ok()?;
    let id: [u8; 16] = bytes.try_into().ok()?;
    (id != [0; 16]).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_target::Recorded;

    fn of(id: &str) -> Option<String> {
        machine(&Recorded::new().file("/etc/machine-id", id))
    }

    #[test]
    fn the_id_is_the_one_that_systemd_makes_for_this_application() {
        // systemd-id128 machine-id --app-specific=3437162a1a994c47b287cb17a837e2f9
        assert_eq!(
            of("0123456789abcdef0123456789abcdef\n").as_deref(),
            Some("89795206f6bc4ceca1b532ea90e655d7")
        );
    }

    #[test]
    fn what_is_not_an_id_is_none() {
        for text in [
            "",
            "uninitialized\n",
            "00000000000000000000000000000000\n",
            "0123",
            "0123456789abcdef0123456789abcdeg\n",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(machine(&Recorded::new()), None);
    }
}
