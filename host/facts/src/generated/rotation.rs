// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:logs/rotation`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `program`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Program {
    /// Whether logrotate is installed.
    pub installed: bool,
    /// Its main configuration file; none where there is none.
    pub configuration: Option<String>,
    /// `source`
    pub source: Source,
}

impl Words for Program {
    fn visit(&mut self, visit: Visit<'_>) {
        self.configuration.visit(visit);
        self.source.visit(visit);
    }
}

/// One of the file names or patterns before a `{`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Pattern {
    /// As it is written, without quotation marks.
    pub text: String,
    /// How many files it stands for; none when a directory on the way could not be listed.
    pub matches: Option<u32>,
    /// Whether it stands for the logs of containers that Docker keeps below `/var/lib/docker`.
    #[cfg_attr(feature = "component", component(name = "covers-containers"))]
    pub covers_containers: bool,
}

impl Words for Pattern {
    fn visit(&mut self, visit: Visit<'_>) {
        self.matches.visit(visit);
    }
}

/// Files with what is done to them. What stands outside of every stanza holds for those after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Stanza {
    /// `patterns`
    pub patterns: Vec<Pattern>,
    /// One of `hourly`, `daily`, `weekly`, `monthly`, `yearly` or `size` (whenever the files have that size).
    pub frequency: String,
    /// How many old files are kept.
    pub rotate: Option<u32>,
    /// Whether it is fine that no file is there.
    #[cfg_attr(feature = "component", component(name = "missing-ok"))]
    pub missing_ok: bool,
    /// Whether the file is emptied in place, so that the program that writes to it goes on with the same file.
    #[cfg_attr(feature = "component", component(name = "copy-truncate"))]
    pub copy_truncate: bool,
    /// Whether a package brought the file; none when that is not known.
    pub packaged: Option<bool>,
    /// `source`
    pub source: Source,
}

impl Stanza {
    /// What `frequency` can be.
    pub const FREQUENCY: Vocabulary = Vocabulary {
        field: "rotation.stanza.frequency",
        words: &["hourly", "daily", "weekly", "monthly", "yearly", "size"],
        beginnings: &[],
    };
    /// A word of `frequency`.
    pub const FREQUENCY_HOURLY: &str = "hourly";
    /// A word of `frequency`.
    pub const FREQUENCY_DAILY: &str = "daily";
    /// A word of `frequency`.
    pub const FREQUENCY_WEEKLY: &str = "weekly";
    /// A word of `frequency`.
    pub const FREQUENCY_MONTHLY: &str = "monthly";
    /// A word of `frequency`.
    pub const FREQUENCY_YEARLY: &str = "yearly";
    /// A word of `frequency`.
    pub const FREQUENCY_SIZE: &str = "size";
}

impl Words for Stanza {
    fn visit(&mut self, visit: Visit<'_>) {
        self.patterns.visit(visit);
        crate::vocabulary::visit_texts(&Self::FREQUENCY, &mut self.frequency, visit);
        self.rotate.visit(visit);
        self.packaged.visit(visit);
        self.source.visit(visit);
    }
}

/// What logrotate leaves out of its configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct IgnoredPart {
    /// One of `taboo` (files with such a name are not read), `unsafe-file` (others than root can write to it) or
    /// `syntax`.
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl IgnoredPart {
    /// What `reason` can be.
    pub const REASON: Vocabulary = Vocabulary {
        field: "rotation.ignored-part.reason",
        words: &["taboo", "unsafe-file", "syntax"],
        beginnings: &[],
    };
    /// A word of `reason`.
    pub const REASON_TABOO: &str = "taboo";
    /// A word of `reason`.
    pub const REASON_UNSAFE_FILE: &str = "unsafe-file";
    /// A word of `reason`.
    pub const REASON_SYNTAX: &str = "syntax";
}

impl Words for IgnoredPart {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::REASON, &mut self.reason, visit);
        self.source.visit(visit);
    }
}

/// Somebody who rotates a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Rotator {
    /// One of `logrotate`, `caddy` or `docker`.
    pub program: String,
    /// Where it is told to.
    pub source: Source,
}

impl Rotator {
    /// What `program` can be.
    pub const PROGRAM: Vocabulary = Vocabulary {
        field: "rotation.rotator.program",
        words: &["logrotate", "caddy", "docker"],
        beginnings: &[],
    };
    /// A word of `program`.
    pub const PROGRAM_LOGROTATE: &str = "logrotate";
    /// A word of `program`.
    pub const PROGRAM_CADDY: &str = "caddy";
    /// A word of `program`.
    pub const PROGRAM_DOCKER: &str = "docker";
}

impl Words for Rotator {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROGRAM, &mut self.program, visit);
        self.source.visit(visit);
    }
}

/// A file that several rotate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SharedFile {
    /// Its path; for the logs of containers the pattern by which logrotate finds them.
    pub file: String,
    /// One of `twice` (two places of logrotate's configuration name it, of which only the first counts),
    /// `caddy` (which rolls its own logs) or `docker` (which bounds the logs of containers).
    pub kind: String,
    /// The stanza of logrotate first.
    pub rotators: Vec<Rotator>,
}

impl SharedFile {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "rotation.shared-file.kind",
        words: &["twice", "caddy", "docker"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_TWICE: &str = "twice";
    /// A word of `kind`.
    pub const KIND_CADDY: &str = "caddy";
    /// A word of `kind`.
    pub const KIND_DOCKER: &str = "docker";
}

impl Words for SharedFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.rotators.visit(visit);
    }
}

/// What could not be found out about those who rotate a file beside logrotate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct UnknownRotator {
    /// One of `logrotate` (which files a pattern stands for), `caddy` (what it writes) or `docker` (what it
    /// bounds).
    pub program: String,
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl UnknownRotator {
    /// What `program` can be.
    pub const PROGRAM: Vocabulary = Vocabulary {
        field: "rotation.unknown-rotator.program",
        words: &["logrotate", "caddy", "docker"],
        beginnings: &[],
    };
    /// A word of `program`.
    pub const PROGRAM_LOGROTATE: &str = "logrotate";
    /// A word of `program`.
    pub const PROGRAM_CADDY: &str = "caddy";
    /// A word of `program`.
    pub const PROGRAM_DOCKER: &str = "docker";
}

impl Words for UnknownRotator {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROGRAM, &mut self.program, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:logs/rotation`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotationFacts {
    /// `overview`
    pub overview: Fact<Program>,
    /// In the order in which logrotate reads them; empty where there is no configuration.
    pub stanzas: Fact<Vec<Stanza>>,
    /// `ignored-parts`
    pub ignored_parts: Fact<Vec<IgnoredPart>>,
    /// `shared-files`
    pub shared_files: Fact<Vec<SharedFile>>,
    /// `unknown-rotators`
    pub unknown_rotators: Fact<Vec<UnknownRotator>>,
}

impl DomainFacts for RotationFacts {
    const DOMAIN: Domain = Domain::Rotation;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.rotation.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            stanzas: Err(error.clone()),
            ignored_parts: Err(error.clone()),
            shared_files: Err(error.clone()),
            unknown_rotators: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.stanzas.as_ref().map_or(0, Vec::len)
            + self.ignored_parts.as_ref().map_or(0, Vec::len)
            + self.shared_files.as_ref().map_or(0, Vec::len)
            + self.unknown_rotators.as_ref().map_or(0, Vec::len)
    }
}

impl Words for RotationFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.stanzas.visit(visit);
        self.ignored_parts.visit(visit);
        self.shared_files.visit(visit);
        self.unknown_rotators.visit(visit);
    }
}
