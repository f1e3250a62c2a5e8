// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:files/tree`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A directory that the walk did not enter, on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Skipped {
    /// `path`
    pub path: String,
    /// Why not. One of `memory` (it is gone after a restart, or made by the kernel), `foreign` (mounted from
    /// elsewhere, or of a file system that keeps no owners), `storage` (of containers, virtual machines, snapshots
    /// or packages that are images) or `twice` (it is walked through at another path).
    pub reason: String,
}

impl Skipped {
    /// What `reason` can be.
    pub const REASON: Vocabulary = Vocabulary {
        field: "tree.skipped.reason",
        words: &["memory", "foreign", "storage", "twice"],
        beginnings: &[],
    };
    /// A word of `reason`.
    pub const REASON_MEMORY: &str = "memory";
    /// A word of `reason`.
    pub const REASON_FOREIGN: &str = "foreign";
    /// A word of `reason`.
    pub const REASON_STORAGE: &str = "storage";
    /// A word of `reason`.
    pub const REASON_TWICE: &str = "twice";
}

impl Words for Skipped {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::REASON, &mut self.reason, visit);
    }
}

/// A directory that the walk could not enter, or where it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Hole {
    /// `path`
    pub path: String,
    /// `reason`
    pub reason: String,
}

impl Words for Hole {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// `walk`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Walk {
    /// Where the file systems that were walked through are mounted, sorted.
    pub roots: Vec<String>,
    /// Files and directories that were looked at.
    pub entries: u64,
    /// Sorted by path; at most 200.
    pub skipped: Vec<Skipped>,
    /// Sorted by path; at most 50. Where there is none, the walk is complete.
    pub holes: Vec<Hole>,
    /// The first of the file systems.
    pub source: Source,
}

impl Words for Walk {
    fn visit(&mut self, visit: Visit<'_>) {
        self.roots.visit(visit);
        self.skipped.visit(visit);
        self.holes.visit(visit);
        self.source.visit(visit);
    }
}

/// `found`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Found {
    /// Its path; that of the home for what is below one.
    pub path: String,
    /// One of `file` or `directory`.
    pub kind: String,
    /// Permission bits (octal 07777).
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// Names of uid and gid, where the target's own files have them.
    pub owner: Option<String>,
    /// `group`
    pub group: Option<String>,
}

impl Found {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "tree.found.kind",
        words: &["file", "directory"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
}

impl Words for Found {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.owner.visit(visit);
        self.group.visit(visit);
    }
}

/// What was found in one directory, or in one home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Place {
    /// The directory. For what is below a home it is the home, and nothing tells more of it.
    pub path: String,
    /// Whether it is a home.
    #[cfg_attr(feature = "component", component(name = "is-home"))]
    pub is_home: bool,
    /// How much of it there is.
    pub total: u64,
    /// Some of it, sorted by path; none in a home.
    pub examples: Vec<Found>,
    /// `source`
    pub source: Source,
}

impl Words for Place {
    fn visit(&mut self, visit: Visit<'_>) {
        self.examples.visit(visit);
        self.source.visit(visit);
    }
}

/// `hits`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Hits {
    /// `total`
    pub total: u64,
    /// Those with the most come first; at most 50.
    pub places: Vec<Place>,
    /// How much there is in other directories.
    pub elsewhere: u64,
}

impl Words for Hits {
    fn visit(&mut self, visit: Visit<'_>) {
        self.places.visit(visit);
    }
}

/// A file that runs with the rights of its owner or group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SetIdFile {
    /// `path`
    pub path: String,
    /// Whether it is below a home; then the path is that of the home.
    #[cfg_attr(feature = "component", component(name = "is-home"))]
    pub is_home: bool,
    /// `mode`
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// `owner`
    pub owner: Option<String>,
    /// `group`
    pub group: Option<String>,
    /// One of `packaged` (a package brings it so, or dpkg-statoverride says so), `changed` (a package brings it,
    /// without these bits as far as is known), `unpackaged` or `unknown` (no database of packages tells).
    pub origin: String,
    /// `source`
    pub source: Source,
}

impl SetIdFile {
    /// What `origin` can be.
    pub const ORIGIN: Vocabulary = Vocabulary {
        field: "tree.set-id-file.origin",
        words: &["packaged", "changed", "unpackaged", "unknown"],
        beginnings: &[],
    };
    /// A word of `origin`.
    pub const ORIGIN_PACKAGED: &str = "packaged";
    /// A word of `origin`.
    pub const ORIGIN_CHANGED: &str = "changed";
    /// A word of `origin`.
    pub const ORIGIN_UNPACKAGED: &str = "unpackaged";
    /// A word of `origin`.
    pub const ORIGIN_UNKNOWN: &str = "unknown";
}

impl Words for SetIdFile {
    fn visit(&mut self, visit: Visit<'_>) {
        self.owner.visit(visit);
        self.group.visit(visit);
        crate::vocabulary::visit_texts(&Self::ORIGIN, &mut self.origin, visit);
        self.source.visit(visit);
    }
}

/// A file below `/var/log`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct LogFile {
    /// `path`
    pub path: String,
    /// `mode`
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// `owner`
    pub owner: Option<String>,
    /// `group`
    pub group: Option<String>,
    /// `source`
    pub source: Source,
}

impl Words for LogFile {
    fn visit(&mut self, visit: Visit<'_>) {
        self.owner.visit(visit);
        self.group.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:files/tree`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreeFacts {
    /// `overview`
    pub overview: Fact<Walk>,
    /// Files that every account can write to, and directories of that kind in which one can replace what belongs to
    /// another, because they have no sticky bit. What lies below `/tmp` and `/var/tmp` is left out.
    pub world_writable: Fact<Hits>,
    /// Files and directories of an account or a group that no file of the target knows. Numbers that systemd gives to
    /// running services and containers, and those that `/etc/subuid` and `/etc/subgid` lend, count as known.
    pub unowned: Fact<Hits>,
    /// What knows of more accounts or groups than the files, such as `sss`; then what is unowned is not certain.
    pub directory_services: Fact<Vec<String>>,
    /// Sorted by path; at most 2,000. Without those on file systems where the bits have no effect.
    pub set_id_files: Fact<Vec<SetIdFile>>,
    /// Sorted by path; `failed` where there are more than 2,000, or the walk does not get there.
    pub log_files: Fact<Vec<LogFile>>,
}

impl DomainFacts for TreeFacts {
    const DOMAIN: Domain = Domain::Tree;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.tree.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            world_writable: Err(error.clone()),
            unowned: Err(error.clone()),
            directory_services: Err(error.clone()),
            set_id_files: Err(error.clone()),
            log_files: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.directory_services.as_ref().map_or(0, Vec::len)
            + self.set_id_files.as_ref().map_or(0, Vec::len)
            + self.log_files.as_ref().map_or(0, Vec::len)
    }
}

impl Words for TreeFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.world_writable.visit(visit);
        self.unowned.visit(visit);
        self.directory_services.visit(visit);
        self.set_id_files.visit(visit);
        self.log_files.visit(visit);
    }
}
