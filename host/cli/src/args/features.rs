//! What `muster features` takes.

use clap::{Args, ValueEnum};

use super::{EdgeArgs, LONGEST_TIMEOUT, PolicySource, TargetArgs};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster features
  muster features jobs email
  muster features --output json
  muster features --after-deploy --wait 60      the last step of a deploy script

Collects and judges only what the features need; with --after-deploy, only the
rules that the policy names as `after-deploy`.

Exit codes:
  0  no feature lacks anything; what a person has yet to verify is listed
  1  a feature is not ready; with --after-deploy, something fails at or above
     the gate
  2  the command line or the policy is wrong
  3  something could not be evaluated")]
pub(crate) struct Features {
    /// The features [default: all that the policy declares]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    #[command(flatten)]
    pub(crate) policy: PolicySource,
    /// Judge what a deploy can change and nothing else, and report on all of it as a scan does
    #[arg(long)]
    pub(crate) after_deploy: bool,
    /// Judge again until the exit code is 0, for this many seconds at most: services may still be starting
    #[arg(long, value_name = "SECONDS", requires = "after_deploy", value_parser = clap::value_parser!(u64).range(1..=LONGEST_TIMEOUT))]
    pub(crate) wait: Option<u64>,
    /// Recompile the plugins, and do not use the cache
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// `json` is the report of what was judged, with the features
    #[arg(short, long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) output: FeaturesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FeaturesFormat {
    Terminal,
    Json,
}
