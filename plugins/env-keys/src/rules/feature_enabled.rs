//! `env/feature-enabled`

use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::condition::{Condition, State};

muster_sdk::parameters! {
    struct Parameters {
        /// Switches of the application's features: `EMAIL_MODE=smtp` is on if it has that value,
        /// `STORAGE=r2|s3` if it has one of them, `METRICS_ENABLED` if it is true.
        #[needed(switches)]
        #[form(Condition)]
        switches: Vec<String> = [],
        /// The value that the application uses if a switch is missing or empty. Without an entry,
        /// the switch is off.
        assumed: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "env/feature-enabled",
    severity: Info,
    precision: VeryHigh,
    tags: ["env", "inventory"],
    documentation: "feature_enabled.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let switches = parameters
        .switches
        .iter()
        .map(|text| Ok((text.as_str(), Condition::parse(text)?)))
        .collect::<Result<Vec<_>, NotEvaluated>>()?;
    findings_per_keyed_file(|file| {
        if switches.is_empty() {
            return Ok(file.not_applicable("The policy names no switch."));
        }
        let findings = switches
            .iter()
            .map(|(text, condition)| find_state(file, text, condition, &parameters.assumed));
        Ok(findings.collect())
    })
}

fn find_state(
    file: &BoundFile,
    text: &str,
    condition: &Condition<'_>,
    assumed: &[(String, String)],
) -> Finding {
    let subject = file.subject(text);
    let finding = match condition.state(file, assumed) {
        State::On => Finding::pass(subject, format!("{}.", condition.in_words(file))),
        State::Off => Finding::not_applicable(subject, format!("{}.", condition.denied())),
        State::Undecided => Finding::error(subject, condition.why_undecided(file)),
    };
    let source = file.key(condition.switch).map(|key| key.source.clone());
    finding.at_if(source, "is the switch")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{empty, file, key, lines, shown};

    #[test]
    fn each_switch_is_on_off_or_not_known() {
        let file = file([
            shown("EMAIL_MODE", "smtp"),
            empty("JOBS_ENABLED"),
            key("STORAGE"),
        ]);
        let assumed = [("METRICS_ENABLED".to_owned(), "true".to_owned())];
        let texts = [
            "EMAIL_MODE=smtp|sendgrid",
            "JOBS_ENABLED",
            "STORAGE=s3",
            "METRICS_ENABLED",
        ];
        let findings = texts.map(|text| {
            let condition = Condition::parse(text).unwrap();
            find_state(&file, text, &condition, &assumed)
        });
        assert_eq!(
            lines(findings.into()),
            [
                "pass /etc/app.env#EMAIL_MODE=smtp|sendgrid",
                "not-applicable /etc/app.env#JOBS_ENABLED",
                "error /etc/app.env#STORAGE=s3",
                "pass /etc/app.env#METRICS_ENABLED",
            ]
        );
    }
}
