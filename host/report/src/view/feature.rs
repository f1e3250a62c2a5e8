//! A feature of the application as every format shows it.

use std::collections::BTreeSet;

use muster_outcomes::Fingerprint;
use muster_policy::{FeatureState, Readiness, Verification};

use crate::text::line;

/// A feature with what stands in its way.
pub(crate) struct FeatureView {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) state: Readiness,
    /// The failures that stand in its way, as [`View::missing`](super::View::missing) finds them.
    pub(crate) missing: BTreeSet<Fingerprint>,
    /// Why it is not known whether it is ready.
    pub(crate) unknown: Vec<String>,
    /// What a person has yet to do.
    pub(crate) verify: Vec<Verification>,
}

impl FeatureView {
    pub(super) fn of(feature: &FeatureState) -> Self {
        let FeatureState {
            name,
            title,
            state,
            missing,
            unknown,
            verify,
        } = feature;
        Self {
            name: line(name),
            title: line(title),
            state: *state,
            missing: missing.iter().cloned().collect(),
            unknown: super::lines(unknown),
            verify: verify
                .iter()
                .map(
                    |Verification {
                         rule,
                         subject,
                         task,
                     }| Verification {
                        rule: rule.clone(),
                        subject: line(subject),
                        task: line(task),
                    },
                )
                .collect(),
        }
    }
}
