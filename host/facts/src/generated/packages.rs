// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:packages/packages`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `database`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Database {
    /// One of `dpkg`, `rpm`, `apk` or `pacman`.
    pub manager: String,
    /// Whether every package of it was understood; what is not listed may be installed otherwise.
    pub complete: bool,
    /// `source`
    pub source: Source,
}

impl Database {
    /// What `manager` can be.
    pub const MANAGER: Vocabulary = Vocabulary {
        field: "packages.database.manager",
        words: &["dpkg", "rpm", "apk", "pacman"],
        beginnings: &[],
    };
    /// A word of `manager`.
    pub const MANAGER_DPKG: &str = "dpkg";
    /// A word of `manager`.
    pub const MANAGER_RPM: &str = "rpm";
    /// A word of `manager`.
    pub const MANAGER_APK: &str = "apk";
    /// A word of `manager`.
    pub const MANAGER_PACMAN: &str = "pacman";
}

impl Words for Database {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MANAGER, &mut self.manager, visit);
        self.source.visit(visit);
    }
}

/// `known-package`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct KnownPackage {
    /// `name`
    pub name: String,
    /// With epoch and release, as the manager compares it.
    pub version: String,
    /// One of `installed`, `removed` (its configuration is left) or `broken` (unpacked, half
    /// installed, or not listed in full).
    pub state: String,
    /// When it was installed, in seconds since 1970-01-01 UTC; none where the manager does not keep it. Only rpm
    /// does.
    #[cfg_attr(feature = "component", component(name = "installed-at"))]
    pub installed_at: Option<i64>,
}

impl KnownPackage {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "packages.known-package.state",
        words: &["installed", "removed", "broken"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_INSTALLED: &str = "installed";
    /// A word of `state`.
    pub const STATE_REMOVED: &str = "removed";
    /// A word of `state`.
    pub const STATE_BROKEN: &str = "broken";
}

impl Words for KnownPackage {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.installed_at.visit(visit);
    }
}

/// Answers to the functions of `muster:packages/packages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagesFacts {
    /// `unsupported` where there is no database that Muster knows.
    pub overview: Fact<Database>,
    /// Sorted by name; of several architectures one, and of several versions the last.
    pub packages: Fact<Vec<KnownPackage>>,
}

impl DomainFacts for PackagesFacts {
    const DOMAIN: Domain = Domain::Packages;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.packages.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            packages: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.packages.as_ref().map_or(0, Vec::len)
    }
}

impl Words for PackagesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.packages.visit(visit);
    }
}
