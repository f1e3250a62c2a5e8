//! What a rule makes of a word that the contract does not list: a collector of tomorrow may have one
//! more. Every case is judged again with such a word in place of each that is listed, one field
//! after the other.

use std::collections::BTreeSet;

use muster_facts::{Facts, Words as _};
use muster_outcomes::Outcome;

use super::bench::Staged;
use super::missing::{Trial, compare};

/// In no list.
const WORD: &str = "word-of-a-later-release";

/// Judges the host with words that nobody knows. A fact with one of them is as good as missing, so that a
/// domain with `optional` facts may leave a trial here too.
pub(super) fn try_all(
    staged: &Staged<'_>,
    optional: &BTreeSet<String>,
    known: &[Outcome],
) -> Trial {
    let mut trial = Trial::default();
    let mut facts = staged.snapshot.facts.as_ref().clone();
    let mut fields = BTreeSet::new();
    facts.visit(&mut |vocabulary, _| {
        fields.insert(vocabulary.field);
    });
    let mut interfaces: Vec<&str> = fields.iter().filter_map(|field| interface(field)).collect();
    interfaces.dedup();
    for one in interfaces {
        let of_one: Vec<&str> = fields
            .iter()
            .copied()
            .filter(|field| interface(field) == Some(one))
            .collect();
        // What the rule does not look at at all need not be tried word by word.
        trial.runs += 1;
        if of_one.len() > 1 && staged.outcomes_with(with(&facts, &of_one)) == known {
            continue;
        }
        let domain = format!("{}.", one.replace('-', "_"));
        let is_optional = optional.iter().any(|fact| fact.starts_with(&domain));
        for field in of_one {
            let found = staged.outcomes_with(with(&facts, &[field]));
            trial.runs += 1;
            if let Some(complaint) = compare(known, &found, is_optional) {
                trial.complaints.push(format!(
                    "with a word in `{field}` that the contract does not list, {complaint}"
                ));
            }
        }
    }
    trial
}

/// The first part of a field's name.
fn interface<'a>(field: &&'a str) -> Option<&'a str> {
    field.split('.').next()
}

/// The facts with an unlisted word in every text of these fields.
fn with(facts: &Facts, fields: &[&str]) -> Facts {
    let mut facts = facts.clone();
    facts.visit(&mut |vocabulary, text| {
        if fields.contains(&vocabulary.field) {
            WORD.clone_into(text);
        }
    });
    facts
}
