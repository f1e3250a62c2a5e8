//! What a plugin says about each of its rules.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Artifact, Cause, RuleId};

/// How bad it is when a rule fails. Ordered: `Info` is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 5] = [
        Self::Info,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// The word for it, as packs and reports write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.as_str() == text)
            .ok_or_else(|| {
                format!("`{text}` is not a severity; use info, low, medium, high or critical")
            })
    }
}

/// How sure a failure of a rule is, on the scale of code scanning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// A failure is often intended.
    Low,
    /// The rule guesses: by names, patterns or strength.
    Medium,
    /// The rule works out what programs make of what it reads.
    High,
    /// The rule compares what the program itself uses, or what a server answers.
    VeryHigh,
}

impl Precision {
    /// The word for it, as reports write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::VeryHigh => "very-high",
        }
    }
}

/// Everything about a rule except its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDescriptor {
    /// The rule's name.
    pub id: RuleId,
    /// The rule of a plugin that judges it, where a pack made it of that one; none for a plugin's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<RuleId>,
    /// What holds when it passes, one line.
    pub title: String,
    /// What is the case when it fails, one line.
    pub failure_title: String,
    /// Severity that the plugin gives it; a pack may override it.
    pub severity: Severity,
    /// How sure its failures are.
    pub precision: Precision,
    /// Its own page for people, `https:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Parameters with the defaults that the plugin declares.
    pub parameters: Vec<Parameter>,
    /// Words to select by.
    pub tags: Vec<String>,
    /// Where the requirement comes from.
    pub references: Vec<Reference>,
    /// Rules whose failure explains one of this rule; the first that does so counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explained_by: Vec<Cause>,
    /// What its subjects are part of, where an outcome does not say so itself; none is the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Artifact>,
    /// Markdown with the sections Why, How to fix and References.
    pub documentation: String,
}

impl RuleDescriptor {
    /// The rule of a plugin that judges this one: itself, unless a pack made it of another.
    #[must_use]
    pub fn implementation(&self) -> &RuleId {
        self.uses.as_ref().unwrap_or(&self.id)
    }
}

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Lower-case words joined by hyphens.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// Default; its type is the parameter's type.
    pub default: ParameterValue,
    /// What has to be collected of the host because a value names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<Request>,
}

/// What the values of a parameter name, so that it is collected before any plugin runs. The items of
/// a list count, and the names of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Settings of the kernel, such as `net.ipv4.ip_forward`.
    Sysctl,
    /// Modules of the kernel, such as `cramfs`.
    KernelModule,
    /// Files and directories, `*` standing for any part of a name.
    Path,
    /// Settings of programs, such as `journald/Journal/Storage`.
    Setting,
    /// Pending updates of packages, by their names; `*` stands for all packages.
    Update,
}

/// A parameter's value. Written in a pack as the TOML value of the same shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum ParameterValue {
    Boolean(bool),
    Integer(i64),
    Text(String),
    Integers(Vec<i64>),
    Texts(Vec<String>),
    TextMap(BTreeMap<String, String>),
    TextsMap(BTreeMap<String, Vec<String>>),
}

impl ParameterValue {
    /// The texts of a list, or the names of a table: what a parameter that [requests](Request) names.
    pub fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Text(text) => Box::new(std::iter::once(text.as_str())),
            Self::Texts(texts) => Box::new(texts.iter().map(String::as_str)),
            Self::TextMap(map) => Box::new(map.keys().map(String::as_str)),
            Self::TextsMap(map) => Box::new(map.keys().map(String::as_str)),
            Self::Boolean(_) | Self::Integer(_) | Self::Integers(_) => Box::new(std::iter::empty()),
        }
    }

    /// The type in words, for messages.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "true or false",
            Self::Integer(_) => "an integer",
            Self::Text(_) => "a string",
            Self::Integers(_) => "an array of integers",
            Self::Texts(_) => "an array of strings",
            Self::TextMap(_) => "a table of strings",
            Self::TextsMap(_) => "a table of arrays of strings",
        }
    }
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// `CIS Debian 12 5.1.20`, `NIST SP 800-53 AC-6`, `CWE-258`, …
    pub label: String,
    /// Page of the source, `https:`.
    pub url: Option<String>,
}
