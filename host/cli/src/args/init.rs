//! What `muster init` and `muster doctor` take.

use std::path::PathBuf;

use clap::Args;

use super::{PolicySource, TargetArgs};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster init                                   write ./muster.toml
  sudo muster init --output -                   only show what root finds
  muster init --root /mnt/image --output image.toml

Looks for Compose projects, environment files, ports, proxies, git work trees
and backups, and writes what it found and which file says so. It contacts
nobody, and writes no value from an environment file. Settings that would
silence a finding or contact the network are written, but switched off.

Exit codes:
  0  the policy is written
  2  the file exists already, or the command line is wrong")]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) target: HostArgs,
    /// Where to write the policy; `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "muster.toml")]
    pub(crate) output: PathBuf,
    /// Replace an existing file
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  muster doctor
  muster doctor --policy team.toml
  muster doctor --recording /srv/recordings/web-1

Says for each kind of facts that the policy's rules need whether this user can
read it, how many rules depend on it, and what to do if not. It does not use the
network.

Exit codes:
  0  everything that the policy needs from the host can be read
  2  the command line or the policy is wrong
  3  something cannot be read, so rules end in `error`")]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) target: HostArgs,
    #[command(flatten)]
    pub(crate) policy: PolicySource,
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
