//! Masks of new files, in octal digits.

use muster_sdk::NotEvaluated;

/// The bits of a mask.
pub(crate) fn bits(mask: &str) -> Option<u32> {
    let bits = u32::from_str_radix(mask, 8).ok()?;
    (bits <= 0o777).then_some(bits)
}

/// Those of a parameter.
///
/// # Errors
/// It is not a mask.
pub(crate) fn parameter(name: &str, mask: &str) -> Result<u32, NotEvaluated> {
    bits(mask).ok_or_else(|| {
        NotEvaluated::because(format!(
            "parameter `{name}`: `{mask}` is not a mask in octal digits"
        ))
    })
}
