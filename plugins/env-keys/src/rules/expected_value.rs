//! `env/expected-value`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::presence::{absence, blank};
use crate::shown_value::{Comparison, compare, describe, way_to_show};

muster_sdk::parameters! {
    struct Parameters {
        /// Keys with the value that each must have. true, 1, yes and on are the same Boolean. Other
        /// values must match exactly, and are compared only if they are not secret.
        #[needed(values)]
        values: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "env/expected-value",
    severity: High,
    precision: VeryHigh,
    tags: ["env", "checklist"],
    documentation: "expected_value.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let values = &parameters.values;
    let files = findings_per_keyed_file(|file| Ok(judge_values(file, values)));
    with_values_of_services(files, values, |service, key, expected| {
        if key.status == env::Key::STATUS_EMPTY {
            let finding = blank(service, key)?;
            return Some(finding.required(expected));
        }
        difference(service, key, expected)
    })
}

/// Adds what Compose gives to a service in place of the value in a file, if the policy asks for another one.
pub(crate) fn with_values_of_services(
    files: Outcome,
    values: &[(String, String)],
    judge: impl Fn(&BoundFile, &env::Key, &str) -> Option<Finding>,
) -> Outcome {
    if values.is_empty() {
        return files;
    }
    let expected = |key: &env::Key| values.iter().find(|(name, _)| *name == key.name);
    with_environments(
        files,
        |service, key| judge(service, key, &expected(key)?.1),
        |key| expected(key).is_some(),
    )
}

fn judge_values(file: &BoundFile, values: &[(String, String)]) -> Vec<Finding> {
    if values.is_empty() {
        return file.not_applicable("The policy expects no value.");
    }
    let deviations = values
        .iter()
        .filter_map(|(name, expected)| deviation(file, name, expected))
        .collect();
    let message = format!("{} has every value that the policy expects.", file.path());
    file.pass_unless(deviations, message)
}

fn deviation(file: &BoundFile, name: &str, expected: &str) -> Option<Finding> {
    let Some(key) = file.filled(name) else {
        let absence = absence(file, name, &format!(" and must be '{expected}'"))?;
        let fix = format!("Set {name}={expected} in {}.", file.path());
        return Some(absence.required(expected).fix(fix));
    };
    difference(file, key, expected)
}

/// That a key that has a value has another one, if it has.
pub(crate) fn difference(file: &BoundFile, key: &env::Key, expected: &str) -> Option<Finding> {
    let name = &key.name;
    let subject = file.subject(name);
    let finding = match compare(key, expected, |actual, expected| actual == expected) {
        Comparison::Same => return None,
        Comparison::NotShown => Finding::error(
            subject,
            format!(
                "The value of {name} is not shown and cannot be compared: {}.",
                way_to_show(key)
            ),
        ),
        Comparison::Different => {
            let observed = describe(key).unwrap_or_else(|| "not a boolean".to_owned());
            Finding::fail(
                subject,
                format!("{name} is '{observed}', not '{expected}'."),
            )
            .observed(observed)
            .required(expected)
            .fix(format!("Set {name}={expected} in {}.", file.path()))
        }
    };
    Some(finding.at(key.source.clone(), "sets it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, lines, message, shown};

    fn judged(file: &BoundFile, name: &str, expected: &str) -> Vec<Finding> {
        judge_values(file, &[(name.to_owned(), expected.to_owned())])
    }

    #[test]
    fn words_of_the_same_truth_pass() {
        let file = file([shown("STRICT_CORS", "YES")]);
        let findings = judged(&file, "STRICT_CORS", "true");
        assert_eq!(lines(findings), ["pass /etc/app.env"]);
    }

    #[test]
    fn another_spelling_is_another_value() {
        let file = file([shown("APP_ENV", "Prod")]);
        assert_eq!(
            message(judged(&file, "APP_ENV", "prod")),
            "APP_ENV is 'Prod', not 'prod'."
        );
    }

    #[test]
    fn a_value_that_is_not_shown_cannot_be_judged() {
        let file = file([key("TOKEN")]);
        assert_eq!(
            lines(judged(&file, "TOKEN", "x")),
            ["error /etc/app.env#TOKEN"]
        );
    }

    #[test]
    fn a_key_that_is_not_there_does_not_have_the_value() {
        assert_eq!(
            message(judged(&file([]), "APP_ENV", "prod")),
            "APP_ENV is missing in /etc/app.env and must be 'prod'."
        );
    }
}
