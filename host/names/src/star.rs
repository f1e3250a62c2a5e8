//! Names as packs and parameters write them for several: `*` stands for any text, and nothing else is a sign.

/// Whether a name fits a pattern, in which `*` stands for any text.
#[must_use]
pub fn fits_pattern(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    // What no star stands before must begin the text.
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
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
            ("a**b", "ab"),
        ] {
            assert!(fits_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("ssh", "sshd"),
            ("apt-daily*", "apt"),
            ("a*c*e", "abcd"),
            ("a*", ""),
            ("a*a", "a"),
        ] {
            assert!(!fits_pattern(pattern, name), "{pattern} {name}");
        }
    }
}
