// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:kernel/access-control`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `profile`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Profile {
    /// `name`
    pub name: String,
    /// One of `enforce`, `complain`, `kill`, `prompt`, `unconfined` (it only gives programs a name), `mixed` or
    /// `other`.
    pub mode: String,
}

impl Profile {
    /// What `mode` can be.
    pub const MODE: Vocabulary = Vocabulary {
        field: "access-control.profile.mode",
        words: &["enforce", "complain", "kill", "prompt", "unconfined", "mixed", "other"],
        beginnings: &[],
    };
    /// A word of `mode`.
    pub const MODE_ENFORCE: &str = "enforce";
    /// A word of `mode`.
    pub const MODE_COMPLAIN: &str = "complain";
    /// A word of `mode`.
    pub const MODE_KILL: &str = "kill";
    /// A word of `mode`.
    pub const MODE_PROMPT: &str = "prompt";
    /// A word of `mode`.
    pub const MODE_UNCONFINED: &str = "unconfined";
    /// A word of `mode`.
    pub const MODE_MIXED: &str = "mixed";
    /// A word of `mode`.
    pub const MODE_OTHER: &str = "other";
}

impl Words for Profile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MODE, &mut self.mode, visit);
    }
}

/// `enforcement`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Enforcement {
    /// What is in force. One of `enforcing`, `permissive` or `disabled`.
    pub mode: String,
    /// Where that is seen.
    pub source: Source,
}

impl Enforcement {
    /// What `mode` can be.
    pub const MODE: Vocabulary = Vocabulary {
        field: "access-control.enforcement.mode",
        words: &["enforcing", "permissive", "disabled"],
        beginnings: &[],
    };
    /// A word of `mode`.
    pub const MODE_ENFORCING: &str = "enforcing";
    /// A word of `mode`.
    pub const MODE_PERMISSIVE: &str = "permissive";
    /// A word of `mode`.
    pub const MODE_DISABLED: &str = "disabled";
}

impl Words for Enforcement {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MODE, &mut self.mode, visit);
        self.source.visit(visit);
    }
}

/// `configuration`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Configuration {
    /// What boot is to set. One of `enforcing`, `permissive`, `disabled` or `other` (a word that SELinux does not
    /// know).
    pub mode: String,
    /// Such as `targeted`; none where it is not set, or not a plain word.
    pub policy: Option<String>,
    /// The line of the mode, or the file where no line sets it.
    pub source: Source,
}

impl Configuration {
    /// What `mode` can be.
    pub const MODE: Vocabulary = Vocabulary {
        field: "access-control.configuration.mode",
        words: &["enforcing", "permissive", "disabled", "other"],
        beginnings: &[],
    };
    /// A word of `mode`.
    pub const MODE_ENFORCING: &str = "enforcing";
    /// A word of `mode`.
    pub const MODE_PERMISSIVE: &str = "permissive";
    /// A word of `mode`.
    pub const MODE_DISABLED: &str = "disabled";
    /// A word of `mode`.
    pub const MODE_OTHER: &str = "other";
}

impl Words for Configuration {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MODE, &mut self.mode, visit);
        self.policy.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:kernel/access-control`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessControlFacts {
    /// Whether the running kernel uses AppArmor; `unsupported` for a target that is not running.
    pub apparmor: Fact<bool>,
    /// The profiles that are loaded, sorted; `unsupported` for a target that is not running. Profiles of containers and
    /// other namespaces are not among them.
    pub apparmor_profiles: Fact<Vec<Profile>>,
    /// Profiles that `aa-complain` and the like have switched over for good: the files in
    /// `/etc/apparmor.d/force-complain`.
    pub apparmor_complaining: Fact<Vec<Source>>,
    /// `unsupported` for a target that is not running.
    pub selinux: Fact<Enforcement>,
    /// None where nothing configures it.
    pub selinux_configuration: Fact<Option<Configuration>>,
}

impl DomainFacts for AccessControlFacts {
    const DOMAIN: Domain = Domain::AccessControl;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.access_control.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            apparmor: Err(error.clone()),
            apparmor_profiles: Err(error.clone()),
            apparmor_complaining: Err(error.clone()),
            selinux: Err(error.clone()),
            selinux_configuration: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.apparmor_profiles.as_ref().map_or(0, Vec::len)
            + self.apparmor_complaining.as_ref().map_or(0, Vec::len)
    }
}

impl Words for AccessControlFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.apparmor.visit(visit);
        self.apparmor_profiles.visit(visit);
        self.apparmor_complaining.visit(visit);
        self.selinux.visit(visit);
        self.selinux_configuration.visit(visit);
    }
}
