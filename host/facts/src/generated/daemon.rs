// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:docker/daemon`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A part of Docker that is installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Component {
    /// One of `engine` (dockerd), `compose-plugin` (`docker compose`) or `compose-standalone` (the
    /// program `docker-compose`).
    pub kind: String,
    /// The package that it is of; none where only its file is seen.
    pub package: Option<String>,
    /// As the package manager, or the program itself, has it.
    pub version: Option<String>,
    /// `source`
    pub source: Source,
}

impl Component {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "daemon.component.kind",
        words: &["engine", "compose-plugin", "compose-standalone"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_ENGINE: &str = "engine";
    /// A word of `kind`.
    pub const KIND_COMPOSE_PLUGIN: &str = "compose-plugin";
    /// A word of `kind`.
    pub const KIND_COMPOSE_STANDALONE: &str = "compose-standalone";
}

impl Words for Component {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.package.visit(visit);
        self.version.visit(visit);
        self.source.visit(visit);
    }
}

/// A daemon that is started, or that would be where none is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Instance {
    /// `docker` for the one that root runs, else `docker/USER`.
    pub name: String,
    /// One of `rootful` or `rootless` (a user runs it).
    pub mode: String,
    /// Its settings file, whether it is there or not.
    #[cfg_attr(feature = "component", component(name = "settings-file"))]
    pub settings_file: String,
    /// What shows that there is such a daemon.
    pub source: Source,
}

impl Instance {
    /// What `mode` can be.
    pub const MODE: Vocabulary = Vocabulary {
        field: "daemon.instance.mode",
        words: &["rootful", "rootless"],
        beginnings: &[],
    };
    /// A word of `mode`.
    pub const MODE_ROOTFUL: &str = "rootful";
    /// A word of `mode`.
    pub const MODE_ROOTLESS: &str = "rootless";
}

impl Words for Instance {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::MODE, &mut self.mode, visit);
        self.source.visit(visit);
    }
}

/// A setting of a daemon, from its settings file, its command line or its socket's unit; of a list each
/// entry is one. What is not set is not in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Setting {
    /// As in `daemon.json`. `hosts` has the addresses of the socket's unit too. One of `group`,
    /// `hosts`, `icc`, `insecure-registries`, `ip6tables`, `iptables`, `live-restore`, `log-driver`,
    /// `log-opts.max-file`, `log-opts.max-size`, `no-new-privileges`, `tls`, `tlsverify`,
    /// `userland-proxy` or `userns-remap`.
    pub key: String,
    /// `true` and `false` for switches.
    pub value: String,
    /// `source`
    pub source: Source,
}

impl Setting {
    /// What `key` can be.
    pub const KEY: Vocabulary = Vocabulary {
        field: "daemon.setting.key",
        words: &["group", "hosts", "icc", "insecure-registries", "ip6tables", "iptables", "live-restore", "log-driver", "log-opts.max-file", "log-opts.max-size", "no-new-privileges", "tls", "tlsverify", "userland-proxy", "userns-remap"],
        beginnings: &[],
    };
    /// A word of `key`.
    pub const KEY_GROUP: &str = "group";
    /// A word of `key`.
    pub const KEY_HOSTS: &str = "hosts";
    /// A word of `key`.
    pub const KEY_ICC: &str = "icc";
    /// A word of `key`.
    pub const KEY_INSECURE_REGISTRIES: &str = "insecure-registries";
    /// A word of `key`.
    pub const KEY_IP6TABLES: &str = "ip6tables";
    /// A word of `key`.
    pub const KEY_IPTABLES: &str = "iptables";
    /// A word of `key`.
    pub const KEY_LIVE_RESTORE: &str = "live-restore";
    /// A word of `key`.
    pub const KEY_LOG_DRIVER: &str = "log-driver";
    /// A word of `key`.
    pub const KEY_LOG_OPTS_MAX_FILE: &str = "log-opts.max-file";
    /// A word of `key`.
    pub const KEY_LOG_OPTS_MAX_SIZE: &str = "log-opts.max-size";
    /// A word of `key`.
    pub const KEY_NO_NEW_PRIVILEGES: &str = "no-new-privileges";
    /// A word of `key`.
    pub const KEY_TLS: &str = "tls";
    /// A word of `key`.
    pub const KEY_TLSVERIFY: &str = "tlsverify";
    /// A word of `key`.
    pub const KEY_USERLAND_PROXY: &str = "userland-proxy";
    /// A word of `key`.
    pub const KEY_USERNS_REMAP: &str = "userns-remap";
}

