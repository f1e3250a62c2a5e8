// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:kernel/mounts`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `mount`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Mount {
    /// Where it is mounted.
    pub path: String,
    /// The type of its file system, such as `ext4`.
    pub kind: String,
    /// Flags, such as `nodev`, sorted.
    pub options: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for Mount {
    fn visit(&mut self, visit: Visit<'_>) {
        self.options.visit(visit);
        self.source.visit(visit);
    }
}

/// `boot-mount`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct BootMount {
    /// `path`
    pub path: String,
    /// `kind`
    pub kind: String,
    /// Flags, such as `nodev`, sorted.
    pub options: Vec<String>,
    /// Who says so. One of `fstab`, `unit` (a unit of systemd) or `systemd` (what it mounts unasked).
    #[cfg_attr(feature = "component", component(name = "decided-by"))]
    pub decided_by: String,
    /// `source`
    pub source: Source,
}

impl BootMount {
    /// What `decided_by` can be.
    pub const DECIDED_BY: Vocabulary = Vocabulary {
        field: "mounts.boot-mount.decided-by",
        words: &["fstab", "unit", "systemd"],
        beginnings: &[],
    };
    /// A word of `decided_by`.
    pub const DECIDED_BY_FSTAB: &str = "fstab";
    /// A word of `decided_by`.
    pub const DECIDED_BY_UNIT: &str = "unit";
    /// A word of `decided_by`.
    pub const DECIDED_BY_SYSTEMD: &str = "systemd";
}

impl Words for BootMount {
    fn visit(&mut self, visit: Visit<'_>) {
        self.options.visit(visit);
        crate::vocabulary::visit_texts(&Self::DECIDED_BY, &mut self.decided_by, visit);
        self.source.visit(visit);
    }
}

/// How much room a file system has, as df(1) counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Room {
    /// Bytes that are used, and those that are left for everybody: what is kept back for root is not among them.
    pub bytes: u64,
    /// Bytes that are left for everybody.
    pub available: u64,
    /// How many files it can have; 0 where that is not limited.
    pub inodes: u64,
    /// How many more it can have.
    #[cfg_attr(feature = "component", component(name = "free-inodes"))]
    pub free_inodes: u64,
}

impl Words for Room {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// `disk`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Disk {
    /// Where it is mounted; the shortest path of several.
    pub path: String,
    /// The type of the file system, such as `ext4`.
    pub kind: String,
    /// None when it could not be told.
    pub room: Option<Room>,
    /// Why it could not be told, as a clause without a full stop.
    pub gap: Option<String>,
    /// The line that shows where it is mounted.
    pub source: Source,
}

impl Words for Disk {
    fn visit(&mut self, visit: Visit<'_>) {
        self.room.visit(visit);
        self.gap.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:kernel/mounts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MountsFacts {
    /// What a program finds at each path, sorted by path; `unsupported` for a target that is not running.
    pub mounts: Fact<Vec<Mount>>,
    /// Sorted by path, without what is only mounted on demand.
    pub boot_mounts: Fact<Vec<BootMount>>,
    /// The file systems of the host's own disks that can be written to, each once, sorted by path; `unsupported` for
    /// a target that is not running.
    pub disks: Fact<Vec<Disk>>,
}

impl DomainFacts for MountsFacts {
    const DOMAIN: Domain = Domain::Mounts;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.mounts.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            mounts: Err(error.clone()),
            boot_mounts: Err(error.clone()),
            disks: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.mounts.as_ref().map_or(0, Vec::len)
            + self.boot_mounts.as_ref().map_or(0, Vec::len)
            + self.disks.as_ref().map_or(0, Vec::len)
    }
}

impl Words for MountsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.mounts.visit(visit);
        self.boot_mounts.visit(visit);
        self.disks.visit(visit);
    }
}
