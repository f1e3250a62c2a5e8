//! The running host.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::process::{Limits, run};
use super::tree::{OnTree, Tree};
use super::{Command, FileType, Kind, LARGEST_OUTPUT, Output, RunError, SLOWEST_COMMAND};

/// Where programs are looked up, first match first. `$PATH` is not asked: whoever calls Muster
/// must not be able to choose what root runs.
const PROGRAM_DIRECTORIES: [&str; 6] = [
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/usr/local/sbin",
    "/usr/local/bin",
];

/// The running host.
pub struct Live {
    tree: Tree,
}

impl Live {
    /// The host that this process runs on.
    #[must_use]
    pub const fn new() -> Self {
        Self { tree: Tree::Host }
    }

    fn find_program(&self, name: &str) -> Option<PathBuf> {
        if name.contains('/') {
            return None;
        }
        PROGRAM_DIRECTORIES
            .iter()
            .map(|directory| Path::new(directory).join(name))
            .find(|path| {
                self.tree.metadata(path).is_ok_and(|found| {
                    found.file_type == FileType::Regular && found.mode & 0o111 != 0
                })
            })
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl OnTree for Live {
    fn tree(&self) -> &Tree {
        &self.tree
    }

    fn kind(&self) -> Kind {
        Kind::Live
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        let program =
            self.find_program(&command.program)
                .ok_or_else(|| RunError::NotInstalled {
                    program: command.program.clone(),
                })?;
        let limits = Limits {
            time: SLOWEST_COMMAND,
            output: LARGEST_OUTPUT,
        };
        run(&program, command, &PROGRAM_DIRECTORIES.join(":"), limits)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the clock of a live host is part of what is looked at"
    )]
    fn now(&self) -> Option<i64> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        i64::try_from(since.ok()?.as_secs()).ok()
    }

    fn privileged(&self) -> bool {
        rustix::process::geteuid().is_root()
    }
}
