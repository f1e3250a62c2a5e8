//! Patterns in which `*` stands for any text.

/// Whether a text is one that the pattern stands for.
#[must_use]
pub fn matches_star(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    // What no star stands before must begin the text.
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}
