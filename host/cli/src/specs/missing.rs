//! What a rule makes of facts that are not there: every case is judged again without each of the
//! facts that the plugin may ask for, and without all of them.
//!
//! The facts of a snapshot are looked at as JSON, so that a new one is tried as soon as it is
//! collected: a domain is an object of functions, and a function has a result, or one for each key.

use std::collections::BTreeSet;

use muster_facts::{Fact, FactError, Facts};
use muster_outcomes::{Outcome, Status};
use serde_json::{Map, Value};

use super::bench::Staged;
use crate::failure::Failure;

/// Why a fact is missing. No rule may look at the words.
const REASON: &str = "it is taken out of this case to see what the rule makes of that";

/// What came of it.
#[derive(Default)]
pub(super) struct Trial {
    /// What is wrong with the rule.
    pub(super) complaints: Vec<String>,
    /// How often it was run.
    pub(super) runs: usize,
}

impl Trial {
    /// Takes another's complaints and runs.
    pub(super) fn join(&mut self, mut other: Self) {
        self.complaints.append(&mut other.complaints);
        self.runs += other.runs;
    }
}

/// Judges the host without its facts. Those that are `optional` may be missing and leave a verdict,
/// but never a better one.
pub(super) fn try_all(
    staged: &Staged<'_>,
    optional: &BTreeSet<String>,
    known: &[Outcome],
) -> Result<Trial, Failure> {
    let mut verdict = Trial::default();
    let found = staged.outcomes_with(Facts::default());
    verdict.runs += 1;
    // A rule to which the policy gives nothing to do asks for nothing, and what every host is asked of a
    // person needs no fact: nobody takes that for a pass.
    let is_idle = |outcome: &Outcome| {
        matches!(outcome.status, Status::NotApplicable(_) | Status::Manual(_))
            && known.contains(outcome)
    };
    let judged = found
        .iter()
        .find(|outcome| !is_error(outcome) && !is_idle(outcome));
    if let Some(outcome) = judged {
        verdict
            .complaints
            .push(format!("without any fact, {}", instead_of(None, outcome)));
    }
    let facts = serde_json::to_value(staged.snapshot.facts.as_ref()).map_err(wrong)?;
    let unknown = optional.iter().filter(|name| !is_fact(&facts, name));
    verdict.complaints.extend(unknown.map(|name| {
        format!(
            "`optional {name}` names nothing that the plugin asks for; correct it, or take it out"
        )
    }));
    let error = FactError::Failed(REASON.to_owned());
    let missing = serde_json::to_value(Fact::<()>::Err(error)).map_err(wrong)?;
    for (domain, functions) in present(&facts) {
        // What the rule does not ask for at all need not be taken out piece by piece.
        if functions.len() > 1 {
            let found = staged.outcomes_with(without(&facts, &domain, &functions, None, &missing)?);
            verdict.runs += 1;
            if found == known {
                continue;
            }
        }
        for function in functions {
            let name = format!("{domain}.{function}");
            let is_optional = optional.contains(&name);
            let mut judge = |name: &str, facts| {
                let found = staged.outcomes_with(facts);
                verdict.runs += 1;
                if let Some(complaint) = compare(known, &found, is_optional) {
                    verdict
                        .complaints
                        .push(format!("without `{name}`, {complaint}"));
                }
                found
            };
            let one = [function];
            let found = judge(&name, without(&facts, &domain, &one, None, &missing)?);
            let [function] = one;
            let keys = keys(&facts, &domain, &function);
            if keys.len() < 2 || found == known {
                continue;
            }
            for key in keys {
                let one = [function.clone()];
                let facts = without(&facts, &domain, &one, Some(&key), &missing)?;
                judge(&format!("{name}` of `{key}"), facts);
            }
        }
    }
    Ok(verdict)
}

/// Whether `DOMAIN.FUNCTION` is among the facts, with or without a result.
fn is_fact(facts: &Value, name: &str) -> bool {
    let fact = name
        .split_once('.')
        .and_then(|(domain, function)| facts.get(domain)?.get(function));
    fact.is_some()
}

