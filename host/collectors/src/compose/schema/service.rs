//! The keys of a service. The source of the table is compose-spec's `schema/compose-spec.json`, in all of its
//! releases: a key that one of them has is known, and a type that one of them takes is taken. What the program takes
//! before or after it asks the schema is as it is in Compose 2.26.

use super::build::{BUILD, DEPLOY, DEVELOP};
use super::kinds::{
    AMOUNT, ANYTHING, ASSIGNMENT_SET, ASSIGNMENTS, BOOLEAN, COMMAND, DRIVER_OPTIONS, FLAG, Form,
    HOSTS, Kind, Level, NOTHING, NUMBER, NUMBER_ALONE, Names, OPTIONS, Others, QUANTITY, SET,
    SWITCH, TEXT, TEXT_OR_LIST, TEXT_OR_NULL, TEXTS, VALUE, WHOLE, WHOLE_OR_NUMBER, keys, list,
    named, optional, or, set, within, words,
};

pub(super) static SERVICE: Level = Level {
    name: "a service",
    keys: &[
        ("annotations", ASSIGNMENTS),
        ("attach", FLAG),
        ("blkio_config", keys(&BLOCK_IO)),
        ("build", or(TEXT, keys(&BUILD))),
        ("cap_add", TEXTS),
        ("cap_drop", TEXTS),
        ("cgroup", words(&["host", "private"])),
        ("cgroup_parent", TEXT),
        ("command", COMMAND),
        ("configs", FILES),
        ("container_name", TEXT),
        ("cpu_count", within(0, i32::MAX)),
        ("cpu_percent", within(0, 100)),
        ("cpu_period", WHOLE_OR_NUMBER),
        ("cpu_quota", WHOLE_OR_NUMBER),
        ("cpu_rt_period", WHOLE_OR_NUMBER),
        ("cpu_rt_runtime", WHOLE_OR_NUMBER),
        ("cpu_shares", WHOLE_OR_NUMBER),
        ("cpus", NUMBER),
        ("cpuset", TEXT),
        ("credential_spec", keys(&CREDENTIAL)),
        ("depends_on", or(SET, named(&DEPENDENCIES))),
        ("deploy", DEPLOY),
        ("develop", DEVELOP),
        ("device_cgroup_rules", SET),
        ("devices", list(&or(TEXT, keys(&DEVICE)))),
        ("dns", TEXT_OR_LIST),
        ("dns_opt", TEXTS),
        ("dns_search", TEXT_OR_LIST),
        ("domainname", TEXT),
        ("entrypoint", COMMAND),
        ("env_file", or(TEXT, list(&or(TEXT, keys(&ENV_FILE))))),
        ("environment", ASSIGNMENTS),
        ("expose", list(&AMOUNT)),
        // Compose replaces it by what it stands for before it asks the schema.
        ("extends", or(TEXT, EXTENDS)),
        ("external_links", SET),
        ("extra_hosts", HOSTS),
        ("gpus", or(words(&["all"]), list(&keys(&GPU)))),
        ("group_add", set(&QUANTITY)),
        ("healthcheck", keys(&HEALTH_CHECK)),
        ("hostname", TEXT),
        ("image", TEXT),
        ("init", SWITCH),
        ("ipc", TEXT),
        ("isolation", TEXT),
        ("label_file", TEXT_OR_LIST),
        ("labels", ASSIGNMENTS),
        ("links", TEXTS),
        ("logging", keys(&LOGGING)),
        ("mac_address", TEXT),
        ("mem_limit", QUANTITY),
        ("mem_reservation", AMOUNT),
        ("mem_swappiness", AMOUNT),
        ("memswap_limit", QUANTITY),
        ("models", or(SET, named(&MODELS))),
        ("network_mode", TEXT),
        ("networks", or(SET, named(&ATTACHMENTS))),
        ("oom_kill_disable", SWITCH),
        ("oom_score_adj", within(-1000, 1000)),
        ("pid", TEXT_OR_NULL),
        ("pids_limit", WHOLE_OR_NUMBER),
        ("platform", TEXT),
        ("ports", list(&or(AMOUNT, keys(&PORT)))),
        ("post_start", list(&HOOK)),
        ("pre_start", list(&keys(&PRE_START))),
        ("pre_stop", list(&HOOK)),
        ("privileged", SWITCH),
        ("profiles", TEXTS),
        ("provider", keys(&PROVIDER)),
        ("pull_policy", TEXT),
        ("pull_refresh_after", TEXT),
        ("read_only", SWITCH),
        ("restart", TEXT),
        ("runtime", TEXT),
        ("scale", WHOLE),
        ("secrets", FILES),
        ("security_opt", SET),
        ("shm_size", QUANTITY),
        ("stdin_open", SWITCH),
        ("stop_grace_period", TEXT),
        ("stop_signal", TEXT),
        ("storage_opt", named(&STORAGE)),
        ("sysctls", ASSIGNMENTS),
        ("tmpfs", TEXT_OR_LIST),
        ("tty", SWITCH),
        ("ulimits", ULIMITS),
        ("use_api_socket", BOOLEAN),
        ("user", TEXT),
        ("userns_mode", TEXT),
        ("uts", TEXT),
        ("volumes", list(&or(TEXT, keys(&MOUNT)))),
        ("volumes_from", SET),
        ("working_dir", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static STORAGE: Names = Names {
    value: VALUE,
    form: Form::Any,
};

const EXTENDS: Kind = Kind {
    map: ANYTHING.map,
    ..NOTHING
};

static BLOCK_IO: Level = Level {
    name: "`blkio_config`",
    keys: &[
        ("device_read_bps", list(&keys(&DEVICE_RATE))),
        ("device_read_iops", list(&keys(&DEVICE_RATE))),
        ("device_write_bps", list(&keys(&DEVICE_RATE))),
        ("device_write_iops", list(&keys(&DEVICE_RATE))),
        ("weight", AMOUNT),
        ("weight_device", list(&keys(&DEVICE_WEIGHT))),
    ],
    required: &[],
    others: Others::Refused,
};

static DEVICE_RATE: Level = Level {
    name: "a limit of a device",
    keys: &[("path", TEXT), ("rate", AMOUNT)],
    required: &[],
    others: Others::Refused,
};

static DEVICE_WEIGHT: Level = Level {
    name: "the weight of a device",
    keys: &[("path", TEXT), ("weight", AMOUNT)],
    required: &[],
    others: Others::Refused,
};

static CREDENTIAL: Level = Level {
    name: "`credential_spec`",
    keys: &[("config", TEXT), ("file", TEXT), ("registry", TEXT)],
    required: &[],
    others: Others::Own,
};

static DEPENDENCIES: Names = Names {
    value: keys(&DEPENDENCY),
    form: Form::Plain,
};

static DEPENDENCY: Level = Level {
    name: "an entry of `depends_on`",
    keys: &[
        (
            "condition",
            words(&[
                "service_started",
                "service_healthy",
                "service_completed_successfully",
            ]),
        ),
        // Later releases take a text, too.
        ("required", SWITCH),
        ("restart", FLAG),
    ],
    required: &["condition"],
    others: Others::Own,
};

static DEVICE: Level = Level {
    name: "an entry of `devices`",
    keys: &[("permissions", TEXT), ("source", TEXT), ("target", TEXT)],
    required: &["source", "target"],
    others: Others::Own,
};

static ENV_FILE: Level = Level {
    name: "an entry of `env_file`",
    keys: &[("format", TEXT), ("path", TEXT), ("required", FLAG)],
    required: &["path"],
    others: Others::Refused,
};

static GPU: Level = Level {
    name: "an entry of `gpus`",
    keys: &[
        ("capabilities", SET),
        ("count", AMOUNT),
        ("device_ids", SET),
        ("driver", TEXT),
        ("options", ASSIGNMENT_SET),
    ],
    required: &[],
    others: Others::Ignored,
};

static HEALTH_CHECK: Level = Level {
    name: "`healthcheck`",
    keys: &[
        ("disable", SWITCH),
        ("interval", TEXT),
        ("retries", WHOLE_OR_NUMBER),
        ("start_interval", TEXT),
        ("start_period", TEXT),
        ("test", or(TEXT, TEXTS)),
        ("timeout", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static LOGGING: Level = Level {
    name: "`logging`",
    keys: &[("driver", TEXT), ("options", OPTIONS)],
    required: &[],
    others: Others::Own,
};

static MODELS: Names = Names {
    value: optional(&MODEL),
    form: Form::PlainOrIgnored,
};

static MODEL: Level = Level {
    name: "a model of a service",
    keys: &[("endpoint_var", TEXT), ("model_var", TEXT)],
    required: &[],
    others: Others::Own,
};

static ATTACHMENTS: Names = Names {
    value: optional(&ATTACHMENT),
    form: Form::Plain,
};

static ATTACHMENT: Level = Level {
    name: "a network of a service",
    keys: &[
        ("aliases", TEXTS),
        ("driver_opts", DRIVER_OPTIONS),
        ("gw_priority", NUMBER_ALONE),
        ("interface_name", TEXT),
        ("ipv4_address", TEXT),
        ("ipv6_address", TEXT),
        ("link_local_ips", TEXTS),
        ("mac_address", TEXT),
        ("priority", NUMBER_ALONE),
    ],
    required: &[],
    others: Others::Own,
};

static PORT: Level = Level {
    name: "an entry of `ports`",
    keys: &[
        ("app_protocol", TEXT),
        ("host_ip", TEXT),
        ("mode", TEXT),
        ("name", TEXT),
        ("protocol", TEXT),
        ("published", AMOUNT),
        ("target", WHOLE),
    ],
    required: &["target"],
    others: Others::Own,
};

pub(super) const HOOK: Kind = keys(&HOOKS);

static HOOKS: Level = Level {
    name: "a hook",
    keys: &[
        ("command", COMMAND),
        ("environment", ASSIGNMENT_SET),
        ("privileged", FLAG),
        ("user", TEXT),
        ("working_dir", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static PRE_START: Level = Level {
    name: "an entry of `pre_start`",
    keys: &[
        ("command", COMMAND),
        ("environment", ASSIGNMENT_SET),
        ("image", TEXT),
        ("per_replica", FLAG),
        ("privileged", FLAG),
        ("user", TEXT),
        ("working_dir", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static PROVIDER: Level = Level {
    name: "`provider`",
    keys: &[("options", ANYTHING), ("type", TEXT)],
    required: &["type"],
    others: Others::Own,
};

pub(super) const ULIMITS: Kind = named(&LIMITS);

static LIMITS: Names = Names {
    value: Kind {
        map: keys(&LIMIT).map,
        ..WHOLE
    },
    form: Form::SmallOrIgnored,
};

static LIMIT: Level = Level {
    name: "an entry of `ulimits`",
    keys: &[("hard", WHOLE), ("soft", WHOLE)],
    required: &["soft", "hard"],
    others: Others::Own,
};

/// Secrets and configs.
pub(super) const FILES: Kind = list(&NAME_OR_FILE);

static NAME_OR_FILE: Kind = or(TEXT, keys(&FILE));

static FILE: Level = Level {
    name: "an entry of `secrets` or `configs`",
    keys: &[
        ("gid", TEXT),
        ("mode", QUANTITY),
        ("source", TEXT),
        ("target", TEXT),
        ("uid", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static MOUNT: Level = Level {
    name: "an entry of `volumes`",
    keys: &[
        ("bind", keys(&BIND)),
        ("consistency", TEXT),
        ("image", keys(&IMAGE_MOUNT)),
        ("read_only", SWITCH),
        ("source", TEXT),
        ("target", TEXT),
        ("tmpfs", keys(&TMPFS)),
        ("type", TEXT),
        ("volume", keys(&VOLUME_MOUNT)),
    ],
    required: &["type", "target"],
    others: Others::Own,
};

static BIND: Level = Level {
    name: "`bind`",
    keys: &[
        ("create_host_path", FLAG),
        ("propagation", TEXT),
        (
            "recursive",
            words(&["enabled", "disabled", "writable", "readonly"]),
        ),
        ("selinux", words(&["z", "Z"])),
    ],
    required: &[],
    others: Others::Own,
};

static IMAGE_MOUNT: Level = Level {
    name: "`image` of a mount",
    keys: &[("subpath", TEXT)],
    required: &[],
    others: Others::Own,
};

static TMPFS: Level = Level {
    name: "`tmpfs` of a mount",
    keys: &[("mode", QUANTITY), ("size", AMOUNT)],
    required: &[],
    others: Others::Own,
};

static VOLUME_MOUNT: Level = Level {
    name: "`volume` of a mount",
    keys: &[
        ("labels", ASSIGNMENT_SET),
        ("nocopy", SWITCH),
        ("subpath", TEXT),
    ],
    required: &[],
    others: Others::Own,
};
