//! Alerts as results.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use muster_outcomes::{Fingerprint, RuleId, Status};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use serde_sarif::sarif::{Message, PropertyBag, Result, ResultKind};

use super::Profile;
use super::alerts::{Alert, GAP};
use super::fingerprints::Fingerprints;
use super::location::{Locator, label};
use super::markup::{plain, sentence};
use super::message::{Links, message};
use super::values::{Judgement, Rating, index};
use crate::gap::Gap;
use crate::view::{FindingView, View, rules_of_all};

/// The results of a run, each made when it is written: all at once they take ten times the memory of
/// their text.
pub(super) struct Results<'a> {
    pub(super) view: &'a View,
    pub(super) profile: Profile,
    pub(super) alerts: &'a [Alert<'a>],
    pub(super) locator: &'a Locator<'a>,
    pub(super) fingerprints: RefCell<Fingerprints<'a>>,
    /// The failures of today that follow from one that was carried over.
    pub(super) kept: HashMap<&'a Fingerprint, Vec<&'a FindingView>>,
}

/// The failures of today that follow from one that was carried over, by that one.
pub(super) fn kept(view: &View) -> HashMap<&Fingerprint, Vec<&FindingView>> {
    let mut kept: HashMap<&Fingerprint, Vec<&FindingView>> = HashMap::new();
    for finding in &view.findings {
        if let (Some(cause), Status::Fail) = (&finding.kept_under, &finding.status) {
            kept.entry(cause).or_default().push(finding);
        }
    }
    kept
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.alerts.iter().map(|alert| self.result(alert)))
    }
}

