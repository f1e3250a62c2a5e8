//! Whether a feature of the application is on, by the switch that the policy names; and how what a person
//! has to do is told.

use muster_sdk::condition::{Condition, Keys, State};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, env};

muster_sdk::parameters! {
    pub(crate) struct Parameters {
        /// When it concerns a host: `EMAIL_MODE=smtp` if that key of an environment file has this value,
        /// `STORAGE=r2|s3` if it has one of them, `METRICS_ENABLED` if it is true. Always, where it is empty.
        enabled_when: String = "",
        /// The value that the application uses if a switch is missing or empty. Without an entry,
        /// the switch is off.
        assumed: Vec<(String, String)> = [],
        /// What to type and where to look on such a host, step by step; a command stands in backticks.
        steps: Vec<String> = [],
    }
}

impl Parameters {
    /// Asks a person about a feature of the application, with the steps of the policy, unless it is off. Without
    /// a condition it always concerns a host.
    pub(crate) fn ask_where_on(
        &self,
        subject: &str,
        ask: impl FnOnce(&[String]) -> Finding,
    ) -> Outcome {
        if self.enabled_when.is_empty() {
            return Ok(vec![ask(&self.steps)]);
        }
        let condition = Condition::parse(&self.enabled_when)?;
        let switch = Switch::find(&condition, &self.assumed, &places()?);
        let finding = match switch.state {
            Known::On => ask(&self.steps),
            Known::Off => Finding::not_applicable(subject, format!("{}.", condition.denied())),
            Known::Not(reason) => Finding::error(subject, reason),
        };
        Ok(vec![finding.at_if(switch.source, "is the switch")])
    }
}

/// What a person has to do, with the steps of the policy.
pub(crate) fn task(what: &str, steps: &[String]) -> String {
    let steps: Vec<String> = (1..)
        .zip(steps)
        .map(|(number, step)| format!("{number}. {}", step.trim()))
        .collect();
    match steps.as_slice() {
        [] => what.to_owned(),
        steps => format!("{what} Steps: {}", steps.join(" ")),
    }
}

/// The keys of one place that gives the application its environment, or why they are not known.
type Place = Result<Vec<env::Key>, String>;

/// Every place: the environment files, and what the Compose file itself gives to its services.
fn places() -> Result<Vec<Place>, NotEvaluated> {
    let mut places: Vec<Place> = env::files()?.iter().map(keys).collect();
    match env::environments() {
        Ok(environments) => places.extend(environments.into_iter().map(|one| Ok(one.keys))),
        Err(error) => places.push(Err(error.reason().to_owned())),
    }
    Ok(places)
}

fn keys(file: &env::EnvFile) -> Place {
    match file.state.as_str() {
        // `env/file-present` says that it is missing. It sets no switch.
        env::EnvFile::STATE_MISSING => Ok(Vec::new()),
        env::EnvFile::STATE_PRESENT | env::EnvFile::STATE_EMPTY => {
            env::keys(&file.path).map_err(|error| error.reason().to_owned())
        }
        _ => Err(format!("{} is not a file with keys.", file.path)),
    }
}

/// Whether a feature is on.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    On,
    Off,
    /// And why not.
    Not(String),
}

/// A switch as all places together have it.
#[derive(Debug, PartialEq, Eq)]
struct Switch {
    state: Known,
    /// Where it is.
    source: Option<Source>,
}

impl Switch {
    /// It is on where one place turns it on: a service that gets that one has the feature. What could not be
    /// read may do so.
    fn find(condition: &Condition<'_>, assumed: &[(String, String)], places: &[Place]) -> Self {
        let mut found = None;
        let mut unknown = None;
        for place in places {
            let keys = match place {
                Ok(keys) => keys.as_slice(),
                Err(reason) => {
                    unknown.get_or_insert_with(|| (reason.clone(), None));
                    continue;
                }
            };
            // Where it has no value, another place may give it one.
            let Some(key) = keys.filled(condition.switch) else {
                continue;
            };
            let source = Some(key.source.clone());
            match condition.state(keys, assumed) {
                State::On => {
                    return Self {
                        state: Known::On,
                        source,
                    };
                }
                State::Off => {
                    found.get_or_insert(source);
                }
                State::Undecided => {
                    unknown.get_or_insert_with(|| (condition.why_undecided(keys), source));
                }
            }
        }
        let (state, source) = match (unknown, found) {
            (Some((reason, source)), _) => (Known::Not(reason), source),
            (None, Some(source)) => (Known::Off, source),
            (None, None) => match condition.state(&[][..], assumed) {
                State::On => (Known::On, None),
                State::Off | State::Undecided => (Known::Off, None),
            },
        };
        Self { state, source }
    }
}

#[cfg(test)]
mod tests {
    use muster_sdk::testing::sample;

    use super::*;

    fn key(name: &str, value: Option<&str>) -> env::Key {
        env::Key {
            name: name.to_owned(),
            status: env::Key::STATUS_SET.to_owned(),
            boolean: value.and_then(muster_sdk::shown_value::truth),
            value: value.map(str::to_owned),
            ..sample()
        }
    }

    fn state(condition: &str, places: &[Place]) -> Known {
        let assumed = [("METRICS_ENABLED".to_owned(), "true".to_owned())];
        let condition = Condition::parse(condition).unwrap();
        Switch::find(&condition, &assumed, places).state
    }

    #[test]
    fn one_place_that_turns_it_on_is_enough() {
        let off = || Ok(vec![key("MAIL", Some("off"))]);
        let on = || Ok(vec![key("MAIL", Some("on"))]);
        let unread = || Err("permission denied".to_owned());
        assert_eq!(state("MAIL", &[off(), on()]), Known::On);
        assert_eq!(state("MAIL", &[unread(), on()]), Known::On);
        assert_eq!(state("MAIL", &[off(), Ok(Vec::new())]), Known::Off);
        let unknown = Known::Not("permission denied".to_owned());
        assert_eq!(state("MAIL", &[off(), unread()]), unknown);
    }

    #[test]
    fn what_no_place_sets_is_as_the_application_assumes() {
        assert_eq!(state("MAIL", &[]), Known::Off);
        assert_eq!(state("METRICS_ENABLED", &[]), Known::On);
        let off = Ok(vec![key("METRICS_ENABLED", Some("0"))]);
        assert_eq!(state("METRICS_ENABLED", &[Ok(Vec::new()), off]), Known::Off);
    }

    #[test]
    fn a_switch_that_is_not_shown_leaves_it_open() {
        let hidden = Ok(vec![key("MAIL_MODE", None)]);
        let state = state("MAIL_MODE=smtp", &[hidden]);
        assert!(matches!(state, Known::Not(reason) if reason.contains("shown-keys")));
    }

    #[test]
    fn a_task_has_its_steps_in_order() {
        assert_eq!(task("Look.", &[]), "Look.");
        let steps = ["`a`".to_owned(), " Then b. ".to_owned()];
        assert_eq!(task("Look.", &steps), "Look. Steps: 1. `a` 2. Then b.");
    }
}
