// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:files/paths`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A directory on the way to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Ancestor {
    /// `path`
    pub path: String,
    /// `mode`
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

impl Words for Ancestor {
    fn visit(&mut self, visit: Visit<'_>) {
        self.owner.visit(visit);
        self.group.visit(visit);
    }
}

/// `entry`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Entry {
    /// As it was asked for; for a pattern with `*`, the path that fits it.
    pub path: String,
    /// One of `file`, `directory`, `special` (a FIFO, socket or device), `missing` or
    /// `dangling-symlink`.
    pub kind: String,
    /// Permission bits (octal 07777) of what the path ends at; none for what is missing.
    pub mode: Option<u32>,
    /// `uid`
    pub uid: Option<u32>,
    /// `gid`
    pub gid: Option<u32>,
    /// Names of uid and gid, where the target's own files have them.
    pub owner: Option<String>,
    /// `group`
    pub group: Option<String>,
    /// Whether an ACL grants more than the mode; none where that cannot be read.
    #[cfg_attr(feature = "component", component(name = "acl-extended"))]
    pub acl_extended: Option<bool>,
    /// `size`
    pub size: Option<u64>,
    /// When its content changed, in seconds since 1970-01-01 UTC; none where that is not recorded.
    pub modified: Option<i64>,
    /// Where the path points as a link.
    #[cfg_attr(feature = "component", component(name = "link-target"))]
    pub link_target: Option<String>,
    /// Where all links lead in the end; the path itself where there are none.
    pub resolved: Option<String>,
    /// Each directory on the way to it, links followed, in the order in which they are passed, `/`
    /// first: who can write to one of them can put something else in its place.
    pub ancestors: Vec<Ancestor>,
    /// `source`
    pub source: Source,
}

impl Entry {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "paths.entry.kind",
        words: &["file", "directory", "special", "missing", "dangling-symlink"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
    /// A word of `kind`.
    pub const KIND_SPECIAL: &str = "special";
    /// A word of `kind`.
    pub const KIND_MISSING: &str = "missing";
    /// A word of `kind`.
    pub const KIND_DANGLING_SYMLINK: &str = "dangling-symlink";
}

impl Words for Entry {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.mode.visit(visit);
        self.uid.visit(visit);
        self.gid.visit(visit);
        self.owner.visit(visit);
        self.group.visit(visit);
        self.acl_extended.visit(visit);
        self.size.visit(visit);
        self.modified.visit(visit);
        self.link_target.visit(visit);
        self.resolved.visit(visit);
        self.ancestors.visit(visit);
        self.source.visit(visit);
    }
}

/// A pattern of which not every path could be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Gap {
    /// `pattern`
    pub pattern: String,
    /// `reason`
    pub reason: String,
}

impl Words for Gap {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// Answers to the functions of `muster:files/paths`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathsFacts {
    /// Of the paths that the project names (`targets.directories`, `targets.files`, and whatever other
    /// setting is a path of the host), of what lies beside its environment files like a copy of one, of the
    /// sources of the Compose project's bind mounts, and of a few that most hosts have, such as
    /// `/etc/shadow` and `/run/docker.sock`. Sorted by path.
    pub entries: Fact<Vec<Entry>>,
    /// `gaps`
    pub gaps: Fact<Vec<Gap>>,
}

impl DomainFacts for PathsFacts {
    const DOMAIN: Domain = Domain::Paths;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.paths.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            entries: Err(error.clone()),
            gaps: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.entries.as_ref().map_or(0, Vec::len)
            + self.gaps.as_ref().map_or(0, Vec::len)
    }
}

impl Words for PathsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.entries.visit(visit);
        self.gaps.visit(visit);
    }
}