impl Results<'_> {
    fn result(&self, alert: &Alert<'_>) -> Result {
        match alert {
            Alert::FindingView(finding, judgement) => self.of_finding(alert, finding, judgement),
            Alert::Carried(carried, judgement) => {
                let mut result = self.of_finding(alert, &carried.finding, judgement);
                if let Some(properties) = &mut result.properties {
                    let own = &mut properties.additional_properties;
                    own.insert("muster/status".to_owned(), json!("error"));
                    own.insert("muster/reason".to_owned(), json!(carried.reason));
                    own.insert("muster/lastJudged".to_owned(), json!(carried.last_judged));
                }
                result
            }
            Alert::Gap(gap) => self.of_gap(alert, gap),
        }
    }

    fn of_gap(&self, alert: &Alert<'_>, gap: &Gap<'_>) -> Result {
        let subject = gap.source.as_str();
        let spot = self.locator.gap_spot(gap);
        let rule = RuleId::not_evaluated();
        let identity = self.view.target.identity();
        let fingerprint = Fingerprint::of(&rule, &identity, subject);
        let rating = Rating::of(GAP);
        let mut result = Result::builder()
            .rule_id(rule.as_str())
            .rule_index(index(self.view.rules.len()))
            .kind(ResultKind::Fail)
            .level(rating.level)
            .message(self.message(alert, &Links::none()))
            .locations(vec![self.locator.primary(&spot, subject)])
            .partial_fingerprints(self.fingerprints(&rule, &fingerprint, &spot))
            .properties(gap_properties(self.view, gap))
            .build();
        result.rank = rating.rank;
        result
    }

    fn of_finding(
        &self,
        alert: &Alert<'_>,
        finding: &FindingView,
        judgement: &Judgement,
    ) -> Result {
        let consequences = self.consequences(finding);
        let spot = self.locator.spot(finding);
        let places = Locator::others(finding, &spot);
        let related = self.locator.related(&places);
        let brought_about = self.locator.consequences(&consequences, related.len());
        let links = Links {
            places: places.iter().map(|place| label(place)).collect(),
            consequences: &consequences,
            unjudged: rules_of_all(self.view.unjudged(finding)),
            located: brought_about.len(),
            shown: self.profile == Profile::Github,
        };
        let related = [related, brought_about].concat();
        let rule = &finding.rule;
        let mut result = Result::builder()
            .rule_id(rule.id.as_str())
            .rule_index(index(rule.index))
            .kind(judgement.kind.clone())
            .level(judgement.level)
            .message(self.message(alert, &links))
            .locations(vec![self.locator.primary(&spot, &finding.subject)])
            .partial_fingerprints(self.fingerprints(&rule.id, &finding.fingerprint, &spot))
            .properties(self.properties(finding, &consequences))
            .build();
        result.rank = judgement.rank;
        result.related_locations = Some(related).filter(|all| !all.is_empty());
        result
    }

    /// What follows from a failure, of today or carried over.
    fn consequences<'a>(&'a self, finding: &'a FindingView) -> Vec<&'a FindingView> {
        let kept = self.kept.get(&finding.fingerprint).into_iter().flatten();
        self.view
            .consequences(finding)
            .chain(kept.copied())
            .collect()
    }

    /// What viewers do not show. Where the message is all that anybody reads, the evidence is in that alone.
    fn properties(&self, finding: &FindingView, consequences: &[&FindingView]) -> PropertyBag {
        let evidence: BTreeMap<&str, &String> = [
            ("observed", finding.observed.as_ref()),
            ("required", finding.required.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        let mut own: BTreeMap<String, Value> = BTreeMap::from([
            ("muster/target".to_owned(), json!(self.view.target.name)),
            ("muster/subject".to_owned(), json!(finding.subject)),
            ("muster/status".to_owned(), json!(finding.status.as_str())),
            (
                "muster/severity".to_owned(),
                json!(finding.severity.as_str()),
            ),
        ]);
        if let Some(reason) = finding.status.reason() {
            own.insert("muster/reason".to_owned(), json!(reason));
        }
        let full = self.profile == Profile::Full;
        if full && !evidence.is_empty() {
            own.insert("muster/evidence".to_owned(), json!(evidence));
        }
        if let Some(fix) = finding.fix.as_ref().filter(|_| full) {
            own.insert("muster/remediation".to_owned(), json!(fix));
        }
        if let Some(attested) = &finding.attested {
            own.insert("muster/attestation".to_owned(), json!(attested));
        }
        if let Some(cause) = &finding.follows_from {
            own.insert("muster/followsFrom".to_owned(), json!(cause.as_str()));
        }
        if !consequences.is_empty() {
            let consequence = |one: &&FindingView| {
                json!({
                    "rule": one.rule.id.as_str(),
                    "subject": one.subject,
                    "severity": one.severity.as_str(),
                    "fingerprint": one.fingerprint.as_str(),
                })
            };
            let all: Vec<Value> = consequences.iter().map(consequence).collect();
            own.insert("muster/consequences".to_owned(), json!(all));
        }
        if !finding.unjudged.is_empty() {
            own.insert(
                "muster/notEvaluated".to_owned(),
                not_judged(self.view.unjudged(finding)),
            );
        }
        PropertyBag::builder().additional_properties(own).build()
    }

    fn message(&self, alert: &Alert<'_>, links: &Links<'_>) -> Message {
        Message::builder().text(message(alert, links)).build()
    }

    fn fingerprints(
        &self,
        rule: &RuleId,
        fingerprint: &Fingerprint,
        spot: &super::location::Spot<'_>,
    ) -> BTreeMap<String, String> {
        self.fingerprints.borrow_mut().of(rule, fingerprint, spot)
    }
}

/// What could not be judged, by rule and subject.
fn not_judged<'a>(findings: impl Iterator<Item = &'a FindingView>) -> Value {
    let one = |finding: &FindingView| json!({ "rule": finding.rule.id.as_str(), "subject": finding.subject });
    json!(findings.map(one).collect::<Vec<Value>>())
}

fn gap_properties(view: &View, gap: &Gap<'_>) -> PropertyBag {
    let own: BTreeMap<String, Value> = BTreeMap::from([
        ("muster/target".to_owned(), json!(view.target.name)),
        ("muster/subject".to_owned(), json!(gap.source.as_str())),
        ("muster/status".to_owned(), json!("error")),
        ("muster/severity".to_owned(), json!(GAP.as_str())),
        ("muster/reason".to_owned(), json!(gap.reason)),
        (
            "muster/notEvaluated".to_owned(),
            not_judged(gap.findings.iter().copied()),
        ),
    ]);
    PropertyBag::builder().additional_properties(own).build()
}

/// The words of a notification about a finding that could not be evaluated.
pub(super) fn not_evaluated(finding: &FindingView) -> String {
    let what = if finding.subject == finding.rule.id.as_str() {
        format!("Rule '{}'", finding.rule.id)
    } else {
        format!(
            "Rule '{}' on '{}'",
            finding.rule.id,
            plain(&finding.subject)
        )
    };
    let why = finding.status.reason().unwrap_or(&finding.message);
    sentence(&format!("{what} could not be evaluated: {why}"))
}
