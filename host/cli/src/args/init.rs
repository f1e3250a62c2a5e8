//! What `muster init` and `muster doctor` take.

use std::path::PathBuf;

use clap::Args;

use super::TargetArgs;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster init                                   write ./muster.toml for this host
  sudo muster init --output -                   only show what root finds
  muster init --root /mnt/image --output image.toml

Looks for Compose projects, environment files, ports, proxies, git work trees and backups, and writes
down what it found and which file says so. It contacts nobody, and writes no value of an environment file.
What would silence a finding or contact the network is written down and left off.

Exit codes:
  0  the policy is written
  2  it is not, because there is one already, or the command line is wrong")]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) target: HostArgs,
    /// Where to write the policy; `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "muster.toml")]
    pub(crate) output: PathBuf,
    /// Replace a file that is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster doctor
  muster doctor --policy team.toml
  muster doctor --recording /srv/recordings/web-1

For each kind of facts that the policy's rules ask for: whether this user can read it, how many rules
depend on it, and the way out. The network is not asked.

Exit codes:
  0  all that the policy needs of the host can be read
  2  the command line or the policy is wrong
  3  something cannot, and rules end in `error` for it")]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) target: HostArgs,
    /// A built-in pack or a TOML file [default: ./muster.toml if there is one, else server]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) policy: Option<String>,
    /// Recompile the plugins, and do not use the cache
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// What is looked at, of which only the host itself is.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct HostArgs {
    /// Look at an unpacked or mounted image instead of this host
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Look at a recording instead of this host
    #[arg(long, value_name = "DIR")]
    pub(crate) recording: Option<PathBuf>,
}

impl HostArgs {
    /// The same for whoever may ask the network as well.
    pub(crate) fn without_network(&self) -> TargetArgs {
        TargetArgs {
            root: self.root.clone(),
            recording: self.recording.clone(),
            offline: true,
        }
    }
}
