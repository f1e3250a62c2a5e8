//! From what a guest returned to an outcome with an identity.

use std::time::Instant;

use muster_outcomes::{Fingerprint, Outcome, Place, RuleId, Status};
use muster_sandbox::{Fault, RawFinding, RawStatus};

use crate::evaluator::PlannedRule;

/// Checks one rule.
pub(crate) fn of_rule(
    planned: &PlannedRule,
    plugin: &str,
    target: &str,
    check: &mut impl FnMut(&PlannedRule) -> Result<Vec<RawFinding>, Fault>,
) -> Vec<Outcome> {
    let begun = Instant::now();
    let result = check(planned);
    tracing::debug!(
        rule = %planned.rule.id,
        microseconds = begun.elapsed().as_micros(),
        "checked"
    );
    match result {
        Ok(findings) => findings
            .into_iter()
            .map(|finding| of_finding(&planned.rule.id, target, finding))
            .collect(),
        Err(fault) => {
            let reason = blame(&fault, plugin);
            vec![not_evaluated(&planned.rule.id, target, reason)]
        }
    }
}

fn of_finding(rule: &RuleId, target: &str, finding: RawFinding) -> Outcome {
    Outcome {
        fingerprint: Fingerprint::of(rule, target, &finding.subject),
        rule: rule.clone(),
        subject: finding.subject,
        status: match finding.status {
            RawStatus::Pass => Status::Pass,
            RawStatus::Fail => Status::Fail,
            RawStatus::NotApplicable(reason) => Status::NotApplicable(reason),
            RawStatus::Manual(reason) => Status::Manual(reason),
            RawStatus::Error(reason) => Status::Error(reason),
        },
        message: finding.message,
        observed: finding.observed,
        required: finding.required,
        places: finding
            .places
            .into_iter()
            .map(|place| Place {
                source: place.source,
                label: place.label,
            })
            .collect(),
        fix: finding.fix,
        artifact: finding.artifact.map(Into::into),
    }
}

/// The outcome of a rule that could not be run: its subject is the rule itself.
pub(crate) fn not_evaluated(rule: &RuleId, target: &str, reason: String) -> Outcome {
    let message = format!("Not evaluated: {reason}");
    of_itself(rule, target, message, Status::Error(reason))
}

/// The outcome of a rule of which it is known what comes out: its subject is the rule itself.
pub(crate) fn settled(rule: &RuleId, target: &str, status: Status) -> Outcome {
    match status {
        Status::Error(reason) => not_evaluated(rule, target, reason),
        Status::NotApplicable(ref reason) | Status::Manual(ref reason) => {
            of_itself(rule, target, reason.clone(), status)
        }
        Status::Pass | Status::Fail => of_itself(rule, target, String::new(), status),
    }
}

fn of_itself(rule: &RuleId, target: &str, message: String, status: Status) -> Outcome {
    Outcome {
        fingerprint: Fingerprint::of(rule, target, rule.as_str()),
        rule: rule.clone(),
        subject: rule.to_string(),
        message,
        status,
        observed: None,
        required: None,
        places: Vec::new(),
        fix: None,
        artifact: None,
    }
}

/// A fault in words that name the plugin, unless the plugin itself gave the reason.
fn blame(fault: &Fault, plugin: &str) -> String {
    match fault {
        Fault::NotEvaluated(reason) => reason.clone(),
        Fault::OutOfFuel
        | Fault::TimedOut
        | Fault::StackOverflow
        | Fault::Panicked
        | Fault::Trapped(_)
        | Fault::Stopped(_)
        | Fault::OtherContract(_)
        | Fault::Contract(_)
        | Fault::HoldsSecret
        | Fault::Host(_) => format!("plugin `{plugin}`: {fault}"),
    }
}
