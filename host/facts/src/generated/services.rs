// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:compose/services`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Definition {
    /// As in `compose`: after the directory where there are several projects.
    pub name: String,
    /// See `service.waits-for` of `compose`.
    #[cfg_attr(feature = "component", component(name = "waits-for"))]
    pub waits_for: Vec<String>,
    /// The image, without tag and digest, as it is written: `postgres`, `ghcr.io/shop/api`. None
    /// where the service is only built.
    pub image: Option<String>,
    /// `tag`
    pub tag: Option<String>,
    /// `sha256:…`
    pub digest: Option<String>,
    /// Whether it has `build`.
    pub built: bool,
    /// Where the image stands, else the service.
    pub source: Source,
}

impl Words for Definition {
    fn visit(&mut self, visit: Visit<'_>) {
        self.waits_for.visit(visit);
        self.image.visit(visit);
        self.tag.visit(visit);
        self.digest.visit(visit);
        self.source.visit(visit);
    }
}

/// One value of one key of a service, once all files are merged. A key that a service does not set is
/// not in the list; of a list each entry is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Setting {
    /// `service`
    pub service: String,
    /// The key, as in a Compose file; `healthcheck` (`set` or `disabled`) and `logging` as
    /// `logging.driver`, `logging.options.max-file` and `logging.options.max-size`. What `deploy` says
    /// of limits, of restarting and of the number of containers is under the key of the same meaning. One of `cap_add`,
    /// `cap_drop`, `cgroup`, `device_cgroup_rules`, `devices`, `healthcheck`, `init`, `ipc`, `logging.driver`,
    /// `logging.options.max-file`, `logging.options.max-size`, `mem_limit`, `network_mode`, `pid`,
    /// `pids_limit`, `privileged`, `read_only`, `restart`, `scale`, `security_opt`, `user`,
    /// `userns_mode` or `uts`.
    pub key: String,
    /// As `docker compose config` has it: `true`, `unless-stopped`, memory in bytes; capabilities in
    /// capitals and without `CAP_`; the parts of `security_opt` with a colon between them, such as
    /// `no-new-privileges:true`.
    pub value: String,
    /// `source`
    pub source: Source,
}

impl Setting {
    /// What `key` can be.
    pub const KEY: Vocabulary = Vocabulary {
        field: "services.setting.key",
        words: &["cap_add", "cap_drop", "cgroup", "device_cgroup_rules", "devices", "healthcheck", "init", "ipc", "logging.driver", "logging.options.max-file", "logging.options.max-size", "mem_limit", "network_mode", "pid", "pids_limit", "privileged", "read_only", "restart", "scale", "security_opt", "user", "userns_mode", "uts"],
        beginnings: &[],
    };
    /// A word of `key`.
    pub const KEY_CAP_ADD: &str = "cap_add";
    /// A word of `key`.
    pub const KEY_CAP_DROP: &str = "cap_drop";
    /// A word of `key`.
    pub const KEY_CGROUP: &str = "cgroup";
    /// A word of `key`.
    pub const KEY_DEVICE_CGROUP_RULES: &str = "device_cgroup_rules";
    /// A word of `key`.
    pub const KEY_DEVICES: &str = "devices";
    /// A word of `key`.
    pub const KEY_HEALTHCHECK: &str = "healthcheck";
    /// A word of `key`.
    pub const KEY_INIT: &str = "init";
    /// A word of `key`.
    pub const KEY_IPC: &str = "ipc";
    /// A word of `key`.
    pub const KEY_LOGGING_DRIVER: &str = "logging.driver";
    /// A word of `key`.
    pub const KEY_LOGGING_OPTIONS_MAX_FILE: &str = "logging.options.max-file";
    /// A word of `key`.
    pub const KEY_LOGGING_OPTIONS_MAX_SIZE: &str = "logging.options.max-size";
    /// A word of `key`.
    pub const KEY_MEM_LIMIT: &str = "mem_limit";
    /// A word of `key`.
    pub const KEY_NETWORK_MODE: &str = "network_mode";
    /// A word of `key`.
    pub const KEY_PID: &str = "pid";
    /// A word of `key`.
    pub const KEY_PIDS_LIMIT: &str = "pids_limit";
    /// A word of `key`.
    pub const KEY_PRIVILEGED: &str = "privileged";
    /// A word of `key`.
    pub const KEY_READ_ONLY: &str = "read_only";
    /// A word of `key`.
    pub const KEY_RESTART: &str = "restart";
    /// A word of `key`.
    pub const KEY_SCALE: &str = "scale";
    /// A word of `key`.
    pub const KEY_SECURITY_OPT: &str = "security_opt";
    /// A word of `key`.
    pub const KEY_USER: &str = "user";
    /// A word of `key`.
    pub const KEY_USERNS_MODE: &str = "userns_mode";
    /// A word of `key`.
    pub const KEY_UTS: &str = "uts";
}

impl Words for Setting {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KEY, &mut self.key, visit);
        self.source.visit(visit);
    }
}

