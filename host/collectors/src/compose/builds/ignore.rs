//! What `.dockerignore` leaves out of a build context
//! (<https://docs.docker.com/build/concepts/context/#dockerignore-files>). Pure.

use super::pattern::{Pattern, clean};

/// More patterns than anybody has written.
const MOST_PATTERNS: usize = 5_000;

/// The patterns of a file, in their order.
#[derive(Debug, Default)]
pub(super) struct Ignore(Vec<Line>);

#[derive(Debug)]
struct Line {
    /// Whether what fits is taken in again.
    is_exception: bool,
    pattern: Pattern,
}

impl Ignore {
    /// Reads a file.
    ///
    /// # Errors
    /// The number of a line for which the builder refuses the file.
    pub(super) fn parse(text: &str) -> Result<Self, u32> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            // Only at the beginning of a line.
            if line.starts_with('#') {
                continue;
            }
            let line = line.trim();
            let (is_exception, written) = match line.strip_prefix('!') {
                Some(written) => (true, written.trim()),
                None => (false, line),
            };
            if written.is_empty() {
                if is_exception {
                    return Err(number);
                }
                continue;
            }
            let cleaned = clean(written);
            let relative = match cleaned.strip_prefix('/') {
                Some(rest) if !rest.is_empty() => rest,
                _ => cleaned.as_str(),
            };
            let pattern = Pattern::parse(relative).ok_or(number)?;
            lines.push(Line {
                is_exception,
                pattern,
            });
            if lines.len() > MOST_PATTERNS {
                return Err(number);
            }
        }
        Ok(Self(lines))
    }

    /// Whether a path of the context is left out: the last line that fits decides.
    pub(super) fn leaves_out(&self, path: &str) -> bool {
        let mut lines = self.0.iter().rev();
        let last = lines.find(|line| line.pattern.matches(path));
        last.is_some_and(|line| !line.is_exception)
    }

    /// Whether all that is below a directory is left out, whatever it is.
    pub(super) fn leaves_out_all_below(&self, directory: &str) -> bool {
        self.leaves_out(directory) && !self.0.iter().any(|line| line.is_exception)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn left_out(text: &str, path: &str) -> bool {
        Ignore::parse(text).unwrap().leaves_out(path)
    }

    /// Examples of Docker's documentation, and pairs of moby's own tests.
    #[test]
    fn the_last_line_that_fits_decides() {
        for (text, path, expected) in [
            ("", ".env", false),
            (".env", ".env", true),
            (".env", "api/.env", false),
            ("**/.env", "api/.env", true),
            ("/.env", ".env", true),
            ("./.env", ".env", true),
            ("\u{feff}.env\r\n", ".env", true),
            ("# .env", ".env", false),
            ("  .env  ", ".env", true),
            (" # x\n.env", ".env", true),
            ("*.env\n!shop.env", "shop.env", false),
            ("!shop.env\n*.env", "shop.env", true),
            ("*\n!src", ".env", true),
            ("*\n!src", "src/.env", false),
            ("*\n!src\nsrc/.env", "src/.env", true),
            ("*\n!src\n**/.env*", "src/.env.local", true),
            ("docs\n!docs/README.md", "docs/README.md", false),
            ("docs/\n!docs/README.md", "docs/a", true),
            (
                "*.md\n!README*.md\nREADME-secret.md",
                "README-secret.md",
                true,
            ),
            (
                "*.md\nREADME-secret.md\n!README*.md",
                "README-secret.md",
                false,
            ),
            ("**\n!util/docker/web", "util/docker/web/foo", false),
            (
                "**\n!util/docker/web\nutil/docker/web/foo",
                "util/docker/web/foo",
                true,
            ),
            ("! /src/.env\n", "src/.env", false),
        ] {
            assert_eq!(left_out(text, path), expected, "{text:?} {path}");
        }
    }

    #[test]
    fn what_the_builder_refuses_is_told_with_its_line() {
        for (text, line) in [("a\n!", 2), ("! ", 1), ("a\n\n[", 3)] {
            assert_eq!(Ignore::parse(text).err(), Some(line), "{text:?}");
        }
    }

    #[test]
    fn a_directory_is_passed_over_where_nothing_brings_it_back() {
        let below = |text: &str| Ignore::parse(text).unwrap().leaves_out_all_below("a");
        assert!(below("a") && below("*") && !below("*\n!a/b") && !below("b"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[ab*!#/ \n\\[\\]]{0,60}", path in "[ab/]{0,20}") {
            if let Ok(ignore) = Ignore::parse(&text) {
                let _ = ignore.leaves_out(&path);
            }
        }
    }
}
