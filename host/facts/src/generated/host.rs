// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:host/host`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `host-identity`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HostIdentity {
    /// The host's own name (`/etc/hostname`), or the name the operator gave the target.
    pub name: String,
    /// `ID` of os-release(5): `debian`, `ubuntu`, …
    #[cfg_attr(feature = "component", component(name = "os-id"))]
    pub os_id: String,
    /// `ID_LIKE` of os-release(5): what it derives from, the closest first, such as `rhel`,
    /// `centos`, `fedora`.
    #[cfg_attr(feature = "component", component(name = "os-like"))]
    pub os_like: Vec<String>,
    /// `VERSION_ID` of os-release(5): `12`, `24.04`; empty for a rolling release.
    #[cfg_attr(feature = "component", component(name = "os-version"))]
    pub os_version: String,
    /// `PRETTY_NAME` of os-release(5).
    #[cfg_attr(feature = "component", component(name = "os-name"))]
    pub os_name: String,
    /// What starts services. One of `systemd` or `openrc`. None when that could not be told, or when a running host
    /// does not run it.
    #[cfg_attr(feature = "component", component(name = "init-system"))]
    pub init_system: Option<String>,
    /// Release of the running kernel; none for a target that is not running.
    pub kernel: Option<String>,
    /// Whether the collectors ran with root's rights, so that `denied` facts are explicable.
    pub privileged: bool,
}

impl HostIdentity {
    /// What `init_system` can be.
    pub const INIT_SYSTEM: Vocabulary = Vocabulary {
        field: "host.host-identity.init-system",
        words: &["systemd", "openrc"],
        beginnings: &[],
    };
    /// A word of `init_system`.
    pub const INIT_SYSTEM_SYSTEMD: &str = "systemd";
    /// A word of `init_system`.
    pub const INIT_SYSTEM_OPENRC: &str = "openrc";
}

impl Words for HostIdentity {
    fn visit(&mut self, visit: Visit<'_>) {
        self.os_like.visit(visit);
        crate::vocabulary::visit_texts(&Self::INIT_SYSTEM, &mut self.init_system, visit);
        self.kernel.visit(visit);
    }
}

/// One address of one network interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Address {
    /// `network-interface`
    #[cfg_attr(feature = "component", component(name = "network-interface"))]
    pub network_interface: String,
    /// One of `ipv4` or `ipv6`.
    pub family: String,
    /// Canonical text form without a prefix length.
    pub address: String,
    /// One of `global`, `private` (RFC 1918, RFC 4193, RFC 6598), `link-local` or `loopback`.
    pub scope: String,
}

impl Address {
    /// What `family` can be.
    pub const FAMILY: Vocabulary = Vocabulary {
        field: "host.address.family",
        words: &["ipv4", "ipv6"],
        beginnings: &[],
    };
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// What `scope` can be.
    pub const SCOPE: Vocabulary = Vocabulary {
        field: "host.address.scope",
        words: &["global", "private", "link-local", "loopback"],
        beginnings: &[],
    };
    /// A word of `scope`.
    pub const SCOPE_GLOBAL: &str = "global";
    /// A word of `scope`.
    pub const SCOPE_PRIVATE: &str = "private";
    /// A word of `scope`.
    pub const SCOPE_LINK_LOCAL: &str = "link-local";
    /// A word of `scope`.
    pub const SCOPE_LOOPBACK: &str = "loopback";
}

impl Words for Address {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::FAMILY, &mut self.family, visit);
        crate::vocabulary::visit_texts(&Self::SCOPE, &mut self.scope, visit);
    }
}

/// A container, whose kernel is that of the machine that runs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Container {
    /// Who made it. One of `docker`, `podman`, `kubernetes`, `lxc`, `systemd-nspawn`, `openvz`, `wsl` or
    /// `other`.
    pub kind: String,
    /// What shows it.
    pub source: Source,
}

impl Container {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "host.container.kind",
        words: &["docker", "podman", "kubernetes", "lxc", "systemd-nspawn", "openvz", "wsl", "other"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_DOCKER: &str = "docker";
    /// A word of `kind`.
    pub const KIND_PODMAN: &str = "podman";
    /// A word of `kind`.
    pub const KIND_KUBERNETES: &str = "kubernetes";
    /// A word of `kind`.
    pub const KIND_LXC: &str = "lxc";
    /// A word of `kind`.
    pub const KIND_SYSTEMD_NSPAWN: &str = "systemd-nspawn";
    /// A word of `kind`.
    pub const KIND_OPENVZ: &str = "openvz";
    /// A word of `kind`.
    pub const KIND_WSL: &str = "wsl";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
}

impl Words for Container {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.source.visit(visit);
    }
}

/// An interface to a network without wires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct WirelessInterface {
    /// Such as `wlan0`.
    pub name: String,
    /// The module of the kernel that drives it; none where that could not be told.
    pub driver: Option<String>,
    /// `source`
    pub source: Source,
}

impl Words for WirelessInterface {
    fn visit(&mut self, visit: Visit<'_>) {
        self.driver.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:host/host`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostFacts {
    /// `identity`
    pub identity: Fact<HostIdentity>,
    /// The container that the target is; none for a machine with a kernel of its own, virtual or not.
    /// `unsupported` for an image without a kernel, as one of a container is.
    pub surrounding_container: Fact<Option<Container>>,
    /// Addresses of the running host; `unsupported` for a target that is not running.
    pub addresses: Fact<Vec<Address>>,
    /// `unsupported` for a target that is not running.
    pub wireless_interfaces: Fact<Vec<WirelessInterface>>,
}

impl DomainFacts for HostFacts {
    const DOMAIN: Domain = Domain::Host;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.host.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            identity: Err(error.clone()),
            surrounding_container: Err(error.clone()),
            addresses: Err(error.clone()),
            wireless_interfaces: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.addresses.as_ref().map_or(0, Vec::len)
            + self.wireless_interfaces.as_ref().map_or(0, Vec::len)
    }
}

impl Words for HostFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.identity.visit(visit);
        self.surrounding_container.visit(visit);
        self.addresses.visit(visit);
        self.wireless_interfaces.visit(visit);
    }
}
