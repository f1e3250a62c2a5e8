//! `env/conditional-key-missing`

use muster_sdk::{ByName, Finding, NotEvaluated, Outcome};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::condition::{Condition, State};
use crate::presence::absence;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys that need a value if a switch is on: `EMAIL_MODE=smtp` if it has that value,
        /// `STORAGE=r2|s3` if it has one of them, `METRICS_ENABLED` if it is true.
        #[needed(required)]
        required: Vec<(String, Vec<String>)> = [],
        /// The value that the application uses if a switch is missing or empty. Without an entry,
        /// the switch is off.
        assumed: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "env/conditional-key-missing",
    severity: High,
    tags: ["env", "availability", "checklist"],
    // The same key may be missing for a stronger reason, or what it needs to be is told as well.
    explained_by: [
        Place("env/file-present"),
        Place("env/required-key-missing"),
        Place("env/cors-explicit"),
        Place("env/upload-root-persistent"),
    ],
    documentation: "conditional_key_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let requirements = parameters
        .required
        .iter()
        .map(|(condition, keys)| Ok((Condition::parse(condition)?, keys.as_slice())))
        .collect::<Result<Vec<_>, NotEvaluated>>()?;
    findings_per_keyed_file(|file| Ok(judge_condition(file, &requirements, &parameters.assumed)))
}

fn judge_condition(
    file: &BoundFile,
    requirements: &[(Condition<'_>, &[String])],
    assumed: &[(String, String)],
) -> Vec<Finding> {
    let mut may_be_on = false;
    // By subject: two switches can ask for the same key, and two conditions can use one switch. What is
    // sure to be missing counts over what may be.
    let mut findings = ByName::default();
    for sure in [true, false] {
        for (condition, keys) in requirements {
            let although = match condition.state(file, assumed) {
                State::On if sure => format!(" although {}", condition.in_words(file)),
                State::Undecided if !sure => String::new(),
                State::On | State::Off | State::Undecided => continue,
            };
            may_be_on = true;
            let switch = file.key(condition.switch);
            for key in *keys {
                // A key that is there is there either way.
                let Some(absence) = absence(file, key, &although) else {
                    continue;
                };
                let subject = file.subject(key);
                let finding = if sure {
                    absence
                } else {
                    let reason = condition.why_undecided(file);
                    Finding::error(&subject, format!("{key} has no value. {reason}"))
                };
                let source = switch.map(|key| key.source.clone());
                findings.get_or_insert_with(subject, || finding.at_if(source, "is the switch"));
            }
        }
    }
    if findings.is_empty() && !may_be_on {
        return file.not_applicable("No switch is on that asks for further keys.");
    }
    let message = "Every key that a switch asks for has a value.";
    file.pass_unless(findings.into_values(), message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{empty, file, key, lines, shown};

    fn judged(file: &BoundFile) -> Vec<String> {
        let smtp = ["EMAIL_FROM", "SMTP_PASSWORD"].map(str::to_owned);
        let news = ["EMAIL_FROM"].map(str::to_owned);
        let requirements = [
            (
                Condition::parse("EMAIL_MODE=smtp").unwrap(),
                smtp.as_slice(),
            ),
            (Condition::parse("NEWS_ENABLED").unwrap(), news.as_slice()),
        ];
        lines(judge_condition(file, &requirements, &[]))
    }

    #[test]
    fn a_key_that_two_switches_ask_for_is_reported_once() {
        let file = file([
            shown("EMAIL_MODE", "smtp"),
            shown("NEWS_ENABLED", "1"),
            key("SMTP_PASSWORD"),
            empty("EMAIL_FROM"),
        ]);
        assert_eq!(judged(&file), ["fail /etc/app.env#EMAIL_FROM"]);
    }

    #[test]
    fn no_switch_on_is_not_a_pass() {
        assert_eq!(judged(&file([])), ["not-applicable /etc/app.env"]);
    }

    #[test]
    fn an_undecided_switch_is_an_error_beside_what_could_be_judged() {
        let file = file([key("EMAIL_MODE"), shown("NEWS_ENABLED", "1")]);
        assert_eq!(
            judged(&file),
            [
                "fail /etc/app.env#EMAIL_FROM",
                "error /etc/app.env#SMTP_PASSWORD"
            ]
        );
    }
}
