//! One parameter of the kernel, and what a rule asks of it.

use muster_sdk::sysctl::{self, RunningValue};
use muster_sdk::{FactError, Finding, NotEvaluated};

use crate::condition::Condition;
use crate::demands::Demands;
use crate::explained::Unless;

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
    pub(crate) fn judge(&self) -> [Finding; 2] {
        let subjects = ["persisted", "running"].map(|half| format!("{}/{half}", self.name));
        let running = sysctl::running(self.name);
        if matches!(&running, Ok(value) if value.state == RunningValue::STATE_ABSENT) {
            let reason = format!("This kernel has no parameter {}.", self.name);
            return subjects.map(|subject| Finding::not_applicable(subject, &reason));
        }
        let boot = sysctl::at_boot(self.name);
        let [persisted, in_force] = subjects;
        let or_error = |subject: &str, judged: Result<Finding, NotEvaluated>| {
            judged.unwrap_or_else(|error| Finding::error(subject, error.reason()))
        };
        [
            or_error(&persisted, self.judge_boot(&persisted, &boot, &running)),
            match &running {
                Err(FactError::Unsupported(reason)) => Finding::not_applicable(in_force, reason),
                Err(error) => Finding::error(in_force, error.reason()),
                Ok(value) => or_error(&in_force, self.judge_running(&in_force, value, &boot)),
            },
        ]
    }

    /// The finding on a value, with how to mend it where it is not as it has to be and nothing explains it.
    pub(crate) fn verdict(
        &self,
        subject: &str,
        found: &Found,
        fix: impl FnOnce() -> String,
    ) -> Result<Finding, NotEvaluated> {
        let says = &found.says;
        let finding = if found.holds {
            Finding::pass(subject, format!("{says}."))
        } else if let Some(by) = self.unless.explanation()? {
            Finding::pass(subject, format!("{says}, which {by} needs."))
        } else {
            Finding::fail(
                subject,
                format!("{says}; the policy requires {}.", self.condition),
            )
            .fix(fix())
        };
        Ok(finding
            .observed(&found.value)
            .required(self.condition.to_string()))
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
            "{name} is something else than a number, which is not shown"
        ))
    })
}
