// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:updates/package-sources`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `package-source`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PackageSource {
    /// Whose it is. One of `apt`, `dnf` (and yum), `zypper` or `apk`.
    pub program: String,
    /// Its id for dnf and zypper, and its suite for apt; empty for apk, and where it is not a plain word.
    pub name: String,
    /// Such as `https://deb.debian.org`; empty where it is not known before the program runs.
    pub address: String,
    /// Whether packages are on this host itself: on a disk or a medium.
    #[cfg_attr(feature = "component", component(name = "is-local"))]
    pub is_local: bool,
    /// Which signatures are asked for. One of `named-keys` (those of keys that are named for this source),
    /// `any-key` (those of any key that the program trusts), `list` (only that of the list of packages, which has
    /// their checksums), `default` (as the program does of every source) or `none`.
    pub signatures: String,
    /// The line that says so, or that names the source.
    pub source: Source,
}

impl PackageSource {
    /// What `program` can be.
    pub const PROGRAM: Vocabulary = Vocabulary {
        field: "package-sources.package-source.program",
        words: &["apt", "dnf", "zypper", "apk"],
        beginnings: &[],
    };
    /// A word of `program`.
    pub const PROGRAM_APT: &str = "apt";
    /// A word of `program`.
    pub const PROGRAM_DNF: &str = "dnf";
    /// A word of `program`.
    pub const PROGRAM_ZYPPER: &str = "zypper";
    /// A word of `program`.
    pub const PROGRAM_APK: &str = "apk";
    /// What `signatures` can be.
    pub const SIGNATURES: Vocabulary = Vocabulary {
        field: "package-sources.package-source.signatures",
        words: &["named-keys", "any-key", "list", "default", "none"],
        beginnings: &[],
    };
    /// A word of `signatures`.
    pub const SIGNATURES_NAMED_KEYS: &str = "named-keys";
    /// A word of `signatures`.
    pub const SIGNATURES_ANY_KEY: &str = "any-key";
    /// A word of `signatures`.
    pub const SIGNATURES_LIST: &str = "list";
    /// A word of `signatures`.
    pub const SIGNATURES_DEFAULT: &str = "default";
    /// A word of `signatures`.
    pub const SIGNATURES_NONE: &str = "none";
}

impl Words for PackageSource {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROGRAM, &mut self.program, visit);
        crate::vocabulary::visit_texts(&Self::SIGNATURES, &mut self.signatures, visit);
        self.source.visit(visit);
    }
}

/// A setting that has a program check more or less of every source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Check {
    /// One of `apt`, `dnf` (and yum) or `zypper`.
    pub program: String,
    /// As the program calls it, such as `gpgcheck` or `Acquire::AllowInsecureRepositories`.
    pub key: String,
    /// `on`
    pub on: bool,
    /// The line that sets it, or the file that does not.
    pub source: Source,
}

impl Check {
    /// What `program` can be.
    pub const PROGRAM: Vocabulary = Vocabulary {
        field: "package-sources.check.program",
        words: &["apt", "dnf", "zypper"],
        beginnings: &[],
    };
    /// A word of `program`.
    pub const PROGRAM_APT: &str = "apt";
    /// A word of `program`.
    pub const PROGRAM_DNF: &str = "dnf";
    /// A word of `program`.
    pub const PROGRAM_ZYPPER: &str = "zypper";
}

impl Words for Check {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROGRAM, &mut self.program, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:updates/package-sources`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageSourcesFacts {
    /// Those that are on, in the order of their files.
    pub sources: Fact<Vec<PackageSource>>,
    /// `checks`
    pub checks: Fact<Vec<Check>>,
}

impl DomainFacts for PackageSourcesFacts {
    const DOMAIN: Domain = Domain::PackageSources;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.package_sources.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            sources: Err(error.clone()),
            checks: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.sources.as_ref().map_or(0, Vec::len)
            + self.checks.as_ref().map_or(0, Vec::len)
    }
}

impl Words for PackageSourcesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.sources.visit(visit);
        self.checks.visit(visit);
    }
}
