//! Patterns of paths, in which `*` stands for any text.

/// The longest pattern that is compared letter by letter.
const LONGEST: usize = 400;

/// Whether a path may fit both.
pub(crate) fn overlap(a: &str, b: &str) -> bool {
    let a: Vec<char> = a.to_lowercase().chars().take(LONGEST).collect();
    let b: Vec<char> = b.to_lowercase().chars().take(LONGEST).collect();
    // Whether the rest of one, from each place on, fits the rest of the other.
    let ends = |text: &[char]| text.iter().all(|c| *c == '*');
    let mut next: Vec<bool> = (0..=b.len())
        .map(|at| b.get(at..).is_some_and(ends))
        .collect();
    for (place, c) in a.iter().enumerate().rev() {
        let mut row = vec![false; b.len() + 1];
        for at in (0..=b.len()).rev() {
            let skip = next.get(at).copied().unwrap_or_default();
            let more = row.get(at + 1).copied().unwrap_or_default();
            let both = next.get(at + 1).copied().unwrap_or_default();
            let fits = match b.get(at) {
                None => a.get(place..).is_some_and(ends),
                Some(other) if *c == '*' || *other == '*' => skip || more || both,
                Some(other) => c == other && both,
            };
            if let Some(cell) = row.get_mut(at) {
                *cell = fits;
            }
        }
        next = row;
    }
    next.first().copied().unwrap_or_default()
}

/// Whether every path that fits the second fits the first.
pub(crate) fn covers(above: &str, below: &str) -> bool {
    let (above, below) = (above.to_lowercase(), below.to_lowercase());
    if above == below || above == "*" {
        return true;
    }
    match above.strip_suffix('*') {
        Some(begin) => !begin.contains('*') && below.starts_with(begin),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_overlap_where_a_path_fits_both() {
        for (a, b) in [
            ("/v1/*", "/v1/admin*"),
            ("/v1/admin*", "/v1/*"),
            ("*", "/x"),
            ("/*", "/"),
            ("*/admin", "/v1/*"),
            ("/V1/admin", "/v1/Admin"),
            ("*.php", "/index*"),
            ("*admin*", "/v1/admin"),
        ] {
            assert!(overlap(a, b) && overlap(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("/v1/*", "/v2/*"),
            ("/health", "/v1/*"),
            ("/v1", "/v1/*"),
            ("*.php", "/index.html"),
            ("/a*c", "/a*d"),
        ] {
            assert!(!overlap(a, b) && !overlap(b, a), "{a} {b}");
        }
    }

    #[test]
    fn a_pattern_covers_what_begins_like_it() {
        assert!(covers("/v1/*", "/v1/admin*") && covers("*", "/x") && covers("/x", "/x"));
        assert!(!covers("/v1/admin*", "/v1/*") && !covers("/v1*x", "/v1/x"));
    }
}
