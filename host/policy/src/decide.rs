//! The one place where outcomes become a conclusion.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::{Evaluation, Fingerprint, Outcome, RuleId, Severity, Status, Totals};

use crate::attested::Attestations;
use crate::causes::causes;
use crate::readiness::readiness;
use crate::{CarriedFinding, Conclusion, Criteria, JudgedOutcome, JudgedRule, SCHEMA, Verdict};

/// Applies what a policy asks for: severities, attestations and the gate. A rule without a severity
/// of the policy keeps the one that its plugin gives it.
#[must_use]
pub fn decide(evaluation: Evaluation, criteria: &Criteria) -> Verdict {
    let Criteria {
        policy,
        severities,
        gate,
        attestations,
        features,
    } = criteria;
    let gate = *gate;
    let unanswered = unanswered(&evaluation);
    let identity = evaluation.target.identity().into_owned();
    let rules: Vec<JudgedRule> = evaluation
        .rules
        .into_iter()
        .map(|descriptor| JudgedRule {
            severity: severities
                .get(&descriptor.id)
                .copied()
                .unwrap_or(descriptor.severity),
            descriptor,
        })
        .collect();
    let severity_of: BTreeMap<&RuleId, Severity> = rules
        .iter()
        .map(|rule| (&rule.descriptor.id, rule.severity))
        .collect();
    let rated = |outcome: Outcome| JudgedOutcome {
        // An outcome of a rule that is not listed cannot be rated, so it is rated worst.
        severity: severity_of
            .get(&outcome.rule)
            .copied()
            .unwrap_or(Severity::Critical),
        follows_from: None,
        kept_under: None,
        attested: None,
        outcome,
    };
    let mut findings: Vec<JudgedOutcome> = one_for_each_subject(evaluation.outcomes, &identity)
        .into_iter()
        .chain(unanswered)
        .map(rated)
        .collect();
    let attestations = Attestations::of(
        attestations,
        &evaluation.target.name,
        &evaluation.collected_at,
    );
    for finding in &mut findings {
        attestations.apply(finding);
    }
    // A file may hold anything: what is judged today or by no rule is not carried, and nothing twice.
    let mut known = BTreeSet::new();
    if !evaluation.carried.is_empty() {
        let judged = |outcome: &&Outcome| !matches!(outcome.status, Status::Error(_));
        let outcomes = findings
            .iter()
            .map(|finding| &finding.outcome)
            .filter(judged);
        known.extend(outcomes.map(|outcome| (outcome.rule.clone(), outcome.subject.clone())));
    }
    let mut carried: Vec<CarriedFinding> = evaluation
        .carried
        .into_iter()
        .filter(|carried| {
            let Outcome {
                rule,
                subject,
                status,
                ..
            } = &carried.outcome;
            *status == Status::Fail
                && severity_of.contains_key(rule)
                && known.insert((rule.clone(), subject.clone()))
        })
        .map(|carried| CarriedFinding {
            finding: rated(carried.outcome),
            last_judged: carried.last_judged,
            reason: carried.reason,
        })
        .collect();
    findings.sort_by(|a, b| {
        let key =
            |finding: &JudgedOutcome| (finding.outcome.status.rank(), Reverse(finding.severity));
        key(a)
            .cmp(&key(b))
            .then_with(|| a.outcome.rule.cmp(&b.outcome.rule))
            .then_with(|| a.outcome.subject.cmp(&b.outcome.subject))
    });
    explain(&mut findings, &mut carried, &rules, &identity);
    let features = readiness(features, &findings, &carried, &identity);
    let totals = Totals::of(findings.iter().map(|finding| &finding.outcome.status));
    let conclusion = conclude(&findings, totals, gate);
    Verdict {
        schema: SCHEMA.to_owned(),
        muster: evaluation.muster,
        target: evaluation.target,
        collected_at: evaluation.collected_at,
        policy: policy.clone(),
        selection: evaluation.selection,
        gate,
        plugins: evaluation.plugins,
        rules,
        findings,
        carried,
        history_unknown: evaluation.history_unknown,
        features,
        totals,
        conclusion,
    }
}

