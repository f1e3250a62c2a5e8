//! Report formats: a [`Verdict`] becomes the text of one document.
//!
//! Every format reads the same `View`, in which the order is fixed and no text can steer a
//! terminal or a viewer. Nothing here decides anything or knows which secrets were seen: the caller
//! removes those from the text and writes it. Nothing is read but, in a work tree that holds the
//! host's files, the lines by which GitHub knows them.

mod by_cause;
mod conclusion;
mod diagnosis;
mod documentation;
mod gap;
mod gzip;
mod json_v1;
mod junit;
mod markdown;
mod plain;
mod prometheus;
mod sarif;
mod summary;
mod terminal;
mod text;
mod view;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use muster_facts::Target;
use muster_outcomes::{ParameterValue, RuleDescriptor, RuleId, Selection, Severity};
use muster_policy::{SettingLines, Verdict};

pub use crate::diagnosis::{Diagnosis, FactSource, Reading};
pub use crate::gzip::{MOST_COMPRESSED, gzip};
pub use crate::sarif::MOST_RESULTS;
use crate::view::View;
pub use gap::is_denied;

/// Declares the formats: a row is all that one needs to have a name, to be in the list of all, and to be
/// rendered.
macro_rules! formats {
    ($($(#[$documentation:meta])* $format:ident = $name:literal by $render:expr,)+) => {
        /// The formats that a report can have.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format {
            $($(#[$documentation])* $format,)+
        }

        impl Format {
            /// Every format, the default first.
            pub const ALL: [Self; [$(Self::$format,)+].len()] = [$(Self::$format,)+];

            /// Its name on the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)+
                }
            }

            /// What makes its text.
            const fn renderer(self) -> Renderer {
                match self {
                    $(Self::$format => $render,)+
                }
            }
        }
    };
}

/// Makes the text of a format.
type Renderer = fn(&View, &Options) -> Result<String, RenderError>;

formats! {
    /// For people at a terminal or in a build log.
    Terminal = "terminal" by |view, options| Ok(terminal::render(view, options)),
    /// `muster.report/1`, described by `docs/schema/report-1.json`.
    Json = "json" by |view, _| json_v1::render(view),
    /// SARIF 2.1.0 with every status.
    Sarif = "sarif" by |view, options| sarif::render(view, sarif::Profile::Full, options),
    /// SARIF 2.1.0 as GitHub code scanning shows it: only what should become an alert.
    SarifGithub = "sarif-github" by |view, options| sarif::render(view, sarif::Profile::Github, options),
    /// JUnit XML, for the test reports of CI.
    Junit = "junit" by |view, _| junit::render(view),
    /// Markdown for the summary of a job or a comment on a pull request.
    Markdown = "markdown" by |view, _| Ok(summary::render(view)),
    /// Metrics for Prometheus: counts, and no text.
    Prometheus = "prometheus" by |view, _| Ok(prometheus::render(view)),
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == text)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// A name that no format has.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format; use {formats}", formats = Format::ALL.map(Format::as_str).join(", "))]
pub struct UnknownFormat(String);

/// What the reader's side looks like. A format ignores what does not concern it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Terminal: whether to use ANSI colours.
    pub colour: bool,
    /// Terminal: columns to fill.
    pub width: usize,
    /// Terminal: list what is otherwise only counted.
    pub verbose: bool,
    /// SARIF for GitHub: directory of the repository that stands for the target's root, for those
    /// who keep a host's files there. `hosts/<target>` without it.
    pub path_prefix: Option<String>,
    /// SARIF for GitHub: the work tree in which that directory is, where there is one.
    pub checkout: Option<PathBuf>,
    /// SARIF: the category of the run, where it is not to be derived from what was selected.
    pub category: Option<String>,
    /// SARIF: failures below this severity are left out.
    pub min_severity: Option<Severity>,
    /// SARIF: whether a failure that follows from another is an alert of its own.
    pub alert_consequences: bool,
    /// The policy's own file, at which findings point that are not in a file of the target.
    pub settings: Option<Settings>,
}

/// The policy's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Relative to the root of the repository that shows the alerts.
    pub path: String,
    /// Where it names what.
    pub lines: SettingLines,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            colour: false,
            width: 80,
            verbose: false,
            path_prefix: None,
            checkout: None,
            category: None,
            min_severity: None,
            alert_consequences: false,
            settings: None,
        }
    }
}

