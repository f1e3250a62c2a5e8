//! What the checklist behind `vps-production` asks for, as `docs/checklist-coverage.toml` has it.
#![allow(
    dead_code,
    reason = "each of the targets that share it uses a part of it"
)]

use std::collections::BTreeMap;

use serde::Deserialize;

pub(crate) const STATEMENTS: &str = "docs/checklist-coverage.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checklist {
    pub(crate) section: Vec<Section>,
}

/// A section of the checklist.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) statement: Vec<Statement>,
}

/// What it asks for, and what answers that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    pub(crate) says: String,
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    /// Rules that do not exist yet.
    #[serde(default)]
    pub(crate) planned: Vec<String>,
    /// Why no rule does.
    pub(crate) explained: Option<String>,
    /// The heading of the case that proves it, where that is not the first of the rule's page that fails.
    #[serde(default)]
    pub(crate) cases: BTreeMap<String, String>,
}

impl Checklist {
    /// The text of [`STATEMENTS`].
    pub(crate) fn parse(text: &str) -> Self {
        toml::from_str(text).unwrap_or_else(|error| panic!("{STATEMENTS}: {error}"))
    }

    pub(crate) fn statements(&self) -> impl Iterator<Item = (&Section, &Statement)> {
        self.section
            .iter()
            .flat_map(|section| section.statement.iter().map(move |one| (section, one)))
    }
}
