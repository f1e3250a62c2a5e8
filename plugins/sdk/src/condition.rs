//! Conditions on a switch in an environment file, as parameters write them: `EMAIL_MODE=smtp`, `STORAGE=r2|s3`,
//! `METRICS_ENABLED`.

use std::fmt;

use crate::shown_value::{Comparison, compare, truth, way_to_show};
use crate::{Fact, NotEvaluated, env};

/// What has keys: an environment file that could be read.
pub trait Keys {
    /// The key, if it is defined, even if it is empty.
    fn key(&self, name: &str) -> Option<&env::Key>;

    /// The key, if it has a value, even a placeholder.
    fn filled(&self, name: &str) -> Option<&env::Key> {
        self.key(name)
            .filter(|key| key.status != env::Key::STATUS_EMPTY)
    }
}

impl Keys for [env::Key] {
    fn key(&self, name: &str) -> Option<&env::Key> {
        self.iter().find(|key| key.name == name)
    }
}

/// A condition on one switch.
#[derive(Debug, PartialEq, Eq)]
pub struct Condition<'a> {
    /// The key that is the switch.
    pub switch: &'a str,
    /// The values that count; none when the switch has to be true.
    values: Option<Vec<&'a str>>,
}

/// Whether a condition holds in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It holds.
    On,
    /// It does not.
    Off,
    /// The switch has a value that is not shown, or that is neither true nor false.
    Undecided,
}

impl<'a> Condition<'a> {
    /// Reads one as a parameter writes it.
    ///
    /// # Errors
    /// Without a switch, or with a value that is empty.
    pub fn parse(text: &'a str) -> Result<Self, NotEvaluated> {
        let (switch, values) = match text.split_once('=') {
            None => (text.trim(), None),
            Some((switch, values)) => (
                switch.trim(),
                Some(values.split('|').map(str::trim).collect()),
            ),
        };
        let condition = Self { switch, values };
        let values = condition.values.iter().flatten();
        if switch.is_empty() || values.clone().any(|value| value.is_empty()) {
            return Err(NotEvaluated::because(format!(
                "'{text}' is not a condition such as `KEY` or `KEY=value|other`"
            )));
        }
        Ok(condition)
    }

    /// Whether it holds. A switch without a value has the one that is `assumed`, or is off.
    #[must_use]
    pub fn state(&self, file: &(impl Keys + ?Sized), assumed: &[(String, String)]) -> State {
        let Some(key) = file.filled(self.switch) else {
            let assumed = assumed.iter().find(|(name, _)| name == self.switch);
            return State::of(assumed.is_some_and(|(_, value)| self.accepts(value)));
        };
        let Some(values) = &self.values else {
            return key.boolean.map_or(State::Undecided, State::of);
        };
        let comparisons: Vec<Comparison> = values
            .iter()
            .map(|value| compare(key, value, str::eq_ignore_ascii_case))
            .collect();
        if comparisons.contains(&Comparison::Same) {
            State::On
        } else if comparisons.contains(&Comparison::NotShown) {
            State::Undecided
        } else {
            State::Off
        }
    }

    fn accepts(&self, assumed: &str) -> bool {
        match &self.values {
            None => truth(assumed) == Some(true),
            Some(values) => values
                .iter()
                .any(|v| v.eq_ignore_ascii_case(assumed.trim())),
        }
    }
}

impl State {
    fn of(holds: bool) -> Self {
        if holds { Self::On } else { Self::Off }
    }
}

