//! Evaluates SPF as RFC 7208 does, but without a message: every mechanism that could be reached is
//! followed, and what limits apply to the worst case are applied.

mod evaluation;
mod macros;
mod matches;
mod record;
mod senders;

use std::collections::BTreeSet;

use muster_facts::Fact;
use muster_facts::mail::SpfPolicy;

use self::evaluation::{Evaluation, Problem, Stop, texts};
use self::matches::Decision;
pub use self::record::Record;
use self::senders::Senders;
use crate::network::resolver::{RecordType, Resolver, place};

/// The policy of a domain.
pub(super) async fn policy(resolver: &Resolver, domain: &str) -> Fact<SpfPolicy> {
    let (policy, _) = evaluate(resolver, domain).await?;
    Ok(policy)
}

/// The policy of a domain, and whom it lets pass for certain.
async fn evaluate(resolver: &Resolver, domain: &str) -> Fact<(SpfPolicy, Senders)> {
    let mut evaluation = Evaluation {
        resolver,
        sender: domain,
        lookups: 0,
        void_lookups: 0,
        included: Vec::new(),
        macros: false,
        problem: None,
    };
    let texts = texts(&resolver.lookup(domain, RecordType::Txt).await?);
    let mut decided = Decision::default();
    let mut unanswered = None;
    if !texts.is_empty() {
        let path = BTreeSet::from([domain.to_owned()]);
        match evaluation.check(domain, &texts, &path).await {
            Ok(found) => decided = found,
            Err(Stop::Permanent) => {}
            // What is wrong for certain stays wrong, whatever the rest would have been.
            Err(Stop::Unknown(_)) if evaluation.problem.is_some() => {}
            Err(Stop::Unknown(error)) => unanswered = Some(error),
        }
    }
    let complete = evaluation.problem.is_none() && unanswered.is_none() && !texts.is_empty();
    let (problem, message) = evaluation.problem.unzip();
    if !complete {
        // Neither permerror nor temperror lets anybody pass (8.6, 8.7), whatever terms before it allowed.
        decided = Decision::default();
    }
    let policy = SpfPolicy {
        verdict: match (&problem, &unanswered) {
            (Some(_), _) => "permerror",
            (None, Some(_)) => "temperror",
            (None, None) if texts.is_empty() => "none",
            (None, None) => "ok",
        }
        .to_owned(),
        records: texts,
        problem: problem.map(|problem: Problem| problem.code().to_owned()),
        message: message.or_else(|| unanswered.map(|error| error.reason().to_owned())),
        lookups: evaluation.lookups,
        void_lookups: evaluation.void_lookups,
        all: decided.all.map(|qualifier| qualifier.symbol().to_owned()),
        open_to: decided
            .passing
            .senders
            .too_many()
            .into_iter()
            .map(|(family, percent)| (family.to_owned(), percent))
            .collect(),
        opened_by: decided.passing.because,
        allows_nobody: complete && !decided.passing.possible,
        included: evaluation.included,
        macros: evaluation.macros,
        source: place(domain, RecordType::Txt),
    };
    Ok((policy, decided.passing.senders))
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