impl Words for Setting {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KEY, &mut self.key, visit);
        self.source.visit(visit);
    }
}

/// Something with which a daemon does not start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Refusal {
    /// Begins with the file and the line, and holds no value: JSON that cannot be read, a key that dockerd does
    /// not know, a value of the wrong type, or a setting that an option of the command line makes as well.
    pub reason: String,
    /// `source`
    pub source: Source,
    /// That option.
    pub also: Option<Source>,
}

impl Words for Refusal {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
        self.also.visit(visit);
    }
}

/// The socket at which the daemon of root takes orders from programs of the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Socket {
    /// `path`
    pub path: String,
    /// One of `present`, `missing` (as where the daemon does not run) or `unit` (what the socket's unit
    /// makes of it the next time).
    pub state: String,
    /// Permission bits; none where it is missing.
    pub mode: Option<u32>,
    /// Names, or numbers where they have none; none where it is missing.
    pub owner: Option<String>,
    /// `group`
    pub group: Option<String>,
    /// Whether an access control list opens it further; none where that is not known.
    #[cfg_attr(feature = "component", component(name = "acl-extended"))]
    pub acl_extended: Option<bool>,
    /// `source`
    pub source: Source,
}

impl Socket {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "daemon.socket.state",
        words: &["present", "missing", "unit"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_UNIT: &str = "unit";
}

impl Words for Socket {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.mode.visit(visit);
        self.owner.visit(visit);
        self.group.visit(visit);
        self.acl_extended.visit(visit);
        self.source.visit(visit);
    }
}

/// An account that may give orders to the daemon of root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Member {
    /// `account`
    pub account: String,
    /// The group that the socket belongs to.
    pub group: String,
    /// `source`
    pub source: Source,
}

impl Words for Member {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:docker/daemon`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaemonFacts {
    /// Empty where nothing of Docker is installed. Podman's stand-in for `docker` does not count.
    pub components: Fact<Vec<Component>>,
    /// Empty where no Docker Engine is installed.
    pub instances: Fact<Vec<Instance>>,
    /// By `name`.
    ///
    /// Asked with `name` of `instances`.
    pub settings: BTreeMap<String, Fact<Vec<Setting>>>,
    /// By `name`.
    ///
    /// Empty where dockerd takes its settings as they are; where it does not, `settings` are not known. At most
    /// 100. Asked with `name` of `instances`.
    pub refusals: BTreeMap<String, Fact<Vec<Refusal>>>,
    /// `sockets`
    pub sockets: Fact<Vec<Socket>>,
    /// The members of the groups of `sockets`, root left out.
    pub members: Fact<Vec<Member>>,
}

impl DomainFacts for DaemonFacts {
    const DOMAIN: Domain = Domain::Daemon;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.daemon.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            components: Err(error.clone()),
            instances: Err(error.clone()),
            settings: BTreeMap::new(),
            refusals: BTreeMap::new(),
            sockets: Err(error.clone()),
            members: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.components.as_ref().map_or(0, Vec::len)
            + self.instances.as_ref().map_or(0, Vec::len)
            + self.settings.values().map(|list| list.as_ref().map_or(0, Vec::len)).sum::<usize>()
            + self.refusals.values().map(|list| list.as_ref().map_or(0, Vec::len)).sum::<usize>()
            + self.sockets.as_ref().map_or(0, Vec::len)
            + self.members.as_ref().map_or(0, Vec::len)
    }
}

impl Words for DaemonFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.components.visit(visit);
        self.instances.visit(visit);
        self.settings.visit(visit);
        self.refusals.visit(visit);
        self.sockets.visit(visit);
        self.members.visit(visit);
    }
}
