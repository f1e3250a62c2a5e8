//! Patterns of texts (`*`, `?`), and the shell's patterns of files, see glob(7). Pure.

use crate::fits_pattern;

/// Whether a pattern of `*` and `?` matches the whole text.
#[must_use]
pub fn matches(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<Piece> = pattern
        .chars()
        .map(|c| match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            c => Piece::Just(c),
        })
        .collect();
    whole(&text, &pattern)
}

/// Whether a file name matches one component of a pattern of files, by the rules of glob(7).
#[must_use]
pub fn file_name_matches(name: &str, pattern: &str) -> bool {
    let is_hidden = name.starts_with('.') && !pattern.starts_with('.');
    !is_hidden && any_name_matches(name, pattern)
}

/// The same by the rules of fnmatch(3), to which a hidden file is like any other.
#[must_use]
pub fn any_name_matches(name: &str, pattern: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    whole(&name, &pieces(pattern))
}

/// Whether a component of such a pattern has to be looked up in its directory.
#[must_use]
pub fn is_wild(component: &str) -> bool {
    component.contains(['*', '?', '[', '\\'])
}

/// Whether a path, be it there or not, is one that a pattern of files stands for: a star ends at a slash.
#[must_use]
pub fn path_matches(path: &str, pattern: &str) -> bool {
    let (names, parts) = (path.split('/'), pattern.split('/'));
    names.clone().count() == parts.clone().count()
        && names
            .zip(parts)
            .all(|(name, part)| name == part || file_name_matches(name, part))
}

/// Whether a path may be one that a pattern of files stands for: a class such as `[ab]` counts as any text, so that
/// none is missed, and nothing stands for a slash.
#[must_use]
pub fn path_may_match(path: &str, pattern: &str) -> bool {
    let (mut names, mut parts) = (path.split('/'), pattern.split('/'));
    loop {
        match (names.next(), parts.next()) {
            (None, None) => return true,
            (Some(name), Some(part)) if fits_pattern(&with_stars(part), name) => {}
            _ => return false,
        }
    }
}

/// A pattern with `*` alone, which stands for as much or more.
fn with_stars(pattern: &str) -> String {
    let mut text = String::new();
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            '?' => text.push('*'),
            '[' => {
                rest.by_ref().find(|c| *c == ']');
                text.push('*');
            }
            '\\' => text.extend(rest.next()),
            other => text.push(other),
        }
    }
    text
}

enum Piece {
    Any,
    One,
    Just(char),
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Piece {
    fn accepts(&self, c: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Just(own) => *own == c,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
        }
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        found.push(match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            '\\' => Piece::Just(rest.next().unwrap_or('\\')),
            '[' => match class(rest.as_str()) {
                Some((class, after)) => {
                    rest = after.chars();
                    class
                }
                None => Piece::Just('['),
            },
            c => Piece::Just(c),
        });
    }
    found
}

/// The class after a `[`, and what follows its `]`.
fn class(text: &str) -> Option<(Piece, &str)> {
    let (negated, text) = match text.strip_prefix(['!', '^']) {
        Some(text) => (true, text),
        None => (false, text),
    };
    // A `]` in the first place stands for itself.
    let first = text.chars().next()?.len_utf8();
    let end = first + text.get(first..)?.find(']')?;
    let members: Vec<char> = text.get(..end)?.chars().collect();
    let mut ranges = Vec::new();
    let mut at = members.as_slice();
    while let [low, rest @ ..] = at {
        if let ['-', high, rest @ ..] = rest {
            ranges.push((*low, *high));
            at = rest;
        } else {
            ranges.push((*low, *low));
            at = rest;
        }
    }
    Some((Piece::Class { negated, ranges }, text.get(end + 1..)?))
}

/// Matches with one point of return, so in time proportional to text × pattern.
fn whole(text: &[char], pattern: &[Piece]) -> bool {
    let (mut t, mut p) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(c) = text.get(t) {
        match pattern.get(p) {
            Some(Piece::Any) => {
                retry = Some((t, p));
                p += 1;
            }
            Some(piece) if piece.accepts(*c) => {
                t += 1;
                p += 1;
            }
            Some(_) | None => {
                let Some((start, star)) = retry else {
                    return false;
                };
                retry = Some((start + 1, star));
                t = start + 1;
                p = star + 1;
            }
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|piece| matches!(piece, Piece::Any)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_path_may_be_misses_none_that_it_is() {
        for (path, pattern) in [
            ("/usr/bin/python3", "/usr/*/python?"),
            ("/bin/bash", "/bin/[bd]ash"),
            ("/bin/ash", "/bin/[bd]ash"),
            ("/usr/bin/a b", "/usr/bin/a\\ b"),
        ] {
            assert!(path_may_match(path, pattern), "{path} {pattern}");
        }
        for (path, pattern) in [
            ("/usr/bin/vim", "/usr/*"),
            ("/usr", "/usr/*"),
            ("/usr/bin/sh", "/usr/bin/[bd]ash"),
        ] {
            assert!(!path_may_match(path, pattern), "{path} {pattern}");
        }
    }

    #[test]
    fn file_patterns_skip_hidden_files_and_know_classes() {
        assert!(file_name_matches("50-cloud.conf", "*.conf"));
        assert!(!file_name_matches(".50.conf", "*.conf"));
        assert!(file_name_matches("a1", "[a-c][!2-9]"));
        assert!(!file_name_matches("a2", "[a-c][!2-9]"));
        assert!(file_name_matches("]x", "[]a]x"));
        assert!(file_name_matches("a*", "a\\*"));
        assert!(!file_name_matches("ab", "a\\*"));
        assert!(file_name_matches("a[b", "a[b"));
    }

    #[test]
    fn a_star_ends_at_a_slash() {
        for (pattern, expected) in [
            ("/var/log/syslog", true),
            ("/var/log/*", true),
            ("/var/*", false),
            ("/var/log/sys*g", true),
            ("/var/log/sy?[k-m]og", true),
            ("/srv/log/sy?log", false),
            ("/var/log/messages", false),
        ] {
            assert_eq!(
                path_matches("/var/log/syslog", pattern),
                expected,
                "{pattern}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_pattern_ends(text in "[ab*]{0,40}", pattern in "[ab*?!,\\[\\]^-]{0,40}") {
            let _ = file_name_matches(&text, &pattern);
            prop_assert!(matches(&text, "*"));
        }
    }
}
