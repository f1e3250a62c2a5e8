//! The body of a public key of SSH, see RFC 4253, 6.6: its algorithm and its length. Pure, and keeps nothing
//! of the key.

use data_encoding::BASE64_NOPAD;

/// The body of a key, of the base64 in which files have it.
pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_NOPAD
        .decode(text.trim_end_matches('=').as_bytes())
        .ok()
}

/// The name of the algorithm with which a body begins, such as `ssh-rsa`.
pub(crate) fn algorithm(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(field(body)?.0).ok()
}

/// How long a key is; none for one of another algorithm.
pub(crate) fn bits(body: &[u8]) -> Option<u32> {
    let (_, rest) = field(body)?;
    match algorithm(body)? {
        "ssh-rsa" => {
            // The exponent comes first.
            let (_, rest) = field(rest)?;
            length(field(rest)?.0)
        }
        "ssh-dss" => length(field(rest)?.0),
        "ssh-ed25519" | "sk-ssh-ed25519@openssh.com" => Some(256),
        "ecdsa-sha2-nistp256" | "sk-ecdsa-sha2-nistp256@openssh.com" => Some(256),
        "ecdsa-sha2-nistp384" => Some(384),
        "ecdsa-sha2-nistp521" => Some(521),
        _ => None,
    }
}

/// Bytes with their length before them, see RFC 4251, 5, and what follows them.
pub(crate) fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.split_at_checked(length)
}

/// Bits of a number whose bytes begin with the highest.
fn length(number: &[u8]) -> Option<u32> {
    let start = number.iter().position(|byte| *byte != 0)?;
    let number = number.get(start..)?;
    let first = number.first()?;
    let bits = number.len().checked_mul(8)?;
    u32::try_from(bits).ok()?.checked_sub(first.leading_zeros())
}
