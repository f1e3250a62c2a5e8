// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:compose/compose`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `service`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Service {
    /// `name`
    pub name: String,
    /// The profiles that would start it, none of which is enabled (`COMPOSE_PROFILES` in
    /// `.env`); empty for a service that starts. A profile whose name comes from a variable is
    /// shown as `…`.
    #[cfg_attr(feature = "component", component(name = "waits-for"))]
    pub waits_for: Vec<String>,
}

impl Words for Service {
    fn visit(&mut self, visit: Visit<'_>) {
        self.waits_for.visit(visit);
    }
}

/// `compose-project`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ComposeProject {
    /// The compose file, as bound by the project (`targets.compose-file`). What it includes, the
    /// override beside it and the files that its services extend are part of the project.
    pub file: String,
    /// `services`
    pub services: Vec<Service>,
}

impl Words for ComposeProject {
    fn visit(&mut self, visit: Visit<'_>) {
        self.services.visit(visit);
    }
}

/// `mount`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Mount {
    /// `service`
    pub service: String,
    /// One of `bind`, `volume` (named), `anonymous` or `tmpfs`.
    pub kind: String,
    /// Host path of a bind (absolute), or name of a volume. `${NAME}` stands for the value of a
    /// variable that is secret, here and in `target`.
    pub origin: Option<String>,
    /// Path inside the container.
    pub target: String,
    /// `read-only`
    #[cfg_attr(feature = "component", component(name = "read-only"))]
    pub read_only: bool,
    /// `source`
    pub source: Source,
}

impl Mount {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "compose.mount.kind",
        words: &["bind", "volume", "anonymous", "tmpfs"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_BIND: &str = "bind";
    /// A word of `kind`.
    pub const KIND_VOLUME: &str = "volume";
    /// A word of `kind`.
    pub const KIND_ANONYMOUS: &str = "anonymous";
    /// A word of `kind`.
    pub const KIND_TMPFS: &str = "tmpfs";
}

impl Words for Mount {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.origin.visit(visit);
        self.source.visit(visit);
    }
}

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

/// A `ports:` entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Port {
    /// `service`
    pub service: String,
    /// See `service.waits-for`.
    #[cfg_attr(feature = "component", component(name = "waits-for"))]
    pub waits_for: Vec<String>,
    /// Host address as written; none means every address.
    #[cfg_attr(feature = "component", component(name = "host-address"))]
    pub host_address: Option<String>,
    /// Host ports; none when Docker picks one for each port of the container. As many as `target`
    /// has, port by port; or more for one port of the container, and Docker picks one of them.
    pub published: Option<PortRange>,
    /// Ports of the container.
    pub target: PortRange,
    /// One of `tcp`, `udp` or `sctp`.
    pub protocol: String,
    /// `source`
    pub source: Source,
}

impl Port {
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "compose.port.protocol",
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
        self.waits_for.visit(visit);
        self.host_address.visit(visit);
        self.published.visit(visit);
        self.target.visit(visit);
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
        self.source.visit(visit);
    }
}

/// A part of the project that is not known: a variable without a value, a file that could not be
/// read, an entry that Muster does not understand. Everything else is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Gap {
    /// None for a part of the whole project.
    pub service: Option<String>,
    /// The key that it stands under: `include`, `extends`, `profiles`, `ports`, `volumes`, `driver_opts`, …
    pub part: String,
    /// What is wrong, with file and line, and without any value.
    pub reason: String,
    /// For an entry of `ports`, the ports of the container where those are known.
    #[cfg_attr(feature = "component", component(name = "container-ports"))]
    pub container_ports: Option<PortRange>,
    /// `source`
    pub source: Source,
}

impl Words for Gap {
    fn visit(&mut self, visit: Visit<'_>) {
        self.service.visit(visit);
        self.container_ports.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:compose/compose`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComposeFacts {
    /// None when the policy binds no compose file. A bound file that does not exist is an error,
    /// except where only a built-in pack names it and nothing on the target runs containers.
    pub project: Fact<Option<ComposeProject>>,
    /// Without those that `gaps` names.
    pub mounts: Fact<Vec<Mount>>,
    /// What mounts of named volumes come to that are a path of the host under another name (`driver_opts` with
    /// `o: bind`): binds of that path. Without those that `gaps` names, whose part is `driver_opts`.
    pub volume_binds: Fact<Vec<Mount>>,
    /// Without those that `gaps` names.
    pub ports: Fact<Vec<Port>>,
    /// `gaps`
    pub gaps: Fact<Vec<Gap>>,
}

impl DomainFacts for ComposeFacts {
    const DOMAIN: Domain = Domain::Compose;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.compose.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            project: Err(error.clone()),
            mounts: Err(error.clone()),
            volume_binds: Err(error.clone()),
            ports: Err(error.clone()),
            gaps: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.mounts.as_ref().map_or(0, Vec::len)
            + self.volume_binds.as_ref().map_or(0, Vec::len)
            + self.ports.as_ref().map_or(0, Vec::len)
            + self.gaps.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ComposeFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.project.visit(visit);
        self.mounts.visit(visit);
        self.volume_binds.visit(visit);
        self.ports.visit(visit);
        self.gaps.visit(visit);
    }
}
