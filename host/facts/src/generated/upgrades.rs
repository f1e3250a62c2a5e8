// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:packages/upgrades`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `package-lists`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PackageLists {
    /// One of `dpkg`, `rpm` or `apk`.
    pub manager: String,
    /// When they were current for certain, in seconds since 1970-01-01 UTC: when a repository that is published
    /// again and again last was, or when the package manager last refreshed them.
    #[cfg_attr(feature = "component", component(name = "refreshed-at"))]
    pub refreshed_at: i64,
    /// The directory that has them.
    pub source: Source,
}

impl PackageLists {
    /// What `manager` can be.
    pub const MANAGER: Vocabulary = Vocabulary {
        field: "upgrades.package-lists.manager",
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

impl Words for PackageLists {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MANAGER, &mut self.manager, visit);
        self.source.visit(visit);
    }
}

/// `upgrade`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Upgrade {
    /// `name`
    pub name: String,
    /// `installed`
    pub installed: String,
    /// The version that the package manager prefers.
    pub candidate: String,
    /// Why it stays at the installed version. One of `no` (it does not), `held` (the package manager was told to
    /// keep it), `excluded` (dnf's configuration leaves it out), `phased` (Ubuntu does not yet offer the update to
    /// all hosts) or `undecided` (it is of a module of dnf, or has the tag of a repository of apk, so that it may
    /// get another version).
    pub kept: String,
    /// The line that names the repository, or the list that has it.
    pub source: Source,
}

impl Upgrade {
    /// What `kept` can be.
    pub const KEPT: Vocabulary = Vocabulary {
        field: "upgrades.upgrade.kept",
        words: &["no", "held", "excluded", "phased", "undecided"],
        beginnings: &[],
    };
    /// A word of `kept`.
    pub const KEPT_NO: &str = "no";
    /// A word of `kept`.
    pub const KEPT_HELD: &str = "held";
    /// A word of `kept`.
    pub const KEPT_EXCLUDED: &str = "excluded";
    /// A word of `kept`.
    pub const KEPT_PHASED: &str = "phased";
    /// A word of `kept`.
    pub const KEPT_UNDECIDED: &str = "undecided";
}

impl Words for Upgrade {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KEPT, &mut self.kept, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:packages/upgrades`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradesFacts {
    /// An error where the lists of a repository are missing or cannot be read.
    pub overview: Fact<PackageLists>,
    /// Of the packages that the selected rules name, sorted by name.
    pub upgrades: Fact<Vec<Upgrade>>,
}

impl DomainFacts for UpgradesFacts {
    const DOMAIN: Domain = Domain::Upgrades;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.upgrades.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            upgrades: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.upgrades.as_ref().map_or(0, Vec::len)
    }
}

impl Words for UpgradesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.upgrades.visit(visit);
    }
}
