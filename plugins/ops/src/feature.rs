//! Whether a feature of the application is on, by the switch that the policy names; and how what a person
//! has to do is told.

use muster_sdk::condition::Condition;
use muster_sdk::switch::{self, Known, Switch};
use muster_sdk::{Finding, Outcome};

muster_sdk::parameters! {
    pub(crate) struct Parameters {
        /// When it concerns a host: `EMAIL_MODE=smtp` if that key of an environment file has this value,
        /// `STORAGE=r2|s3` if it has one of them, `METRICS_ENABLED` if it is true. Always, where it is empty.
        #[form(Condition)]
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
        let switch = Switch::find(&condition, &self.assumed, &switch::places()?);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_has_its_steps_in_order() {
        assert_eq!(task("Look.", &[]), "Look.");
        let steps = ["`a`".to_owned(), " Then b. ".to_owned()];
        assert_eq!(task("Look.", &steps), "Look. Steps: 1. `a` 2. Then b.");
    }
}
