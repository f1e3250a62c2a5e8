// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:backups/backups`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `place`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Place {
    /// The directory of the backups (`targets.backup.directory`).
    pub directory: String,
    /// What is there. One of `present`, `missing` or `not-a-directory`.
    pub state: String,
    /// Permission bits of the directory, links followed; none where it is missing.
    pub mode: Option<u32>,
    /// `uid`
    pub uid: Option<u32>,
    /// `gid`
    pub gid: Option<u32>,
    /// Whether an access control list lets more accounts in than the mode says; none where that
    /// could not be told.
    #[cfg_attr(feature = "component", component(name = "acl-extended"))]
    pub acl_extended: Option<bool>,
    /// The file that says when a backup last succeeded (`targets.backup.marker`); none when the
    /// project names none.
    pub marker: Option<String>,
    /// The names of dumps (`targets.backup.artefacts`), as the project writes them.
    pub dumps: Vec<String>,
    /// The names of copies of uploads (`targets.backup.uploads`).
    pub uploads: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Place {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "backups.place.state",
        words: &["present", "missing", "not-a-directory"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_NOT_A_DIRECTORY: &str = "not-a-directory";
}

impl Words for Place {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.mode.visit(visit);
        self.uid.visit(visit);
        self.gid.visit(visit);
        self.acl_extended.visit(visit);
        self.marker.visit(visit);
        self.dumps.visit(visit);
        self.uploads.visit(visit);
        self.source.visit(visit);
    }
}

/// The file that says when a backup last succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SuccessMarker {
    /// `path`
    pub path: String,
    /// What is there. One of `present`, `missing`, `empty` or `not-a-file`.
    pub state: String,
    /// What its first line says. One of `time` (RFC 3339 with an offset), `local-time` (the same
    /// without an offset), `epoch` (seconds since 1970), `other` or `nothing`.
    pub content: String,
    /// The time that it says, in seconds since 1970-01-01 UTC; a `local-time` as if it were UTC.
    pub time: Option<i64>,
    /// Whether there is more than that line.
    pub extra: bool,
    /// `mode`
    pub mode: Option<u32>,
    /// `uid`
    pub uid: Option<u32>,
    /// `source`
    pub source: Source,
}

impl SuccessMarker {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "backups.success-marker.state",
        words: &["present", "missing", "empty", "not-a-file"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_NOT_A_FILE: &str = "not-a-file";
    /// What `content` can be.
    pub const CONTENT: Vocabulary = Vocabulary {
        field: "backups.success-marker.content",
        words: &["time", "local-time", "epoch", "other", "nothing"],
        beginnings: &[],
    };
    /// A word of `content`.
    pub const CONTENT_TIME: &str = "time";
    /// A word of `content`.
    pub const CONTENT_LOCAL_TIME: &str = "local-time";
    /// A word of `content`.
    pub const CONTENT_EPOCH: &str = "epoch";
    /// A word of `content`.
    pub const CONTENT_OTHER: &str = "other";
    /// A word of `content`.
    pub const CONTENT_NOTHING: &str = "nothing";
}

impl Words for SuccessMarker {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        crate::vocabulary::visit_texts(&Self::CONTENT, &mut self.content, visit);
        self.time.visit(visit);
        self.mode.visit(visit);
        self.uid.visit(visit);
        self.source.visit(visit);
    }
}

/// A file whose name the project says a backup has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Artefact {
    /// `path`
    pub path: String,
    /// What it is a copy of, by its name. One of `database` or `uploads`.
    pub holds: String,
    /// `size`
    pub size: u64,
    /// `mode`
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// Whether an access control list lets more accounts read it than the mode says; none where
    /// that could not be told.
    #[cfg_attr(feature = "component", component(name = "acl-extended"))]
    pub acl_extended: Option<bool>,
    /// When it last changed, in seconds since 1970-01-01 UTC; none where a recording does not say.
    pub modified: Option<i64>,
    /// How it begins. One of `as-named` (as a file of this name does), `otherwise`, `unknown` (no
    /// form is known for such a name) or `unread` (it may not be read).
    pub beginning: String,
    /// `source`
    pub source: Source,
}

impl Artefact {
    /// What `holds` can be.
    pub const HOLDS: Vocabulary = Vocabulary {
        field: "backups.artefact.holds",
        words: &["database", "uploads"],
        beginnings: &[],
    };
    /// A word of `holds`.
    pub const HOLDS_DATABASE: &str = "database";
    /// A word of `holds`.
    pub const HOLDS_UPLOADS: &str = "uploads";
    /// What `beginning` can be.
    pub const BEGINNING: Vocabulary = Vocabulary {
        field: "backups.artefact.beginning",
        words: &["as-named", "otherwise", "unknown", "unread"],
        beginnings: &[],
    };
    /// A word of `beginning`.
    pub const BEGINNING_AS_NAMED: &str = "as-named";
    /// A word of `beginning`.
    pub const BEGINNING_OTHERWISE: &str = "otherwise";
    /// A word of `beginning`.
    pub const BEGINNING_UNKNOWN: &str = "unknown";
    /// A word of `beginning`.
    pub const BEGINNING_UNREAD: &str = "unread";
}

impl Words for Artefact {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::HOLDS, &mut self.holds, visit);
        self.acl_extended.visit(visit);
        self.modified.visit(visit);
        crate::vocabulary::visit_texts(&Self::BEGINNING, &mut self.beginning, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:backups/backups`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupsFacts {
    /// None when the project does not name a directory.
    pub overview: Fact<Option<Place>>,
    /// When the facts were collected, by the host's clock, in seconds since 1970-01-01 UTC;
    /// `unsupported` for an image, which has no clock.
    pub asked_at: Fact<i64>,
    /// None when the project does not name one.
    pub marker: Fact<Option<SuccessMarker>>,
    /// In the directory and one below it, links left out, the newest first and those whose time is not
    /// known last; at most 1,000.
    pub artefacts: Fact<Vec<Artefact>>,
}

impl DomainFacts for BackupsFacts {
    const DOMAIN: Domain = Domain::Backups;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.backups.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            asked_at: Err(error.clone()),
            marker: Err(error.clone()),
            artefacts: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.artefacts.as_ref().map_or(0, Vec::len)
    }
}

impl Words for BackupsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.asked_at.visit(visit);
        self.marker.visit(visit);
        self.artefacts.visit(visit);
    }
}
