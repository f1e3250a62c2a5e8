// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:compose/builds`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// The build context of a service that has `build`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct BuildContext {
    /// As in `compose`: after the directory where there are several projects.
    pub service: String,
    /// Absolute path; none where it is not a directory of this host, or not known.
    pub directory: Option<String>,
    /// None where it is written into the Compose file, or the context was not read.
    pub dockerfile: Option<String>,
    /// The file that says what is left out of the context; none where there is none.
    #[cfg_attr(feature = "component", component(name = "ignore-file"))]
    pub ignore_file: Option<String>,
    /// One of `read`, `missing` (the directory is not there), `remote` (it is not on this host) or `unknown`
    /// (`files` may lack some of its files).
    pub state: String,
    /// Why it is not `read`.
    pub reason: Option<String>,
    /// `source`
    pub source: Source,
}

impl BuildContext {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "builds.build-context.state",
        words: &["read", "missing", "remote", "unknown"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_READ: &str = "read";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_REMOTE: &str = "remote";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for BuildContext {
    fn visit(&mut self, visit: Visit<'_>) {
        self.directory.visit(visit);
        self.dockerfile.visit(visit);
        self.ignore_file.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.reason.visit(visit);
        self.source.visit(visit);
    }
}

/// An environment file or a private key in a build context. What tools keep there of others, as in
/// `node_modules`, and examples of environment files are left out, and so is what lies in a directory that the
/// build leaves out as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ContextFile {
    /// `service`
    pub service: String,
    /// Below the context.
    pub path: String,
    /// One of `environment` or `private-key`.
    pub kind: String,
    /// Whether the ignore file leaves it out.
    pub ignored: bool,
    /// Whether an instruction of the Dockerfile copies it, unless it is left out. One of `yes`, `no` or `unknown`.
    pub copied: String,
    /// The instruction; none where the Dockerfile is written into the Compose file.
    #[cfg_attr(feature = "component", component(name = "copied-by"))]
    pub copied_by: Option<Source>,
    /// `source`
    pub source: Source,
}

impl ContextFile {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "builds.context-file.kind",
        words: &["environment", "private-key"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_ENVIRONMENT: &str = "environment";
    /// A word of `kind`.
    pub const KIND_PRIVATE_KEY: &str = "private-key";
    /// What `copied` can be.
    pub const COPIED: Vocabulary = Vocabulary {
        field: "builds.context-file.copied",
        words: &["yes", "no", "unknown"],
        beginnings: &[],
    };
    /// A word of `copied`.
    pub const COPIED_YES: &str = "yes";
    /// A word of `copied`.
    pub const COPIED_NO: &str = "no";
    /// A word of `copied`.
    pub const COPIED_UNKNOWN: &str = "unknown";
}

impl Words for ContextFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        crate::vocabulary::visit_texts(&Self::COPIED, &mut self.copied, visit);
        self.copied_by.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:compose/builds`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildsFacts {
    /// `contexts`
    pub contexts: Fact<Vec<BuildContext>>,
    /// At most 1000.
    pub files: Fact<Vec<ContextFile>>,
}

impl DomainFacts for BuildsFacts {
    const DOMAIN: Domain = Domain::Builds;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.builds.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            contexts: Err(error.clone()),
            files: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.contexts.as_ref().map_or(0, Vec::len)
            + self.files.as_ref().map_or(0, Vec::len)
    }
}

impl Words for BuildsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.contexts.visit(visit);
        self.files.visit(visit);
    }
}
