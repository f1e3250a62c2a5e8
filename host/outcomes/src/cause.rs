//! Which failure follows from which: what a rule says about others that explain its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{RuleDescriptor, RuleId};

/// A rule whose failure explains a failure of the rule that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The other rule. One that is not judged explains nothing.
    pub rule: RuleId,
    /// Where its failure explains one.
    pub scope: CauseScope,
}

/// Where a failure of another rule explains one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseScope {
    /// Anywhere on the host.
    Host,
    /// Where both findings have the same subject, or one shows that of the other as a logical place, or this one
    /// shows the first place of the other.
    Place,
}

impl CauseScope {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Place => "place",
        }
    }
}

impl fmt::Display for CauseScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Rules that explain each other, each by the next and the last by the first; none where every
/// explanation comes to an end. Causes that are not among the rules are passed over.
#[must_use]
pub fn circle<'a>(rules: impl IntoIterator<Item = &'a RuleDescriptor>) -> Option<Vec<&'a RuleId>> {
    let causes: BTreeMap<&RuleId, &[Cause]> = rules
        .into_iter()
        .map(|rule| (&rule.id, rule.explained_by.as_slice()))
        .collect();
    let mut ended: BTreeSet<&RuleId> = BTreeSet::new();
    for start in causes.keys().copied() {
        // The way from `start` to the rule at hand, each with the causes that are left to follow.
        let mut way = vec![start];
        let mut left = vec![causes.get(start).copied().unwrap_or_default().iter()];
        while let Some(of_last) = left.last_mut() {
            let Some(cause) = of_last.next() else {
                left.pop();
                ended.extend(way.pop());
                continue;
            };
            if let Some(begin) = way.iter().position(|rule| **rule == cause.rule) {
                return way.get(begin..).map(<[_]>::to_vec);
            }
            if let Some((rule, causes)) = causes.get_key_value(&cause.rule)
                && !ended.contains(rule)
            {
                way.push(rule);
                left.push(causes.iter());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Precision, Severity};

    fn rules(explanations: &[(&str, &[&str])]) -> Vec<RuleDescriptor> {
        let rule = |(id, causes): &(&str, &[&str])| RuleDescriptor {
            id: id.parse().unwrap(),
            uses: None,
            title: "It holds".to_owned(),
            failure_title: "It does not hold".to_owned(),
            severity: Severity::High,
            precision: Precision::High,
            page: None,
            parameters: Vec::new(),
            tags: Vec::new(),
            references: Vec::new(),
            explained_by: causes
                .iter()
                .map(|cause| Cause {
                    rule: cause.parse().unwrap(),
                    scope: CauseScope::Host,
                })
                .collect(),
            artifact: None,
            documentation: String::new(),
        };
        explanations.iter().map(rule).collect()
    }

    fn found(explanations: &[(&str, &[&str])]) -> Vec<String> {
        let rules = rules(explanations);
        let circle = circle(&rules).unwrap_or_default();
        circle.into_iter().map(ToString::to_string).collect()
    }

    #[test]
    fn chains_forks_and_strangers_are_no_circle() {
        assert!(
            found(&[
                ("a/top", &[]),
                ("a/left", &["a/top", "b/stranger"]),
                ("a/right", &["a/top"]),
                ("a/below", &["a/left", "a/right", "a/top"]),
            ])
            .is_empty()
        );
    }

    #[test]
    fn a_circle_is_named_from_where_it_begins() {
        assert_eq!(found(&[("a/one", &["a/one"])]), ["a/one"]);
        assert_eq!(
            found(&[
                ("a/before", &["a/one"]),
                ("a/one", &["b/two"]),
                ("b/two", &["c/end", "c/three"]),
                ("c/end", &[]),
                ("c/three", &["a/one"]),
            ]),
            ["a/one", "b/two", "c/three"]
        );
    }

    #[test]
    fn a_long_chain_of_many_causes_is_followed_once() {
        let names: Vec<String> = (0..1_000).map(|n| format!("a/r{n}")).collect();
        let causes: Vec<Vec<&str>> = (0..1_000)
            .map(|n| {
                names
                    .iter()
                    .take(n)
                    .rev()
                    .take(50)
                    .map(String::as_str)
                    .collect()
            })
            .collect();
        let all: Vec<(&str, &[&str])> = names
            .iter()
            .zip(&causes)
            .map(|(name, causes)| (name.as_str(), causes.as_slice()))
            .collect();
        assert!(found(&all).is_empty());
    }
}
