//! What the application's own endpoints answer, at the hosts and paths that the project names and
//! nowhere else: nothing that an answer leads to is followed.
//!
//! Live hosts are asked (`survey`); recorded answers are read ([`recorded`]). From there on both go the
//! same way: [`answer`] takes out of an answer what rules compare, and nothing else leaves this folder.

pub mod answer;
mod credentials;
pub mod document;
mod plan;
pub mod recorded;
mod survey;
#[cfg(test)]
mod tests;

use muster_facts::probes::Probe;
use muster_facts::{Fact, FactError, ProbesFacts, Secrets};
use muster_http::ProbeAnswer;
use muster_target::{Collection, Context, NetworkAccess};

use self::credentials::Credentials;
use self::plan::Request;
use crate::network::{NOT_RECORDED, recorded_answers};

/// The origin that a script of a foreign site would have; a name that nobody can own (RFC 2606, 2).
pub(crate) const FOREIGN_ORIGIN: &str = "https://muster-probe.invalid";

/// Why there is no answer, and where asking ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer {
    /// A word of the contract; none where it was not asked.
    pub failure: Option<&'static str>,
    /// In words.
    pub error: FactError,
}

impl NoAnswer {
    fn at(failure: &'static str, reason: String) -> Self {
        Self {
            failure: Some(failure),
            error: FactError::Failed(reason),
        }
    }

    fn unasked(error: FactError) -> Self {
        Self {
            failure: None,
            error,
        }
    }
}

/// What came of a request.
type Outcome = Result<ProbeAnswer, NoAnswer>;

/// Collects the facts.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ProbesFacts {
    let requests = plan::requests(collection.context.targets);
    ProbesFacts {
        probes: if requests.is_empty() {
            Ok(Vec::new())
        } else {
            probes(collection, requests)
        },
    }
}

fn probes(collection: &Collection<'_>, requests: Vec<Request>) -> Fact<Vec<Probe>> {
    let context = collection.context;
    let outcomes = match context.network {
        NetworkAccess::Live => {
            let credentials = Credentials::granted(collection);
            survey::survey(context, requests, &credentials)?
        }
        NetworkAccess::Recorded => recorded_outcomes(context, requests)?,
        NetworkAccess::Off(error) => return Err(error.clone()),
    };
    Ok(outcomes
        .into_iter()
        .map(|(request, outcome)| {
            request.into_probe(outcome.map(|answer| without_secrets(answer, context.secrets)))
        })
        .collect())
}

/// A server may repeat the credential that it was sent, which must be removed before the answer is parsed: as the name
/// of a host, a token is in lower case, and can no longer be recognized.
fn without_secrets(mut answer: ProbeAnswer, secrets: &Secrets) -> ProbeAnswer {
    for (_, value) in &mut answer.headers {
        *value = secrets.scrub(value).into_owned();
    }
    answer
}

fn recorded_outcomes(
    context: Context<'_>,
    requests: Vec<Request>,
) -> Fact<Vec<(Request, Outcome)>> {
    let text = recorded_answers(context, "http", "the answers over HTTP")?;
    let recorded = recorded::parse(text).map_err(|error| FactError::Failed(error.to_string()))?;
    let outcomes = requests.into_iter().filter_map(|request| {
        let line = request.line();
        let answer = recorded.iter().find(|answer| answer.request == line);
        let outcome = match answer {
            Some(recorded) => recorded.outcome.clone(),
            // Whoever recorded the host may have had no credentials.
            None if request.is_authenticated() => return None,
            None => Err(NoAnswer::unasked(FactError::Failed(format!(
                "the answer to {line} is {NOT_RECORDED}"
            )))),
        };
        Some((request, outcome))
    });
    Ok(outcomes.collect())
}
