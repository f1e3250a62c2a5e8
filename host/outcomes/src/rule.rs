//! What a plugin says about each of its rules.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Artifact, Cause, Form, RuleId};

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
    /// What a value looks like, any of these; without one, it may be anything of its type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    /// What a pack has to say when it makes a rule of its own out of this one: of the parameters with the
    /// same word one at least must be [set](Self::is_set_by).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed: Vec<String>,
    /// Parameters that must be set where this one has another value than its default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// What the names of a table look like, any of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Form>,
    /// Parameters that must not be set as well: neither to be empty nor to have its default is to be set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
    /// Parameters of which none may be less than this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub up_to: Vec<String>,
    /// Parameters that may have no item in common with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart_from: Vec<String>,
}

impl Parameter {
    /// Whether a value says something: it is not empty, or, of a switch or a number, it is not the default.
    #[must_use]
    pub fn is_set_by(&self, value: &ParameterValue) -> bool {
        match value {
            ParameterValue::Boolean(_) | ParameterValue::Integer(_) => *value != self.default,
            ParameterValue::Text(text) => !text.trim().is_empty(),
            ParameterValue::Integers(values) => !values.is_empty(),
            ParameterValue::Texts(values) => !values.is_empty(),
            ParameterValue::TextMap(values) => !values.is_empty(),
            ParameterValue::TextsMap(values) => !values.is_empty(),
        }
    }

    /// Whether a text looks as one of the parameter's values has to.
    #[must_use]
    pub fn takes_text(&self, text: &str) -> bool {
        self.may_be_empty(text)
            || self.forms.is_empty()
            || self
                .forms
                .iter()
                .any(|form| form.fits_text(text) && !self.is_pattern_of_none(form, text))
    }

    /// Whether a path is a pattern and names nothing, because only what is collected for the parameter knows patterns.
    #[must_use]
    pub fn is_pattern_of_none(&self, form: &Form, text: &str) -> bool {
        *form == Form::Path && self.requests != Some(Request::Path) && text.contains('*')
    }

    /// Whether a text can name what is collected because of it.
    #[must_use]
    pub fn takes_name(&self, name: &str) -> bool {
        self.may_be_empty(name) || self.requests.is_none_or(|request| request.takes(name))
    }

    /// Whether a text can be a name in the table that the parameter is.
    #[must_use]
    pub fn takes_key(&self, name: &str) -> bool {
        self.takes_name(name)
            && (self.names.is_empty() || self.names.iter().any(|form| form.fits_text(name)))
    }

    /// The other parameters that this one says something about.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        [
            &self.requires,
            &self.excludes,
            &self.up_to,
            &self.apart_from,
        ]
        .into_iter()
        .flatten()
        .map(String::as_str)
    }

    /// Whether a text stands for nothing, as the default does.
    fn may_be_empty(&self, text: &str) -> bool {
        text.is_empty() && self.default == ParameterValue::Text(String::new())
    }

    /// Whether a number is one that the parameter can have.
    #[must_use]
    pub fn takes_number(&self, number: i64) -> bool {
        self.forms.is_empty() || self.forms.iter().any(|form| form.fits_number(number))
    }

    /// Whether all of a value looks as it has to.
    #[must_use]
    pub fn takes(&self, value: &ParameterValue) -> bool {
        let all = |texts: &[String]| texts.iter().all(|text| self.takes_text(text));
        if !value.names().all(|name| self.takes_name(name)) {
            return false;
        }
        match value {
            ParameterValue::Boolean(_) => true,
            ParameterValue::Integer(number) => self.takes_number(*number),
            ParameterValue::Text(text) => self.takes_text(text),
            ParameterValue::Integers(numbers) => {
                numbers.iter().all(|number| self.takes_number(*number))
            }
            ParameterValue::Texts(texts) => all(texts),
            ParameterValue::TextMap(map) => {
                map.keys().all(|name| self.takes_key(name))
                    && map.values().all(|text| self.takes_text(text))
            }
            ParameterValue::TextsMap(map) => {
                map.keys().all(|name| self.takes_key(name)) && map.values().all(|texts| all(texts))
            }
        }
    }
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
    /// Arguments of the kernel, by their name or as `NAME=VALUE`.
    BootArgument,
    /// Keywords of sshd_config(5), in capitals or not.
    SshdKeyword,
    /// Modules of PAM by the names of their files, such as `pam_unix.so`.
    PamModule,
    /// Options of modules of PAM, such as `nullok`.
    PamOption,
}

impl Request {
    /// Whether a value can name such a thing.
    #[must_use]
    pub fn takes(self, name: &str) -> bool {
        let is_of = |fits: fn(char) -> bool| !name.is_empty() && name.chars().all(fits);
        match self {
            Self::Path => Form::Path.fits_text(name),
            Self::Sysctl => {
                name.contains(['.', '/']) && is_of(|c| !c.is_whitespace() && !c.is_control())
            }
            Self::KernelModule => is_of(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')),
            Self::BootArgument => {
                !name.starts_with('=') && is_of(|c| !c.is_whitespace() && !c.is_control())
            }
            Self::SshdKeyword => is_of(|c| c.is_ascii_alphanumeric()),
            Self::PamModule | Self::PamOption => {
                is_of(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
            }
            Self::Setting => name
                .split_once('/')
                .is_some_and(|(program, key)| !program.is_empty() && !key.is_empty()),
            Self::Update => {
                name == "*"
                    || is_of(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-' | '_'))
            }
        }
    }

    /// How to name one, as it follows "write".
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Path => "an absolute path without a slash at its end",
            Self::Sysctl => "a parameter of the kernel, such as `net.ipv4.ip_forward`",
            Self::KernelModule => "a module of the kernel, such as `cramfs`",
            Self::Setting => "a setting, such as `journald/Journal/Storage`",
            Self::Update => "the name of a package, or `*` for all",
            Self::BootArgument => "an argument of the kernel, such as `audit=1`",
            Self::SshdKeyword => "a keyword of sshd_config(5), such as `MaxSessions`",
            Self::PamModule => "a module of PAM, such as `pam_unix.so`",
            Self::PamOption => "an option of a module of PAM, such as `nullok`",
        }
    }
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
