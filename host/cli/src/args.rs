//! The command line.

mod attest;
mod features;
mod init;
mod plugin;
mod policy;
mod report;
mod rules;
mod upload;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use muster_edge::cloudflare::ApiAddress;

pub(crate) use self::attest::Attest;
pub(crate) use self::features::{Features, FeaturesFormat};
pub(crate) use self::init::{Doctor, Init};
pub(crate) use self::plugin::Plugin;
pub(crate) use self::policy::{Narrowing, PolicyArgs, PolicySource, is_file, word};
pub(crate) use self::report::{OutputArgs, Report};
pub(crate) use self::rules::{Explain, Rules, SectionsFormat};
pub(crate) use self::upload::Upload;

const EXAMPLES: &str = "\
Examples:
  muster scan                                   judge this host
  muster scan --output sarif-github=host.sarif  also write it for GitHub alerts
  muster scan --root /mnt/image                 judge a mounted image
  muster init                                   write a muster.toml for it
  muster collect --output host.json             only collect; elsewhere, run
  muster evaluate host.json                     and judge what was collected
  muster explain ssh/permit-root-login          why, how to fix, parameters

Exit codes, the same for every format:
  0  everything was evaluated, and nothing fails at or above the gate
  1  something fails at or above the gate
  2  the command line, a policy or an input file is wrong
  3  something could not be evaluated, or nothing was";

/// In seconds: a day, which can be repeated by those who wait longer.
pub(crate) const LONGEST_TIMEOUT: u64 = 24 * 60 * 60;

/// Does your server pass muster?
#[derive(Debug, Parser)]
#[command(
    name = "muster",
    version,
    about = "Does your server pass muster? Inspects a server, lets sandboxed policy plugins judge it, and reports.",
    after_help = EXAMPLES,
    propagate_version = true,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Say more on standard error; twice for each rule's time, three times for everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Collect, evaluate and report
    Scan(Scan),
    /// Look at this host, and write a muster.toml that describes it
    Init(Init),
    /// Say what this user cannot read of what the policy needs, and what to do about it
    Doctor(Doctor),
    /// Collect only: write a snapshot that can be evaluated elsewhere
    Collect(Collect),
    /// Evaluate a snapshot and report
    Evaluate(Evaluate),
    /// Report on a saved evaluation
    Report(Report),
    /// Send a report to GitHub code scanning
    Upload(Upload),
    /// Show why a rule exists, how to fix what it finds, and its parameters
    Explain(Explain),
    /// Say which features of the application are ready, and what the others need
    Features(Features),
    /// Answer for what a rule asks a person to check, or list who answers for what
    Attest(Attest),
    /// List the rules
    Rules(Rules),
    /// List, inspect, pack and test policy plugins
    #[command(subcommand)]
    Plugin(Plugin),
    /// Write a completion script for a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster scan
  muster scan --policy team.toml --fail-on high
  muster scan --pack cis-debian-12
  muster scan --only 'ssh/*' --output json
  muster scan --output terminal --output sarif=report.sarif")]
pub(crate) struct Scan {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster collect > host.json
  muster collect --root /mnt/image --output host.json
  sudo muster collect | muster evaluate -")]
pub(crate) struct Collect {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    /// Where to write the snapshot [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster evaluate host.json
  muster evaluate host.json --output evaluation=evaluation.json
  ssh web-1 sudo muster collect | muster evaluate - --policy team.toml")]
pub(crate) struct Evaluate {
    /// The snapshot that `muster collect` wrote; `-` for standard input
    pub(crate) snapshot: PathBuf,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  muster completions bash > /etc/bash_completion.d/muster")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// What is looked at.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct TargetArgs {
    /// Inspect an unpacked or mounted image instead of this host
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Inspect a recording instead of this host
    #[arg(long, value_name = "DIR")]
    pub(crate) recording: Option<PathBuf>,
    /// Do not use the network: rules on DNS, mail, TLS, HTTP and Cloudflare end in `error`
    #[arg(long)]
    pub(crate) offline: bool,
}

/// Who is asked about it.
#[derive(Debug, Args)]
pub(crate) struct EdgeArgs {
    /// Send the token to the API at this address, which the policy must also name; needed for any
    /// other than https://api.cloudflare.com
    #[arg(long, value_name = "URL", value_parser = ApiAddress::from_str)]
    pub(crate) cloudflare_api: Option<ApiAddress>,
    /// Send the credentials that the policy names under [targets.http] to this host, over HTTPS; without
    /// it, none are read or sent; repeatable
    #[arg(long, value_name = "HOST")]
    pub(crate) authenticate: Vec<String>,
}

/// What was found before.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The previous evaluation, whose failures stay if they cannot be judged again; `none` if
    /// nothing of this host has been reported yet. By default, a scan uses its last one of this
    /// host and policy
    #[arg(long, value_name = "FILE|none")]
    pub(crate) previous: Option<PathBuf>,
}
