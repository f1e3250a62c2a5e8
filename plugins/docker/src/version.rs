//! Versions of packages and programs, by the numbers that they begin with.

/// The first two numbers of a version, behind the epoch.
pub(crate) fn numbers(version: &str) -> Option<(u32, u32)> {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let mut parts = version.split(|c: char| !c.is_ascii_digit());
    let first = parts.next()?.parse().ok()?;
    let second = parts.next().and_then(|part| part.parse().ok());
    Some((first, second.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(numbers("2.29.7"), Some((2, 29)));
        assert_eq!(numbers("5:2.9-1"), Some((2, 9)));
        assert_eq!(numbers("5:28.5.2-1~debian.12~bookworm"), Some((28, 5)));
        assert_eq!(numbers("2"), Some((2, 0)));
        assert_eq!(numbers(""), None);
        assert_eq!(numbers("later"), None);
        assert!(numbers("2.9") < numbers("2.20"));
    }
}
