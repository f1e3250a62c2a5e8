//! What `muster attest` takes.

use std::path::PathBuf;

use clap::Args;
use muster_policy::Day;

use super::PolicySource;

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

/// A day, as attestations have it.
fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day such as 2026-11-02".to_owned())
}