/// The keys for which a function has a result.
fn keys(facts: &Value, domain: &str, function: &str) -> Vec<String> {
    let function = facts.get(domain).and_then(|domain| domain.get(function));
    let by_key = function
        .and_then(Value::as_object)
        .filter(|object| !has_result(object));
    let there = by_key
        .into_iter()
        .flatten()
        .filter(|(_, result)| is_there(result));
    there.map(|(key, _)| key.clone()).collect()
}

/// The facts without the results of some functions, or without those for one key.
fn without(
    facts: &Value,
    domain: &str,
    functions: &[String],
    key: Option<&str>,
    missing: &Value,
) -> Result<Facts, Failure> {
    let mut without = facts.clone();
    let mut of_domain = without.get_mut(domain);
    for function in functions {
        if let Some(result) = of_domain
            .as_mut()
            .and_then(|domain| domain.get_mut(function))
        {
            let result = match key {
                Some(key) => result.get_mut(key),
                None => Some(result),
            };
            if let Some(result) = result {
                take_out(result, missing);
            }
        }
    }
    serde_json::from_value(without).map_err(wrong)
}

fn wrong(error: serde_json::Error) -> Failure {
    Failure::new(format!("the facts: {error}"))
}

/// The domains, each with the functions of which there is a result to take out.
fn present(facts: &Value) -> Vec<(String, Vec<String>)> {
    let domains = facts.as_object().into_iter().flatten();
    domains
        .map(|(domain, functions)| {
            let functions = functions.as_object().into_iter().flatten();
            let there = functions.filter(|(_, result)| is_there(result));
            let names = there.map(|(function, _)| function.clone());
            (domain.clone(), names.collect())
        })
        .collect()
}

/// Whether a function has a result, or one for any key.
fn is_there(result: &Value) -> bool {
    let Some(result) = result.as_object() else {
        return false;
    };
    result.contains_key("Ok")
        || result
            .values()
            .any(|result| result.as_object().is_some_and(has_result))
}

fn has_result(result: &Map<String, Value>) -> bool {
    result.len() == 1 && result.contains_key("Ok")
}

/// Puts an error in place of each result.
fn take_out(result: &mut Value, missing: &Value) {
    match result.as_object_mut() {
        Some(object) if has_result(object) => *result = missing.clone(),
        Some(by_key) => by_key
            .values_mut()
            .for_each(|result| *result = missing.clone()),
        None => {}
    }
}

/// What is wrong with the outcomes of a host of which less is known. A missing fact makes errors,
/// and it makes nothing else: whatever is not an error has the status that it had. An optional one
/// may change the status, but not to one that hides what would be found.
pub(super) fn compare(known: &[Outcome], found: &[Outcome], is_optional: bool) -> Option<String> {
    let before = |outcome: &Outcome| known.iter().find(|known| known.subject == outcome.subject);
    let differs = |outcome: &&Outcome| {
        let before = before(outcome);
        if is_optional {
            is_quiet(outcome) && !before.map_or_else(|| known.iter().all(is_quiet), is_quiet)
        } else {
            !is_error(outcome)
                && before.is_none_or(|before| before.status.as_str() != outcome.status.as_str())
        }
    };
    if let Some(outcome) = found.iter().find(differs) {
        return Some(instead_of(before(outcome), outcome));
    }
    if found.iter().any(is_error) {
        return None;
    }
    let lost = known
        .iter()
        .filter(|known| !is_optional || !is_quiet(known))
        .find(|known| !found.iter().any(|outcome| outcome.subject == known.subject))?;
    Some(format!(
        "the rule no longer says: {} {}; it has to end in `error`",
        lost.status, lost.subject
    ))
}

const fn is_error(outcome: &Outcome) -> bool {
    matches!(outcome.status, Status::Error(_))
}

/// Whether nobody has to look.
const fn is_quiet(outcome: &Outcome) -> bool {
    matches!(outcome.status, Status::Pass | Status::NotApplicable(_))
}