/// Says of each failure which other it follows from: first among those of today, then among those
/// that were carried over, whose alerts stay open.
fn explain(
    findings: &mut [JudgedOutcome],
    carried: &mut [CarriedFinding],
    rules: &[JudgedRule],
    identity: &str,
) {
    // Computed again: a file may say anything.
    let fingerprint = |finding: &JudgedOutcome| {
        let Outcome { rule, subject, .. } = &finding.outcome;
        Fingerprint::of(rule, identity, subject)
    };
    let direct: Vec<Option<Fingerprint>> = causes(findings, rules)
        .into_iter()
        .map(|cause| findings.get(cause?).map(fingerprint))
        .collect();
    for (finding, cause) in findings.iter_mut().zip(direct) {
        finding.follows_from = cause;
    }
    if carried.is_empty() {
        return;
    }
    let with_carried: Vec<JudgedOutcome> = findings
        .iter()
        .chain(carried.iter().map(|carried| &carried.finding))
        .cloned()
        .collect();
    let kept: Vec<Option<Fingerprint>> = causes(&with_carried, rules)
        .into_iter()
        .map(|cause| with_carried.get(cause?).map(fingerprint))
        .collect();
    let (of_findings, of_carried) = kept.split_at(findings.len());
    for (finding, cause) in findings.iter_mut().zip(of_findings) {
        if finding.follows_from.is_none() {
            finding.kept_under.clone_from(cause);
        }
    }
    for (carried, cause) in carried.iter_mut().zip(of_carried) {
        carried.finding.follows_from.clone_from(cause);
    }
}

/// The outcomes, with one error in place of those that a rule reports of the same subject: nobody can
/// say which of them counts. The sandbox lets no plugin do so; a file may hold anything.
fn one_for_each_subject(mut outcomes: Vec<Outcome>, identity: &str) -> Vec<Outcome> {
    let mut subjects: Vec<(&RuleId, &str)> = outcomes
        .iter()
        .map(|outcome| (&outcome.rule, outcome.subject.as_str()))
        .collect();
    subjects.sort_unstable();
    let repeated: BTreeMap<(RuleId, String), usize> = subjects
        .chunk_by(|one, other| one == other)
        .filter(|same| same.len() > 1)
        .filter_map(|same| {
            let (rule, subject) = same.first()?;
            Some((((*rule).clone(), (*subject).to_owned()), same.len()))
        })
        .collect();
    if repeated.is_empty() {
        return outcomes;
    }
    let mut artifacts = BTreeMap::new();
    outcomes.retain(|outcome| {
        let key = (outcome.rule.clone(), outcome.subject.clone());
        let once = !repeated.contains_key(&key);
        if !once {
            artifacts
                .entry(key)
                .or_insert_with(|| outcome.artifact.clone());
        }
        once
    });
    for ((rule, subject), times) in repeated {
        let key = (rule, subject);
        let artifact = artifacts.remove(&key).flatten();
        let (rule, subject) = key;
        let reason = format!("'{subject}' was reported {times} times");
        outcomes.push(Outcome {
            message: reason.clone(),
            status: Status::Error(reason),
            fingerprint: Fingerprint::of(&rule, identity, &subject),
            observed: None,
            required: None,
            places: Vec::new(),
            fix: None,
            artifact,
            rule,
            subject,
        });
    }
    outcomes
}

/// An error for every planned rule that the evaluation says nothing about, as in one that was cut
/// down by hand. Silence is not a pass.
fn unanswered(evaluation: &Evaluation) -> Vec<Outcome> {
    let answered: BTreeSet<&RuleId> = evaluation
        .outcomes
        .iter()
        .map(|outcome| &outcome.rule)
        .collect();
    let message = "the evaluation has no outcome of this rule";
    evaluation
        .rules
        .iter()
        .map(|rule| &rule.id)
        .filter(|id| !answered.contains(id))
        .map(|id| Outcome {
            rule: id.clone(),
            subject: id.to_string(),
            status: Status::Error(message.to_owned()),
            message: message.to_owned(),
            observed: None,
            required: None,
            places: Vec::new(),
            fix: None,
            artifact: None,
            fingerprint: Fingerprint::of(id, &evaluation.target.identity(), id.as_str()),
        })
        .collect()
}

