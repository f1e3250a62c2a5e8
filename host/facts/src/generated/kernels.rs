// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:host/kernels`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `kernel`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Kernel {
    /// As `uname -r` says it.
    pub release: String,
    /// Whether it is a later one than the one that runs, and of its flavour, such as `cloud-amd64`.
    pub later: bool,
    /// `source`
    pub source: Source,
}

impl Words for Kernel {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// What the distribution's scripts leave when something needs a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Request {
    /// The packages that asked for it, where they are named.
    pub packages: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for Request {
    fn visit(&mut self, visit: Visit<'_>) {
        self.packages.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:host/kernels`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KernelsFacts {
    /// The release of the running kernel.
    pub running: Fact<String>,
    /// The kernels below `/boot` and `/lib/modules`; empty where the kernel comes from outside.
    pub installed_kernels: Fact<Vec<Kernel>>,
    /// `restart-request`
    pub restart_request: Fact<Option<Request>>,
}

impl DomainFacts for KernelsFacts {
    const DOMAIN: Domain = Domain::Kernels;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.kernels.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            running: Err(error.clone()),
            installed_kernels: Err(error.clone()),
            restart_request: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.installed_kernels.as_ref().map_or(0, Vec::len)
    }
}

impl Words for KernelsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.running.visit(visit);
        self.installed_kernels.visit(visit);
        self.restart_request.visit(visit);
    }
}
