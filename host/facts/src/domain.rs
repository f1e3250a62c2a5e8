//! What the facts of every domain have in common.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Domain, FactError, Facts, Secrets};

/// A fact, or why it is missing.
pub type Fact<T> = Result<T, FactError>;

/// The facts of one domain.
pub trait DomainFacts: Sized {
    /// Which domain.
    const DOMAIN: Domain;

    /// Those of a snapshot, if the domain was collected.
    fn of(facts: &Facts) -> Option<&Self>;

    /// Every fact is missing, for one reason. Maps are empty.
    #[must_use]
    fn missing(error: &FactError) -> Self;

    /// How many records all lists have together.
    fn records(&self) -> usize;
}

impl Domain {
    /// The domain of an interface name without its version.
    #[must_use]
    pub fn from_interface(interface: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|domain| domain.interface() == interface)
    }
}

/// Facts that may hold texts with secrets.
pub(crate) trait Cleaned: Send {
    /// Removes every registered secret from the texts, or all of the facts where two names would then be
    /// the same.
    fn clean(&mut self, secrets: &Secrets);
}

impl<T: Serialize + DeserializeOwned + Send> Cleaned for Option<T> {
    fn clean(&mut self, secrets: &Secrets) {
        if secrets.clean(self).is_err() {
            *self = None;
        }
    }
}

/// Cleans the facts of all domains, on as many threads as there are processors.
pub(crate) fn clean_all(facts: &mut [&mut dyn Cleaned], secrets: &Secrets) {
    let pending = Mutex::new(facts.iter_mut());
    let next = || {
        pending
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next()
    };
    let work = || {
        while let Some(facts) = next() {
            facts.clean(secrets);
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, NonZeroUsize::get) {
            // Without it, this thread does all of it.
            thread::Builder::new().spawn_scoped(scope, work).ok();
        }
        work();
    });
}
