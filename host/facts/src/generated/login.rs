// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:config/login`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A value that the shell may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PossibleValue {
    /// Octal digits of a umask, seconds of `TMOUT`; none where it is worked out when somebody logs in.
    pub value: Option<String>,
    /// Whether it depends on something that is not known which of several it is.
    pub conditional: bool,
    /// Whether nobody can change it any more (`readonly`).
    #[cfg_attr(feature = "component", component(name = "read-only"))]
    pub read_only: bool,
    /// Whether programs that the shell starts have it as well.
    pub exported: bool,
    /// `source`
    pub source: Source,
}

impl Words for PossibleValue {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
        self.source.visit(visit);
    }
}

/// `login-value`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct LoginValue {
    /// One of `umask` or `TMOUT`.
    pub name: String,
    /// One of `root` or `others`.
    pub who: String,
    /// Each that is possible; none where nothing sets it.
    pub values: Vec<PossibleValue>,
    /// Whether it is also possible that none of them is set.
    #[cfg_attr(feature = "component", component(name = "may-be-unset"))]
    pub may_be_unset: bool,
    /// What sets it and does not count, because something later does.
    pub shadowed: Vec<PossibleValue>,
}

impl LoginValue {
    /// What `name` can be.
    pub const NAME: Vocabulary = Vocabulary {
        field: "login.login-value.name",
        words: &["umask", "TMOUT"],
        beginnings: &[],
    };
    /// A word of `name`.
    pub const NAME_UMASK: &str = "umask";
    /// A word of `name`.
    pub const NAME_TMOUT: &str = "TMOUT";
    /// What `who` can be.
    pub const WHO: Vocabulary = Vocabulary {
        field: "login.login-value.who",
        words: &["root", "others"],
        beginnings: &[],
    };
    /// A word of `who`.
    pub const WHO_ROOT: &str = "root";
    /// A word of `who`.
    pub const WHO_OTHERS: &str = "others";
}

impl Words for LoginValue {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAME, &mut self.name, visit);
        crate::vocabulary::visit_texts(&Self::WHO, &mut self.who, visit);
        self.values.visit(visit);
        self.shadowed.visit(visit);
    }
}

/// A directory in which root's shell looks for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PathDirectory {
    /// As it is written, empty or a dot for the current directory; `…` is what is not shown.
    pub written: String,
    /// One of `directory`, `missing`, `not-a-directory` or `relative`.
    pub state: String,
    /// Permission bits and owner of a directory.
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// The line that sets the list with it.
    pub source: Source,
}

impl PathDirectory {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "login.path-directory.state",
        words: &["directory", "missing", "not-a-directory", "relative"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_DIRECTORY: &str = "directory";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_NOT_A_DIRECTORY: &str = "not-a-directory";
    /// A word of `state`.
    pub const STATE_RELATIVE: &str = "relative";
}

impl Words for PathDirectory {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:config/login`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginFacts {
    /// One for each of `umask` and `TMOUT`, for root and for the others.
    pub values: Fact<Vec<LoginValue>>,
    /// The directories of each list that is possible, in their order.
    pub root_path: Fact<Vec<PathDirectory>>,
    /// Assignments of the list with parts that are only known when root logs in.
    pub unknown_path: Fact<Vec<Source>>,
}

impl DomainFacts for LoginFacts {
    const DOMAIN: Domain = Domain::Login;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.login.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            values: Err(error.clone()),
            root_path: Err(error.clone()),
            unknown_path: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.values.as_ref().map_or(0, Vec::len)
            + self.root_path.as_ref().map_or(0, Vec::len)
            + self.unknown_path.as_ref().map_or(0, Vec::len)
    }
}

impl Words for LoginFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.values.visit(visit);
        self.root_path.visit(visit);
        self.unknown_path.visit(visit);
    }
}
