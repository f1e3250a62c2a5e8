// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:updates/automatic-updates`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `setting`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Setting {
    /// Whose it is. One of `apt`, `dnf` (of dnf-automatic) or `yum` (of yum-cron).
    pub program: String,
    /// One of `enable`, `update-package-lists` or `unattended-upgrade` (of `APT::Periodic`), or `apply-updates`.
    pub key: String,
    /// Whether it switches on what it is about.
    pub on: bool,
    /// The last line that sets it.
    pub source: Source,
}

impl Setting {
    /// What `program` can be.
    pub const PROGRAM: Vocabulary = Vocabulary {
        field: "automatic-updates.setting.program",
        words: &["apt", "dnf", "yum"],
        beginnings: &[],
    };
    /// A word of `program`.
    pub const PROGRAM_APT: &str = "apt";
    /// A word of `program`.
    pub const PROGRAM_DNF: &str = "dnf";
    /// A word of `program`.
    pub const PROGRAM_YUM: &str = "yum";
    /// What `key` can be.
    pub const KEY: Vocabulary = Vocabulary {
        field: "automatic-updates.setting.key",
        words: &["enable", "update-package-lists", "unattended-upgrade", "apply-updates"],
        beginnings: &[],
    };
    /// A word of `key`.
    pub const KEY_ENABLE: &str = "enable";
    /// A word of `key`.
    pub const KEY_UPDATE_PACKAGE_LISTS: &str = "update-package-lists";
    /// A word of `key`.
    pub const KEY_UNATTENDED_UPGRADE: &str = "unattended-upgrade";
    /// A word of `key`.
    pub const KEY_APPLY_UPDATES: &str = "apply-updates";
}

impl Words for Setting {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROGRAM, &mut self.program, visit);
        crate::vocabulary::visit_texts(&Self::KEY, &mut self.key, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:updates/automatic-updates`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomaticUpdatesFacts {
    /// Those that are set, in this order.
    pub settings: Fact<Vec<Setting>>,
}

impl DomainFacts for AutomaticUpdatesFacts {
    const DOMAIN: Domain = Domain::AutomaticUpdates;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.automatic_updates.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            settings: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.settings.as_ref().map_or(0, Vec::len)
    }
}

impl Words for AutomaticUpdatesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.settings.visit(visit);
    }
}
