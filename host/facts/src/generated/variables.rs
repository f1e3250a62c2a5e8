// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:compose/variables`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A place in a service where a variable is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Reference {
    /// Of the variable; `…` where it could be part of a value that holds a `$`.
    pub name: String,
    /// `service`
    pub service: String,
    /// The key of the service below which it stands; `environment.NAME` for a variable of the
    /// container, or `environment.…` where that name is not shown.
    pub key: String,
    /// Where the text in its place comes from. One of `file` (an environment file sets the variable),
    /// `shell` (Compose or every shell sets it: `COMPOSE_PROJECT_NAME`, `PWD`, `HOME`), `default`
    /// (that of the template), `alternative` (`${NAME:+text}`, whether or not it is set), `unset`
    /// (nothing sets it, and Compose puts nothing in its place), `refused` (nothing sets it, and
    /// Compose starts nothing without it) or `unknown` (the file has the name alone, and the shell
    /// may set it).
    pub origin: String,
    /// The environment file.
    pub file: Option<String>,
    /// `source`
    pub source: Source,
}

impl Reference {
    /// What `origin` can be.
    pub const ORIGIN: Vocabulary = Vocabulary {
        field: "variables.reference.origin",
        words: &["file", "shell", "default", "alternative", "unset", "refused", "unknown"],
        beginnings: &[],
    };
    /// A word of `origin`.
    pub const ORIGIN_FILE: &str = "file";
    /// A word of `origin`.
    pub const ORIGIN_SHELL: &str = "shell";
    /// A word of `origin`.
    pub const ORIGIN_DEFAULT: &str = "default";
    /// A word of `origin`.
    pub const ORIGIN_ALTERNATIVE: &str = "alternative";
    /// A word of `origin`.
    pub const ORIGIN_UNSET: &str = "unset";
    /// A word of `origin`.
    pub const ORIGIN_REFUSED: &str = "refused";
    /// A word of `origin`.
    pub const ORIGIN_UNKNOWN: &str = "unknown";
}

impl Words for Reference {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ORIGIN, &mut self.origin, visit);
        self.file.visit(visit);
        self.source.visit(visit);
    }
}

/// A variable that the containers of a service get in the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Variable {
    /// `service`
    pub service: String,
    /// `…` for what could be part of a torn value.
    pub name: String,
    /// One of `env-file` or `environment`, which wins.
    pub origin: String,
    /// The environment file.
    pub file: Option<String>,
    /// One of `set`, `empty` or `unknown`.
    pub status: String,
    /// Class of equal values in this run, see `key.equality` of `muster:env`.
    pub equality: Option<u32>,
    /// For a variable of an environment file: how its value compares with what the same name stands
    /// for where the project fills it into an `environment`. One of `same`, `different`, `unset`
    /// (nothing sets it there), `unknown` or `unused` (nothing is filled in from it).
    pub filled: String,
    /// `source`
    pub source: Source,
}

impl Variable {
    /// What `origin` can be.
    pub const ORIGIN: Vocabulary = Vocabulary {
        field: "variables.variable.origin",
        words: &["env-file", "environment"],
        beginnings: &[],
    };
    /// A word of `origin`.
    pub const ORIGIN_ENV_FILE: &str = "env-file";
    /// A word of `origin`.
    pub const ORIGIN_ENVIRONMENT: &str = "environment";
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "variables.variable.status",
        words: &["set", "empty", "unknown"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_UNKNOWN: &str = "unknown";
    /// What `filled` can be.
    pub const FILLED: Vocabulary = Vocabulary {
        field: "variables.variable.filled",
        words: &["same", "different", "unset", "unknown", "unused"],
        beginnings: &[],
    };
    /// A word of `filled`.
    pub const FILLED_SAME: &str = "same";
    /// A word of `filled`.
    pub const FILLED_DIFFERENT: &str = "different";
    /// A word of `filled`.
    pub const FILLED_UNSET: &str = "unset";
    /// A word of `filled`.
    pub const FILLED_UNKNOWN: &str = "unknown";
    /// A word of `filled`.
    pub const FILLED_UNUSED: &str = "unused";
}

impl Words for Variable {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ORIGIN, &mut self.origin, visit);
        self.file.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        self.equality.visit(visit);
        crate::vocabulary::visit_texts(&Self::FILLED, &mut self.filled, visit);
        self.source.visit(visit);
    }
}

/// A secret that is written into a Compose file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Literal {
    /// `service`
    pub service: String,
    /// `environment.NAME`, `build.args.NAME`, `labels.NAME`, `command`, `entrypoint` or
    /// `healthcheck`; `…` in place of a name that is not shown.
    pub key: String,
    /// What tells. One of `name` (what it is called) or `form` (a token, or an address with a
    /// password).
    pub reason: String,
    /// Whether it is the default of a variable that nothing sets.
    #[cfg_attr(feature = "component", component(name = "by-default"))]
    pub by_default: bool,
    /// `source`
    pub source: Source,
}

impl Literal {
    /// What `reason` can be.
    pub const REASON: Vocabulary = Vocabulary {
        field: "variables.literal.reason",
        words: &["name", "form"],
        beginnings: &[],
    };
    /// A word of `reason`.
    pub const REASON_NAME: &str = "name";
    /// A word of `reason`.
    pub const REASON_FORM: &str = "form";
}

impl Words for Literal {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::REASON, &mut self.reason, visit);
        self.source.visit(visit);
    }
}

/// What is not known of a service, or of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Unknown {
    /// `service`
    pub service: Option<String>,
    /// One of `env_file`, `extends` or `include`.
    pub key: String,
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl Unknown {
    /// What `key` can be.
    pub const KEY: Vocabulary = Vocabulary {
        field: "variables.unknown.key",
        words: &["env_file", "extends", "include"],
        beginnings: &[],
    };
    /// A word of `key`.
    pub const KEY_ENV_FILE: &str = "env_file";
    /// A word of `key`.
    pub const KEY_EXTENDS: &str = "extends";
    /// A word of `key`.
    pub const KEY_INCLUDE: &str = "include";
}

impl Words for Unknown {
    fn visit(&mut self, visit: Visit<'_>) {
        self.service.visit(visit);
        crate::vocabulary::visit_texts(&Self::KEY, &mut self.key, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:compose/variables`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariablesFacts {
    /// In the order of the services.
    pub references: Fact<Vec<Reference>>,
    /// Without those of the environment files that `unknowns` names.
    pub variables: Fact<Vec<Variable>>,
    /// `literals`
    pub literals: Fact<Vec<Literal>>,
    /// `unknowns`
    pub unknowns: Fact<Vec<Unknown>>,
}

impl DomainFacts for VariablesFacts {
    const DOMAIN: Domain = Domain::Variables;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.variables.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            references: Err(error.clone()),
            variables: Err(error.clone()),
            literals: Err(error.clone()),
            unknowns: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.references.as_ref().map_or(0, Vec::len)
            + self.variables.as_ref().map_or(0, Vec::len)
            + self.literals.as_ref().map_or(0, Vec::len)
            + self.unknowns.as_ref().map_or(0, Vec::len)
    }
}

impl Words for VariablesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.references.visit(visit);
        self.variables.visit(visit);
        self.literals.visit(visit);
        self.unknowns.visit(visit);
    }
}
