// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:packages/updates`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `index`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Index {
    /// One of `dpkg`, `rpm` or `apk`.
    pub manager: String,
    /// Whether it tells updates for security from others. Where it does not, as apk's does not, `pending-updates`
    /// has all.
    #[cfg_attr(feature = "component", component(name = "tells-security"))]
    pub tells_security: bool,
    /// When it was current for certain, in seconds since 1970-01-01 UTC: when the distribution published it, or when
    /// the package manager last refreshed it.
    #[cfg_attr(feature = "component", component(name = "refreshed-at"))]
    pub refreshed_at: i64,
    /// The file, or the directory of several.
    pub source: Source,
}

impl Index {
    /// What `manager` can be.
    pub const MANAGER: Vocabulary = Vocabulary {
        field: "updates.index.manager",
        words: &["dpkg", "rpm", "apk"],
        beginnings: &[],
    };
    /// A word of `manager`.
    pub const MANAGER_DPKG: &str = "dpkg";
    /// A word of `manager`.
    pub const MANAGER_RPM: &str = "rpm";
    /// A word of `manager`.
    pub const MANAGER_APK: &str = "apk";
}

impl Words for Index {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MANAGER, &mut self.manager, visit);
        self.source.visit(visit);
    }
}

/// `pending-update`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PendingUpdate {
    /// `name`
    pub name: String,
    /// `installed`
    pub installed: String,
    /// The last version that is offered.
    pub candidate: String,
    /// One of `no`, `held` (the package manager was told to keep the installed version), `excluded` (dnf's
    /// configuration leaves it out) or `pinned` (apt's preferences are about it, and may choose another version).
    pub kept: String,
    /// Where it is offered.
    pub source: Source,
}

impl PendingUpdate {
    /// What `kept` can be.
    pub const KEPT: Vocabulary = Vocabulary {
        field: "updates.pending-update.kept",
        words: &["no", "held", "excluded", "pinned"],
        beginnings: &[],
    };
    /// A word of `kept`.
    pub const KEPT_NO: &str = "no";
    /// A word of `kept`.
    pub const KEPT_HELD: &str = "held";
    /// A word of `kept`.
    pub const KEPT_EXCLUDED: &str = "excluded";
    /// A word of `kept`.
    pub const KEPT_PINNED: &str = "pinned";
}

impl Words for PendingUpdate {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KEPT, &mut self.kept, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:packages/updates`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdatesFacts {
    /// `unsupported` where the distribution does not say which updates are for security.
    pub overview: Fact<Index>,
    /// Updates for security, sorted by name.
    pub pending_updates: Fact<Vec<PendingUpdate>>,
}

impl DomainFacts for UpdatesFacts {
    const DOMAIN: Domain = Domain::Updates;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.updates.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            pending_updates: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.pending_updates.as_ref().map_or(0, Vec::len)
    }
}

impl Words for UpdatesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.pending_updates.visit(visit);
    }
}
