//! Where pack texts come from, and how a place in one becomes a [`Diagnostic`]. Knows nothing of
//! TOML.

use std::ops::Range;
use std::path::{Path, PathBuf};

use muster_facts::excerpt::char_width;
use muster_outcomes::Request;

use crate::Diagnostic;
use crate::diagnostic::{excerpt, printable, quoted};

/// A pack's text and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackSource {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) path: Option<PathBuf>,
}

impl PackSource {
    /// A pack in a file. What it refers to is looked up beside it.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let path = path.into();
        Self {
            name: path.display().to_string(),
            text: text.into(),
            path: Some(path),
        }
    }

    /// The file that it is in, if it is in one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A pack that comes with Muster.
    #[must_use]
    pub fn builtin(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            path: None,
        }
    }
}

/// What speaks against a name in a parameter that [requests](Request) something, as the help of a message; nothing where
/// it can be collected. An option of PAM is also asked for behind its module, as `pam_unix.so/nullok`.
pub type NameCheck = fn(Request, &str) -> Option<String>;

/// Supplies the packs that a pack extends.
pub trait Loader {
    /// The text of a built-in pack.
    fn builtin(&self, name: &str) -> Option<&str>;

    /// The names of all built-in packs.
    fn builtin_names(&self) -> Vec<&str>;

    /// The text of a file. The implementation limits its size.
    ///
    /// # Errors
    /// Why it cannot be read, in words: missing, denied, not UTF-8, too large.
    fn read(&self, path: &Path) -> Result<String, String>;

    /// The text of the file with attestations. Whoever begins one takes a missing file for an empty
    /// text.
    ///
    /// # Errors
    /// As for [`Self::read`].
    fn read_attestations(&self, path: &Path) -> Result<String, String> {
        self.read(path)
    }

    /// What whoever collects has against a name. By default, every name will do.
    fn name_check(&self) -> NameCheck {
        |_, _| None
    }
}

/// A path written in a pack, relative to the folder that holds the pack.
pub(crate) fn beside(
    pack: Option<&Path>,
    file: &Spanned<String>,
    problems: &mut Problems,
) -> Option<PathBuf> {
    let Some(pack) = pack else {
        problems.report(
            file.at,
            format!(
                "a built-in pack has no folder in which {} could be",
                quoted(&file.value)
            ),
        );
        return None;
    };
    if file.value.is_empty() || file.value.contains(char::is_control) {
        problems.report(file.at, format!("{} is not a path", quoted(&file.value)));
        return None;
    }
    Some(pack.parent().unwrap_or(Path::new("")).join(&file.value))
}

/// A part of one of the texts of [`Sources`], in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    file: usize,
    start: usize,
    end: usize,
}

impl Span {
    /// Whether it is in the file that was loaded first, which the policy's author can change.
    pub(crate) const fn is_in_the_policys_own_file(self) -> bool {
        self.file == 0
    }
}

/// A value that knows where it was written.
#[derive(Clone, Debug)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) at: Span,
}

/// One text.
#[derive(Debug, Default)]
struct Text {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

/// Every text that was loaded for one policy.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Text>);

/// Names a text in [`Sources`], and makes spans in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceId(usize);

impl SourceId {
    pub(crate) const fn span(self, range: Range<usize>) -> Span {
        Span {
            file: self.0,
            start: range.start,
            end: range.end,
        }
    }
}

impl Sources {
    pub(crate) fn add(&mut self, name: String, text: String) -> SourceId {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        self.0.push(Text {
            name,
            text,
            line_starts,
        });
        SourceId(self.0.len() - 1)
    }

    pub(crate) fn text(&self, id: SourceId) -> &str {
        self.0.get(id.0).map_or("", |text| &text.text)
    }

    /// The text of the policy's own file, which is loaded first.
    pub(crate) fn first(&self) -> Option<&str> {
        self.0.first().map(|text| text.text.as_str())
    }

    /// The beginning of the first text, for what no single line is to blame for.
    pub(crate) const fn beginning() -> Span {
        SourceId(0).span(0..0)
    }

