//! The lines that say that something is wrong, and those that hold a secret: each pass over a text takes time in
//! proportion to it, whatever is in it. Pure but for the secrets that it registers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use muster_facts::targets::LinePart;
use muster_facts::{Secret, Secrets};

use super::decode::Text;
use crate::env::SecretValue;
use crate::tokens;

/// Secrets of one text that are remembered for the output. More are not secrets but data.
const MOST_REGISTERED: usize = 100;

/// What a secret is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SecretKind {
    /// An environment file has it: its place among the values.
    Value(usize),
    /// Its form, a word of `secret-count.kind`.
    Form(&'static str),
}

/// What a line is counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    /// The place of the pattern in the policy.
    Failure(usize),
    Secret(SecretKind),
}

/// What is searched for.
pub(super) struct Search<'a> {
    patterns: &'a [LinePart],
    failures: Failures,
    values: Option<AhoCorasick>,
    secrets: &'a Secrets,
}

impl<'a> Search<'a> {
    /// Prepares the search.
    ///
    /// # Errors
    /// When the patterns or the secrets are more than fits into memory.
    pub(super) fn new(
        patterns: &'a [LinePart],
        values: &[SecretValue],
        secrets: &'a Secrets,
    ) -> Result<Self, String> {
        let values = values.iter().map(|value| value.value.expose());
        Ok(Self {
            patterns,
            failures: Failures::new(patterns)?,
            values: automaton(values, MatchKind::LeftmostLongest, false)?,
            secrets,
        })
    }

    /// A pattern by its place.
    pub(super) fn pattern(&self, index: usize) -> Option<&LinePart> {
        self.patterns.get(index)
    }

    /// What the lines of a text are counted for, each line once for the same, in the order of the lines for each.
    pub(super) fn hits(&self, text: &Text<'_>, found: &mut dyn FnMut(usize, Hit)) {
        self.failures.lines(text, &mut |line, pattern| {
            found(line, Hit::Failure(pattern));
        });
        let mut counted = BTreeSet::new();
        let mut add = |line: usize, kind: SecretKind| {
            if counted.insert((kind, line)) {
                found(line, Hit::Secret(kind));
            }
        };
        let mut ranges: BTreeMap<usize, usize> = BTreeMap::new();
        for hit in self
            .values
            .iter()
            .flat_map(|all| all.find_iter(&text.bytes))
        {
            ranges.insert(hit.start(), hit.end());
            add(
                text.line_at(hit.start()),
                SecretKind::Value(hit.pattern().as_usize()),
            );
        }
        let mut registered = 0;
        for one in tokens::matches(&text.bytes) {
            // Its key says more about it than its form.
            if overlaps(&ranges, &one.secret) {
                continue;
            }
            if let Some(secret) = text.bytes.get(one.secret.clone())
                && registered < MOST_REGISTERED
            {
                registered += 1;
                self.secrets.register(&Secret::new(secret));
            }
            add(text.line_at(one.secret.start), SecretKind::Form(one.kind));
        }
    }
}

/// Whether a range shares something with one of those that begin and end so.
fn overlaps(ranges: &BTreeMap<usize, usize>, range: &Range<usize>) -> bool {
    let before = ranges.range(..range.end).next_back();
    before.is_some_and(|(_, end)| *end > range.start)
}

/// None where there is nothing to search for.
fn automaton<'t>(
    texts: impl Iterator<Item = &'t [u8]>,
    kind: MatchKind,
    ignores_case: bool,
) -> Result<Option<AhoCorasick>, String> {
    let texts: Vec<&[u8]> = texts.collect();
    if texts.is_empty() {
        return Ok(None);
    }
    let built = AhoCorasick::builder()
        .match_kind(kind)
        .ascii_case_insensitive(ignores_case)
        .build(texts);
    let refused = |_| "there is more to search for in logs than fits into memory".to_owned();
    built.map(Some).map_err(refused)
}

/// The patterns of lines. Their pieces follow each other on a line; the first place of each is the best one for
/// those behind it.
struct Failures {
    pieces: Option<AhoCorasick>,
    /// Of each piece its pattern, and its place in it.
    places: Vec<(usize, usize)>,
    /// How many pieces each pattern has.
    lengths: Vec<usize>,
}

/// How far a pattern has come on a line.
#[derive(Clone, Copy)]
struct Progress {
    line: usize,
    pieces: usize,
    /// Where the next piece may begin.
    from: usize,
}

impl Failures {
    fn new(patterns: &[LinePart]) -> Result<Self, String> {
        let mut texts = Vec::new();
        let mut places = Vec::new();
        let mut lengths = Vec::new();
        for (pattern, part) in patterns.iter().enumerate() {
            for (place, piece) in part.pieces().enumerate() {
                texts.push(piece.as_bytes());
                places.push((pattern, place));
            }
            lengths.push(part.pieces().count());
        }
        Ok(Self {
            pieces: automaton(texts.into_iter(), MatchKind::Standard, true)?,
            places,
            lengths,
        })
    }