/// A report that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The document could not be put into JSON.
    #[error("the report cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The document could not be put into XML.
    #[error("the report cannot be written as XML: {0}")]
    Xml(#[from] quick_junit::SerializeError),
}

/// A text from a plugin or a target as it may be shown on a terminal: nothing in it can move the
/// cursor, change the direction of writing or hide what follows.
#[must_use]
pub fn printable(text: &str) -> String {
    text::block(text)
}

/// A name, path or sentence from a plugin or a target as it may be shown: [`printable`], and on one
/// line, so that it cannot look like a line of Muster's own.
#[must_use]
pub fn printable_line(text: &str) -> String {
    text::line(text)
}

/// Renders the page of one rule for a terminal: why, how to fix, and its parameters with the values
/// that the policy gives. `parameters` is `None` when the policy does not enable the rule.
#[must_use]
pub fn explain(
    rule: &RuleDescriptor,
    severity: Severity,
    parameters: Option<&BTreeMap<String, ParameterValue>>,
    options: &Options,
) -> String {
    terminal::explain::render(rule, severity, parameters, options)
}

/// Renders what a rule found on a host, and which of the rules fail there that may explain it, for a
/// terminal. `rules` are all that there are.
#[must_use]
pub fn triage(
    rule: &RuleDescriptor,
    rules: &[Arc<RuleDescriptor>],
    verdict: &Verdict,
    options: &Options,
) -> String {
    terminal::triage::render(rule, rules, &View::of(verdict), options)
}

/// The rules that may explain what a rule finds: its causes, and those that its page mentions.
#[must_use]
pub fn causes_of<'a>(
    rule: &'a RuleDescriptor,
    rules: &'a [Arc<RuleDescriptor>],
) -> Vec<&'a RuleId> {
    terminal::triage::causes_of(rule, rules)
}

/// Renders which features are ready, and what the others need, for a terminal.
#[must_use]
pub fn features(verdict: &Verdict, options: &Options) -> String {
    terminal::features::render(&View::of(verdict), options)
}

/// Renders what a user can read of what a policy needs, and the way out where they cannot, for a terminal.
#[must_use]
pub fn doctor(diagnosis: &Diagnosis, options: &Options) -> String {
    terminal::doctor::render(diagnosis, options)
}

/// Renders what a rule asks a person to do, for a terminal.
#[must_use]
pub fn steps(rule: &RuleDescriptor, options: &Options) -> String {
    terminal::explain::steps(rule, options)
}

/// Renders a verdict. The same verdict and options give the same bytes.
///
/// # Errors
/// When the verdict does not fit into the format's limits.
pub fn render(format: Format, verdict: &Verdict, options: &Options) -> Result<String, RenderError> {
    format.renderer()(&View::of(verdict), options)
}

/// What the report of a verdict for GitHub quotes, by the paths that its alerts use: the quoted lines
/// at their numbers, as they are shown, and nothing else of the host's files.
#[must_use]
pub fn evidence(verdict: &Verdict, options: &Options) -> BTreeMap<String, String> {
    sarif::evidence::evidence(&View::of(verdict), options)
}

/// The file for GitHub that ends the alerts of a host that is gone, by its name or by what stands for
/// it in the category: a run of the same category without a result. With that category.
///
/// # Errors
/// Never for a name that a host can have.
pub fn retired(
    host: &str,
    selection: &Selection,
    options: &Options,
) -> Result<(String, String), RenderError> {
    let target = Target {
        name: host.to_owned(),
        machine: None,
        kind: sarif::category::RETIRED.to_owned(),
    };
    sarif::retired(&target, selection, options)
}

/// The path that stands for the host in the repository that shows the alerts, relative, and without
/// `..` in it.
#[must_use]
pub fn host_path(target: &Target) -> String {
    sarif::host_path(target)
}

/// Indented JSON with a final newline, as both JSON formats are written.
fn to_json(document: &impl serde::Serialize) -> Result<String, RenderError> {
    Ok(muster_facts::to_json(document)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_no_other() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        let unknown = "html".parse::<Format>().unwrap_err().to_string();
        assert!(
            unknown.starts_with("`html` is not a format; use terminal, json, sarif, "),
            "{unknown}"
        );
    }
}
