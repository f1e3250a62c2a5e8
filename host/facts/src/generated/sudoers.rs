// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:sudo/sudoers`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `program`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Program {
    /// One of `sudo`, `sudo-rs` or `doas`.
    pub kind: String,
    /// The file that it reads first.
    pub policy: String,
    /// The program's own file.
    pub source: Source,
}

impl Program {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "sudoers.program.kind",
        words: &["sudo", "sudo-rs", "doas"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_SUDO: &str = "sudo";
    /// A word of `kind`.
    pub const KIND_SUDO_RS: &str = "sudo-rs";
    /// A word of `kind`.
    pub const KIND_DOAS: &str = "doas";
}

impl Words for Program {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.source.visit(visit);
    }
}

/// A file that a program reads, or that looks as if it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PolicyFile {
    /// `path`
    pub path: String,
    /// One of `read`, `passed-over` (a name with a dot or with `~` at its end, in a directory that is
    /// included) or `unread` (`reason` says why).
    pub state: String,
    /// `reason`
    pub reason: Option<String>,
    /// The file itself.
    pub source: Source,
}

impl PolicyFile {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "sudoers.policy-file.state",
        words: &["read", "passed-over", "unread"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_READ: &str = "read";
    /// A word of `state`.
    pub const STATE_PASSED_OVER: &str = "passed-over";
    /// A word of `state`.
    pub const STATE_UNREAD: &str = "unread";
}

impl Words for PolicyFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.reason.visit(visit);
        self.source.visit(visit);
    }
}

/// A line that is not understood. What it would allow is not in the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Problem {
    /// `message`
    pub message: String,
    /// `source`
    pub source: Source,
}

impl Words for Problem {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// A setting of sudo, of a line of `Defaults`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DefaultSetting {
    /// As sudoers(5) names it, such as `use_pty`.
    pub name: String,
    /// One of `set`, `add` or `remove`.
    pub operator: String,
    /// `true` or `false` for switches. None where it is not one of those that are known to hold no secret.
    pub value: Option<String>,
    /// To whom it applies. One of `all`, `user`, `host`, `runas` or `command`.
    pub scope: String,
    /// Who or what that is; empty for `all`.
    pub names: Vec<String>,
    /// `source`
    pub source: Source,
}

impl DefaultSetting {
    /// What `operator` can be.
    pub const OPERATOR: Vocabulary = Vocabulary {
        field: "sudoers.default-setting.operator",
        words: &["set", "add", "remove"],
        beginnings: &[],
    };
    /// A word of `operator`.
    pub const OPERATOR_SET: &str = "set";
    /// A word of `operator`.
    pub const OPERATOR_ADD: &str = "add";
    /// A word of `operator`.
    pub const OPERATOR_REMOVE: &str = "remove";
    /// What `scope` can be.
    pub const SCOPE: Vocabulary = Vocabulary {
        field: "sudoers.default-setting.scope",
        words: &["all", "user", "host", "runas", "command"],
        beginnings: &[],
    };
    /// A word of `scope`.
    pub const SCOPE_ALL: &str = "all";
    /// A word of `scope`.
    pub const SCOPE_USER: &str = "user";
    /// A word of `scope`.
    pub const SCOPE_HOST: &str = "host";
    /// A word of `scope`.
    pub const SCOPE_RUNAS: &str = "runas";
    /// A word of `scope`.
    pub const SCOPE_COMMAND: &str = "command";
}

impl Words for DefaultSetting {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::OPERATOR, &mut self.operator, visit);
        self.value.visit(visit);
        crate::vocabulary::visit_texts(&Self::SCOPE, &mut self.scope, visit);
        self.names.visit(visit);
        self.source.visit(visit);
    }
}

/// Whom a rule is about. Of several that fit an account the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Subject {
    /// One of `user`, `uid`, `group`, `gid`, `netgroup`, `all` or `other`.
    pub kind: String,
    /// Without `%`, `#` and `+`.
    pub name: String,
    /// Whether it takes these out.
    pub negated: bool,
}

