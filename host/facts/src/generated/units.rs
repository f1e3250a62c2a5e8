// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:init/units`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `manager`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Manager {
    /// One of `systemd`, `openrc`, `sysv` or `runit`.
    pub name: String,
    /// Whether it was asked what runs now.
    pub running: bool,
}

impl Manager {
    /// What `name` can be.
    pub const NAME: Vocabulary = Vocabulary {
        field: "units.manager.name",
        words: &["systemd", "openrc", "sysv", "runit"],
        beginnings: &[],
    };
    /// A word of `name`.
    pub const NAME_SYSTEMD: &str = "systemd";
    /// A word of `name`.
    pub const NAME_OPENRC: &str = "openrc";
    /// A word of `name`.
    pub const NAME_SYSV: &str = "sysv";
    /// A word of `name`.
    pub const NAME_RUNIT: &str = "runit";
}

impl Words for Manager {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAME, &mut self.name, visit);
    }
}

/// `unit`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Unit {
    /// With its suffix, as systemd has it, such as `docker.service`; a service of another init has
    /// `.service` too.
    pub name: String,
    /// One of `service`, `socket`, `timer` or `path`.
    pub kind: String,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// One of `present`, `masked` or `broken` (its file cannot be read or loaded).
    pub load: String,
    /// Whether it comes up at boot, by a link of its own or because another unit that does pulls it
    /// in; none when that could not be told.
    #[cfg_attr(feature = "component", component(name = "at-boot"))]
    pub at_boot: Option<bool>,
    /// Sockets, timers and paths that start it and come up at boot themselves, and the names at D-Bus that
    /// have it started by whoever asks for them, such as `dbus:org.bluez`. A mask does not take them off the
    /// list.
    #[cfg_attr(feature = "component", component(name = "activated-by"))]
    pub activated_by: Vec<String>,
    /// One of `active`, `inactive`, `failed`, `changing` or `unknown` (nobody could be asked; a path
    /// never is).
    pub state: String,
    /// How its last run ended: `success`, `exit-code`, `timeout`, …, as systemd calls it.
    pub result: Option<String>,
    /// Where it is decided whether it starts, else its file.
    pub source: Source,
}

impl Unit {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "units.unit.kind",
        words: &["service", "socket", "timer", "path"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_SERVICE: &str = "service";
    /// A word of `kind`.
    pub const KIND_SOCKET: &str = "socket";
    /// A word of `kind`.
    pub const KIND_TIMER: &str = "timer";
    /// A word of `kind`.
    pub const KIND_PATH: &str = "path";
    /// What `load` can be.
    pub const LOAD: Vocabulary = Vocabulary {
        field: "units.unit.load",
        words: &["present", "masked", "broken"],
        beginnings: &[],
    };
    /// A word of `load`.
    pub const LOAD_PRESENT: &str = "present";
    /// A word of `load`.
    pub const LOAD_MASKED: &str = "masked";
    /// A word of `load`.
    pub const LOAD_BROKEN: &str = "broken";
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "units.unit.state",
        words: &["active", "inactive", "failed", "changing", "unknown"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_ACTIVE: &str = "active";
    /// A word of `state`.
    pub const STATE_INACTIVE: &str = "inactive";
    /// A word of `state`.
    pub const STATE_FAILED: &str = "failed";
    /// A word of `state`.
    pub const STATE_CHANGING: &str = "changing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for Unit {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.aliases.visit(visit);
        crate::vocabulary::visit_texts(&Self::LOAD, &mut self.load, visit);
        self.at_boot.visit(visit);
        self.activated_by.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.result.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:init/units`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitsFacts {
    /// `unsupported` where no init is installed, as in an image of a container.
    pub overview: Fact<Manager>,
    /// Services and what starts them, sorted by name.
    pub units: Fact<Vec<Unit>>,
}

impl DomainFacts for UnitsFacts {
    const DOMAIN: Domain = Domain::Units;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.units.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            units: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.units.as_ref().map_or(0, Vec::len)
    }
}

impl Words for UnitsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.units.visit(visit);
    }
}
