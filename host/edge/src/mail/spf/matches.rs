//! Whom terms match, and what a record says in the end.

use super::record::Qualifier;
use super::senders::Senders;

/// What a record says in the end.
#[derive(Default)]
pub(super) struct Decision {
    /// The qualifier of the `all` that decides, if one does.
    pub(super) all: Option<Qualifier>,
    pub(super) passing: Matches,
}

/// Whom a term matches, or a record lets pass.
#[derive(Default)]
pub(super) struct Matches {
    /// For certain, whatever the message.
    pub(super) senders: Senders,
    /// Whether any message may be among them.
    pub(super) possible: bool,
    /// What makes them more than anybody owns, where they are.
    pub(super) because: Vec<String>,
}

impl Matches {
    /// All messages, because of a term.
    pub(super) fn everybody(domain: &str, term: &str) -> Self {
        Self::certain(Senders::everybody(), domain, term)
    }

    pub(super) fn certain(senders: Senders, domain: &str, term: &str) -> Self {
        Self {
            possible: !senders.is_empty(),
            senders,
            because: vec![format!("{domain}: {term}")],
        }
    }

    /// Messages that cannot be told without one.
    pub(super) fn some() -> Self {
        Self {
            possible: true,
            ..Self::default()
        }
    }

    /// Takes what a term matches of those that no term before it did.
    pub(super) fn take(&mut self, mut matched: Self, left: &mut Senders) {
        matched.senders.keep(left);
        left.remove(&matched.senders);
        self.possible |= matched.possible;
        self.senders.add(&matched.senders);
        // Halves count only together, so that what is large enough to be one is named.
        if matched.senders.is_large() {
            self.because.append(&mut matched.because);
        }
    }
}
