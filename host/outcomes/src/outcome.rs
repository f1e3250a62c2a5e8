//! One rule's result on one subject.

use std::fmt;

use muster_facts::Source;
use serde::{Deserialize, Serialize};

use crate::{Artifact, Fingerprint, RuleId};

/// What came out. Everything that could not be read, resolved or finished is `Error`: there is no
/// way from a missing fact to `Pass`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status", content = "reason")]
pub enum Status {
    /// The requirement holds.
    Pass,
    /// The requirement does not hold.
    Fail,
    /// The rule does not concern this subject, and why.
    NotApplicable(String),
    /// A person has to look, and at what.
    Manual(String),
    /// It could not be found out, and why.
    Error(String),
}

impl Status {
    /// The word for it, without the reason.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable(_) => "not-applicable",
            Self::Manual(_) => "manual",
            Self::Error(_) => "error",
        }
    }

    /// The order in which people want to read: what fails, because that is certain, what is unknown, what they have to
    /// do, and then the rest.
    #[must_use]
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Fail => 0,
            Self::Error(_) => 1,
            Self::Manual(_) => 2,
            Self::Pass => 3,
            Self::NotApplicable(_) => 4,
        }
    }

    /// The reason, for the statuses that have one.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail => None,
            Self::NotApplicable(reason) | Self::Manual(reason) | Self::Error(reason) => {
                Some(reason)
            }
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One rule's result on one subject. A rule reports a subject once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Which rule.
    pub rule: RuleId,
    /// What was judged, such as `sshd/PermitRootLogin`. An error stands for all below it, too. When the rule could not be run at all,
    /// this is the rule's own id.
    pub subject: String,
    /// What the subject is part of, where it is not what the rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Artifact>,
    /// What came out.
    pub status: Status,
    /// One sentence with subject, observed and required.
    pub message: String,
    /// What was found.
    pub observed: Option<String>,
    /// What was asked for.
    pub required: Option<String>,
    /// Where to look; the first place first.
    pub places: Vec<Place>,
    /// How to fix it.
    pub fix: Option<String>,
    /// Identity across runs: rule, target and subject.
    pub fingerprint: Fingerprint,
}

impl Outcome {
    /// What it is about beside its subject `FILE#NAME`: other parts of the same file, which it shows as logical places,
    /// such as the keys that are missing because a switch of an environment file asks for them.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let file = self.subject.rsplit_once('#').map(|(file, _)| file);
        let logical = self.places.iter().map(|place| &place.source);
        let logical = logical.filter(|source| source.kind == Source::KIND_LOGICAL);
        logical
            .map(|source| source.name.as_str())
            .filter(move |name| {
                let of_file = name.rsplit_once('#').map(|(file, _)| file);
                of_file.is_some() && of_file == file && *name != self.subject
            })
    }
}

/// A place with what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// File and line, command, or logical name.
    pub source: Source,
    /// A few words: `sets it`, `is shadowed`.
    pub label: String,
}

/// How many outcomes have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Totals {
    pub pass: usize,
    pub fail: usize,
    pub not_applicable: usize,
    pub manual: usize,
    pub error: usize,
}

impl Totals {
    /// Counts outcomes.
    #[must_use]
    pub fn of<'a>(statuses: impl IntoIterator<Item = &'a Status>) -> Self {
        let mut totals = Self::default();
        for status in statuses {
            *match status {
                Status::Pass => &mut totals.pass,
                Status::Fail => &mut totals.fail,
                Status::NotApplicable(_) => &mut totals.not_applicable,
                Status::Manual(_) => &mut totals.manual,
                Status::Error(_) => &mut totals.error,
            } += 1;
        }
        totals
    }

    /// All of them.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.pass + self.fail + self.not_applicable + self.manual + self.error
    }
}