fn conclude(findings: &[JudgedOutcome], totals: Totals, gate: Severity) -> Conclusion {
    // `manual` and `not-applicable` alone evaluate nothing.
    let evaluated = totals.pass + totals.fail;
    if totals.error > 0 || evaluated == 0 {
        return Conclusion::Incomplete;
    }
    let fails = findings
        .iter()
        .any(|finding| finding.outcome.status == Status::Fail && finding.severity >= gate);
    if fails {
        Conclusion::Findings
    } else {
        Conclusion::Clean
    }
}

#[cfg(test)]
mod tests {
    use muster_facts::Target;
    use muster_outcomes::Selection;
    use proptest::prelude::*;

    use super::*;
    use crate::PolicyName;
    use crate::tests::rule;

    fn outcome(rule: &str, subject: &str, status: Status) -> Outcome {
        let rule: RuleId = rule.parse().unwrap();
        Outcome {
            fingerprint: Fingerprint::of(&rule, "web-1", subject),
            rule,
            subject: subject.to_owned(),
            status,
            message: "It is so".to_owned(),
            observed: None,
            required: None,
            places: Vec::new(),
            fix: None,
            artifact: None,
        }
    }

    /// Rules `a/one` and `a/two` of severity high, and the outcomes as given.
    fn evaluation(outcomes: Vec<Outcome>) -> Evaluation {
        Evaluation {
            schema: muster_outcomes::SCHEMA.to_owned(),
            muster: "0.1.0".to_owned(),
            target: Target {
                name: "web-1".to_owned(),
                machine: None,
                kind: "live".to_owned(),
            },
            collected_at: "2026-01-01T00:00:00Z".to_owned(),
            selection: Selection::default(),
            plugins: Vec::new(),
            rules: vec![rule("a/one", &[], &[]), rule("a/two", &[], &[])],
            outcomes,
            carried: Vec::new(),
            history_unknown: Vec::new(),
        }
    }

    fn decided(outcomes: Vec<Outcome>, overrides: &[(&str, Severity)], gate: Severity) -> Verdict {
        let mut criteria = Criteria::new(
            PolicyName {
                name: "p".to_owned(),
                extends: Vec::new(),
            },
            gate,
        );
        criteria.severities = overrides
            .iter()
            .map(|(id, severity)| (id.parse().unwrap(), *severity))
            .collect();
        decide(evaluation(outcomes), &criteria)
    }

    #[test]
    fn only_failures_at_or_above_the_gate_decide() {
        for (severity, gate, conclusion) in [
            (Severity::Medium, Severity::Medium, Conclusion::Findings),
            (Severity::Low, Severity::Medium, Conclusion::Clean),
            (Severity::Info, Severity::Info, Conclusion::Findings),
        ] {
            let verdict = decided(
                vec![
                    outcome("a/one", "s", Status::Fail),
                    outcome("a/two", "s", Status::Pass),
                ],
                &[("a/one", severity)],
                gate,
            );
            assert_eq!(verdict.conclusion, conclusion, "{severity} at {gate}");
            assert_eq!(verdict.findings[0].severity, severity);
            assert_eq!(verdict.rules[0].severity, severity);
            assert_eq!(verdict.rules[0].descriptor.severity, Severity::High);
        }
    }

    #[test]
    fn an_error_is_never_a_clean_result_nor_only_findings() {
        let error = || Status::Error("denied".to_owned());
        for other in [Status::Pass, Status::Fail] {
            let verdict = decided(
                vec![outcome("a/one", "s", other), outcome("a/two", "s", error())],
                &[("a/two", Severity::Info)],
                Severity::Critical,
            );
            assert_eq!(verdict.conclusion, Conclusion::Incomplete);
        }
    }

