//! Whether a feature of the application is on, according to a switch that any of its environments sets.

use crate::condition::{Condition, Keys, State};
use crate::{NotEvaluated, Source, env};

/// The keys of one place that gives the application its environment, or why they are not known.
pub type Place = Result<Vec<env::Key>, String>;

/// Every place: the environment files, and what the Compose file itself sets for its services.
///
/// # Errors
/// When it is not known which environment files there are.
pub fn places() -> Result<Vec<Place>, NotEvaluated> {
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
pub enum Known {
    /// It is.
    On,
    /// It is not.
    Off,
    /// It is not known, for this reason.
    Not(String),
}

/// A switch as all places together have it.
#[derive(Debug, PartialEq, Eq)]
pub struct Switch {
    /// Whether it is on.
    pub state: Known,
    /// Where it is.
    pub source: Option<Source>,
}

impl Switch {
    /// It is on if one place turns it on: a service that gets that place has the feature. A place that could not be
    /// read may do so.
    #[must_use]
    pub fn find(condition: &Condition<'_>, assumed: &[(String, String)], places: &[Place]) -> Self {
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
    use super::*;
    use crate::testing::sample;

    fn key(name: &str, value: Option<&str>) -> env::Key {
        env::Key {
            name: name.to_owned(),
            status: env::Key::STATUS_SET.to_owned(),
            boolean: value.and_then(crate::shown_value::truth),
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
}
