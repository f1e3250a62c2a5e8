//! Findings as results.

use std::collections::BTreeMap;

use muster_outcomes::Status;
use serde_json::{Value, json};
use serde_sarif::sarif::{Message, PropertyBag, Result};

use super::Profile;
use super::location::{Locator, label};
use super::markup::{link, plain, sentence};
use super::values::{Judgement, index};
use crate::view::{Finding, View};

/// Consequences that a message names; each is a sentence, and viewers cut long messages.
const MOST_LINKED: usize = 5;

/// How many results the profile has.
pub(super) fn count(view: &View, profile: &Profile) -> usize {
    judged(view, profile).count()
}

/// The results of the profile, in the order of the view.
pub(super) fn results(view: &View, profile: &Profile) -> Vec<Result> {
    let locator = Locator {
        target: &view.target.name,
        profile,
    };
    judged(view, profile)
        .map(|(finding, judgement)| {
            let consequences: Vec<&Finding> = view.consequences(finding).collect();
            result(finding, &consequences, judgement, &locator)
        })
        .collect()
}

fn judged<'a>(view: &'a View, profile: &Profile) -> impl Iterator<Item = (&'a Finding, Judgement)> {
    view.findings.iter().filter_map(move |finding| {
        let follows = finding.follows_from.is_some();
        let judgement = Judgement::of(&finding.status, finding.rated, follows, profile)?;
        Some((finding, judgement))
    })
}

fn result(
    finding: &Finding,
    consequences: &[&Finding],
    judgement: Judgement,
    locator: &Locator<'_>,
) -> Result {
    let places = locator.related(finding);
    let brought_about = locator.consequences(consequences, places.len());
    let text = message(finding, places.len(), consequences, brought_about.len());
    let related = [places, brought_about].concat();
    let mut result = Result::builder()
        .rule_id(finding.rule.id.as_str())
        .rule_index(index(finding.rule.index))
        .kind(judgement.kind)
        .level(judgement.level)
        .message(Message::builder().text(text).build())
        .locations(vec![locator.primary(finding)])
        .partial_fingerprints(fingerprints(finding))
        .properties(properties(finding, consequences, locator.target))
        .build();
    result.rank = judgement.rank;
    result.related_locations = Some(related).filter(|all| !all.is_empty());
    result
}

/// What is the matter, links to the further places, and what follows from it with links, too: GitHub
/// shows the related locations that are linked.
fn message(finding: &Finding, related: usize, consequences: &[&Finding], located: usize) -> String {
    let text = match &finding.status {
        // The old alert stays open under these words instead of closing as if it were fixed.
        Status::Error(_) => sentence(&format!("Not evaluated. {}", finding.message)),
        Status::Pass | Status::Fail | Status::NotApplicable(_) | Status::Manual(_) => {
            sentence(&finding.message)
        }
    };
    let links: Vec<String> = (1..=related)
        .zip(finding.places.iter().skip(1))
        .map(|(id, place)| link(label(place), id))
        .collect();
    let mut text = text;
    if !links.is_empty() {
        text = format!("{text} See also {}.", links.join(", "));
    }
    let linked: Vec<String> = (related + 1..=related + located)
        .zip(consequences)
        .take(MOST_LINKED)
        .map(|(id, consequence)| link(consequence.message.trim_end_matches('.'), id))
        .collect();
    if !linked.is_empty() {
        let more = match consequences.len() - linked.len() {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        text = format!("{text} From this follows: {}{more}.", linked.join("; "));
    }
    text
}

/// GitHub compares `primaryLocationLineHash` alone, everyone else may compare the whole hash.
/// Both name rule, target and subject, so that they stay when lines move.
fn fingerprints(finding: &Finding) -> BTreeMap<String, String> {
    let whole = finding.fingerprint.as_str();
    let short = whole.get(..16).unwrap_or(whole);
    BTreeMap::from([
        ("musterFinding/v1".to_owned(), whole.to_owned()),
        ("primaryLocationLineHash".to_owned(), format!("{short}:1")),
    ])
}

/// The evidence as it is: no viewer reads links or placeholders out of properties.
fn properties(finding: &Finding, consequences: &[&Finding], target: &str) -> PropertyBag {
    let evidence: BTreeMap<&str, &String> = [
        ("observed", finding.observed.as_ref()),
        ("required", finding.required.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    let mut own: BTreeMap<String, Value> = BTreeMap::from([
        ("muster/target".to_owned(), json!(target)),
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
    if !evidence.is_empty() {
        own.insert("muster/evidence".to_owned(), json!(evidence));
    }
    if let Some(fix) = &finding.fix {
        own.insert("muster/remediation".to_owned(), json!(fix));
    }
    if let Some(cause) = &finding.follows_from {
        own.insert("muster/followsFrom".to_owned(), json!(cause.as_str()));
    }
    if !consequences.is_empty() {
        let consequence = |one: &&Finding| {
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
    PropertyBag::builder().additional_properties(own).build()
}

/// The words of a notification about a finding that could not be evaluated.
pub(super) fn not_evaluated(finding: &Finding) -> String {
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