impl Subject {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "sudoers.subject.kind",
        words: &["user", "uid", "group", "gid", "netgroup", "all", "other"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_USER: &str = "user";
    /// A word of `kind`.
    pub const KIND_UID: &str = "uid";
    /// A word of `kind`.
    pub const KIND_GROUP: &str = "group";
    /// A word of `kind`.
    pub const KIND_GID: &str = "gid";
    /// A word of `kind`.
    pub const KIND_NETGROUP: &str = "netgroup";
    /// A word of `kind`.
    pub const KIND_ALL: &str = "all";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
}

impl Words for Subject {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
    }
}

/// One command of one line. Of all rules that fit an account and a command the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Rule {
    /// One of `sudo`, `sudo-rs` or `doas`.
    pub program: String,
    /// `subjects`
    pub subjects: Vec<Subject>,
    /// Whether it may be about this host.
    pub here: bool,
    /// The accounts to act as, as they are written; empty where it says none.
    pub targets: Vec<String>,
    /// Whether root is one of them.
    #[cfg_attr(feature = "component", component(name = "as-root"))]
    pub as_root: bool,
    /// Whether the own password is asked for. One of `default` (as the settings say), `asked` or `not-asked`.
    pub password: String,
    /// Whether it allows the command, and does not take it out.
    pub permits: bool,
    /// One of `all`, `path`, `directory` (every file in it), `edit` (sudoedit), `pattern` (a regular
    /// expression) or `other`.
    pub kind: String,
    /// The path, or for `edit` none.
    pub command: Option<String>,
    /// Whether the path stands for several, by `*`, `?` or `[`.
    pub wildcard: bool,
    /// One of `any`, `none`, `fixed`, `wildcard` or `open` (options alone, with which a shell or `su` still asks
    /// for commands, or a file by which `sudoedit` lets its user say what root does).
    pub arguments: String,
    /// Number of the part of a line that it is of: what it allows and takes out belongs together.
    pub part: u32,
    /// `source`
    pub source: Source,
}

impl Rule {
    /// What `program` can be.
    pub const PROGRAM: Vocabulary = Vocabulary {
        field: "sudoers.rule.program",
        words: &["sudo", "sudo-rs", "doas"],
        beginnings: &[],
    };
    /// A word of `program`.
    pub const PROGRAM_SUDO: &str = "sudo";
    /// A word of `program`.
    pub const PROGRAM_SUDO_RS: &str = "sudo-rs";
    /// A word of `program`.
    pub const PROGRAM_DOAS: &str = "doas";
    /// What `password` can be.
    pub const PASSWORD: Vocabulary = Vocabulary {
        field: "sudoers.rule.password",
        words: &["default", "asked", "not-asked"],
        beginnings: &[],
    };
    /// A word of `password`.
    pub const PASSWORD_DEFAULT: &str = "default";
    /// A word of `password`.
    pub const PASSWORD_ASKED: &str = "asked";
    /// A word of `password`.
    pub const PASSWORD_NOT_ASKED: &str = "not-asked";
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "sudoers.rule.kind",
        words: &["all", "path", "directory", "edit", "pattern", "other"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_ALL: &str = "all";
    /// A word of `kind`.
    pub const KIND_PATH: &str = "path";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
    /// A word of `kind`.
    pub const KIND_EDIT: &str = "edit";
    /// A word of `kind`.
    pub const KIND_PATTERN: &str = "pattern";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
    /// What `arguments` can be.
    pub const ARGUMENTS: Vocabulary = Vocabulary {
        field: "sudoers.rule.arguments",
        words: &["any", "none", "fixed", "wildcard", "open"],
        beginnings: &[],
    };
    /// A word of `arguments`.
    pub const ARGUMENTS_ANY: &str = "any";
    /// A word of `arguments`.
    pub const ARGUMENTS_NONE: &str = "none";
    /// A word of `arguments`.
    pub const ARGUMENTS_FIXED: &str = "fixed";
    /// A word of `arguments`.
    pub const ARGUMENTS_WILDCARD: &str = "wildcard";
    /// A word of `arguments`.
    pub const ARGUMENTS_OPEN: &str = "open";
}

impl Words for Rule {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROGRAM, &mut self.program, visit);
        self.subjects.visit(visit);
        self.targets.visit(visit);
        crate::vocabulary::visit_texts(&Self::PASSWORD, &mut self.password, visit);
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.command.visit(visit);
        crate::vocabulary::visit_texts(&Self::ARGUMENTS, &mut self.arguments, visit);
        self.source.visit(visit);
    }
}