impl Condition<'_> {
    /// Why it is [undecided](State::Undecided) in a file, and what to do about it.
    #[must_use]
    pub fn why_undecided(&self, file: &(impl Keys + ?Sized)) -> String {
        let cannot = format!("Whether {self} cannot be told from its value");
        match (&self.values, file.key(self.switch)) {
            (Some(_), Some(key)) => {
                format!("{cannot}, which is not shown: {}.", way_to_show(key))
            }
            (None, _) | (_, None) => format!("{cannot}."),
        }
    }

    /// What makes it hold in a file, for a sentence: what the file says, or that the application
    /// takes a switch without a value for this.
    #[must_use]
    pub fn in_words(&self, file: &(impl Keys + ?Sized)) -> String {
        let switch = self.switch;
        match &self.values {
            _ if file.filled(switch).is_some() => self.to_string(),
            None => format!("{switch}, which has no value, counts as on"),
            Some(values) => {
                let values = values.join("' or '");
                format!("{switch}, which has no value, counts as '{values}'")
            }
        }
    }
}

impl Condition<'_> {
    /// That it does not hold, in words.
    #[must_use]
    pub fn denied(&self) -> String {
        match &self.values {
            None => format!("{} is off", self.switch),
            Some(values) => format!("{} is not '{}'", self.switch, values.join("' or '")),
        }
    }
}

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            None => write!(f, "{} is on", self.switch),
            Some(values) => write!(f, "{} is '{}'", self.switch, values.join("' or '")),
        }
    }
}

/// Whether a key has this truth in one of the environment files.
///
/// # Errors
/// When the keys of a file that may say so are not known.
pub fn is_in_a_file(key: &str, truth: bool) -> Fact<bool> {
    for file in env::files()? {
        let found = env::find_key(&file.path, key)?;
        if found.is_some_and(|found| found.boolean == Some(truth)) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown_value::tests::{key, shown};

    fn empty(name: &str) -> env::Key {
        env::Key {
            status: env::Key::STATUS_EMPTY.to_owned(),
            ..key(name)
        }
    }

    fn state(condition: &str, file: &[env::Key]) -> State {
        let assumed = [("METRICS_ENABLED".to_owned(), "true".to_owned())];
        Condition::parse(condition).unwrap().state(file, &assumed)
    }

    #[test]
    fn a_value_counts_in_any_case_and_among_alternatives() {
        let file = [shown("STORAGE", " Cloudflare_R2 ")];
        assert_eq!(state("STORAGE=r2|cloudflare_r2", &file), State::On);
        assert_eq!(state("STORAGE=s3", &file), State::Off);
    }

    #[test]
    fn a_switch_without_a_value_is_what_the_application_assumes() {
        assert_eq!(state("METRICS_ENABLED", &[]), State::On);
        let none = [empty("METRICS_ENABLED")];
        assert_eq!(state("METRICS_ENABLED", &none), State::On);
        let off = [shown("METRICS_ENABLED", "off")];
        assert_eq!(state("METRICS_ENABLED", &off), State::Off);
        assert_eq!(state("PAYMENTS_ENABLED", &off), State::Off);
    }

    #[test]
    fn a_switch_is_called_on_only_where_the_file_says_so() {
        let words = |condition: &str, file: &[env::Key]| {
            Condition::parse(condition).unwrap().in_words(file)
        };
        let on = [shown("METRICS_ENABLED", "yes")];
        assert_eq!(words("METRICS_ENABLED", &on), "METRICS_ENABLED is on");
        for none in [Vec::new(), vec![empty("METRICS_ENABLED")]] {
            assert_eq!(
                words("METRICS_ENABLED", &none),
                "METRICS_ENABLED, which has no value, counts as on"
            );
        }
        assert_eq!(
            words("STORAGE=r2", &[]),
            "STORAGE, which has no value, counts as 'r2'"
        );
    }

    #[test]
    fn a_switch_that_cannot_be_read_is_undecided() {
        let file = [shown("JOBS_ENABLED", "maybe"), key("EMAIL_MODE")];
        assert_eq!(state("JOBS_ENABLED", &file), State::Undecided);
        assert_eq!(state("EMAIL_MODE=smtp", &file), State::Undecided);
    }

    #[test]
    fn a_condition_without_a_switch_or_a_value_is_refused() {
        for text in ["", "=smtp", "EMAIL_MODE=", "STORAGE=r2|"] {
            assert!(Condition::parse(text).is_err(), "{text}");
        }
    }
}
