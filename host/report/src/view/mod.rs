//! What every format reads: the verdict in the order of the report, with each text made safe
//! once.

mod feature;
mod finding;
mod rule;
mod sections;

use std::collections::HashMap;
use std::rc::Rc;

use muster_facts::Target;
use muster_outcomes::{Fingerprint, PluginRecord, Selection, Severity, Status, Totals};
use muster_policy::{Attested, Conclusion, PolicyName, Verdict};

pub(crate) use self::feature::FeatureView;
pub(crate) use self::finding::{Carried, FindingView, by_reason, location, rules_of_all};
pub(crate) use self::rule::RuleView;
use self::rule::rules_of;
pub(crate) use self::sections::{Followed, Section};
use crate::text::line;

/// A verdict that can be shown.
pub(crate) struct View {
    pub(crate) muster: String,
    pub(crate) target: Target,
    pub(crate) collected_at: String,
    pub(crate) policy: PolicyName,
    pub(crate) selection: Selection,
    pub(crate) gate: Severity,
    pub(crate) plugins: Vec<PluginRecord>,
    /// Every planned rule, sorted by id.
    pub(crate) rules: Vec<Rc<RuleView>>,
    /// Failures, errors, manual, pass, not applicable; each the most severe first, as they are
    /// [`rated`](Finding::rated), then by rule and subject.
    pub(crate) findings: Vec<FindingView>,
    /// Failures of an earlier evaluation that could not be judged again, the most severe first.
    pub(crate) carried: Vec<Carried>,
    /// How many rules could not be evaluated of which nobody knows what was found before.
    pub(crate) history_unknown: usize,
    /// Which features are ready, sorted by name.
    pub(crate) features: Vec<FeatureView>,
    pub(crate) totals: Totals,
    /// Failures that follow from no other.
    pub(crate) causes: usize,
    pub(crate) conclusion: Conclusion,
}

impl View {
    /// Takes a verdict apart. Every field is named, so that a new one cannot slip through
    /// untreated.
    pub(crate) fn of(verdict: &Verdict) -> Self {
        let Verdict {
            schema: _,
            muster,
            target,
            collected_at,
            policy:
                PolicyName {
                    name: policy,
                    extends,
                },
            selection,
            gate,
            plugins,
            rules,
            findings,
            carried,
            history_unknown,
            features,
            totals,
            conclusion,
        } = verdict;
        let Target {
            name,
            machine,
            kind,
        } = target;
        let identity = target.identity();
        let of_carried = carried.iter().map(|carried| &carried.finding);
        let rules = rules_of(rules, findings.iter().chain(of_carried));
        let mut findings: Vec<FindingView> = findings
            .iter()
            .filter_map(|finding| {
                let rule = rules.get(&finding.outcome.rule)?;
                Some(FindingView::of(finding, rule, &identity))
            })
            .collect();
        rate(&mut findings);
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        gather_consequences(&mut findings);
        let mut carried: Vec<Carried> = carried
            .iter()
            .filter_map(|carried| Carried::of(carried, &rules, &identity))
            .collect();
        carried.sort_by(|a, b| a.finding.sort_key().cmp(&b.finding.sort_key()));
        Self {
            muster: line(muster),
            target: Target {
                name: line(name),
                machine: machine.as_deref().map(line),
                kind: line(kind),
            },
            collected_at: line(collected_at),
            causes: findings.iter().filter(|finding| finding.is_cause()).count(),
            policy: PolicyName {
                name: line(policy),
                extends: lines(extends),
            },
            selection: Selection::new(
                line(&selection.policy),
                lines(&selection.only),
                lines(&selection.skip),
            ),
            gate: *gate,
            plugins: plugins.iter().map(plugin).collect(),
            rules: rules.into_values().collect(),
            findings,
            carried,
            features: features.iter().map(FeatureView::of).collect(),
            history_unknown: history_unknown.len(),
            totals: *totals,
            conclusion: *conclusion,
        }
    }

