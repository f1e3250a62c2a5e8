//! What apt's preferences compare texts with: a pattern of the shell, or a regular expression between slashes. Pure.

use regex_lite::{Regex, RegexBuilder};

use muster_names::patterns::any_name_matches;

/// Nobody writes one that needs more.
const LARGEST: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Pattern(String),
    Regular(Regex),
}

impl Expression {
    /// None where it is not understood.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let inside = text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'));
        match inside {
            Some(inside) => RegexBuilder::new(inside)
                .case_insensitive(true)
                .size_limit(LARGEST)
                .build()
                .ok()
                .map(Self::Regular),
            None => Some(Self::Pattern(text.to_owned())),
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Pattern(pattern) => any_name_matches(text, pattern),
            Self::Regular(expression) => expression.is_match(text),
        }
    }
}
