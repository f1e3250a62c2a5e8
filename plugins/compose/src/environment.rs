//! The variables of services, and what of them is not known.

use muster_sdk::variables::{self, Unknown};
use muster_sdk::{FactError, Finding, services};

use crate::settings::unknown_keys;

/// One error for each service whose environment is not all known.
pub(crate) fn unknown_environments() -> Result<Vec<Finding>, FactError> {
    let unknowns: Vec<services::Unknown> = variables::unknowns()?
        .into_iter()
        .map(|unknown| {
            let Unknown {
                service,
                key,
                reason,
                source,
            } = unknown;
            services::Unknown {
                service,
                key,
                reason,
                source,
            }
        })
        .collect();
    Ok(unknown_keys(&unknowns, &["env_file"]))
}

/// Names of services, each once.
pub(crate) struct Services<'a>(Vec<&'a str>);

impl<'a> Services<'a> {
    pub(crate) fn of(names: impl Iterator<Item = &'a str>) -> Self {
        let mut each: Vec<&str> = Vec::new();
        for name in names {
            if !each.contains(&name) {
                each.push(name);
            }
        }
        Self(each)
    }

    /// As the subject of a sentence, with its verb: `'api' gets`, `'api' and 'jobs' get`.
    pub(crate) fn with(&self, one: &str, several: &str) -> String {
        let verb = if self.0.len() == 1 { one } else { several };
        format!("{self} {verb}")
    }
}

impl std::fmt::Display for Services<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (index, name) in self.0.iter().enumerate() {
            let before = match index {
                0 => "",
                _ if index == last => " and ",
                _ => ", ",
            };
            write!(f, "{before}'{name}'")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_joined_into_a_sentence() {
        let gets = |names: &[&str]| Services::of(names.iter().copied()).with("gets", "get");
        assert_eq!(gets(&["a", "a"]), "'a' gets");
        assert_eq!(gets(&["a", "b"]), "'a' and 'b' get");
        assert_eq!(gets(&["a", "b", "c"]), "'a', 'b' and 'c' get");
    }
}
