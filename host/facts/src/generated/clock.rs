// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:clock/clock`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{FactError, Facts, Source};

/// A program that sets the clock by the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Daemon {
    /// One of `systemd-timesyncd`, `chrony`, `ntpsec`, `ntpd`, `openntpd` or `busybox`.
    pub name: String,
    /// Its unit or script.
    pub unit: String,
    /// `at-boot`
    #[cfg_attr(feature = "component", component(name = "at-boot"))]
    pub at_boot: Option<bool>,
    /// See `unit.state` of `muster:init`. One of `active`, `inactive`, `failed`, `changing` or
    /// `unknown`.
    pub state: String,
    /// `source`
    pub source: Source,
}

impl Daemon {
    /// What `name` can be.
    pub const NAME: Vocabulary = Vocabulary {
        field: "clock.daemon.name",
        words: &["systemd-timesyncd", "chrony", "ntpsec", "ntpd", "openntpd", "busybox"],
        beginnings: &[],
    };
    /// A word of `name`.
    pub const NAME_SYSTEMD_TIMESYNCD: &str = "systemd-timesyncd";
    /// A word of `name`.
    pub const NAME_CHRONY: &str = "chrony";
    /// A word of `name`.
    pub const NAME_NTPSEC: &str = "ntpsec";
    /// A word of `name`.
    pub const NAME_NTPD: &str = "ntpd";
    /// A word of `name`.
    pub const NAME_OPENNTPD: &str = "openntpd";
    /// A word of `name`.
    pub const NAME_BUSYBOX: &str = "busybox";
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "clock.daemon.state",
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

impl Words for Daemon {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAME, &mut self.name, visit);
        self.at_boot.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:clock/clock`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockFacts {
    /// The time by the host's clock, in seconds since 1970-01-01 UTC, when collection began.
    pub now: Fact<i64>,
    /// Those that are installed.
    pub daemons: Fact<Vec<Daemon>>,
    /// Whether the clock is kept in step with another; `unsupported` for a target that is not running,
    /// and for a container, whose clock is another machine's.
    pub synchronised: Fact<bool>,
}

impl DomainFacts for ClockFacts {
    fn of(facts: &Facts) -> Option<&Self> {
        facts.clock.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            now: Err(error.clone()),
            daemons: Err(error.clone()),
            synchronised: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.daemons.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ClockFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.now.visit(visit);
        self.daemons.visit(visit);
        self.synchronised.visit(visit);
    }
}
