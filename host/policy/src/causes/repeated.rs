//! Errors whose reason is what a failure tells: a file that its program refuses, say. What cannot be judged because of
//! it is then no more than that one failure, whatever the rule, and whether or not it names the other as its cause.

use muster_outcomes::{Outcome, Source};

use super::places::after_line;

/// Bytes of a text that two findings do not share by chance.
const SHORTEST: usize = 10;

/// A failure, as the reasons of errors repeat it.
pub(super) struct Told<'a> {
    index: usize,
    /// The file where it is, and the line.
    file: &'a str,
    line: Option<u32>,
    texts: [&'a str; 2],
}

impl<'a> Told<'a> {
    /// None for a failure that is in no file.
    pub(super) fn of(index: usize, failure: &'a Outcome) -> Option<Self> {
        let place = failure.places.first()?;
        (place.source.kind == Source::KIND_FILE).then_some(Self {
            index,
            file: &place.source.name,
            line: place.source.line,
            texts: [&failure.message, &place.label],
        })
    }

    /// The first failure that says at its place what the reason says of the same one.
    pub(super) fn repeated_by(reason: &str, failures: &[Self]) -> Option<usize> {
        let found = failures.iter().find(|told| told.is_repeated_by(reason));
        found.map(|told| told.index)
    }

    fn is_repeated_by(&self, reason: &str) -> bool {
        reason.match_indices(self.file).any(|(at, file)| {
            let is_whole = !reason.get(..at).is_some_and(|before| {
                before.ends_with(|c: char| c.is_alphanumeric() || "/-_.".contains(c))
            });
            let rest = reason.get(at + file.len()..).unwrap_or_default();
            let rest = match self.line {
                Some(line) => after_line(rest, line),
                None => Some(rest),
            };
            let said = rest.and_then(|rest| rest.strip_prefix(": "));
            is_whole && said.is_some_and(|said| self.texts.iter().any(|text| ends_as(text, said)))
        })
    }
}

/// Whether a text, or its end from some word on, is how the other one begins.
fn ends_as(text: &str, said: &str) -> bool {
    let text = text.trim_end_matches('.');
    let mut before = ' ';
    text.char_indices().any(|(at, c)| {
        let is_start = !before.is_alphanumeric();
        before = c;
        let end = text.get(at..).unwrap_or_default();
        is_start && end.len() >= SHORTEST && said.starts_with(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "PermitRootLogin: `maybe` is not one of yes, no";

    fn told(line: Option<u32>, texts: [&'static str; 2]) -> Told<'static> {
        Told {
            index: 7,
            file: "/etc/ssh/sshd_config",
            line,
            texts,
        }
    }

    #[test]
    fn a_reason_that_says_what_a_failure_says_follows_from_it() {
        let reason = format!("sshd would refuse this: /etc/ssh/sshd_config:8: {SAID}; correct it");
        let message =
            "sshd does not start with this: PermitRootLogin: `maybe` is not one of yes, no.";
        for texts in [[message, ""], ["It is refused.", SAID]] {
            assert!(told(Some(8), texts).is_repeated_by(&reason), "{texts:?}");
        }
        let compose = "/etc/ssh/sshd_config line 8: PermitRootLogin: `maybe` is not one of yes, no";
        assert!(told(Some(8), [message, ""]).is_repeated_by(compose));
        let whole = format!("/etc/ssh/sshd_config: {SAID}");
        assert!(told(None, [message, ""]).is_repeated_by(&whole));
        assert_eq!(
            Told::repeated_by(&whole, &[told(None, [message, ""])]),
            Some(7)
        );
    }

    #[test]
    fn another_line_another_file_or_another_thing_is_another_cause() {
        let failure = told(Some(8), [SAID, "is refused"]);
        for reason in [
            format!("/etc/ssh/sshd_config:80: {SAID}"),
            format!("/etc/ssh/sshd_config:9: {SAID}"),
            format!("/srv/etc/ssh/sshd_config:8: {SAID}"),
            "/etc/ssh/sshd_config:8: Port: `x` is not a number".to_owned(),
            String::new(),
        ] {
            assert!(!failure.is_repeated_by(&reason), "{reason}");
        }
    }
}
