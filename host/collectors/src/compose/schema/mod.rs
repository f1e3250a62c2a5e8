//! What Compose's schema takes: the keys at each level of a file, and the types of their values. Compose refuses a
//! file in which anything else stands, and with it the whole project.
//!
//! A key that is newer than the Compose of the host is not told apart from others: which release reads the file is
//! not known here.

mod build;
mod check;
mod kinds;
mod project;
mod scalar;
mod service;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use super::load::TOO_MUCH;
use super::scope::Part;

/// Values of one project that are looked at, aliases counted with what they stand for. This bounds the work that a
/// small file can ask for.
const MOST_VALUES: usize = 500_000;

/// How many values may still be looked at.
pub(super) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(MOST_VALUES))
    }
}

impl Budget {
    /// Counts one value.
    fn spend(&self, part: &Part) -> Result<(), String> {
        match self.0.get().checked_sub(1) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(part
                .node
                .problem(format!("the project has more values {TOO_MUCH}"))),
        }
    }
}

/// Checks a document without its services.
///
/// # Errors
/// With file and line, and what Compose does not take there. No value is part of it.
pub(super) fn check_document(document: &Part, budget: &Budget) -> Result<(), String> {
    check::Check(budget).level(&project::PROJECT, document)
}

/// Checks a service, where it is defined.
///
/// # Errors
/// As for a document.
pub(super) fn check_service(service: &Part, budget: &Budget) -> Result<(), String> {
    check::Check(budget).value(&kinds::keys(&service::SERVICE), service, "a service")
}
