//! Facts for the unit tests of a plugin, with the feature `testing`.
//!
//! A test names the fields that it is about and leaves the others to the sample, so that it still
//! compiles when the contract gets another field:
//!
//! ```
//! use muster_sdk::{cloudflare::DnsRecord, testing::sample};
//!
//! let record = DnsRecord {
//!     content: "203.0.113.7".to_owned(),
//!     ..sample()
//! };
//! assert!(!record.proxied);
//! ```

/// A fact in which nothing is said: numbers are zero, texts and lists empty, options none, and
/// results the sample of what was asked for.
#[must_use]
pub fn sample<T: Sample>() -> T {
    T::sample()
}

/// A type that has a [`sample`].
pub trait Sample {
    /// See [`sample`].
    fn sample() -> Self;
}

macro_rules! by_default {
    ($($plain:ty)+) => {
        $(impl Sample for $plain {
            fn sample() -> Self {
                Self::default()
            }
        })+
    };
}

by_default!(bool u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 char String);

impl<T> Sample for Option<T> {
    fn sample() -> Self {
        None
    }
}

impl<T> Sample for Vec<T> {
    fn sample() -> Self {
        Self::new()
    }
}

impl<T: Sample, E> Sample for Result<T, E> {
    fn sample() -> Self {
        Ok(sample())
    }
}

impl<A: Sample, B: Sample> Sample for (A, B) {
    fn sample() -> Self {
        (sample(), sample())
    }
}
