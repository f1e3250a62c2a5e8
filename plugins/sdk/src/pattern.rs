//! Names as parameters stand for several of them.

/// Whether a name fits a pattern, in which `*` stands for any text.
#[must_use]
pub fn fits_pattern(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            let starts = rest.char_indices().map(|(start, _)| start);
            let ends = starts.chain([rest.len()]);
            ends.filter_map(|start| rest.get(start..))
                .any(|rest| fits_pattern(after, rest))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in [
            ("ssh", "ssh"),
            ("apt-daily*", "apt-daily"),
            ("a*c*e", "abcde"),
            ("*", ""),
            ("*é", "éé"),
        ] {
            assert!(fits_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("ssh", "sshd"),
            ("apt-daily*", "apt"),
            ("a*c*e", "abcd"),
            ("a*", ""),
        ] {
            assert!(!fits_pattern(pattern, name), "{pattern} {name}");
        }
    }
}