    /// Findings with a status, in order.
    pub(crate) fn with_status(
        &self,
        wanted: impl Fn(&Status) -> bool,
    ) -> impl Iterator<Item = &FindingView> {
        self.findings
            .iter()
            .filter(move |finding| wanted(&finding.status))
    }

    /// What passes because somebody answers for it, in order.
    pub(crate) fn attested(&self) -> impl Iterator<Item = (&FindingView, &Attested)> {
        self.findings
            .iter()
            .filter_map(|finding| Some((finding, finding.attested.as_ref()?)))
    }

    /// The failures that stand in a feature's way, of today and carried over, in order.
    pub(crate) fn missing<'a>(
        &'a self,
        feature: &'a FeatureView,
    ) -> impl Iterator<Item = &'a FindingView> {
        let carried = self.carried.iter().map(|carried| &carried.finding);
        let all = self.findings.iter().chain(carried);
        all.filter(|finding| {
            finding.status == Status::Fail && feature.missing.contains(&finding.fingerprint)
        })
    }

    /// Failures that follow from no other, in order.
    pub(crate) fn causes(&self) -> impl Iterator<Item = &FindingView> {
        self.findings.iter().filter(|finding| finding.is_cause())
    }

    /// The failures that follow from a failure, in order.
    pub(crate) fn consequences<'a>(
        &'a self,
        finding: &'a FindingView,
    ) -> impl Iterator<Item = &'a FindingView> {
        self.named(&finding.consequences)
    }

    /// What cannot be judged before a failure is fixed, in order.
    pub(crate) fn unjudged<'a>(
        &'a self,
        finding: &'a FindingView,
    ) -> impl Iterator<Item = &'a FindingView> {
        self.named(&finding.unjudged)
    }

    /// What could not be evaluated, and not for a failure that is told, in order.
    pub(crate) fn not_evaluated(&self) -> impl Iterator<Item = &FindingView> {
        self.with_status(|status| matches!(status, Status::Error(_)))
            .filter(|finding| finding.follows_from.is_none())
    }

    fn named<'a>(&'a self, places: &'a [usize]) -> impl Iterator<Item = &'a FindingView> {
        places.iter().filter_map(|index| self.findings.get(*index))
    }
}

/// The failures that may explain others, by their fingerprints.
fn causes(findings: &[FindingView]) -> HashMap<Fingerprint, usize> {
    let causes = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.is_cause());
    causes
        .map(|(index, finding)| (finding.fingerprint.clone(), index))
        .collect()
}

/// Rates each cause by the failures that follow from it, and lets whatever names a cause that is not there stand for
/// itself: it must not fall out of the report.
fn rate(findings: &mut [FindingView]) {
    let causes = causes(findings);
    for index in 0..findings.len() {
        let Some(finding) = findings.get_mut(index) else {
            continue;
        };
        let severity = finding.severity;
        let Some(named) = &finding.follows_from else {
            continue;
        };
        match causes.get(named) {
            Some(cause) if finding.status == Status::Fail => {
                if let Some(cause) = findings.get_mut(*cause) {
                    cause.rated = cause.rated.max(severity);
                }
            }
            Some(_) if matches!(finding.status, Status::Error(_)) => {}
            Some(_) | None => finding.follows_from = None,
        }
    }
}

fn gather_consequences(findings: &mut [FindingView]) {
    let causes = causes(findings);
    for index in 0..findings.len() {
        let Some(finding) = findings.get(index) else {
            continue;
        };
        let fails = finding.status == Status::Fail;
        let named = finding.follows_from.as_ref();
        let cause = named.and_then(|named| causes.get(named));
        if let Some(cause) = cause.and_then(|cause| findings.get_mut(*cause)) {
            let all = if fails {
                &mut cause.consequences
            } else {
                &mut cause.unjudged
            };
            all.push(index);
        }
    }
}

fn plugin(record: &PluginRecord) -> PluginRecord {
    let PluginRecord {
        name,
        version,
        sha256,
        grants,
    } = record;
    PluginRecord {
        name: line(name),
        version: line(version),
        sha256: line(sha256),
        grants: lines(grants),
    }
}

fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| line(text)).collect()
}
