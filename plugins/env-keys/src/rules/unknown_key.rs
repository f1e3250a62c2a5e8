//! `env/unknown-key`

use std::collections::HashSet;

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::names;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys that the application knows, by name or by family (`RATE_LIMIT_*`), besides those
        /// of its reference file.
        known: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/unknown-key",
    severity: Info,
    precision: Medium,
    tags: ["env", "checklist"],
    documentation: "unknown_key.md",
    parameters: Parameters,
    check: check,
}

/// Two slips of the finger: further away it is another word.
const MOST_EDITS: usize = 2;

fn check(parameters: Parameters) -> Outcome {
    let mut known = parameters.known;
    known.extend(env::reference_keys()?.unwrap_or_default());
    findings_per_keyed_file(|file| Ok(judge_unknown_keys(file, &known)))
}

fn judge_unknown_keys(file: &BoundFile, known: &[String]) -> Vec<Finding> {
    if known.is_empty() {
        return file.not_applicable(
            "The policy does not say which keys the application knows (`targets.env-reference`, \
             `known`).",
        );
    }
    let candidates: Vec<Candidate<'_>> = known.iter().map(|name| Candidate::new(name)).collect();
    let exact: HashSet<&str> = known.iter().map(String::as_str).collect();
    let unknown = file
        .keys
        .iter()
        .filter(|key| !exact.contains(key.name.as_str()) && !names::contains(known, &key.name))
        .map(|key| {
            let name = &key.name;
            let finding = match misspelt(name, &candidates) {
                Some(meant) => Finding::fail(
                    file.subject(name),
                    format!("The application does not know {name}; did you mean {meant}?"),
                )
                .fix(format!("Rename {name} to {meant}, or remove it.")),
                None => Finding::fail(
                    file.subject(name),
                    format!("The application does not know {name}."),
                ),
            };
            finding
                .observed(name)
                .required("a key that the application knows")
                .at(key.source.clone(), "sets it")
        })
        .collect();
    let message = format!("The application knows every key in {}.", file.path());
    file.pass_unless(unknown, message)
}

/// A known key, with what shows at once that another name is not close to it.
struct Candidate<'a> {
    name: &'a str,
    length: usize,
    characters: u64,
}

impl<'a> Candidate<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            length: name.chars().count(),
            characters: characters(name),
        }
    }

    /// Whether so many edits could lead from one name to the other. Each changes the length by one at most,
    /// and adds and removes one kind of character at most.
    fn may_be(&self, other: &Self, edits: usize) -> bool {
        self.length.abs_diff(other.length) <= edits
            && (self.characters ^ other.characters).count_ones() as usize <= 2 * edits
    }
}

/// The kinds of characters in a name, as a set of bits.
fn characters(name: &str) -> u64 {
    name.bytes()
        .fold(0, |set, byte| set | 1_u64.rotate_left(u32::from(byte)))
}

/// The known key that is closest to this one, if it is close enough to be a slip. In a short name
/// two edits are most of the word.
fn misspelt<'a>(name: &str, known: &[Candidate<'a>]) -> Option<&'a str> {
    let own = Candidate::new(name);
    let most = MOST_EDITS.min(own.length / 3);
    known
        .iter()
        .filter(|candidate| candidate.may_be(&own, most))
        .map(|candidate| (strsim::osa_distance(name, candidate.name), candidate.name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, lines};

    fn known() -> Vec<String> {
        ["EMAIL_FROM", "EMAIL_MODE", "RATE_LIMIT_*", "TZ"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = known();
        let candidates: Vec<Candidate<'_>> =
            known.iter().map(|name| Candidate::new(name)).collect();
        let meant = |name: &str| misspelt(name, &candidates);
        assert_eq!(meant("EMAIL_FORM"), Some("EMAIL_FROM"));
        assert_eq!(meant("EMIAL_MODE"), Some("EMAIL_MODE"));
        assert_eq!(meant("EMAL_FROMS"), Some("EMAIL_FROM"));
        assert_eq!(meant("DATABASE_URL"), None);
        assert_eq!(meant("DB"), None);
    }

    #[test]
    fn families_are_known() {
        let file = file([key("RATE_LIMIT_LOGIN"), key("EMAIL_FORM")]);
        assert_eq!(
            lines(judge_unknown_keys(&file, &known())),
            ["fail /etc/app.env#EMAIL_FORM"]
        );
    }

    #[test]
    fn nothing_known_is_not_everything_unknown() {
        let file = file([key("A")]);
        assert_eq!(
            lines(judge_unknown_keys(&file, &[])),
            ["not-applicable /etc/app.env"]
        );
    }
}
