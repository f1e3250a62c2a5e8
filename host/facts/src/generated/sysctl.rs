// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:kernel/sysctl`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `procedure`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Procedure {
    /// What sets parameters at boot. One of `systemd`, `procps` (a script that runs `sysctl --system`),
    /// `openrc` or `nobody` (the service is masked, or in no runlevel).
    #[cfg_attr(feature = "component", component(name = "applied-by"))]
    pub applied_by: String,
    /// Where that is decided.
    pub source: Source,
}

impl Procedure {
    /// What `applied_by` can be.
    pub const APPLIED_BY: Vocabulary = Vocabulary {
        field: "sysctl.procedure.applied-by",
        words: &["systemd", "procps", "openrc", "nobody"],
        beginnings: &[],
    };
    /// A word of `applied_by`.
    pub const APPLIED_BY_SYSTEMD: &str = "systemd";
    /// A word of `applied_by`.
    pub const APPLIED_BY_PROCPS: &str = "procps";
    /// A word of `applied_by`.
    pub const APPLIED_BY_OPENRC: &str = "openrc";
    /// A word of `applied_by`.
    pub const APPLIED_BY_NOBODY: &str = "nobody";
}

impl Words for Procedure {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::APPLIED_BY, &mut self.applied_by, visit);
        self.source.visit(visit);
    }
}

/// `key`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Key {
    /// As the rule writes it, such as `net.ipv4.conf.all.rp_filter`.
    pub name: String,
}

impl Words for Key {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// What one network interface has of a parameter that all of them have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct InterfaceValue {
    /// The interface, such as `eth0`.
    pub name: String,
    /// None for what is not a number.
    pub value: Option<String>,
    /// Whether packets are forwarded from it, on which it depends what some parameters mean.
    pub forwarding: bool,
}

impl Words for InterfaceValue {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
    }
}

/// `running-value`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct RunningValue {
    /// What there is. One of `number` (or several, as of `net.ipv4.tcp_rmem`), `other` (which is not
    /// shown) or `absent` (the kernel has no such parameter).
    pub state: String,
    /// In decimal digits, with a space between two numbers; none for what is not a number.
    pub value: Option<String>,
    /// Of a parameter of all network interfaces (`net.ipv4.conf.all.*`): those of each, without `lo`.
    pub interfaces: Vec<InterfaceValue>,
    /// Its file in `/proc/sys`.
    pub source: Source,
}

impl RunningValue {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "sysctl.running-value.state",
        words: &["number", "other", "absent"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_NUMBER: &str = "number";
    /// A word of `state`.
    pub const STATE_OTHER: &str = "other";
    /// A word of `state`.
    pub const STATE_ABSENT: &str = "absent";
}

impl Words for RunningValue {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.value.visit(visit);
        self.interfaces.visit(visit);
        self.source.visit(visit);
    }
}

/// A line that sets a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Occurrence {
    /// In decimal digits, with a space between two numbers; none for what is not a number.
    pub value: Option<String>,
    /// Who applies it at boot. One of `systemd`, `procps`, `openrc`, `ufw` or `nobody` (nothing reads
    /// its file).
    #[cfg_attr(feature = "component", component(name = "applied-by"))]
    pub applied_by: String,
    /// `source`
    pub source: Source,
}

impl Occurrence {
    /// What `applied_by` can be.
    pub const APPLIED_BY: Vocabulary = Vocabulary {
        field: "sysctl.occurrence.applied-by",
        words: &["systemd", "procps", "openrc", "ufw", "nobody"],
        beginnings: &[],
    };
    /// A word of `applied_by`.
    pub const APPLIED_BY_SYSTEMD: &str = "systemd";
    /// A word of `applied_by`.
    pub const APPLIED_BY_PROCPS: &str = "procps";
    /// A word of `applied_by`.
    pub const APPLIED_BY_OPENRC: &str = "openrc";
    /// A word of `applied_by`.
    pub const APPLIED_BY_UFW: &str = "ufw";
    /// A word of `applied_by`.
    pub const APPLIED_BY_NOBODY: &str = "nobody";
}

impl Words for Occurrence {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
        crate::vocabulary::visit_texts(&Self::APPLIED_BY, &mut self.applied_by, visit);
        self.source.visit(visit);
    }
}

/// `boot-value`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct BootValue {
    /// The line that counts, because it is applied last; none where nothing sets the parameter.
    pub effective: Option<Occurrence>,
    /// Of a parameter of all network interfaces: the line that counts for an interface of which no line
    /// has the name: that of a pattern, else that of `default`.
    #[cfg_attr(feature = "component", component(name = "of-interfaces"))]
    pub of_interfaces: Option<Occurrence>,
    /// Other lines that set it, and do not count.
    pub shadowed: Vec<Occurrence>,
    /// Lines in files that nothing reads at boot, such as `/etc/sysctl.conf` where only systemd sets
    /// parameters; and lines that somebody applies, with a number in quotes, which the kernel does not take.
    pub unread: Vec<Occurrence>,
    /// What the kernel begins with, by the configuration that it was built with (`/boot/config-RELEASE`);
    /// none where that does not tell, or several kernels differ.
    #[cfg_attr(feature = "component", component(name = "built-in"))]
    pub built_in: Option<String>,
}

impl Words for BootValue {
    fn visit(&mut self, visit: Visit<'_>) {
        self.effective.visit(visit);
        self.of_interfaces.visit(visit);
        self.shadowed.visit(visit);
        self.unread.visit(visit);
        self.built_in.visit(visit);
    }
}

/// Answers to the functions of `muster:kernel/sysctl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SysctlFacts {
    /// `overview`
    pub overview: Fact<Procedure>,
    /// Those that the selected rules name, sorted.
    pub keys: Fact<Vec<Key>>,
    /// By `name`.
    ///
    /// `unsupported` for a target that is not running. Asked with `name` of `keys`.
    pub running: BTreeMap<String, Fact<RunningValue>>,
    /// By `name`.
    ///
    /// Asked with `name` of `keys`.
    pub at_boot: BTreeMap<String, Fact<BootValue>>,
    /// The names of the network interfaces; `unsupported` for a target that is not running.
    pub network_interfaces: Fact<Vec<String>>,
}

impl DomainFacts for SysctlFacts {
    const DOMAIN: Domain = Domain::Sysctl;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.sysctl.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            keys: Err(error.clone()),
            running: BTreeMap::new(),
            at_boot: BTreeMap::new(),
            network_interfaces: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.keys.as_ref().map_or(0, Vec::len)
            + self.network_interfaces.as_ref().map_or(0, Vec::len)
    }
}

impl Words for SysctlFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.keys.visit(visit);
        self.running.visit(visit);
        self.at_boot.visit(visit);
        self.network_interfaces.visit(visit);
    }
}
