//! Which of two versions is the later one, as each package manager has it.

pub mod apk;
pub mod dpkg;
pub mod rpm;

use std::cmp::Ordering;

/// Compares `EPOCH:VERSION-RELEASE`, as dpkg and rpm write it, by how one of them compares versions and releases;
/// without an epoch it is 0.
fn compare_whole(one: &str, other: &str, compare_parts: fn(&str, &str) -> Ordering) -> Ordering {
    let (one, other) = (split(one), split(other));
    one.0
        .cmp(&other.0)
        .then_with(|| compare_parts(one.1, other.1))
        .then_with(|| compare_parts(one.2, other.2))
}

fn split(text: &str) -> (u64, &str, &str) {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
    (epoch.parse().unwrap_or(0), version, release)
}
