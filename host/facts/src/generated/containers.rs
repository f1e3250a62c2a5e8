// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:docker/containers`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `port-range`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PortRange {
    /// `first`
    pub first: u16,
    /// `last`
    pub last: u16,
}

impl Words for PortRange {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// A port that a container was made to publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Port {
    /// As it was asked for; none means every address.
    #[cfg_attr(feature = "component", component(name = "host-address"))]
    pub host_address: Option<String>,
    /// None where Docker picks one, of a range where there are several.
    pub published: Option<PortRange>,
    /// The port of the container.
    pub target: u16,
    /// One of `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

impl Port {
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "containers.port.protocol",
        words: &["tcp", "udp", "sctp"],
        beginnings: &[],
    };
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
}

impl Words for Port {
    fn visit(&mut self, visit: Visit<'_>) {
        self.host_address.visit(visit);
        self.published.visit(visit);
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
    }
}

/// `mount`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Mount {
    /// One of `bind`, `volume`, `tmpfs` or `other`.
    pub kind: String,
    /// Host path of a bind, or name of a volume.
    pub origin: Option<String>,
    /// Path inside the container.
    pub target: String,
    /// `read-only`
    #[cfg_attr(feature = "component", component(name = "read-only"))]
    pub read_only: bool,
    /// Whether it was asked for in the form that Compose has for `volumes`. Secrets, configs and volumes
    /// of the image are not, and some volumes are not either.
    pub asked: bool,
}

impl Mount {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "containers.mount.kind",
        words: &["bind", "volume", "tmpfs", "other"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_BIND: &str = "bind";
    /// A word of `kind`.
    pub const KIND_VOLUME: &str = "volume";
    /// A word of `kind`.
    pub const KIND_TMPFS: &str = "tmpfs";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
}

impl Words for Mount {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.origin.visit(visit);
    }
}

/// `container`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Container {
    /// Unique on the host.
    pub name: String,
    /// The service of a known Compose project that it is of, as `compose` calls it, by the files that its
    /// labels name; it need not be defined there any more.
    pub service: Option<String>,
    /// The names of project and service that its labels have, whichever project that is.
    #[cfg_attr(feature = "component", component(name = "project-label"))]
    pub project_label: Option<String>,
    /// `service-label`
    #[cfg_attr(feature = "component", component(name = "service-label"))]
    pub service_label: Option<String>,
    /// The Compose files that its labels name.
    pub files: Vec<String>,
    /// Whether it was made to run one command (`docker compose run`).
    #[cfg_attr(feature = "component", component(name = "one-off"))]
    pub one_off: bool,
    /// One of `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead` or `other`.
    pub state: String,
    /// What its health check says. One of `none` (it has none), `starting`, `healthy`, `unhealthy` or
    /// `other`.
    pub health: String,
    /// Of its last run.
    #[cfg_attr(feature = "component", component(name = "exit-code"))]
    pub exit_code: i64,
    /// How often its restart policy has started it again.
    #[cfg_attr(feature = "component", component(name = "restart-count"))]
    pub restart_count: u32,
    /// As it was asked for, such as `postgres:16`; none where it has another form.
    pub image: Option<String>,
    /// Account of its first process; empty for that of the image.
    pub user: Option<String>,
    /// Number of the class of containers that Compose made from the same configuration, in this run;
    /// none for one that it did not make. The digest itself does not leave: secrets are part of it.
    pub configuration: Option<u32>,
    /// `log-driver`
    #[cfg_attr(feature = "component", component(name = "log-driver"))]
    pub log_driver: Option<String>,
    /// `max-size` of its log.
    #[cfg_attr(feature = "component", component(name = "log-max-size"))]
    pub log_max_size: Option<String>,
    /// `ports`
    pub ports: Vec<Port>,
    /// `mounts`
    pub mounts: Vec<Mount>,
    /// `source`
    pub source: Source,
}

impl Container {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "containers.container.state",
        words: &["created", "running", "paused", "restarting", "removing", "exited", "dead", "other"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_CREATED: &str = "created";
    /// A word of `state`.
    pub const STATE_RUNNING: &str = "running";
    /// A word of `state`.
    pub const STATE_PAUSED: &str = "paused";
    /// A word of `state`.
    pub const STATE_RESTARTING: &str = "restarting";
    /// A word of `state`.
    pub const STATE_REMOVING: &str = "removing";
    /// A word of `state`.
    pub const STATE_EXITED: &str = "exited";
    /// A word of `state`.
    pub const STATE_DEAD: &str = "dead";
    /// A word of `state`.
    pub const STATE_OTHER: &str = "other";
    /// What `health` can be.
    pub const HEALTH: Vocabulary = Vocabulary {
        field: "containers.container.health",
        words: &["none", "starting", "healthy", "unhealthy", "other"],
        beginnings: &[],
    };
    /// A word of `health`.
    pub const HEALTH_NONE: &str = "none";
    /// A word of `health`.
    pub const HEALTH_STARTING: &str = "starting";
    /// A word of `health`.
    pub const HEALTH_HEALTHY: &str = "healthy";
    /// A word of `health`.
    pub const HEALTH_UNHEALTHY: &str = "unhealthy";
    /// A word of `health`.
    pub const HEALTH_OTHER: &str = "other";
}

impl Words for Container {
    fn visit(&mut self, visit: Visit<'_>) {
        self.service.visit(visit);
        self.project_label.visit(visit);
        self.service_label.visit(visit);
        self.files.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        crate::vocabulary::visit_texts(&Self::HEALTH, &mut self.health, visit);
        self.image.visit(visit);
        self.user.visit(visit);
        self.configuration.visit(visit);
        self.log_driver.visit(visit);
        self.log_max_size.visit(visit);
        self.ports.visit(visit);
        self.mounts.visit(visit);
        self.source.visit(visit);
    }
}

/// A variable that a file gives to a service, as a container of that service has it. No other variable of
/// a container is in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Variable {
    /// `container`
    pub container: String,
    /// `service`
    pub service: String,
    /// The environment file of `env`, or the Compose file, that the value is compared with.
    pub file: String,
    /// `name`
    pub name: String,
    /// One of `set`, `empty`, `placeholder` or `missing`.
    pub status: String,
    /// The class of equal values that it would have in that file, see `key.equality` of `env`.
    pub equality: Option<u32>,
}

impl Variable {
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "containers.variable.status",
        words: &["set", "empty", "placeholder", "missing"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
}

impl Words for Variable {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        self.equality.visit(visit);
    }
}

/// Answers to the functions of `muster:docker/containers`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContainersFacts {
    /// Empty where nothing on the host runs containers; `unsupported` for an image at rest.
    pub containers: Fact<Vec<Container>>,
    /// Of containers that run.
    pub variables: Fact<Vec<Variable>>,
}

impl DomainFacts for ContainersFacts {
    const DOMAIN: Domain = Domain::Containers;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.containers.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            containers: Err(error.clone()),
            variables: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.containers.as_ref().map_or(0, Vec::len)
            + self.variables.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ContainersFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.containers.visit(visit);
        self.variables.visit(visit);
    }
}
