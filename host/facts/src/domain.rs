//! What the facts of every domain have in common.

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

/// Removes every registered secret from the texts, or all of the facts where two names would then be
/// the same.
pub(crate) fn clean<T: Serialize + DeserializeOwned>(facts: &mut Option<T>, secrets: &Secrets) {
    if secrets.clean(facts).is_err() {
        *facts = None;
    }
}
