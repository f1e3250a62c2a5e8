//! One parameter of the kernel, and what a rule asks of it.

use muster_sdk::sysctl::{self, RunningValue};
use muster_sdk::{FactError, Finding, NotEvaluated, Source};

use crate::condition::Condition;
use crate::demands::Demands;
use crate::explained::Unless;
use crate::half::{self, Half, Told};

/// One parameter, and what is asked of it.
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) condition: Condition,
    pub(crate) demands: &'a Demands,
    pub(crate) unless: &'a Unless,
}

/// A value of it.
pub(crate) struct Found {
    pub(crate) value: String,
    /// Whether it is as it has to be.
    pub(crate) holds: bool,
    /// Where it comes from: a sentence without its full stop.
    pub(crate) says: String,
}

impl Parameter<'_> {
    /// Judges what boot makes of it, and what the kernel runs with.
    pub(crate) fn judge(&self) -> Finding {
        let running = sysctl::running(self.name);
        if matches!(&running, Ok(value) if value.state == RunningValue::STATE_ABSENT) {
            let reason = format!("This kernel has no parameter {}.", self.name);
            return Finding::not_applicable(self.name, reason);
        }
        let boot = sysctl::at_boot(self.name);
        let at_boot = Half::of(self.judge_boot(&boot, &running));
        let now = match &running {
            Err(FactError::Unsupported(reason)) => Half::NotConcerned(reason.clone()),
            Err(error) => Half::Unknown(error.reason().to_owned()),
            Ok(value) => Half::of(self.judge_running(value, &boot, &at_boot)),
        };
        let required = self.condition.to_string();
        let demand = format!("; the policy requires {required}");
        half::finding(self.name, [at_boot, now], &required, &demand)
    }

    /// What comes of a value at these places, with how to fix it where it is not as it has to be and nothing
    /// explains it.
    pub(crate) fn verdict(
        &self,
        found: Found,
        places: Vec<(Source, &'static str)>,
        fix: impl FnOnce(&Found) -> Option<String>,
    ) -> Result<Half, NotEvaluated> {
        let explanation = if found.holds {
            None
        } else {
            self.unless.explanation()?
        };
        let fails = !found.holds && explanation.is_none();
        let fix = if fails { fix(&found) } else { None };
        let told = Told {
            says: match explanation {
                Some(by) => format!("{}, which {by} needs", found.says),
                None => found.says,
            },
            observed: found.value,
            places,
            fix,
        };
        Ok(if fails {
            Half::Fails(told)
        } else {
            Half::Holds(told)
        })
    }

    /// Whether a value is as it has to be.
    pub(crate) fn holds(&self, value: &str) -> Result<bool, NotEvaluated> {
        self.condition.holds(value).ok_or_else(|| {
            NotEvaluated::because(format!(
                "{} is `{value}`, which cannot be compared with {}",
                self.name, self.condition
            ))
        })
    }
}

/// The value that the kernel runs with.
pub(crate) fn shown<'a>(running: &'a RunningValue, name: &str) -> Result<&'a str, NotEvaluated> {
    running.value.as_deref().ok_or_else(|| {
        NotEvaluated::because(format!(
            "{name} is something other than a number, which is not shown"
        ))
    })
}
