//! `env/unknown-key`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, judge_each_by_keys};
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
    judge_each_by_keys(|file| Ok(judge(file, &known)))
}

fn judge(file: &BoundFile, known: &[String]) -> Vec<Finding> {
    if known.is_empty() {
        return file.not_applicable(
            "Which keys the application knows is not given (`targets.env-reference`, `known`).",
        );
    }
    let unknown = file
        .keys
        .iter()
        .filter(|key| !names::contains(known, &key.name))
        .map(|key| {
            let name = &key.name;
            let finding = match misspelt(name, known) {
                Some(meant) => Finding::fail(
                    file.subject(name),
                    format!("The application does not know {name}; is {meant} meant?"),
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

/// The known key that is closest to this one, if it is close enough to be a slip. In a short name
/// two edits are most of the word.
fn misspelt<'a>(name: &str, known: &'a [String]) -> Option<&'a str> {
    let most = MOST_EDITS.min(name.chars().count() / 3);
    known
        .iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate.as_str())
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
        assert_eq!(misspelt("EMAIL_FORM", &known()), Some("EMAIL_FROM"));
        assert_eq!(misspelt("EMIAL_MODE", &known()), Some("EMAIL_MODE"));
        assert_eq!(misspelt("DATABASE_URL", &known()), None);
        assert_eq!(misspelt("DB", &known()), None);
    }

    #[test]
    fn families_are_known() {
        let file = file([key("RATE_LIMIT_LOGIN"), key("EMAIL_FORM")]);
        assert_eq!(lines(judge(&file, &known())), ["fail env/EMAIL_FORM"]);
    }

    #[test]
    fn nothing_known_is_not_everything_unknown() {
        let file = file([key("A")]);
        assert_eq!(lines(judge(&file, &[])), ["not-applicable /etc/app.env"]);
    }
}
