//! What `muster upload` takes.

use std::path::PathBuf;

use clap::Args;

use super::LONGEST_TIMEOUT;

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
