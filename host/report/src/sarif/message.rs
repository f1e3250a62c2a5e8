//! What a result says: enough to act on, since viewers show the message and little else.

use std::collections::BTreeSet;

use super::alerts::Alert;
use super::markup::{LONGEST, link, sentence, sentence_within};
use crate::conclusion;
use crate::gap::Gap;
use crate::view::{Carried, FindingView};

/// Links in a message. GitHub shows the related locations that are linked; more than a few nobody
/// follows.
const MOST_LINKS: usize = 3;

/// Consequences that a message names; each is a sentence.
const MOST_CONSEQUENCES: usize = 5;

/// Rules that a message names.
const MOST_RULES: usize = 10;

/// Shares of a message, so that none of its parts is lost to another. GitHub shows the first sentence
/// where room is short.
const LONGEST_FIRST: usize = 380;
const LONGEST_VALUE: usize = 130;
const LONGEST_FIX: usize = 360;

/// What a message may link to.
pub(super) struct Links<'a> {
    /// Labels of the further places, whose ids count from 1.
    pub(super) places: Vec<String>,
    /// What follows from the finding, with the ids after those.
    pub(super) consequences: &'a [&'a FindingView],
    /// Consequences that have a location.
    pub(super) located: usize,
    /// Rules that cannot be judged before it is fixed.
    pub(super) unjudged: Vec<&'a str>,
    /// Whether the reader shows links; in others they would be raw brackets.
    pub(super) shown: bool,
}

/// The message of a result, in plain text of at most 1,024 characters.
pub(super) fn message(alert: &Alert<'_>, links: &Links<'_>) -> String {
    match alert {
        Alert::FindingView(finding, _) => of_finding(finding, links),
        Alert::Carried(carried, _) => of_carried(carried, links),
        Alert::Gap(gap) => of_gap(gap),
    }
}

fn of_finding(finding: &FindingView, links: &Links<'_>) -> String {
    let mut text = Text(sentence_within(&finding.message, LONGEST_FIRST));
    text.add_evidence(finding);
    text.add_links(links);
    text.0
}

fn of_carried(carried: &Carried, links: &Links<'_>) -> String {
    let Carried {
        finding, reason, ..
    } = carried;
    let day = carried.day();
    let mut text = Text(sentence_within(
        &format!("Not evaluated since {day}: {reason}"),
        LONGEST_FIRST,
    ));
    text.add(&format!("Before: {}", finding.message), LONGEST_FIRST);
    text.add_evidence(finding);
    text.add_links(links);
    text.0
}

fn of_gap(gap: &Gap<'_>) -> String {
    let mut text = Text(sentence_within(gap.reason, LONGEST_FIRST));
    let reasons: BTreeSet<&str> = gap
        .findings
        .iter()
        .filter_map(|finding| finding.status.reason())
        .collect();
    match reasons.len() {
        0 | 1 => {}
        2 => text.add("There is one more reason", LONGEST),
        many => text.add(&format!("There are {} more reasons", many - 1), LONGEST),
    }
    let mut rules: Vec<&str> = gap
        .findings
        .iter()
        .map(|one| one.rule.id.as_str())
        .collect();
    rules.dedup();
    let what = match rules.len() {
        1 => "One rule".to_owned(),
        count => format!("{count} rules"),
    };
    text.add(
        &format!("{what} could not be evaluated: {}", named(&rules)),
        LONGEST,
    );
    text.0
}

/// The first of the rules, and how many more there are.
fn named(rules: &[&str]) -> String {
    let named: Vec<&str> = rules.iter().copied().take(MOST_RULES).collect();
    let more = match rules.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", named.join(", "))
}

/// A message that grows by whole sentences for as long as they fit.
struct Text(String);

impl Links<'_> {
    pub(super) const fn none() -> Self {
        Self {
            places: Vec::new(),
            consequences: &[],
            unjudged: Vec::new(),
            located: 0,
            shown: false,
        }
    }
}

impl Text {
    fn add(&mut self, text: &str, longest: usize) {
        self.push(&sentence_within(text, longest));
    }

    fn push(&mut self, sentence: &str) -> bool {
        let fits = self.0.chars().count() + 1 + sentence.chars().count() <= LONGEST;
        if fits {
            self.0.push(' ');
            self.0.push_str(sentence);
        }
        fits
    }

    fn add_evidence(&mut self, finding: &FindingView) {
        let filled = |text: &&String| !text.trim().is_empty();
        if let Some(observed) = finding.observed.as_ref().filter(filled) {
            self.add(&format!("Observed: {observed}"), LONGEST_VALUE);
        }
        if let Some(required) = finding.required.as_ref().filter(filled) {
            self.add(&format!("Required: {required}"), LONGEST_VALUE);
        }
        if let Some(fix) = &finding.fix {
            self.add(&format!("To fix: {fix}"), LONGEST_FIX);
        }
    }

    fn add_links(&mut self, links: &Links<'_>) {
        let Links {
            places,
            consequences,
            unjudged,
            located,
            shown,
        } = links;
        if let Some(heading) = conclusion::unjudged(unjudged.len()) {
            self.add(&format!("{heading}: {}", named(unjudged)), LONGEST);
        }
        if *shown {
            // A command prints many lines that do the same.
            let mut labels = BTreeSet::new();
            let linked: Vec<String> = (1..)
                .zip(places)
                .filter(|(_, label)| labels.insert(*label))
                .take(MOST_LINKS)
                .map(|(id, label)| link(label, id))
                .collect();
            // As many as fit: a link that is cut does not work.
            for count in (1..=linked.len()).rev() {
                let some = linked.get(..count).unwrap_or_default();
                if self.push(&format!("See {}.", some.join(", "))) {
                    break;
                }
            }
        }
        // Two rules may say the same of one thing.
        let mut said = BTreeSet::new();
        let mut named: Vec<String> = (places.len() + 1..)
            .zip(*consequences)
            .take(*located)
            .filter(|(_, consequence)| said.insert(&consequence.message))
            .take(MOST_CONSEQUENCES)
            .map(|(id, consequence)| {
                let message = consequence.message.trim_end_matches('.');
                if *shown {
                    link(message, id)
                } else {
                    sentence(message).trim_end_matches('.').to_owned()
                }
            })
            .collect();
        while !named.is_empty() {
            let more = match consequences.len() - named.len() {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            if self.push(&format!("Follows from this: {}{more}.", named.join("; "))) {
                break;
            }
            named.pop();
        }
    }
}
