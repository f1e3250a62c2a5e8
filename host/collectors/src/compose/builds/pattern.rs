//! Patterns of paths as Docker's builder compiles them (moby's `patternmatcher`): `*` and `?` within a name, `**` over
//! any number of directories, and sets of characters. Pure.

use std::iter::Peekable;
use std::str::Chars;

/// Longer patterns are refused, so that matching stays cheap.
const LONGEST: usize = 1_000;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Character(char),
    /// `*`: any characters within a name.
    Name,
    /// `?`: one of them.
    One,
    /// `**` before more: nothing, or anything up to a slash.
    Directories,
    /// `**` at the end: anything.
    Rest,
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// `**` and plain text behind it, which a path ends in.
    Suffix(String),
    Pieces(Vec<Piece>),
}

impl Pattern {
    /// Reads a pattern that is clean, see [`clean`]; none where the builder refuses it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let kind = match text.strip_prefix("**") {
            Some(rest) if !rest.contains(['*', '?', '[', ']', '\\']) => {
                Kind::Suffix(rest.to_owned())
            }
            _ => Kind::Pieces(pieces(text, true)?),
        };
        (text.len() <= LONGEST).then_some(Self(kind))
    }

    /// The same for a source of `COPY`, in which `**` is no more than `*`.
    pub(super) fn parse_source(text: &str) -> Option<Self> {
        let kind = Kind::Pieces(pieces(text, false)?);
        (text.len() <= LONGEST).then_some(Self(kind))
    }

    /// Whether a path, or a directory above it, fits.
    pub(super) fn matches(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.chain([path.len()])
            .filter_map(|end| path.get(..end))
            .any(|part| !part.is_empty() && self.fits(part))
    }

    fn fits(&self, path: &str) -> bool {
        match &self.0 {
            Kind::Suffix(suffix) => {
                path.ends_with(suffix.as_str())
                    || suffix.strip_prefix('/').is_some_and(|name| path == name)
            }
            Kind::Pieces(pieces) => fits(pieces, path),
        }
    }
}

fn pieces(text: &str, has_directories: bool) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let piece = match character {
            '*' if has_directories && characters.next_if_eq(&'*').is_some() => {
                characters.next_if_eq(&'/');
                match characters.peek() {
                    Some(_) => Piece::Directories,
                    None => Piece::Rest,
                }
            }
            '*' => Piece::Name,
            '?' => Piece::One,
            '[' => set(&mut characters)?,
            '\\' => Piece::Character(characters.next()?),
            other => Piece::Character(other),
        };
        found.push(piece);
    }
    Some(found)
}

/// The characters of a set, behind its bracket.
fn set(characters: &mut Peekable<Chars<'_>>) -> Option<Piece> {
    let negated = characters.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && characters.next_if_eq(&']').is_some() {
            return Some(Piece::Set { negated, ranges });
        }
        let first = character_of_set(characters)?;
        let last = match characters.next_if_eq(&'-') {
            Some(_) => character_of_set(characters)?,
            None => first,
        };
        ranges.push((first, last));
    }
}

fn character_of_set(characters: &mut Peekable<Chars<'_>>) -> Option<char> {
    match characters.next()? {
        '-' | ']' => None,
        '\\' => characters.next(),
        other => Some(other),
    }
}

/// Whether the whole of a path fits. Which places of the path the pieces so far may end at is kept, so that no path takes
/// long.
fn fits(pieces: &[Piece], path: &str) -> bool {
    let text: Vec<char> = path.chars().collect();
    let mut places = vec![false; text.len() + 1];
    if let Some(first) = places.first_mut() {
        *first = true;
    }
    for piece in pieces {
        let mut next = vec![false; text.len() + 1];
        let mut reached = false;
        for (at, place) in places.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| text.get(at)).copied();
            let came = at
                .checked_sub(1)
                .and_then(|at| places.get(at))
                .is_some_and(|place| *place);
            let here = match piece {
                Piece::Character(wanted) => came && before == Some(*wanted),
                Piece::One => came && before != Some('/'),
                Piece::Set { negated, ranges } => {
                    came && before.is_some_and(|found| {
                        let has = |(first, last): &(char, char)| *first <= found && found <= *last;
                        ranges.iter().any(has) != *negated
                    })
                }
                Piece::Name => {
                    // A slash ends what the star stands for.
                    reached = *place || (reached && before != Some('/'));
                    reached
                }
                Piece::Directories => {
                    let here = *place || (reached && before == Some('/'));
                    reached |= *place;
                    here
                }
                Piece::Rest => {
                    reached |= *place;
                    reached
                }
            };
            if let Some(place) = next.get_mut(at) {
                *place = here;
            }
        }
        places = next;
    }
    places.last().is_some_and(|place| *place)
}

