//! The keys of a file as a whole, of its networks, volumes, secrets and configs; see the table of a service.

use super::kinds::{
    ANYTHING, ASSIGNMENT_SET, ASSIGNMENTS, DRIVER_OPTIONS, Form, Kind, Level, NAMED_TEXTS, Names,
    Others, SWITCH, TEXT, TEXTS, WHOLE_ALONE, keys, list, named, optional, or,
};

pub(super) static PROJECT: Level = Level {
    name: "a Compose file",
    keys: &[
        ("configs", named(&CONFIGS)),
        // Compose replaces it by what it stands for before it asks the schema.
        ("include", ANYTHING),
        ("models", named(&MODELS)),
        ("name", TEXT),
        ("networks", named(&NETWORKS)),
        ("secrets", named(&SECRETS)),
        ("services", named(&SERVICES)),
        ("version", TEXT),
        ("volumes", named(&VOLUMES)),
    ],
    required: &[],
    others: Others::Own,
};

/// Each service is looked at on its own, wherever it is defined.
static SERVICES: Names = Names {
    value: ANYTHING,
    form: Form::Plain,
};

static NETWORKS: Names = Names {
    value: optional(&NETWORK),
    form: Form::PlainOrIgnored,
};

static NETWORK: Level = Level {
    name: "a network",
    keys: &[
        ("attachable", SWITCH),
        ("driver", TEXT),
        ("driver_opts", DRIVER_OPTIONS),
        ("enable_ipv4", SWITCH),
        ("enable_ipv6", SWITCH),
        ("external", or(SWITCH, keys(&EXTERNAL))),
        ("internal", SWITCH),
        ("ipam", keys(&IPAM)),
        ("labels", ASSIGNMENTS),
        ("name", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static EXTERNAL: Level = Level {
    name: "`external`",
    keys: &[("name", TEXT)],
    required: &[],
    others: Others::Own,
};

static IPAM: Level = Level {
    name: "`ipam`",
    keys: &[
        ("config", list(&keys(&IPAM_CONFIG))),
        ("driver", TEXT),
        ("options", NAMED_TEXTS),
    ],
    required: &[],
    others: Others::Own,
};

static IPAM_CONFIG: Level = Level {
    name: "an entry of `config` under `ipam`",
    keys: &[
        ("aux_addresses", NAMED_TEXTS),
        ("gateway", TEXT),
        ("ip_range", TEXT),
        ("subnet", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static VOLUMES: Names = Names {
    value: optional(&VOLUME),
    form: Form::Plain,
};

static VOLUME: Level = Level {
    name: "a volume",
    keys: &[
        ("driver", TEXT),
        ("driver_opts", DRIVER_OPTIONS),
        ("external", or(SWITCH, keys(&EXTERNAL))),
        ("labels", ASSIGNMENT_SET),
        ("name", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

/// `external` of a secret or config may have any keys.
const ANY_EXTERNAL: Kind = Kind {
    map: ANYTHING.map,
    ..SWITCH
};

static SECRETS: Names = Names {
    value: keys(&SECRET),
    form: Form::Plain,
};

static SECRET: Level = Level {
    name: "a secret",
    keys: &[
        ("driver", TEXT),
        ("driver_opts", DRIVER_OPTIONS),
        ("environment", TEXT),
        ("external", ANY_EXTERNAL),
        ("file", TEXT),
        ("labels", ASSIGNMENT_SET),
        ("name", TEXT),
        ("template_driver", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static CONFIGS: Names = Names {
    value: keys(&CONFIG),
    form: Form::Plain,
};

static CONFIG: Level = Level {
    name: "a config",
    keys: &[
        ("content", TEXT),
        ("environment", TEXT),
        ("external", ANY_EXTERNAL),
        ("file", TEXT),
        ("labels", ASSIGNMENT_SET),
        ("name", TEXT),
        ("template_driver", TEXT),
    ],
    required: &[],
    others: Others::Own,
};

static MODELS: Names = Names {
    value: keys(&MODEL),
    form: Form::PlainOrIgnored,
};

static MODEL: Level = Level {
    name: "a model",
    keys: &[
        ("context_size", WHOLE_ALONE),
        ("model", TEXT),
        ("name", TEXT),
        ("runtime_flags", TEXTS),
    ],
    required: &["model"],
    others: Others::Own,
};