/// Somebody besides root who can change what runs as root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Changer {
    /// The file, or a directory on the way to it.
    pub path: String,
    /// One of `account`, `group` or `everybody`.
    pub kind: String,
    /// Name or number; empty for everybody.
    pub name: String,
}

impl Changer {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "sudoers.changer.kind",
        words: &["account", "group", "everybody"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_ACCOUNT: &str = "account";
    /// A word of `kind`.
    pub const KIND_GROUP: &str = "group";
    /// A word of `kind`.
    pub const KIND_EVERYBODY: &str = "everybody";
}

impl Words for Changer {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
    }
}

/// What a rule runs as root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct CommandFile {
    /// `path`
    pub path: String,
    /// One of `present`, `missing` or `unknown` (`reason` says why).
    pub state: String,
    /// `reason`
    pub reason: Option<String>,
    /// Groups without members do not count.
    pub changers: Vec<Changer>,
}

impl CommandFile {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "sudoers.command-file.state",
        words: &["present", "missing", "unknown"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for CommandFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.reason.visit(visit);
        self.changers.visit(visit);
    }
}

/// Where else rules come from than the files of the host, see `sudoers` in nsswitch.conf(5); what is there is
/// not seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Directory {
    /// As nsswitch.conf names it, such as `sss` or `ldap`.
    pub service: String,
    /// `source`
    pub source: Source,
}

impl Words for Directory {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:sudo/sudoers`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SudoersFacts {
    /// Empty where none is installed.
    pub programs: Fact<Vec<Program>>,
    /// `files`
    pub files: Fact<Vec<PolicyFile>>,
    /// `problems`
    pub problems: Fact<Vec<Problem>>,
    /// `default-settings`
    pub default_settings: Fact<Vec<DefaultSetting>>,
    /// In the order in which the program reads them.
    pub rules: Fact<Vec<Rule>>,
    /// The paths of `rules` that are run as root, each once.
    pub command_files: Fact<Vec<CommandFile>>,
    /// `directories`
    pub directories: Fact<Vec<Directory>>,
}

impl DomainFacts for SudoersFacts {
    const DOMAIN: Domain = Domain::Sudoers;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.sudoers.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            programs: Err(error.clone()),
            files: Err(error.clone()),
            problems: Err(error.clone()),
            default_settings: Err(error.clone()),
            rules: Err(error.clone()),
            command_files: Err(error.clone()),
            directories: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.programs.as_ref().map_or(0, Vec::len)
            + self.files.as_ref().map_or(0, Vec::len)
            + self.problems.as_ref().map_or(0, Vec::len)
            + self.default_settings.as_ref().map_or(0, Vec::len)
            + self.rules.as_ref().map_or(0, Vec::len)
            + self.command_files.as_ref().map_or(0, Vec::len)
            + self.directories.as_ref().map_or(0, Vec::len)
    }
}

impl Words for SudoersFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.programs.visit(visit);
        self.files.visit(visit);
        self.problems.visit(visit);
        self.default_settings.visit(visit);
        self.rules.visit(visit);
        self.command_files.visit(visit);
        self.directories.visit(visit);
    }
}
