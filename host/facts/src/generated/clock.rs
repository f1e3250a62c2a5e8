// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:clock/clock`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

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

/// A clock that a program is told to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct TimeSource {
    /// See `daemon`. One of `systemd-timesyncd`, `chrony`, `ntpsec`, `ntpd`, `openntpd` or `busybox`.
    pub daemon: String,
    /// One of `server`, `pool`, `peer`, `device` (one of the host's own), `fallback` (timesyncd asks it if it knows
    /// no other) or `network` (those that the network names, as by DHCP).
    pub kind: String,
    /// A name or an address; empty for `network`, and for the `fallback` that timesyncd was built with.
    pub name: String,
    /// `source`
    pub source: Source,
}

impl TimeSource {
    /// What `daemon` can be.
    pub const DAEMON: Vocabulary = Vocabulary {
        field: "clock.time-source.daemon",
        words: &["systemd-timesyncd", "chrony", "ntpsec", "ntpd", "openntpd", "busybox"],
        beginnings: &[],
    };
    /// A word of `daemon`.
    pub const DAEMON_SYSTEMD_TIMESYNCD: &str = "systemd-timesyncd";
    /// A word of `daemon`.
    pub const DAEMON_CHRONY: &str = "chrony";
    /// A word of `daemon`.
    pub const DAEMON_NTPSEC: &str = "ntpsec";
    /// A word of `daemon`.
    pub const DAEMON_NTPD: &str = "ntpd";
    /// A word of `daemon`.
    pub const DAEMON_OPENNTPD: &str = "openntpd";
    /// A word of `daemon`.
    pub const DAEMON_BUSYBOX: &str = "busybox";
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "clock.time-source.kind",
        words: &["server", "pool", "peer", "device", "fallback", "network"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_SERVER: &str = "server";
    /// A word of `kind`.
    pub const KIND_POOL: &str = "pool";
    /// A word of `kind`.
    pub const KIND_PEER: &str = "peer";
    /// A word of `kind`.
    pub const KIND_DEVICE: &str = "device";
    /// A word of `kind`.
    pub const KIND_FALLBACK: &str = "fallback";
    /// A word of `kind`.
    pub const KIND_NETWORK: &str = "network";
}

impl Words for TimeSource {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::DAEMON, &mut self.daemon, visit);
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.source.visit(visit);
    }
}

/// The account that a program goes on as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct RunAs {
    /// `name`
    pub name: String,
    /// `source`
    pub source: Source,
}

impl Words for RunAs {
    fn visit(&mut self, visit: Visit<'_>) {
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
    /// What the files of each program name, whether it is started or not.
    pub sources: Fact<Vec<TimeSource>>,
    /// What chrony is told to go on as; none where nothing says so, and it is the account that its package made.
    pub chrony_account: Fact<Option<RunAs>>,
    /// Whether the clock is kept in step with another; `unsupported` for a target that is not running,
    /// and for a container, whose clock is another machine's.
    pub synchronised: Fact<bool>,
}

impl DomainFacts for ClockFacts {
    const DOMAIN: Domain = Domain::Clock;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.clock.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            now: Err(error.clone()),
            daemons: Err(error.clone()),
            sources: Err(error.clone()),
            chrony_account: Err(error.clone()),
            synchronised: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.daemons.as_ref().map_or(0, Vec::len)
            + self.sources.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ClockFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.now.visit(visit);
        self.daemons.visit(visit);
        self.sources.visit(visit);
        self.chrony_account.visit(visit);
        self.synchronised.visit(visit);
    }
}