fn instead_of(before: Option<&Outcome>, outcome: &Outcome) -> String {
    let before = before.map_or_else(String::new, |before| {
        format!(" instead of {}", before.status)
    });
    format!(
        "the rule says: {} {} \"{}\"{before}; it has to end in `error`",
        outcome.status, outcome.subject, outcome.message
    )
}

#[cfg(test)]
mod tests {
    use muster_outcomes::Fingerprint;

    use super::*;

    fn outcome(subject: &str, status: Status) -> Outcome {
        let rule = "ssh/port".parse().unwrap();
        Outcome {
            fingerprint: Fingerprint::of(&rule, "host", subject),
            rule,
            subject: subject.to_owned(),
            artifact: None,
            status,
            message: "It is so.".to_owned(),
            observed: None,
            required: None,
            places: Vec::new(),
            fix: None,
        }
    }

    fn no() -> Status {
        Status::Error("nobody knows".to_owned())
    }

    fn other() -> Status {
        Status::NotApplicable("nothing is there".to_owned())
    }

    #[test]
    fn a_missing_fact_makes_errors_and_nothing_else() {
        let known = [outcome("a", Status::Fail), outcome("b", Status::Pass)];
        let is_fine = |found: &[Outcome]| compare(&known, found, false).is_none();
        assert!(is_fine(&known));
        assert!(is_fine(&[outcome("ssh/port", no())]));
        assert!(is_fine(&[outcome("a", no()), outcome("b", Status::Pass)]));
        assert!(!is_fine(&[
            outcome("a", Status::Pass),
            outcome("b", Status::Pass)
        ]));
        assert!(!is_fine(&[
            outcome("a", Status::Fail),
            outcome("b", Status::Fail)
        ]));
        assert!(!is_fine(&[outcome("a", no()), outcome("c", Status::Pass)]));
        // What is not said any more is not judged, and nothing says so.
        assert!(!is_fine(&[outcome("b", Status::Pass)]));
        assert!(!is_fine(&[]));
    }

    #[test]
    fn without_an_optional_fact_nothing_that_was_found_may_pass() {
        let known = [outcome("a", Status::Fail), outcome("b", other())];
        let is_fine = |found: &[Outcome]| compare(&known, found, true).is_none();
        assert!(is_fine(&[
            outcome("a", Status::Fail),
            outcome("b", Status::Pass)
        ]));
        assert!(is_fine(&[
            outcome("a", Status::Fail),
            outcome("b", Status::Fail)
        ]));
        assert!(is_fine(&[
            outcome("a", Status::Fail),
            outcome("c", Status::Fail)
        ]));
        assert!(!is_fine(&[
            outcome("a", Status::Pass),
            outcome("b", other())
        ]));
        assert!(!is_fine(&[outcome("a", other()), outcome("b", other())]));
        assert!(!is_fine(&[outcome("b", other())]));
    }

    #[test]
    fn a_result_is_taken_out_whole_and_by_key() {
        let error = FactError::Failed(REASON.to_owned());
        let missing = serde_json::to_value(Fact::<()>::Err(error)).unwrap();
        let facts = serde_json::json!({
            "env": {
                "files": {"Ok": []},
                "keys": {"/a": {"Ok": []}, "/b": {"Err": {"Denied": "no"}}},
                "reference_keys": {"Err": {"Denied": "no"}},
                "environments": {"Ok": null},
            },
        });
        let there = present(&facts);
        let functions = ["environments", "files", "keys"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(there, [("env".to_owned(), functions.clone())]);
        let without = without(&facts, "env", &functions, None, &missing).unwrap();
        let env = without.env.unwrap();
        for reason in [
            env.files.unwrap_err().reason(),
            env.environments.unwrap_err().reason(),
            env.keys["/a"].as_ref().unwrap_err().reason(),
            env.keys["/b"].as_ref().unwrap_err().reason(),
        ] {
            assert_eq!(reason, REASON);
        }
        assert_eq!(env.reference_keys.unwrap_err().reason(), "no");
    }
}
