// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:repository/scripts`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `script`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Script {
    /// `path`
    pub path: String,
    /// One of `present`, `empty`, `missing` or `not-a-file`.
    pub state: String,
    /// The program that its first line names, such as `/bin/bash`; none without one.
    pub interpreter: Option<String>,
    /// `source`
    pub source: Source,
}

impl Script {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "scripts.script.state",
        words: &["present", "empty", "missing", "not-a-file"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_NOT_A_FILE: &str = "not-a-file";
}

impl Words for Script {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.interpreter.visit(visit);
        self.source.visit(visit);
    }
}

/// A command that the project expects in one of its scripts (`targets.deploy.commands`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Command {
    /// `text`
    pub text: String,
    /// The lines that have it, comments left out.
    pub places: Vec<Source>,
}

impl Words for Command {
    fn visit(&mut self, visit: Visit<'_>) {
        self.places.visit(visit);
    }
}

/// Answers to the functions of `muster:repository/scripts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptsFacts {
    /// Empty when the project names none.
    pub scripts: Fact<Vec<Script>>,
    /// `commands`
    pub commands: Fact<Vec<Command>>,
}

impl DomainFacts for ScriptsFacts {
    const DOMAIN: Domain = Domain::Scripts;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.scripts.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            scripts: Err(error.clone()),
            commands: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.scripts.as_ref().map_or(0, Vec::len)
            + self.commands.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ScriptsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.scripts.visit(visit);
        self.commands.visit(visit);
    }
}
