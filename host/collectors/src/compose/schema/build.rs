//! The keys of `build`, `deploy` and `develop`; see the table of a service.

use super::kinds::{
    AMOUNT, ASSIGNMENT_SET, ASSIGNMENTS, FLAG, HOSTS, Kind, Level, NUMBER, Others, QUANTITY, SET,
    TEXT, TEXT_OR_LIST, TEXT_OR_SET, TEXTS, WHOLE, keys, list, optional, words,
};
use super::service::{FILES, HOOK, ULIMITS};

pub(super) static BUILD: Level = Level {
    name: "`build`",
    keys: &[
        ("additional_contexts", ASSIGNMENTS),
        ("args", ASSIGNMENTS),
        ("cache_from", TEXTS),
        ("cache_to", TEXTS),
        ("context", TEXT),
        ("dockerfile", TEXT),
        ("dockerfile_inline", TEXT),
        ("entitlements", TEXTS),
        ("extra_hosts", HOSTS),
        ("isolation", TEXT),
        ("labels", ASSIGNMENTS),
        ("network", TEXT),
        ("no_cache", FLAG),
        ("no_cache_filter", TEXT_OR_SET),
        ("platforms", TEXTS),
        ("privileged", FLAG),
        ("provenance", FLAG),
        ("pull", FLAG),
        ("sbom", FLAG),
        ("secrets", FILES),
        ("shm_size", AMOUNT),
        ("ssh", ASSIGNMENT_SET),
        ("tags", TEXTS),
        ("target", TEXT),
        ("ulimits", ULIMITS),
    ],
    required: &[],
    others: Others::Own,
};

pub(super) const DEPLOY: Kind = optional(&DEPLOYMENT);
pub(super) const DEVELOP: Kind = optional(&DEVELOPMENT);

static DEPLOYMENT: Level = Level {
    name: "`deploy`",
    keys: &[
        ("endpoint_mode", TEXT),
        ("labels", ASSIGNMENTS),
        ("mode", TEXT),
        ("placement", keys(&PLACEMENT)),
        ("replicas", WHOLE),
        ("resources", keys(&RESOURCES)),
        ("restart_policy", keys(&RESTART_POLICY)),
        ("rollback_config", keys(&UPDATE)),
        ("update_config", keys(&UPDATE)),
    ],
    required: &[],
    others: Others::Own,
};

static PLACEMENT: Level = Level {
    name: "`placement`",
    keys: &[
        ("constraints", TEXTS),
        ("max_replicas_per_node", WHOLE),
        ("preferences", list(&keys(&PREFERENCE))),
    ],
    required: &[],
    others: Others::Own,
};

static PREFERENCE: Level = Level {
    name: "an entry of `preferences`",
    keys: &[("spread", TEXT)],
    required: &[],
    others: Others::Own,
};

static RESOURCES: Level = Level {
    name: "`resources`",
    keys: &[("limits", keys(&LIMITS)), ("reservations", keys(&RESERVED))],
    required: &[],
    others: Others::Own,
};

static LIMITS: Level = Level {
    name: "`limits`",
    keys: &[("cpus", QUANTITY), ("memory", TEXT), ("pids", AMOUNT)],
    required: &[],
    others: Others::Own,
};

static RESERVED: Level = Level {
    name: "`reservations`",
    keys: &[
        ("cpus", QUANTITY),
        ("devices", list(&keys(&DEVICE))),
        ("generic_resources", list(&keys(&GENERIC))),
        ("memory", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static DEVICE: Level = Level {
    name: "an entry of `devices` under `reservations`",
    keys: &[
        ("capabilities", SET),
        ("count", AMOUNT),
        ("device_ids", SET),
        ("driver", TEXT),
        ("options", ASSIGNMENT_SET),
    ],
    required: &["capabilities"],
    others: Others::Own,
};

static GENERIC: Level = Level {
    name: "an entry of `generic_resources`",
    keys: &[("discrete_resource_spec", keys(&DISCRETE))],
    required: &[],
    others: Others::Own,
};

static DISCRETE: Level = Level {
    name: "`discrete_resource_spec`",
    keys: &[("kind", TEXT), ("value", QUANTITY)],
    required: &[],
    others: Others::Own,
};

static RESTART_POLICY: Level = Level {
    name: "`restart_policy`",
    keys: &[
        ("condition", TEXT),
        ("delay", TEXT),
        ("max_attempts", WHOLE),
        ("window", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static UPDATE: Level = Level {
    name: "`update_config` or `rollback_config`",
    keys: &[
        ("delay", TEXT),
        ("failure_action", TEXT),
        ("max_failure_ratio", NUMBER),
        ("monitor", TEXT),
        ("order", words(&["start-first", "stop-first"])),
        ("parallelism", WHOLE),
    ],
    required: &[],
    others: Others::Own,
};

static DEVELOPMENT: Level = Level {
    name: "`develop`",
    keys: &[("watch", list(&keys(&WATCH)))],
    required: &[],
    others: Others::Own,
};

static WATCH: Level = Level {
    name: "an entry of `watch`",
    keys: &[
        (
            "action",
            words(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"]),
        ),
        ("exec", HOOK),
        ("ignore", TEXT_OR_LIST),
        ("include", TEXT_OR_LIST),
        ("initial_sync", FLAG),
        ("path", TEXT),
        ("target", TEXT),
    ],
    required: &["path", "action"],
    others: Others::Own,
};
