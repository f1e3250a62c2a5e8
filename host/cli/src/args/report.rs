//! How what was found is reported.

use std::path::PathBuf;
use std::str::FromStr as _;

use clap::Args;
use muster_outcomes::Severity;

use super::{HistoryArgs, PolicyArgs};
use crate::documents::{self, OutputSpec};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster report evaluation.json
  muster report evaluation.json --output sarif-github=host.sarif
  muster report --retired web-1 --output sarif-github=gone.sarif")]
pub(crate) struct Report {
    /// The evaluation that `--output evaluation=PATH` wrote; `-` for standard input
    #[arg(required_unless_present = "retired", conflicts_with = "retired")]
    pub(crate) evaluation: Option<PathBuf>,
    /// Write the `sarif-github` file that closes the alerts of a host that is gone: its name, or
    /// what represents it in the category
    #[arg(long, value_name = "NAME", conflicts_with_all = ["previous", "evidence"], value_parser = host_name)]
    pub(crate) retired: Option<String>,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// How it is reported.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    #[arg(short, long, value_name = "FORMAT[=PATH]", help = documents::help())]
    pub(crate) output: Vec<OutputSpec>,
    /// Directory in the repository that represents the host's root, in `sarif-github`
    #[arg(long, value_name = "DIR")]
    pub(crate) path_prefix: Option<String>,
    /// Category of the results in SARIF, instead of `muster/HOST/policy=NAME/` with `--only`,
    /// `--skip` and `--min-severity`. An upload replaces the last one of its category, so
    /// include the host and the selection
    #[arg(long, value_name = "TEXT", value_parser = category)]
    pub(crate) category: Option<String>,
    /// Leave failures below this severity out of SARIF, in a category of its own; the exit code
    /// does not change
    #[arg(long, value_name = "SEVERITY", value_parser = Severity::from_str)]
    pub(crate) min_severity: Option<Severity>,
    /// In SARIF, make each failure that follows from another an alert of its own; otherwise it is part
    /// of its cause's
    #[arg(long)]
    pub(crate) alert_consequences: bool,
    /// Write what `sarif-github` quotes, and nothing else, into this directory, under the paths that
    /// the alerts use
    #[arg(long, value_name = "DIR", conflicts_with = "path_prefix")]
    pub(crate) evidence: Option<PathBuf>,
}

/// What stands for a host in a category has no slash.
fn host_name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.contains(|c: char| c == '/' || c.is_control()) {
        return Err(
            "write the name of the host, or the part of its category between `muster/` and the next \
             slash"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

/// A category can be anything that GitHub takes for one.
fn category(text: &str) -> Result<String, String> {
    let plain = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    if plain && !text.trim_matches(['/', ' ']).is_empty() {
        return Ok(text.to_owned());
    }
    Err("write letters, digits and punctuation of ASCII".to_owned())
}
