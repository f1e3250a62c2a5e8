//! Facts of `muster:mail/mail`, which are not collected yet.

use muster_facts::{Fact, FactError, MailFacts};

use crate::Context;

/// Collects the facts.
#[must_use]
pub fn collect(_context: Context<'_>) -> MailFacts {
    MailFacts { senders: nothing() }
}

fn nothing<T>() -> Fact<T> {
    Err(FactError::Unsupported("not collected yet".to_owned()))
}
