//! What a rule returns.

use crate::distribution::fix_of_host;
use crate::{Artifact, FactError, FindingRecord, Place, Source, Status};

/// What a rule returns: its findings, at least one, or why it could not be evaluated.
pub type Outcome = Result<Vec<Finding>, NotEvaluated>;

/// Why a rule stops: it could not be evaluated, and its result is `error`, never `pass`; or, by
/// [`applicable`](crate::applicable), it is not about this host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEvaluated(Stopped);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stopped {
    Unknown(String),
    NotApplicable { subject: String, reason: String },
}

impl NotEvaluated {
    /// With a sentence that says what could not be found out.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self(Stopped::Unknown(reason.into()))
    }

    /// The rule is not about this host.
    pub(crate) fn not_applicable(subject: &str, reason: String) -> Self {
        let subject = subject.to_owned();
        Self(Stopped::NotApplicable { subject, reason })
    }

    /// What the rule says in the end.
    pub(crate) fn outcome(self) -> Result<Finding, String> {
        match self.0 {
            Stopped::Unknown(reason) => Err(reason),
            Stopped::NotApplicable { subject, reason } => {
                Ok(Finding::not_applicable(subject, reason))
            }
        }
    }

    /// What could not be found out.
    #[must_use]
    pub fn reason(&self) -> &str {
        match &self.0 {
            Stopped::Unknown(reason) | Stopped::NotApplicable { reason, .. } => reason,
        }
    }
}

impl FactError {
    /// Why the fact is missing, without the kind of error.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Unsupported(reason) | Self::Denied(reason) | Self::Failed(reason) => reason,
        }
    }
}

impl From<FactError> for NotEvaluated {
    fn from(error: FactError) -> Self {
        Self::because(error.reason())
    }
}

/// A place with a few words on what it shows, such as `sets it` or `is shadowed`.
#[must_use]
pub fn place(source: Source, label: &str) -> Place {
    Place {
        source,
        label: label.to_owned(),
    }
}

/// A rule's result on one subject, built step by step.
///
/// The subject is what was judged, such as `sshd/PermitRootLogin` or `/srv/app.env#AUTH_SECRET_KEY`: never
/// a line number or a value, because it identifies the finding across runs. The message is one
/// sentence that a person understands on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(FindingRecord);

impl Finding {
    /// The requirement holds.
    #[must_use]
    pub fn pass(subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Status::Pass, subject.into(), message.into())
    }

    /// The requirement does not hold.
    #[must_use]
    pub fn fail(subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Status::Fail, subject.into(), message.into())
    }

    /// The rule does not concern this subject, and why.
    #[must_use]
    pub fn not_applicable(subject: impl Into<String>, reason: impl Into<String>) -> Self {
        let reason: String = reason.into();
        let reason = crate::sentence::sentence(&reason);
        Self::new(
            Status::NotApplicable(reason.clone()),
            subject.into(),
            reason,
        )
    }

    /// A person has to look, and at what.
    #[must_use]
    pub fn manual(subject: impl Into<String>, task: impl Into<String>) -> Self {
        let task = task.into();
        Self::new(Status::Manual(task.clone()), subject.into(), task)
    }

    /// This subject could not be judged, and why. Where the whole rule could not be evaluated,
    /// return [`NotEvaluated`] instead.
    #[must_use]
    pub fn error(subject: impl Into<String>, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::new(Status::Error(reason.clone()), subject.into(), reason)
    }

    /// What was judged.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Whether it is a failure.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        matches!(self.0.status, Status::Fail)
    }

    /// Its place among several on one thing, of which the worst decides: the worst has the smallest.
    #[must_use]
    pub const fn rank(&self) -> u8 {
        match &self.0.status {
            Status::Fail => 0,
            Status::Error(_) => 1,
            Status::Manual(_) => 2,
            Status::Pass => 3,
            Status::NotApplicable(_) => 4,
        }
    }

    /// What was found.
    #[must_use]
    pub fn observed(mut self, observed: impl Into<String>) -> Self {
        self.0.observed = Some(observed.into());
        self
    }

    /// What was asked for.
    #[must_use]
    pub fn required(mut self, required: impl Into<String>) -> Self {
        self.0.required = Some(required.into());
        self
    }

    /// Adds a place. The first one is where to look first.
    #[must_use]
    pub fn at(mut self, source: Source, label: &str) -> Self {
        self.0.places.push(place(source, label));
        self
    }

    /// Adds a place, where there is one.
    #[must_use]
    pub fn at_if(self, source: Option<Source>, label: &str) -> Self {
        match source {
            Some(source) => self.at(source, label),
            None => self,
        }
    }

    /// How to fix this very finding, as a person would type it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.0.fix = Some(fix_of_host(fix.into()));
        self
    }

    /// The file that the subject is part of, whichever line decides: the place of its alert. Only
    /// where it is not what the plugin says of all its rules.
    #[must_use]
    pub fn of_file(mut self, path: impl Into<String>) -> Self {
        self.0.artifact = Some(Artifact::File(path.into()));
        self
    }

    /// The key of `[targets]` that names the subject, as [`of_file`](Self::of_file) does for what is
    /// not in a file of the target.
    #[must_use]
    pub fn of_setting(mut self, key: impl Into<String>) -> Self {
        self.0.artifact = Some(Artifact::Setting(key.into()));
        self
    }

    fn new(status: Status, subject: String, message: String) -> Self {
        Self(FindingRecord {
            subject,
            artifact: None,
            status,
            message,
            observed: None,
            required: None,
            places: Vec::new(),
            fix: None,
        })
    }
}

/// The most places that Muster takes with a finding, as docs/writing-plugins.md says.
const MOST_PLACES: usize = 100;

impl From<Finding> for FindingRecord {
    /// What the host gets. Of more places than it takes it gets the first: the message says how many there are.
    fn from(finding: Finding) -> Self {
        let mut record = finding.0;
        record.places.truncate(MOST_PLACES);
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_places_the_first_are_handed_over() {
        let source = |line| Source {
            line: Some(line),
            ..Source::file("/etc/shop.env")
        };
        let finding = (1..=150).fold(
            Finding::fail("a", "It is set 150 times."),
            |finding, line| finding.at(source(line), "sets it"),
        );
        let record = FindingRecord::from(finding);
        assert_eq!(record.places.len(), MOST_PLACES);
        let last = record.places.last().map(|place| place.source.line);
        assert_eq!(last, Some(Some(100)));
    }
}
