//! What the kernel runs with of a parameter.

use muster_sdk::sysctl::{BootValue, InterfaceValue, RunningValue};
use muster_sdk::{Fact, NotEvaluated};

use crate::advice;
use crate::combined::{effective, is_combined};
use crate::half::Half;
use crate::parameter::{Found, Parameter, shown};

/// How many network interfaces a message names; a host may have hundreds.
const MOST_NAMED: usize = 5;

impl Parameter<'_> {
    /// `at_boot` is what comes of the other half.
    pub(crate) fn judge_running(
        &self,
        running: &RunningValue,
        boot: &Fact<BootValue>,
        at_boot: &Half,
    ) -> Result<Half, NotEvaluated> {
        let found = self.found_running(running)?;
        let places = vec![(running.source.clone(), "is in force")];
        self.verdict(found, places, |found| match boot {
            // What fixes it at boot has the kernel take it now.
            Ok(_) if at_boot.fails() => None,
            // What explains another value at boot is not there now.
            Ok(boot) if !self.is_right_at_boot(boot, running) => {
                Some(advice::set(self.name, &self.condition.wanted(), boot))
            }
            Ok(boot) => Some(again(found, boot.effective.as_ref())),
            Err(_) => Some(again(found, None)),
        })
    }

    fn is_right_at_boot(&self, boot: &BootValue, running: &RunningValue) -> bool {
        let found = self.found_at_boot(boot, &Ok(running.clone()));
        found.is_ok_and(|found| found.holds)
    }

    fn found_running(&self, running: &RunningValue) -> Result<Found, NotEvaluated> {
        let name = self.name;
        let value = shown(running, name)?;
        let by_interface =
            self.demands.per_interface && is_combined(name) && !running.interfaces.is_empty();
        if !by_interface {
            return Ok(Found {
                holds: self.holds(value)?,
                value: value.to_owned(),
                says: format!("The kernel runs with {name} = {value}"),
            });
        }
        let mut others = Vec::new();
        for interface in &running.interfaces {
            let of_interface = self.interface_value(value, interface)?;
            if !self.holds(&of_interface)? {
                others.push((interface.name.as_str(), of_interface));
            }
        }
        let Some((_, first)) = others.first() else {
            return Ok(Found {
                value: value.to_owned(),
                holds: true,
                says: format!(
                    "The kernel runs with {name} = {value}, and does as required on every network interface"
                ),
            });
        };
        let mut names: Vec<&str> = others
            .iter()
            .map(|(name, _)| *name)
            .take(MOST_NAMED)
            .collect();
        let more = format!("{} more", others.len() - names.len());
        if others.len() > names.len() {
            names.push(&more);
        }
        Ok(Found {
            holds: false,
            says: format!(
                "The kernel runs with {name} = {value}, which is {first} on network interfaces ({})",
                names.join(", ")
            ),
            value: first.clone(),
        })
    }

    /// What one network interface does.
    fn interface_value(
        &self,
        of_all: &str,
        interface: &InterfaceValue,
    ) -> Result<String, NotEvaluated> {
        let own = interface.value.as_deref();
        let value = own.and_then(|own| effective(self.name, of_all, own, interface.forwarding));
        value.ok_or_else(|| {
            NotEvaluated::because(format!(
                "{} of {} is something other than a number",
                self.name, interface.name
            ))
        })
    }
}

/// How to fix what boot sets as it should be.
fn again(found: &Found, line: Option<&muster_sdk::sysctl::Occurrence>) -> String {
    format!(
        "Run {}, and find out what sets it to {} while the host runs",
        advice::apply(line),
        found.value
    )
}
