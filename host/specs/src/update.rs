//! Rewrites the expectations of a page to what was found.

use std::collections::BTreeMap;

use muster_outcomes::Outcome;

use crate::expectation::Expectation;
use crate::page::{Case, Page};

/// One change of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Line of the old page, counted from 1.
    pub line: usize,
    /// The lines that go.
    pub removed: Vec<String>,
    /// The lines that come in their place.
    pub added: Vec<String>,
}

/// The page as it must be for its cases to hold, given the outcomes of each, and what changes. An
/// expectation keeps its place and its form: what it said nothing about it says nothing about
/// afterwards.
#[must_use]
pub fn update(markdown: &str, page: &Page, outcomes: &[Vec<Outcome>]) -> (String, Vec<Update>) {
    let mut updates: Vec<Update> = page
        .cases
        .iter()
        .zip(outcomes)
        .flat_map(|(case, outcomes)| of_case(case, outcomes))
        .collect();
    updates.sort_by_key(|update| update.line);
    let old: Vec<&str> = markdown.lines().collect();
    for update in &mut updates {
        let gone = old.iter().skip(update.line - 1).take(update.removed.len());
        update.removed = gone.map(|line| (*line).to_owned()).collect();
    }
    let mut text = String::with_capacity(markdown.len());
    let mut pending = updates.iter().peekable();
    let mut skipped = 0;
    for (index, line) in old.iter().enumerate() {
        while let Some(update) = pending.next_if(|update| update.line == index + 1) {
            skipped += update.removed.len();
            for added in &update.added {
                text.push_str(added);
                text.push('\n');
            }
        }
        if skipped > 0 {
            skipped -= 1;
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    for added in pending.flat_map(|update| &update.added) {
        text.push_str(added);
        text.push('\n');
    }
    (text, updates)
}

fn of_case(case: &Case, outcomes: &[Outcome]) -> Vec<Update> {
    if Expectation::differences(&case.expected, outcomes).is_empty() {
        return Vec::new();
    }
    // A rule names each subject once.
    let mut left: BTreeMap<&str, &Outcome> = outcomes
        .iter()
        .map(|outcome| (outcome.subject.as_str(), outcome))
        .collect();
    let mut updates = Vec::new();
    for expectation in &case.expected {
        let found = left.remove(expectation.subject.as_str());
        if found.is_some_and(|outcome| expectation.matches(outcome)) {
            continue;
        }
        updates.push(Update {
            line: expectation.line,
            removed: vec![String::new(); expectation.height],
            added: found.map_or_else(Vec::new, |outcome| {
                lines(&Expectation::found(outcome, Some(expectation)))
            }),
        });
    }
    let more: Vec<String> = left
        .into_values()
        .flat_map(|outcome| lines(&Expectation::found(outcome, None)))
        .collect();
    if more.is_empty() {
        return updates;
    }
    updates.push(match case.expect_end {
        Some(closing) => Update {
            line: closing,
            removed: Vec::new(),
            added: more,
        },
        None => {
            let block = ["", "```expect"].map(str::to_owned).into_iter();
            Update {
                line: case.end + 1,
                removed: Vec::new(),
                added: block.chain(more).chain(["```".to_owned()]).collect(),
            }
        }
    });
    updates
}

fn lines(expectation: &Expectation) -> Vec<String> {
    expectation.to_string().lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
