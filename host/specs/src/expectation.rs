//! What a rule must say about a host.

use std::fmt;

use muster_outcomes::Outcome;

/// The statuses that a finding can have.
const STATUSES: [&str; 5] = ["pass", "fail", "not-applicable", "manual", "error"];

/// One finding in an `expect` block: `STATUS SUBJECT [at PATH[:LINE]] ["text of the message"]`, and
/// below it, indented, what else is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Line of the page, counted from 1.
    pub(crate) line: usize,
    /// How many lines it has.
    pub(crate) height: usize,
    pub(crate) status: String,
    pub(crate) subject: String,
    pub(crate) place: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) details: Vec<Detail>,
}

/// A text of the finding, the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Detail {
    pub(crate) part: Part,
    /// Lines joined by line feeds.
    pub(crate) text: String,
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Observed,
    Required,
    Fix,
}

impl Part {
    const ALL: [Self; 3] = [Self::Observed, Self::Required, Self::Fix];

    const fn name(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Required => "required",
            Self::Fix => "fix",
        }
    }

    /// What the outcome has, without what nobody sees at the ends of its lines.
    pub(crate) fn of(self, outcome: &Outcome) -> Option<String> {
        let text = match self {
            Self::Observed => &outcome.observed,
            Self::Required => &outcome.required,
            Self::Fix => &outcome.fix,
        };
        let lines: Vec<&str> = text.as_deref()?.lines().map(str::trim).collect();
        Some(lines.join("\n"))
    }
}

impl Expectation {
    /// The content of an `expect` block whose opening line has this number.
    pub(crate) fn parse_block(content: &str, opening: usize) -> Result<Vec<Self>, String> {
        let mut expected: Vec<Self> = Vec::new();
        for (index, line) in content.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            if !line.starts_with(char::is_whitespace) {
                expected.push(Self::parse(line, opening + index + 1)?);
                continue;
            }
            let Some(above) = expected.last_mut() else {
                return Err(format!("`{}` is not below an expectation", line.trim()));
            };
            above.parse_detail(line)?;
            above.height = opening + index + 2 - above.line;
        }
        Ok(expected)
    }

    fn parse(line: &str, number: usize) -> Result<Self, String> {
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
        if !STATUSES.contains(&status) {
            return Err(usage());
        }
        Ok(Self {
            line: number,
            height: 1,
            status: status.to_owned(),
            subject: subject.trim().to_owned(),
            place,
            message,
            details: Vec::new(),
        })
    }

    fn parse_detail(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        let found = Part::ALL.into_iter().find_map(|part| {
            let text = line.strip_prefix(part.name())?.strip_prefix(':')?;
            Some((part, text.trim()))
        });
        let Some((part, text)) = found else {
            return Err(format!(
                "`{line}` is not part of an expectation; write `observed: TEXT`, `required: TEXT` or `fix: TEXT`"
            ));
        };
        match self.details.iter_mut().find(|detail| detail.part == part) {
            Some(detail) => {
                detail.text.push('\n');
                detail.text.push_str(text);
            }
            None => self.details.push(Detail {
                part,
                text: text.to_owned(),
            }),
        }
        Ok(())
    }

    /// Which status, such as `fail`.
    #[must_use]
    pub fn status(&self) -> &str {
        &self.status
    }

    /// Whether it holds the text of the fix.
    #[must_use]
    pub fn has_fix(&self) -> bool {
        self.details.iter().any(|detail| detail.part == Part::Fix)
    }

    /// How many things it says about the finding.
    #[must_use]
    pub const fn checks(&self) -> usize {
        2 + self.place.is_some() as usize + self.message.is_some() as usize + self.details.len()
    }

    /// Whether an outcome is the expected one.
    #[must_use]
    pub fn matches(&self, outcome: &Outcome) -> bool {
        self.status == outcome.status.as_str()
            && self.subject == outcome.subject
            && (self.place.is_none() || self.place == place_of(outcome))
            && self
                .message
                .as_deref()
                .is_none_or(|text| says(outcome, text))
            && self
                .details
                .iter()
                .all(|detail| detail.part.of(outcome).as_ref() == Some(&detail.text))
    }

    /// What is wrong with a set of outcomes: each expectation must match exactly one outcome, and
    /// each outcome exactly one expectation. Empty when all is well.
    #[must_use]
    pub fn differences(expected: &[Self], outcomes: &[Outcome]) -> Vec<String> {
        let mut differences = Vec::new();
        for expectation in expected {
            let matching = outcomes
                .iter()
                .filter(|outcome| expectation.matches(outcome));
            match matching.count() {
                0 => differences.push(format!("missing:    {expectation}")),
                1 => {}
                several => differences.push(format!(
                    "ambiguous:  {expectation} (matches {several} outcomes)"
                )),
            }
        }
        for outcome in outcomes {
            let matching = expected
                .iter()
                .filter(|expectation| expectation.matches(outcome));
            match matching.count() {
                0 => {
                    let meant = expected
                        .iter()
                        .find(|expectation| expectation.subject == outcome.subject);
                    let found = Self::found(outcome, meant);
                    differences.push(format!("unexpected: {found}"));
                }
                1 => {}
                several => differences.push(format!(
                    "repeated:   {several} lines expect {} {}",
                    outcome.status, outcome.subject
                )),
            }
        }
        differences
    }

    /// What is said of an outcome in the form of an expectation, or in full where there is none.
    pub(crate) fn found(outcome: &Outcome, form: Option<&Self>) -> Self {
        let details = form.into_iter().flat_map(|form| &form.details);
        Self {
            line: form.map_or(0, |form| form.line),
            height: form.map_or(1, |form| form.height),
            status: outcome.status.as_str().to_owned(),
            subject: outcome.subject.clone(),
            place: match form {
                Some(Self { place: None, .. }) => None,
                _ => place_of(outcome),
            },
            message: match form {
                Some(Self { message: None, .. }) => None,
                Some(Self {
                    message: Some(text),
                    ..
                }) if says(outcome, text) => Some(text.clone()),
                _ => outcome.message.lines().next().map(str::to_owned),
            },
            details: details
                .filter_map(|Detail { part, .. }| {
                    let text = part.of(outcome)?;
                    Some(Detail { part: *part, text })
                })
                .collect(),
        }
    }
}

/// Whether the text is part of the message, or of the status's reason.
fn says(outcome: &Outcome, text: &str) -> bool {
    let reason = outcome.status.reason();
    outcome.message.contains(text) || reason.is_some_and(|reason| reason.contains(text))
}

/// The first place, with its line where it has one.
fn place_of(outcome: &Outcome) -> Option<String> {
    let source = &outcome.places.first()?.source;
    Some(match source.line {
        Some(line) => format!("{}:{line}", source.name),
        None => source.name.clone(),
    })
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
        for Detail { part, text } in &self.details {
            for line in text.split('\n') {
                write!(f, "\n  {}: {line}", part.name())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests;
