//! The keys of `daemon.json` with the types of their values. The sources of the table are Docker's reference of dockerd
//! ("Daemon configuration file") and the engine's own configuration, of every release since 20.10: a key that one of
//! them takes is known. Pure.

use serde_json::Value;

/// What stands behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Switch,
    Text,
    Whole,
    Texts,
    Items,
    NamedTexts,
    NamedSwitches,
    NamedObjects,
    Object,
    /// Other keys of this table.
    Keys,
    /// The engine does not look at it.
    Anything,
}

/// Keys by the form of their values.
const KEYS: [(Form, &[&str]); 10] = [
    (
        Form::Switch,
        &[
            "allow-direct-routing",
            "cri-containerd",
            "debug",
            "disable-legacy-registry",
            "experimental",
            "icc",
            "init",
            "ip-forward",
            "ip-forward-no-drop",
            "ip-masq",
            "ip6tables",
            "iptables",
            "ipv6",
            "live-restore",
            "no-new-privileges",
            "raw-logs",
            "rootless",
            "selinux-enabled",
            "tls",
            "tlsverify",
            "userland-proxy",
        ],
    ),
    (
        Form::Text,
        &[
            "api-cors-header",
            "bip",
            "bip6",
            "bridge",
            "bridge-accept-fwmark",
            "cgroup-parent",
            "cluster-advertise",
            "cluster-store",
            "containerd",
            "containerd-namespace",
            "containerd-plugin-namespace",
            "containerd-plugins-namespace",
            "data-root",
            "default-cgroupns-mode",
            "default-gateway",
            "default-gateway-v6",
            "default-init",
            "default-ipc-mode",
            "default-runtime",
            "default-shm-size",
            "exec-root",
            "firewall-backend",
            "fixed-cidr",
            "fixed-cidr-v6",
            "graph",
            "group",
            "host-gateway-ip",
            "http-proxy",
            "https-proxy",
            "init-path",
            "ip",
            "log-driver",
            "log-format",
            "log-level",
            "metrics-addr",
            "no-proxy",
            "pidfile",
            "resolv-conf",
            "seccomp-profile",
            "storage-driver",
            "swarm-default-advertise-addr",
            "tlscacert",
            "tlscert",
            "tlskey",
            "userland-proxy-path",
            "userns-remap",
        ],
    ),
    (
        Form::Whole,
        &[
            "cpu-rt-period",
            "cpu-rt-runtime",
            "max-concurrent-downloads",
            "max-concurrent-uploads",
            "max-download-attempts",
            "mtu",
            "network-control-plane-mtu",
            "network-diagnostic-port",
            "oom-score-adjust",
            "shutdown-timeout",
            "swarm-raft-election-tick",
            "swarm-raft-heartbeat-tick",
        ],
    ),
    (
        Form::Texts,
        &[
            "authorization-plugins",
            "cdi-spec-dirs",
            "dns",
            "dns-opts",
            "dns-search",
            "exec-opts",
            "host-gateway-ips",
            "hosts",
            "insecure-registries",
            "labels",
            "node-generic-resources",
            "registry-mirrors",
            "storage-opts",
        ],
    ),
    (Form::Items, &["default-address-pools"]),
    (Form::NamedTexts, &["cluster-store-opts", "log-opts"]),
    (Form::NamedSwitches, &["features"]),
    (
        Form::NamedObjects,
        &["default-network-opts", "default-ulimits", "runtimes"],
    ),
    (Form::Object, &["builder"]),
    (Form::Keys, &["proxies"]),
];

/// What the engine takes in the file and does not use: names of options that are called otherwise there, and keys of
/// the past.
const UNUSED: [&str; 23] = [
    "add-runtime",
    "allow-nondistributable-artifacts",
    "authorization-plugin",
    "cdi-spec-dir",
    "cluster-store-opt",
    "config-file",
    "default-address-pool",
    "default-network-opt",
    "default-ulimit",
    "deprecated-key-path",
    "dns-opt",
    "exec-opt",
    "feature",
    "help",
    "host",
    "insecure-registry",
    "label",
    "log-opt",
    "node-generic-resource",
    "registry-mirror",
    "storage-opt",
    "validate",
    "version",
];

/// Options of the command line that have another name in the file.
const RENAMED: [(&str, &str); 17] = [
    ("authorization-plugin", "authorization-plugins"),
    ("cdi-spec-dir", "cdi-spec-dirs"),
    ("cluster-store-opt", "cluster-store-opts"),
    ("default-address-pool", "default-address-pools"),
    ("default-network-opt", "default-network-opts"),
    ("default-ulimit", "default-ulimits"),
    ("dns-opt", "dns-opts"),
    ("exec-opt", "exec-opts"),
    ("feature", "features"),
    ("host", "hosts"),
    ("host-gateway-ip", "host-gateway-ips"),
    ("insecure-registry", "insecure-registries"),
    ("label", "labels"),
    ("log-opt", "log-opts"),
    ("node-generic-resource", "node-generic-resources"),
    ("registry-mirror", "registry-mirrors"),
    ("storage-opt", "storage-opts"),
];

/// The form of a key; none for one that the engine does not know.
pub(super) fn form(key: &str) -> Option<Form> {
    let known = KEYS.iter().find(|(_, keys)| keys.contains(&key));
    known
        .map(|(form, _)| *form)
        .or_else(|| UNUSED.contains(&key).then_some(Form::Anything))
}

/// Every key that does something.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().flat_map(|(_, keys)| keys.iter().copied())
}

/// The keys of the file that an option of the command line excludes: the engine takes a setting from one of both.
pub(super) fn keys_of_option(option: &str) -> impl Iterator<Item = &str> {
    let renamed = RENAMED.iter().find(|(name, _)| *name == option);
    let renamed = renamed.map(|(_, key)| *key);
    // Of an option with another name, the file may have its own name as well, which does nothing.
    let same = (form(option).is_some_and(|form| form != Form::Anything)).then_some(option);
    renamed.into_iter().chain(same)
}

impl Form {
    /// Whether a value has it. `null` is as if the key were not there.
    pub(super) fn is_of(self, value: &Value) -> bool {
        let named = |is: fn(&Value) -> bool| {
            let members = value.as_object();
            members.is_some_and(|members| members.values().all(is))
        };
        value.is_null()
            || match self {
                Self::Switch => value.is_boolean(),
                Self::Text => value.is_string(),
                Self::Whole => value.is_i64() || value.is_u64(),
                Self::Texts => value
                    .as_array()
                    .is_some_and(|items| items.iter().all(is_text)),
                Self::Items => value.is_array(),
                Self::NamedTexts => named(is_text),
                Self::NamedSwitches => named(|one| one.is_boolean() || one.is_null()),
                Self::NamedObjects => named(|one| one.is_object() || one.is_null()),
                Self::Object | Self::Keys => value.is_object(),
                Self::Anything => true,
            }
    }

    /// In words, for a message on a value that is not of it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Switch => "true or false",
            Self::Text => "a text",
            Self::Whole => "a whole number",
            Self::Texts => "a list of texts",
            Self::Items => "a list",
            Self::NamedTexts => "an object of texts",
            Self::NamedSwitches => "an object of true and false",
            Self::NamedObjects => "an object of objects",
            Self::Object | Self::Keys | Self::Anything => "an object",
        }
    }
}

fn is_text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}
