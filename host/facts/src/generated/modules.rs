// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:kernel/modules`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `kernel-module`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct KernelModule {
    /// As the rule writes it, such as `usb-storage`.
    pub name: String,
}

impl Words for KernelModule {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// Whether any kernel that is installed has a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Availability {
    /// One of `file` (it can be loaded), `built-in` (a kernel has it without a file) or `absent`.
    pub state: String,
    /// The releases of the kernels that have it so.
    pub releases: Vec<String>,
}

impl Availability {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "modules.availability.state",
        words: &["file", "built-in", "absent"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_FILE: &str = "file";
    /// A word of `state`.
    pub const STATE_BUILT_IN: &str = "built-in";
    /// A word of `state`.
    pub const STATE_ABSENT: &str = "absent";
}

impl Words for Availability {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.releases.visit(visit);
    }
}

/// `usage`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Usage {
    /// Whether it is in the running kernel as a module.
    pub loaded: bool,
    /// How often something uses it.
    pub users: u32,
    /// The modules that need it.
    #[cfg_attr(feature = "component", component(name = "needed-by"))]
    pub needed_by: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for Usage {
    fn visit(&mut self, visit: Visit<'_>) {
        self.needed_by.visit(visit);
        self.source.visit(visit);
    }
}

/// A line that says what is run in place of loading a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Install {
    /// Whether that loads nothing. One of `nothing` (`/bin/false` or `/bin/true`) or `command`.
    pub runs: String,
    /// `source`
    pub source: Source,
}

impl Install {
    /// What `runs` can be.
    pub const RUNS: Vocabulary = Vocabulary {
        field: "modules.install.runs",
        words: &["nothing", "command"],
        beginnings: &[],
    };
    /// A word of `runs`.
    pub const RUNS_NOTHING: &str = "nothing";
    /// A word of `runs`.
    pub const RUNS_COMMAND: &str = "command";
}

impl Words for Install {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::RUNS, &mut self.runs, visit);
        self.source.visit(visit);
    }
}

/// What modprobe.d(5) says of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Configuration {
    /// The line that counts, the first.
    pub install: Option<Install>,
    /// A line that keeps it from being loaded by another name of it, and not by its own.
    pub blacklisted: Option<Source>,
}

impl Words for Configuration {
    fn visit(&mut self, visit: Visit<'_>) {
        self.install.visit(visit);
        self.blacklisted.visit(visit);
    }
}

/// Answers to the functions of `muster:kernel/modules`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModulesFacts {
    /// Those that the selected rules name, sorted.
    pub modules: Fact<Vec<KernelModule>>,
    /// By `name`.
    ///
    /// `unsupported` where no kernel is installed whose modules are known. Asked with `name` of `modules`.
    pub available: BTreeMap<String, Fact<Availability>>,
    /// By `name`.
    ///
    /// `unsupported` for a target that is not running. Asked with `name` of `modules`.
    pub used: BTreeMap<String, Fact<Usage>>,
    /// By `name`.
    ///
    /// Asked with `name` of `modules`.
    pub configured: BTreeMap<String, Fact<Configuration>>,
}

impl DomainFacts for ModulesFacts {
    const DOMAIN: Domain = Domain::Modules;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.modules.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            modules: Err(error.clone()),
            available: BTreeMap::new(),
            used: BTreeMap::new(),
            configured: BTreeMap::new(),
        }
    }

    fn records(&self) -> usize {
        self.modules.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ModulesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.modules.visit(visit);
        self.available.visit(visit);
        self.used.visit(visit);
        self.configured.visit(visit);
    }
}
