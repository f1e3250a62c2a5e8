//! What `muster rules` and `muster explain` take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{EdgeArgs, Narrowing, PolicyArgs, TargetArgs};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster rules
  muster rules --only tag:secrets
  muster rules --all
  muster rules --pack cis-debian-12
  muster rules --pack cis-debian-12 --output json")]
pub(crate) struct Rules {
    /// Also list the rules that the policy does not enable, marked with `-`
    #[arg(long)]
    pub(crate) all: bool,
    /// Say instead how the rules of a built-in pack judge the sections of the benchmark that it follows
    #[arg(long, value_name = "NAME", conflicts_with_all = ["all", "policy", "only", "skip", "fail_on"])]
    pub(crate) pack: Option<String>,
    /// With `json`, every section with its rules
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        requires = "pack",
        default_value = "terminal"
    )]
    pub(crate) output: SectionsFormat,
    /// A built-in pack or a TOML file [default: ./muster.toml if there is one, else server]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) policy: Option<String>,
    #[command(flatten)]
    pub(crate) narrowing: Narrowing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SectionsFormat {
    Terminal,
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster explain ssh/permit-root-login
  muster explain env/weak-secret --policy team.toml
  muster explain http/readyz-db --scan
  muster explain http/readyz-db --evaluation evaluation.json

With --scan, --recording, --root or --evaluation, the page is followed by what
the rule found, and by the rules that may explain it: its causes, and those that
its page mentions. It shows whether they fail too, and how to fix that. Only
these rules are judged.

Exit codes with one of them:
  0  the rule does not fail
  1  it fails
  2  the command line or the policy is wrong
  3  it could not be evaluated")]
pub(crate) struct Explain {
    /// The rule's id
    pub(crate) rule: String,
    /// Show what the rule finds on this host now, and which of its causes fail
    #[arg(long, conflicts_with = "evaluation")]
    pub(crate) scan: bool,
    /// Show the same from a saved evaluation; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["root", "recording"])]
    pub(crate) evaluation: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
}