    fn diagnostic(&self, problem: Problem, concealed: &[Span]) -> Diagnostic {
        let Problem { at, message, help } = problem;
        // Only `add` makes file numbers, and no text is ever removed.
        let nowhere = Text::default();
        let source = self.0.get(at.file).unwrap_or(&nowhere);
        let line = source
            .line_starts
            .partition_point(|start| *start <= at.start);
        let begin = line
            .checked_sub(1)
            .and_then(|index| source.line_starts.get(index))
            .copied()
            .unwrap_or(0);
        let rest = source.text.get(begin..).unwrap_or_default();
        let text = rest
            .split('\n')
            .next()
            .unwrap_or_default()
            .trim_end_matches('\r');
        let characters_before = |at: usize| {
            let end = text.floor_char_boundary(at.saturating_sub(begin));
            text.get(..end).map_or(0, |before| before.chars().count())
        };
        let start = characters_before(at.start);
        let length = characters_before(at.end).saturating_sub(start);
        let hidden = |index: usize| {
            let concealed = concealed.iter().filter(|span| span.file == at.file);
            let mut bytes = concealed.map(|span| span.start..span.end);
            bytes.any(|bytes| bytes.contains(&(begin + index)))
        };
        let shown: String = text
            .char_indices()
            .map(|(index, c)| {
                if hidden(index) {
                    CONCEALED
                } else {
                    printable(c)
                }
            })
            .collect();
        let columns = |characters: usize| shown.chars().take(characters).map(char_width).sum();
        let marked = columns(start)..columns(start + length);
        Diagnostic {
            file: source.name.clone(),
            line,
            column: start + 1,
            excerpt: excerpt(&shown, marked),
            message,
            help,
        }
    }
}

#[derive(Debug)]
struct Problem {
    at: Span,
    message: String,
    help: Option<String>,
}

/// What is wrong so far. Everything is collected, so that a pack is fixed in one go.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    concealed: Vec<Span>,
}

/// Stands for every character that is not shown.
const CONCEALED: char = '•';

/// More than anyone fixes in one go, and few enough that a hostile pack cannot make their
/// rendering slow.
pub(crate) const MOST_SHOWN: usize = 100;

impl Problems {
    pub(crate) fn report(&mut self, at: Span, message: impl Into<String>) {
        self.report_with(at, message, None);
    }

    pub(crate) fn report_with(
        &mut self,
        at: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.found.push(Problem {
            at,
            message: message.into(),
            help,
        });
    }

    /// Keeps a text out of everything that is shown: it may be a secret in the wrong place.
    pub(crate) fn conceal(&mut self, at: Span) {
        self.concealed.push(at);
    }

    /// Text from a pack for messages; none where it is concealed.
    pub(crate) fn quoted(&self, text: &Spanned<String>) -> String {
        if self.concealed.contains(&text.at) {
            return "this text".to_owned();
        }
        quoted(&text.value)
    }

    /// Fails with what was reported, in the order of loading and then of the text.
    pub(crate) fn none_in(&mut self, sources: &Sources) -> Result<(), Vec<Diagnostic>> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|problem| problem.at);
        let hidden = self.found.len().saturating_sub(MOST_SHOWN);
        self.found.truncate(MOST_SHOWN);
        if let (Some(last), 1..) = (self.found.last_mut(), hidden) {
            last.help = Some(format!(
                "{hidden} more problems are not shown; fix these first"
            ));
        }
        Err(self
            .found
            .drain(..)
            .map(|problem| sources.diagnostic(problem, &self.concealed))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, range: Range<usize>) -> (usize, usize, String, usize) {
        let mut sources = Sources::default();
        let id = sources.add("a.toml".to_owned(), text.to_owned());
        let mut problems = Problems::default();
        problems.report(id.span(range), "wrong");
        let found = problems.none_in(&sources).unwrap_err().remove(0);
        (
            found.line,
            found.column,
            found.excerpt.text,
            found.excerpt.length,
        )
    }

    #[test]
    fn places_are_counted_in_characters_from_one() {
        assert_eq!(place("", 0..0), (1, 1, String::new(), 1));
        assert_eq!(place("a\nbc", 3..4), (2, 2, "bc".to_owned(), 1));
        assert_eq!(place("äö = 1\r\nx", 5..6), (1, 4, "äö = 1".to_owned(), 1));
        assert_eq!(place("a\n", 2..2), (2, 1, String::new(), 1));
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let (.., shown, length) = place("\u{1b}[31m\tred\u{202e}", 0..1);
        assert_eq!((shown.as_str(), length), ("\u{fffd}[31m red\u{fffd}", 1));
    }

    #[test]
    fn marks_are_as_wide_as_what_stands_above_them() {
        assert_eq!(place("a = 火水", 4..10), (1, 5, "a = 火水".to_owned(), 4));
    }

    #[test]
    fn a_span_over_several_lines_is_marked_on_its_first() {
        assert_eq!(place("a = [\n1,\n]", 4..10), (1, 5, "a = [".to_owned(), 1));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml".to_owned(), "x".repeat(500));
        let mut problems = Problems::default();
        for at in 0..MOST_SHOWN + 7 {
            problems.report(id.span(at..at + 1), "wrong");
        }
        let shown = problems.none_in(&sources).unwrap_err();
        assert_eq!(shown.len(), MOST_SHOWN);
        let help = shown.last().and_then(|last| last.help.as_deref()).unwrap();
        assert!(help.starts_with("7 more problems"), "{help}");
    }
}