    #[test]
    fn nothing_evaluated_is_incomplete() {
        let verdict = decided(
            vec![
                outcome("a/one", "s", Status::NotApplicable("off".to_owned())),
                outcome("a/two", "s", Status::Manual("look".to_owned())),
            ],
            &[],
            Severity::Low,
        );
        assert_eq!(verdict.conclusion, Conclusion::Incomplete);
    }

    #[test]
    fn a_rule_without_an_outcome_becomes_an_error() {
        let verdict = decided(
            vec![outcome("a/one", "s", Status::Pass)],
            &[],
            Severity::Low,
        );
        assert_eq!(verdict.conclusion, Conclusion::Incomplete);
        assert_eq!(verdict.totals.all(), 2);
        assert_eq!(verdict.findings[0].outcome.rule.as_str(), "a/two");
    }

    #[test]
    fn an_outcome_of_an_unlisted_rule_is_rated_worst() {
        let verdict = decided(
            vec![
                outcome("a/one", "s", Status::Pass),
                outcome("a/two", "s", Status::Pass),
                outcome("b/stranger", "s", Status::Fail),
            ],
            &[],
            Severity::Critical,
        );
        assert_eq!(verdict.conclusion, Conclusion::Findings);
    }

    #[test]
    fn what_fails_is_read_first_and_the_worst_of_it_foremost() {
        let verdict = decided(
            vec![
                outcome("a/one", "n", Status::NotApplicable("off".to_owned())),
                outcome("a/one", "p", Status::Pass),
                outcome("a/one", "e", Status::Error("denied".to_owned())),
                outcome("a/one", "z", Status::Fail),
                outcome("a/one", "b", Status::Fail),
                outcome("a/two", "c", Status::Fail),
                outcome("a/one", "m", Status::Manual("look".to_owned())),
            ],
            &[("a/two", Severity::Critical)],
            Severity::Low,
        );
        let order: Vec<&str> = verdict
            .findings
            .iter()
            .map(|finding| finding.outcome.subject.as_str())
            .collect();
        assert_eq!(order, ["c", "b", "z", "e", "m", "p", "n"]);
    }

    fn statuses() -> impl Strategy<Value = Vec<Status>> {
        let status = prop::sample::select(vec![
            Status::Pass,
            Status::Fail,
            Status::NotApplicable("off".to_owned()),
            Status::Manual("look".to_owned()),
            Status::Error("denied".to_owned()),
        ]);
        prop::collection::vec(status, 0..8)
    }

    proptest! {
        #[test]
        fn clean_means_that_all_was_evaluated_and_nothing_fails(statuses in statuses()) {
            let outcomes: Vec<Outcome> = statuses
                .iter()
                .enumerate()
                .map(|(n, status)| outcome(["a/one", "a/two"][n % 2], &n.to_string(), status.clone()))
                .collect();
            let given = outcomes.len();
            let verdict = decided(outcomes, &[], Severity::Info);
            let totals = verdict.totals;
            prop_assert_eq!(totals.all(), verdict.findings.len());
            prop_assert_eq!(totals.all(), given + 2_usize.saturating_sub(given));
            prop_assert_eq!(
                verdict.conclusion == Conclusion::Clean,
                totals.error == 0 && totals.fail == 0 && totals.pass > 0
            );
        }
    }

    #[test]
    fn what_a_rule_reports_twice_of_a_subject_is_one_error() {
        let twice = || outcome("a/one", "x", Status::Fail);
        let verdict = decided(
            vec![
                twice(),
                twice(),
                outcome("a/one", "y", Status::Fail),
                outcome("a/two", "x", Status::Pass),
            ],
            &[],
            Severity::Low,
        );
        let found: Vec<String> = verdict
            .findings
            .iter()
            .map(|finding| {
                let Outcome {
                    rule,
                    subject,
                    status,
                    ..
                } = &finding.outcome;
                format!("{status} {rule} {subject}")
            })
            .collect();
        assert_eq!(found, ["fail a/one y", "error a/one x", "pass a/two x"]);
    }
}
