//! Spans of time that parameters give.

use crate::NotEvaluated;

/// A number of hours, or of another unit of so many seconds, that a parameter gives, in seconds.
///
/// # Errors
/// When it is not above 0, or more than there can be.
pub fn limit_in_seconds(parameter: &str, number: i64, unit: i64) -> Result<i64, NotEvaluated> {
    let seconds = number.checked_mul(unit).filter(|_| number > 0);
    seconds.ok_or_else(|| {
        NotEvaluated::because(format!(
            "parameter `{parameter}`: {number} is not a number above 0 that makes sense"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_above_zero() {
        assert_eq!(limit_in_seconds("hours", 26, 3_600), Ok(93_600));
        for wrong in [0, -1, i64::MAX] {
            assert!(limit_in_seconds("hours", wrong, 3_600).is_err(), "{wrong}");
        }
    }
}
