//! Why rules could not be evaluated, each reason once: a file that could not be read costs many
//! rules, and is one thing to mend.

use std::collections::BTreeMap;

use muster_outcomes::{Artifact, Status};

use crate::view::{Finding, View};

/// One reason for which something could not be evaluated.
pub(crate) struct Gap<'a> {
    /// In words.
    pub(crate) reason: &'a str,
    /// What was to be read, where the reason names it.
    pub(crate) source: Unread<'a>,
    /// What could not be evaluated for it, in order.
    pub(crate) findings: Vec<&'a Finding>,
}

/// What was to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unread<'a> {
    /// A file on the target, by its path.
    File(&'a str),
    /// A command, as it is run.
    Command(&'a str),
    /// Something else, by the whole reason.
    Other(&'a str),
}

impl<'a> Unread<'a> {
    /// Muster's own reasons begin with the path or with the command in backticks.
    fn of(reason: &'a str) -> Self {
        if let Some((command, _)) = reason
            .strip_prefix('`')
            .and_then(|rest| rest.split_once('`'))
        {
            return Self::Command(command);
        }
        let path = reason.split([' ', ':']).next().unwrap_or_default();
        if path.len() > 1 && path.starts_with('/') {
            return Self::File(path);
        }
        Self::Other(reason)
    }

    /// The path, command or reason.
    pub(crate) const fn as_str(self) -> &'a str {
        match self {
            Self::File(text) | Self::Command(text) | Self::Other(text) => text,
        }
    }
}

impl Gap<'_> {
    /// Where its rules have their subjects, if that is one place for all.
    pub(crate) fn artifact(&self) -> Option<&Artifact> {
        let mut artifacts = self
            .findings
            .iter()
            .map(|finding| finding.artifact.as_ref());
        let first = artifacts.next()??;
        artifacts.all(|other| other == Some(first)).then_some(first)
    }
}

/// The reasons for which findings could not be evaluated, by what was to be read.
pub(crate) fn gaps<'a>(view: &'a View, concerns: impl Fn(&Finding) -> bool) -> Vec<Gap<'a>> {
    let mut gaps: BTreeMap<Unread<'a>, Gap<'a>> = BTreeMap::new();
    for finding in &view.findings {
        let Status::Error(reason) = &finding.status else {
            continue;
        };
        if !concerns(finding) {
            continue;
        }
        let source = Unread::of(reason);
        gaps.entry(source)
            .or_insert_with(|| Gap {
                reason,
                source,
                findings: Vec::new(),
            })
            .findings
            .push(finding);
    }
    gaps.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_what_was_to_be_read() {
        for (reason, expected) in [
            ("/etc/a.env: permission denied", Unread::File("/etc/a.env")),
            ("/etc/a.env is a directory.", Unread::File("/etc/a.env")),
            (
                "/srv/compose.yaml line 5: a variable is not set",
                Unread::File("/srv/compose.yaml"),
            ),
            (
                "`nft -j list ruleset` needs root: not permitted",
                Unread::Command("nft -j list ruleset"),
            ),
            (
                "the network was not asked",
                Unread::Other("the network was not asked"),
            ),
            ("/ is odd", Unread::Other("/ is odd")),
            ("", Unread::Other("")),
        ] {
            assert_eq!(Unread::of(reason), expected, "{reason}");
        }
    }
}