/// A path or pattern without `.`, `..` and slashes that say nothing, as Go's `filepath.Clean` has it.
pub(super) fn clean(text: &str) -> String {
    let is_rooted = text.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if is_rooted => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether the path itself fits, and whether it or a directory above it does.
    fn found(pattern: &str, path: &str) -> Option<(bool, bool)> {
        let pattern = Pattern::parse(&clean(pattern))?;
        let path = path.trim_end_matches('/');
        Some((pattern.fits(path), pattern.matches(path)))
    }

    /// What Docker documents, and what moby's own tests expect of each pair.
    #[test]
    fn paths_fit_as_the_builder_has_it() {
        for (pattern, path, fits) in [
            ("**", "file", true),
            ("**/", "dir/file", true),
            ("**/**", "dir/file", true),
            ("dir/**", "dir/dir2/file", true),
            ("dir/**", "dir", false),
            ("**/dir", "dir", true),
            ("**/dir2/*", "dir/dir2/file", true),
            ("**/dir2/**", "dir/dir2/dir3/file", true),
            ("**file", "dir/dir/file", true),
            ("**file", "dir/other-file", true),
            ("**/file", "dir/other-file", false),
            ("**/file*txt", "dir/dir/file.txt", true),
            ("**/**/*.txt", "file.txt", true),
            ("**/**/*.txt2", "dir/dir/file.txt", false),
            ("a**/*.txt", "a/dir/dir/file.txt", true),
            ("a/*.txt", "a/dir/file.txt", false),
            ("a/*.txt**", "a/file.txt", true),
            ("a[b-d]e", "ace", true),
            ("a[b-d]e", "aae", false),
            ("a[^b-d]e", "aze", true),
            (".*", ".env", true),
            (".*", "env", false),
            ("abc.def", "abcZdef", false),
            ("abc?def", "abcZdef", true),
            ("abc?def", "abc/def", false),
            ("**/.env", ".env", true),
            ("**/.env", "api/.env", true),
            ("**/.env", "api.env", false),
            ("a(b)c/def", "a(b)c/def", true),
            ("a.|)$(}+{bc", "a.|)$(}+{bc", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("a*b?c*x", "abxbbxdbxebxczzx", true),
            ("a*b?c*x", "abxbbxdbxebxczzy", false),
            ("[a-\u{3b6}]*", "\u{3b1}", true),
            ("a?b", "a\u{263a}b", true),
            ("[\\]a]", "]", true),
            ("[x\\-]", "-", true),
            ("*x", "xxx", true),
        ] {
            assert_eq!(
                found(pattern, path).map(|(own, _)| own),
                Some(fits),
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn what_is_below_a_directory_that_fits_fits_as_well() {
        for (pattern, path, fits) in [
            ("**/dir", "dir/file", true),
            ("docs/", "docs/a/b", true),
            ("*", "a/b/c", true),
            ("a*/b", "a/c/b", false),
            ("a*", "ab/c", true),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false),
        ] {
            assert_eq!(
                found(pattern, path).map(|(_, any)| any),
                Some(fits),
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn what_the_builder_refuses_is_no_pattern() {
        for pattern in [
            "[", "a[", "[^bc", "[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "\\", "a\\",
        ] {
            assert_eq!(found(pattern, "a"), None, "{pattern}");
        }
    }

    #[test]
    fn in_a_source_of_copy_two_stars_are_one() {
        let source = |text: &str, path: &str| Pattern::parse_source(text).unwrap().matches(path);
        assert!(source("*.env", "a.env") && !source("*.env", "a/b.env"));
        assert!(source("**.env", "a.env") && !source("**/a.env", "x/y/a.env"));
        assert!(source("conf", "conf/.env"));
    }

    #[test]
    fn a_path_is_clean() {
        for (text, clean_text) in [
            ("./a//b/", "a/b"),
            ("/a/../b", "/b"),
            ("/", "/"),
            ("a/..", "."),
            ("../a", "../a"),
            ("", "."),
        ] {
            assert_eq!(clean(text), clean_text, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_pattern_takes_long_or_fails(pattern in "[ab*?/\\[\\]^\\\\-]{0,60}", path in "[ab/]{0,60}") {
            let _ = found(&pattern, &path);
            let _ = Pattern::parse_source(&pattern);
        }
    }
}
