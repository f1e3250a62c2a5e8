//! What boot makes of a parameter: the line that counts, else what the kernel begins with.

use muster_sdk::sysctl::{BootValue, Occurrence, RunningValue};
use muster_sdk::{Fact, FactError, NotEvaluated, Source};

use crate::advice;
use crate::combined::{effective, of_default};
use crate::defaults::kernel_default;
use crate::half::Half;
use crate::parameter::{Found, Parameter, shown};

impl Parameter<'_> {
    pub(crate) fn judge_boot(
        &self,
        boot: &Fact<BootValue>,
        running: &Fact<RunningValue>,
    ) -> Result<Half, NotEvaluated> {
        let boot = boot.as_ref().map_err(Clone::clone)?;
        // Where nothing is known of the running kernel, it may not even have such a parameter. One that
        // may not be read is there.
        if let Err(error @ FactError::Failed(_)) = running {
            return Err(error.clone().into());
        }
        let found = self.found_at_boot(boot, running)?;
        self.verdict(found, places(boot), |_| {
            Some(advice::set(self.name, &self.condition.wanted(), boot))
        })
    }

    /// What boot leaves.
    pub(crate) fn found_at_boot(
        &self,
        boot: &BootValue,
        running: &Fact<RunningValue>,
    ) -> Result<Found, NotEvaluated> {
        let name = self.name;
        let Some(line) = &boot.effective else {
            let nothing = match boot.unread.last() {
                Some(line) if is_refused(line) => format!(
                    "Nothing sets {name} at boot, since the kernel does not take the value in {}, which is in quotes",
                    line.source.name
                ),
                Some(line) => format!(
                    "Nothing sets {name} at boot, since {} is not read",
                    line.source.name
                ),
                None => format!("Nothing sets {name} at boot"),
            };
            if self.demands.explicit {
                return Ok(Found {
                    value: "not set".to_owned(),
                    holds: false,
                    says: nothing,
                });
            }
            return self.found_by_default(boot, running, &nothing);
        };
        let value = number_of(line, name)?;
        self.found(
            boot,
            value,
            format!("{} sets {name} to {value} at boot", line.source.name),
        )
    }

    /// What boot leaves of a parameter that nothing sets.
    fn found_by_default(
        &self,
        boot: &BootValue,
        running: &Fact<RunningValue>,
        nothing: &str,
    ) -> Result<Found, NotEvaluated> {
        let default = boot.built_in.as_deref();
        if let Some(default) = default.or_else(|| kernel_default(self.name)) {
            let says = format!("{nothing}, and the kernel's default is {default}");
            return self.found(boot, default, says);
        }
        // It depends on how the kernel was built, which shows in what runs.
        match running {
            Ok(running) => {
                let value = shown(running, self.name)?;
                let says = format!("{nothing}, and this kernel has {value}");
                self.found(boot, value, says)
            }
            Err(error) => Err(NotEvaluated::because(format!(
                "nothing sets {} at boot, and the default of this kernel is not known: {}",
                self.name,
                error.reason()
            ))),
        }
    }

    /// A value of the parameter, with what network interfaces make of it where it is that of all.
    fn found(&self, boot: &BootValue, value: &str, says: String) -> Result<Found, NotEvaluated> {
        let of_interface = if self.demands.per_interface {
            self.interface_at_boot(boot, value)?
        } else {
            None
        };
        let (value, says) = match of_interface {
            Some(other) if other != value => {
                let more = format!("{says}, which network interfaces make {other}");
                (other, more)
            }
            Some(_) | None => (value.to_owned(), says),
        };
        Ok(Found {
            holds: self.holds(&value)?,
            value,
            says,
        })
    }

    /// What a network interface does after boot, of a parameter that all have. None for any other.
    fn interface_at_boot(
        &self,
        boot: &BootValue,
        of_all: &str,
    ) -> Result<Option<String>, NotEvaluated> {
        let own = match &boot.of_interfaces {
            Some(line) => Some(number_of(line, self.name)?),
            None => kernel_default(&of_default(self.name)),
        };
        Ok(own.and_then(|own| effective(self.name, of_all, own, false)))
    }
}

/// Whether a line is applied, and the kernel does not take its value.
fn is_refused(line: &Occurrence) -> bool {
    line.applied_by != Occurrence::APPLIED_BY_NOBODY
}

/// The lines that set it, those first that count.
fn places(boot: &BootValue) -> Vec<(Source, &'static str)> {
    let is_named = |line: &Occurrence| {
        let named = boot.of_interfaces.as_ref().map(|named| &named.source);
        named
            .is_some_and(|named| (&named.name, named.line) == (&line.source.name, line.source.line))
    };
    let counts = boot.effective.iter().map(|line| (line, "counts"));
    let named = boot
        .of_interfaces
        .iter()
        .map(|line| (line, "counts for network interfaces"));
    let shadowed = boot.shadowed.iter().filter(|line| !is_named(line));
    let shadowed = shadowed.map(|line| (line, "is shadowed"));
    let unread = boot.unread.iter().map(|line| {
        let label = if is_refused(line) {
            "has a value that the kernel does not take"
        } else {
            "is not read at boot"
        };
        (line, label)
    });
    counts
        .chain(named)
        .chain(shadowed)
        .chain(unread)
        .map(|(line, label)| (line.source.clone(), label))
        .collect()
}

fn number_of<'a>(line: &'a Occurrence, name: &str) -> Result<&'a str, NotEvaluated> {
    line.value.as_deref().ok_or_else(|| {
        NotEvaluated::because(format!(
            "{} sets {name} to something other than a number, which is not shown",
            line.source.name
        ))
    })
}