    /// The lines of each pattern.
    fn lines(&self, text: &Text<'_>, found: &mut dyn FnMut(usize, usize)) {
        let Some(pieces) = &self.pieces else {
            return;
        };
        let none = Progress {
            line: usize::MAX,
            pieces: 0,
            from: 0,
        };
        let mut progress = vec![none; self.lengths.len()];
        for hit in pieces.find_overlapping_iter(&text.bytes) {
            let Some(&(pattern, place)) = self.places.get(hit.pattern().as_usize()) else {
                continue;
            };
            let (Some(so_far), Some(length)) =
                (progress.get_mut(pattern), self.lengths.get(pattern))
            else {
                continue;
            };
            let line = text.line_at(hit.start());
            if so_far.line != line {
                *so_far = Progress {
                    line,
                    pieces: 0,
                    from: 0,
                };
            }
            if place == so_far.pieces && hit.start() >= so_far.from {
                so_far.pieces += 1;
                so_far.from = hit.end();
                if so_far.pieces == *length {
                    found(line, pattern);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::super::blocks::Block;
    use super::super::decode::Form;
    use super::*;

    const VALUE: &str = "k4Qz7r5Qeb9tWz2xv8Lm";

    fn hits(patterns: &[&str], values: &[&str], content: &str) -> Vec<(usize, Hit)> {
        let patterns: Vec<LinePart> = patterns.iter().map(|text| text.parse().unwrap()).collect();
        let values: Vec<SecretValue> = values
            .iter()
            .map(|value| SecretValue {
                file: PathBuf::from("/etc/shop/shop.env"),
                key: None,
                value: Secret::new(*value),
            })
            .collect();
        let secrets = Secrets::default();
        let search = Search::new(&patterns, &values, &secrets).unwrap();
        let text = Text::of(
            &Block {
                text: content.as_bytes(),
                first: Some(1),
            },
            Form::Plain,
        );
        let mut found = Vec::new();
        search.hits(&text, &mut |line, hit| found.push((line, hit)));
        found
    }

    #[test]
    fn a_line_is_counted_once_for_each_pattern() {
        let content = "ok\nCache UNREACHABLE, cache unreachable\nmail to a failed\nfailed mail\n";
        assert_eq!(
            hits(&["cache unreachable", "mail*failed", "ache"], &[], content),
            [
                (1, Hit::Failure(2)),
                (1, Hit::Failure(0)),
                (2, Hit::Failure(1)),
            ]
        );
    }

    #[test]
    fn pieces_do_not_share_letters_or_lines() {
        assert_eq!(hits(&["abcd*cdef"], &[], "abcdef\nabcd\ncdef\n"), []);
        assert_eq!(
            hits(&["abcd*cdef"], &[], "x abcdef cdef\n"),
            [(0, Hit::Failure(0))]
        );
    }

    #[test]
    fn a_value_counts_as_its_key_and_not_by_its_form() {
        let token = ["sk_", "live_51HkQz7r5Qeb9tWz2xv8LmNc3"].concat();
        let content = format!("key {token}\n{VALUE} {VALUE}\n{token}\n");
        let value = SecretKind::Value(0);
        assert_eq!(
            hits(&[], &[VALUE], &content),
            [
                (1, Hit::Secret(value)),
                (0, Hit::Secret(SecretKind::Form("stripe"))),
                (2, Hit::Secret(SecretKind::Form("stripe"))),
            ]
        );
        assert_eq!(
            hits(&[], &[&token], &content),
            [(0, Hit::Secret(value)), (2, Hit::Secret(value))]
        );
    }

    proptest! {
        /// The same as for each line alone, by its pieces one after another.
        #[test]
        fn patterns_are_found_as_by_hand(
            content in "[abA \n]{0,80}",
            first in "[ab]{4,5}",
            second in "[ab]{1,3}",
        ) {
            let pattern = format!("{first}*{second}");
            let expected: Vec<(usize, Hit)> = content
                .to_ascii_lowercase()
                .split('\n')
                .enumerate()
                .filter(|(_, line)| {
                    line.find(&first)
                        .is_some_and(|at| line[at + first.len()..].contains(&second))
                })
                .map(|(line, _)| (line, Hit::Failure(0)))
                .collect();
            prop_assert_eq!(hits(&[&pattern], &[], &content), expected);
        }

        #[test]
        fn no_text_breaks_it(content: String) {
            let _ = hits(&["some*thing", "other"], &[VALUE], &content);
        }
    }
}