/// An `env_file:` entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct EnvFileEntry {
    /// `service`
    pub service: String,
    /// As it is written: `${ENV_FILE:-.env}`.
    pub written: String,
    /// Absolute path that it leads to; none where a part of it is not known.
    pub path: Option<String>,
    /// `required`
    pub required: bool,
    /// One of `present`, `missing`, `directory` or `unknown`.
    pub state: String,
    /// Whether the path is the default of a variable that nothing sets here.
    #[cfg_attr(feature = "component", component(name = "by-default"))]
    pub by_default: bool,
    /// The environment files that the policy binds (`targets.env-files`) and that are this very file,
    /// through links as well.
    #[cfg_attr(feature = "component", component(name = "same-file-as"))]
    pub same_file_as: Vec<String>,
    /// `source`
    pub source: Source,
}

impl EnvFileEntry {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "services.env-file-entry.state",
        words: &["present", "missing", "directory", "unknown"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_DIRECTORY: &str = "directory";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for EnvFileEntry {
    fn visit(&mut self, visit: Visit<'_>) {
        self.path.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.same_file_as.visit(visit);
        self.source.visit(visit);
    }
}

/// Whether Compose takes a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Acceptance {
    /// The file by which the project is called.
    pub file: String,
    /// One of `read` (Muster found nothing to refuse), `refused` or `unknown` (what a file includes or
    /// extends is not known).
    pub verdict: String,
    /// What Compose refuses, or what is not known, without any value.
    pub reason: Option<String>,
    /// Where; the file where the line is not known.
    pub source: Source,
}

impl Acceptance {
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "services.acceptance.verdict",
        words: &["read", "refused", "unknown"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_READ: &str = "read";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for Acceptance {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        self.reason.visit(visit);
        self.source.visit(visit);
    }
}

/// A file that Compose puts a project together from, beside what its files include and extend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ProjectFile {
    /// The file by which the project is called.
    pub project: String,
    /// `path`
    pub path: String,
    /// Why Compose loads it. One of `called` (the project is called by it), `override` (it lies beside
    /// that one, and nobody asked for it), `compose-file` (`COMPOSE_FILE` in `.env` names it) or
    /// `started` (Docker says that the project was started from it).
    pub role: String,
}

impl ProjectFile {
    /// What `role` can be.
    pub const ROLE: Vocabulary = Vocabulary {
        field: "services.project-file.role",
        words: &["called", "override", "compose-file", "started"],
        beginnings: &[],
    };
    /// A word of `role`.
    pub const ROLE_CALLED: &str = "called";
    /// A word of `role`.
    pub const ROLE_OVERRIDE: &str = "override";
    /// A word of `role`.
    pub const ROLE_COMPOSE_FILE: &str = "compose-file";
    /// A word of `role`.
    pub const ROLE_STARTED: &str = "started";
}

impl Words for ProjectFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ROLE, &mut self.role, visit);
    }
}

/// A key of a service that is not known, see `compose.gap`. A gap of `ports` or `volumes` is in
/// `compose` alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Unknown {
    /// `service`
    pub service: Option<String>,
    /// A key of `setting`, or `image`, `env_file`, `include`, `extends`, `profiles`; or
    /// `environment.NAME` for a variable whose value is not known.
    pub key: String,
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl Words for Unknown {
    fn visit(&mut self, visit: Visit<'_>) {
        self.service.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:compose/services`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicesFacts {
    /// One for each project; empty when there is none.
    pub acceptances: Fact<Vec<Acceptance>>,
    /// `definitions`
    pub definitions: Fact<Vec<Definition>>,
    /// Without those that `unknowns` names.
    pub settings: Fact<Vec<Setting>>,
    /// `env-file-entries`
    pub env_file_entries: Fact<Vec<EnvFileEntry>>,
    /// Of the projects that could be loaded, in the order in which Compose merges them.
    pub project_files: Fact<Vec<ProjectFile>>,
    /// `unknowns`
    pub unknowns: Fact<Vec<Unknown>>,
}

impl DomainFacts for ServicesFacts {
    const DOMAIN: Domain = Domain::Services;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.services.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            acceptances: Err(error.clone()),
            definitions: Err(error.clone()),
            settings: Err(error.clone()),
            env_file_entries: Err(error.clone()),
            project_files: Err(error.clone()),
            unknowns: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.acceptances.as_ref().map_or(0, Vec::len)
            + self.definitions.as_ref().map_or(0, Vec::len)
            + self.settings.as_ref().map_or(0, Vec::len)
            + self.env_file_entries.as_ref().map_or(0, Vec::len)
            + self.project_files.as_ref().map_or(0, Vec::len)
            + self.unknowns.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ServicesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.acceptances.visit(visit);
        self.definitions.visit(visit);
        self.settings.visit(visit);
        self.env_file_entries.visit(visit);
        self.project_files.visit(visit);
        self.unknowns.visit(visit);
    }
}
