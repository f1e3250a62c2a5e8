//! What a rule must say about a host.

use std::fmt;

use muster_outcomes::Outcome;

/// One line of an `expect` block: `STATUS SUBJECT [at PATH[:LINE]] ["text of the message"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    status: String,
    subject: String,
    place: Option<String>,
    message: Option<String>,
}

impl Expectation {
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let usage = || {
            format!(
                "`{line}` is not an expectation; write STATUS SUBJECT [at PATH:LINE] [\"text of the message\"]"
            )
        };
        let (rest, message) = match line.trim().strip_suffix('"') {
            Some(quoted) => {
                let (rest, message) = quoted.split_once(" \"").ok_or_else(usage)?;
                (rest, Some(message.to_owned()))
            }
            None => (line.trim(), None),
        };
        let (rest, place) = match rest.split_once(" at ") {
            Some((rest, place)) => (rest, Some(place.trim().to_owned())),
            None => (rest, None),
        };
        let (status, subject) = rest.trim().split_once(' ').ok_or_else(usage)?;
        if !["pass", "fail", "not-applicable", "manual", "error"].contains(&status) {
            return Err(usage());
        }
        Ok(Self {
            status: status.to_owned(),
            subject: subject.trim().to_owned(),
            place,
            message,
        })
    }

    /// Whether an outcome is the expected one.
    #[must_use]
    pub fn matches(&self, outcome: &Outcome) -> bool {
        let place_of = |outcome: &Outcome| {
            let source = &outcome.places.first()?.source;
            Some(match source.line {
                Some(line) => format!("{}:{line}", source.name),
                None => source.name.clone(),
            })
        };
        let says = |text: &str| {
            outcome.message.contains(text)
                || outcome
                    .status
                    .reason()
                    .is_some_and(|reason| reason.contains(text))
        };
        self.status == outcome.status.as_str()
            && self.subject == outcome.subject
            && (self.place.is_none() || self.place == place_of(outcome))
            && self.message.as_deref().is_none_or(says)
    }

    /// What is wrong with a set of outcomes: each expectation must match one outcome, and each
    /// outcome one expectation. Empty when all is well.
    #[must_use]
    pub fn differences(expected: &[Self], outcomes: &[Outcome]) -> Vec<String> {
        let missing = expected
            .iter()
            .filter(|expectation| !outcomes.iter().any(|outcome| expectation.matches(outcome)))
            .map(|expectation| format!("missing:    {expectation}"));
        let unexpected = outcomes
            .iter()
            .filter(|outcome| {
                !expected
                    .iter()
                    .any(|expectation| expectation.matches(outcome))
            })
            .map(|outcome| {
                let at = outcome.places.first().map_or(String::new(), |place| {
                    format!(
                        " at {}:{}",
                        place.source.name,
                        place.source.line.unwrap_or_default()
                    )
                });
                format!(
                    "unexpected: {} {}{at} \"{}\"",
                    outcome.status, outcome.subject, outcome.message
                )
            });
        missing.chain(unexpected).collect()
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.subject)?;
        if let Some(place) = &self.place {
            write!(f, " at {place}")?;
        }
        if let Some(message) = &self.message {
            write!(f, " \"{message}\"")?;
        }
        Ok(())
    }
}
