//! The command line.

mod features;
mod init;
mod policy;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use muster_edge::cloudflare::ApiAddress;
use muster_outcomes::Severity;
use muster_policy::Day;

pub(crate) use self::features::{Features, FeaturesFormat};
pub(crate) use self::init::{Doctor, Init};
pub(crate) use self::policy::{Narrowing, PolicyArgs, PolicySource, is_file};
use crate::documents::{self, OutputSpec};

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

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster upload host.sarif                      in a job of GitHub Actions
  muster upload host.sarif --repository octo-org/servers --ref refs/heads/main \\
    --commit 4b6472266afd7b471e86085a6659e8c7f2b119da \\
    --token-file /etc/muster/github-token

The token is read from the file of --token-file, else from $MUSTER_GITHUB_TOKEN,
else from $GITHUB_TOKEN. It needs the permission `security-events: write` in a
job; otherwise, \"Code scanning alerts: write\".

Exit codes:
  0  GitHub has read the file
  2  the command line or the file is wrong
  3  GitHub refuses the file, cannot be reached, or does not say what happened")]
pub(crate) struct Upload {
    /// The report that `--output sarif-github=FILE` wrote; `-` for standard input
    pub(crate) file: PathBuf,
    /// The repository whose alerts these become [default: $GITHUB_REPOSITORY]
    #[arg(long, value_name = "OWNER/NAME")]
    pub(crate) repository: Option<String>,
    /// The full SHA of the commit that they belong to [default: $GITHUB_SHA]
    #[arg(long, value_name = "SHA")]
    pub(crate) commit: Option<String>,
    /// The full name of its branch, tag or pull request [default: $GITHUB_REF]
    #[arg(long = "ref", value_name = "REF")]
    pub(crate) git_ref: Option<String>,
    /// GitHub's API: https://HOST/api/v3 for Enterprise Server, https://api.SUBDOMAIN.ghe.com for
    /// GHE.com [default: $GITHUB_API_URL, else https://api.github.com]
    #[arg(long, value_name = "URL")]
    pub(crate) api: Option<String>,
    /// The file that holds the token; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Also trust these authorities, for an Enterprise Server with a certificate of its own
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_roots: Option<PathBuf>,
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=LONGEST_TIMEOUT))]
    pub(crate) timeout: u64,
    /// Do not wait until GitHub has read the file
    #[arg(long)]
    pub(crate) no_wait: bool,
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

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster attest mail/dkim-present               what to do; writes nothing
  muster attest mail/dkim-present --by 'Ana Ruiz' \\
    --evidence 'OPS-412: dkim=pass in a test mail'
  muster attest --list

The policy names the file: attestations = \"attestations.toml\"")]
pub(crate) struct Attest {
    /// The id of the rule that asks
    #[arg(required_unless_present = "list", conflicts_with = "list")]
    pub(crate) rule: Option<String>,
    /// List the attestations, and how many days they are still valid
    #[arg(long, conflicts_with_all = ["subject", "host", "by", "evidence", "on", "replace", "valid"])]
    pub(crate) list: bool,
    /// The subject that was checked, as reports name it [default: all that the rule asks about]
    #[arg(long, value_name = "TEXT")]
    pub(crate) subject: Option<String>,
    /// The host that was checked, as reports name it [default: all with this policy]
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// Who checked [default: the name that you logged in with]
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// What was found, and where that is written down
    #[arg(long, value_name = "TEXT")]
    pub(crate) evidence: Option<String>,
    /// The day of the check, in UTC [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Day>,
    /// Replace an attestation of the same rule, subject and host that is still valid
    #[arg(long)]
    pub(crate) replace: bool,
    /// For how many days it is valid [default: as long as the policy allows]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..))]
    pub(crate) valid: Option<u32>,
    /// The file to read and write [default: the one that the policy names]
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) policy: PolicySource,
    /// Recompile the plugins, and do not use the cache
    #[arg(long)]
    pub(crate) no_cache: bool,
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// Show what a plugin is, what it asks for, and its rules, without running it
    #[command(after_help = "\
Examples:
  muster plugin inspect acme.wasm
  muster plugin inspect ssh")]
    Inspect {
        /// The file, with a slash in its path or `.wasm` at its end, or the name of a built-in plugin
        plugin: String,
    },
    /// List the plugins that the policy can choose rules from
    #[command(after_help = "\
Examples:
  muster plugin list
  muster plugin list --policy team.toml")]
    List {
        #[command(flatten)]
        policy: PolicySource,
        /// Recompile the plugins, and do not use the cache
        #[arg(long)]
        no_cache: bool,
    },
    /// Turn the module that cargo built into a plugin: a component with its manifest
    #[command(after_help = "\
Example:
  cargo build --release --target wasm32-unknown-unknown
  muster plugin pack --output acme.wasm \\
    target/wasm32-unknown-unknown/release/acme.wasm")]
    Pack {
        /// The core module or component
        file: PathBuf,
        /// Where to write the plugin
        #[arg(short, long, value_name = "PATH")]
        output: PathBuf,
    },
    /// Run the tests in the Markdown pages of a plugin's rules
    #[command(after_help = "\
Examples:
  muster plugin test .
  muster plugin test . src/rules/port.md --update
  muster plugin test acme.wasm src/rules/*.md --policy team.toml")]
    Test {
        /// The folder of the plugin's crate, which is built with cargo, a packed plugin, or the name
        /// of a built-in one
        plugin: String,
        /// The pages [default: all of the crate]
        pages: Vec<PathBuf>,
        /// Rewrite what the pages expect to what is found, and show what changes
        #[arg(long)]
        update: bool,
        /// Policy to run the cases under [default: `policy` under `[package.metadata.muster]` of the
        /// crate, else server]
        #[arg(long, value_name = "NAME|FILE")]
        policy: Option<String>,
        /// A built-in pack; the same as `--policy NAME`
        #[arg(long, value_name = "NAME", conflicts_with = "policy", value_parser = policy::pack_name)]
        pack: Option<String>,
    },
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

/// A day, as attestations have it.
fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day such as 2026-11-02".to_owned())
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
