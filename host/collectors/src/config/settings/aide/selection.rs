//! Which rule of AIDE counts for a file. AIDE sorts rules by the directory that they name without a special character,
//! and asks those of the deepest directory first; what a negative rule matches is left out, whatever the others say.
//! Pure.

use std::collections::BTreeSet;

use muster_facts::Source;
use regex_lite::{Regex, RegexBuilder};

/// Nobody writes one that needs more.
const LARGEST: usize = 1 << 20;

/// Characters that are special in a regular expression, to AIDE: `|` is part of a name.
const SPECIAL: [char; 12] = ['^', '$', '*', '[', ']', '{', '}', '+', '?', '(', ')', '.'];

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What begins so is checked.
    Selective,
    /// What begins so is checked, of what is in the directory itself.
    Equal,
    /// What begins so is left out.
    Negative,
    /// The same of directories only.
    NegativeDirectory,
}

/// A rule of a configuration.
#[derive(Debug)]
pub(super) struct Rule {
    kind: Kind,
    /// The directory that it names before the first special character.
    directory: String,
    /// None where it is not understood.
    expression: Option<Regex>,
    /// None where a group is not understood.
    attributes: Option<BTreeSet<&'static str>>,
    source: Source,
}

/// What becomes of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Selection {
    Checked {
        /// Sorted.
        attributes: Vec<&'static str>,
        source: Source,
    },
    /// By the rule that leaves it out, or because none is about it.
    Left(Option<Source>),
    /// This rule is not understood, and may be about it.
    Unknown(Source),
}

impl Rule {
    pub(super) fn new(
        kind: Kind,
        expression: &str,
        attributes: Option<BTreeSet<&'static str>>,
        source: Source,
    ) -> Self {
        let compiled = RegexBuilder::new(&format!("^(?:{expression})"))
            .size_limit(LARGEST)
            .build();
        Self {
            kind,
            directory: directory(expression),
            expression: compiled.ok(),
            attributes,
            source,
        }
    }

    /// Whether it is about a path; none where that is not known.
    fn is_about(&self, path: &str) -> Option<bool> {
        let (parent, _) = path.rsplit_once('/').unwrap_or_default();
        let is_deeper = self.kind == Kind::Equal && parent != self.directory;
        if is_deeper || !is_within(path, &self.directory) {
            return Some(false);
        }
        let expression = self.expression.as_ref()?;
        Some(expression.is_match(path))
    }
}

/// The directory of an expression: what goes before the last slash, before the first special character. One behind a
/// backslash is itself.
fn directory(expression: &str) -> String {
    let mut plain = String::new();
    let mut characters = expression.chars();
    while let Some(c) = characters.next() {
        let is_itself = |next: &char| next.is_ascii_punctuation() || *next == ' ';
        match c {
            '\\' => match characters.next().filter(is_itself) {
                Some(next) => plain.push(next),
                None => break,
            },
            c if SPECIAL.contains(&c) => break,
            c => plain.push(c),
        }
    }
    let (directory, _) = plain.rsplit_once('/').unwrap_or_default();
    // A character that may be there or not is special, though it stands before the sign that says so; it is behind the
    // slash, and so does not count.
    directory.to_owned()
}

/// Whether a path is below a directory; the empty one is the root.
fn is_within(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// What becomes of a regular file by these rules, in their order.
pub(super) fn select(rules: &[Rule], path: &str) -> Selection {
    let is_of = |kind: Kind| move |rule: &&Rule| rule.kind == kind;
    for rule in rules {
        let is_about_path = match rule.kind {
            Kind::Selective | Kind::Equal => continue,
            Kind::Negative => rule.is_about(path),
            Kind::NegativeDirectory => Some(false),
        };
        match is_about_path {
            Some(true) => return Selection::Left(Some(rule.source.clone())),
            None => return Selection::Unknown(rule.source.clone()),
            Some(false) => {}
        }
        // Whether AIDE looks into a directory that is left out depends on its release.
        let mut parents = path.match_indices('/').skip(1);
        if parents.any(|(end, _)| {
            let parent = path.get(..end).unwrap_or_default();
            rule.is_about(parent) != Some(false)
        }) {
            return Selection::Unknown(rule.source.clone());
        }
    }
    for kind in [Kind::Equal, Kind::Selective] {
        let mut of_kind: Vec<&Rule> = rules.iter().filter(is_of(kind)).collect();
        // The sort keeps the order of rules of one directory.
        of_kind.sort_by_key(|rule| std::cmp::Reverse(rule.directory.len()));
        for rule in of_kind {
            match (rule.is_about(path), &rule.attributes) {
                (Some(false), _) => {}
                (Some(true), Some(attributes)) => {
                    return Selection::Checked {
                        attributes: attributes.iter().copied().collect(),
                        source: rule.source.clone(),
                    };
                }
                (Some(true), None) | (None, _) => return Selection::Unknown(rule.source.clone()),
            }
        }
    }
    Selection::Left(None)
}
