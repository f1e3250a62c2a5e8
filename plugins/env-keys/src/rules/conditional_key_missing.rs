//! `env/conditional-key-missing`

use muster_sdk::{ByName, Finding, NotEvaluated, Outcome, Source, env};

use crate::bound_file::{BoundFile, any_file, findings_per_keyed_file};
use crate::condition::{Condition, State};
use crate::environment::with_environments;
use crate::names::sentence;
use crate::presence::{EMPTY, MISSING, blank, lack};

muster_sdk::parameters! {
    struct Parameters {
        /// Keys that need a value if a switch is on: `EMAIL_MODE=smtp` if it has that value,
        /// `STORAGE=r2|s3` if it has one of them, `METRICS_ENABLED` if it is true.
        #[needed(required)]
        #[names(Condition)]
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
    let files = findings_per_keyed_file(|file| {
        Ok(judge_condition(file, &requirements, &parameters.assumed))
    });
    if requirements.is_empty() {
        return files;
    }
    // The switch may be in a file or in the service itself.
    let is_asked_for = |service: Option<&BoundFile>, key: &env::Key| {
        requirements.iter().any(|(condition, keys)| {
            let state = |file: &BoundFile| {
                file.key(condition.switch)
                    .map(|_| condition.state(file, &parameters.assumed) != State::Off)
            };
            keys.contains(&key.name)
                && service
                    .and_then(state)
                    .unwrap_or_else(|| any_file(|file| state(file) == Some(true)))
        })
    };
    with_environments(
        files,
        |service, key| {
            is_asked_for(Some(service), key)
                .then(|| blank(service, key))
                .flatten()
        },
        |key| is_asked_for(None, key),
    )
}

/// Keys of one switch that a finding points at. It may have a hundred places, and a key has two.
const MOST_SHOWN: usize = 40;

/// What a switch asks for and a file does not have.
struct Lacking<'a> {
    condition: &'a Condition<'a>,
    /// Whether the switch is on, or may be.
    sure: bool,
    /// Keys, each with what it is.
    keys: Vec<(&'a str, &'static str)>,
}

/// One finding for each switch: what asks for the keys is one thing, and so is turning it off.
fn judge_condition(
    file: &BoundFile,
    requirements: &[(Condition<'_>, &[String])],
    assumed: &[(String, String)],
) -> Vec<Finding> {
    let mut may_be_on = false;
    // Two conditions can use one switch, and two switches can ask for the same key: it is told of the first. What is
    // sure to be missing counts over what may be.
    let mut switches: ByName<Lacking<'_>> = ByName::default();
    let mut told: Vec<&str> = Vec::new();
    for sure in [true, false] {
        for (condition, keys) in requirements {
            match condition.state(file, assumed) {
                State::On if sure => {}
                State::Undecided if !sure => {}
                State::On | State::Off | State::Undecided => continue,
            }
            may_be_on = true;
            // A key that is there is there either way.
            let lacks = |key: &'_ String| lack(file, key).map(|(what, _)| what);
            for (key, what) in keys.iter().filter_map(|key| Some((key, lacks(key)?))) {
                if told.contains(&key.as_str()) {
                    continue;
                }
                let switch = condition.switch.to_owned();
                let lacking = switches.get_or_insert_with(switch, || Lacking {
                    condition,
                    sure,
                    keys: Vec::new(),
                });
                if lacking.sure == sure {
                    told.push(key);
                    lacking.keys.push((key, what));
                }
            }
        }
    }
    if switches.is_empty() && !may_be_on {
        return file.not_applicable("No switch is on that asks for further keys.");
    }
    let findings = switches.into_values().into_iter();
    let findings = findings.map(|lacking| lacking.finding(file)).collect();
    let message = "Every key that a switch asks for has a value.";
    file.pass_unless(findings, message)
}

impl Lacking<'_> {
    fn finding(&self, file: &BoundFile) -> Finding {
        let (path, condition) = (file.path(), self.condition);
        let subject = file.subject(condition.switch);
        let all: Vec<&str> = self.keys.iter().map(|(key, _)| *key).collect();
        let all = sentence(&all);
        let finding = if self.sure {
            let although = condition.in_words(file);
            let what = [MISSING, EMPTY]
                .into_iter()
                .filter_map(|what| self.are(what));
            let what: Vec<String> = what.collect();
            let observed = match self.keys.as_slice() {
                [(_, what)] => (*what).to_owned(),
                keys => {
                    let each: Vec<String> = keys
                        .iter()
                        .map(|(key, what)| format!("{key} {what}"))
                        .collect();
                    each.join(", ")
                }
            };
            Finding::fail(
                subject,
                format!("{} in {path} although {although}.", what.join(", and ")),
            )
            .observed(observed)
            .required(match self.keys.len() {
                1 => "a value",
                _ => "a value for each",
            })
            .fix(format!("Set {all} in {path}."))
        } else {
            let has = if self.keys.len() == 1 { "has" } else { "have" };
            let reason = condition.why_undecided(file);
            Finding::error(subject, format!("{all} {has} no value. {reason}"))
        };
        let switch = file.key(condition.switch).map(|key| key.source.clone());
        let finding = match switch {
            Some(source) => finding.at(source, "is the switch"),
            None => finding.at(file.facts.source.clone(), "does not set the switch"),
        };
        let shown = self.keys.iter().take(MOST_SHOWN);
        shown.fold(finding, |finding, (key, what)| {
            let empty = file.key(key).map(|key| key.source.clone());
            finding
                .at_if(empty, "sets no value")
                .at(Source::logical(file.subject(key)), &format!("is {what}"))
        })
    }

    /// The keys of which the same is to be said: `A and B are missing`.
    fn are(&self, what: &str) -> Option<String> {
        let such = self.keys.iter().filter(|(_, of_key)| *of_key == what);
        let keys: Vec<&str> = such.map(|(key, _)| *key).collect();
        let verb = if keys.len() == 1 { "is" } else { "are" };
        (!keys.is_empty()).then(|| format!("{} {verb} {what}", sentence(&keys)))
    }
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
        assert_eq!(judged(&file), ["fail /etc/app.env#EMAIL_MODE"]);
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
                "error /etc/app.env#EMAIL_MODE",
                "fail /etc/app.env#NEWS_ENABLED"
            ]
        );
    }
}
