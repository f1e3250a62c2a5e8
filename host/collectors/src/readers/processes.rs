//! The processes of a running target, from procfs.

use std::path::{Path, PathBuf};

use muster_target::{ReadError, System};

/// The kernel keeps 15 bytes, proc_pid_comm(5); a recording may hold anything.
const LONGEST_NAME: u64 = 256;

/// A process that was there a moment ago.
pub(crate) struct Process {
    pub(crate) pid: u32,
    /// `/proc/PID`.
    pub(crate) directory: PathBuf,
}

/// Every process, the lowest number first; none where procfs cannot be listed.
pub(crate) fn all(system: &dyn System) -> Vec<Process> {
    let proc = Path::new("/proc");
    let mut pids: Vec<u32> = system
        .list(proc)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| name.parse().ok())
        .collect();
    pids.sort_unstable();
    pids.into_iter()
        .map(|pid| Process {
            pid,
            directory: proc.join(pid.to_string()),
        })
        .collect()
}

/// The processes that give themselves a name, in the same order.
pub(crate) fn named(system: &dyn System, name: &str) -> impl Iterator<Item = Process> {
    all(system).into_iter().filter(move |process| {
        let own = process.name(system);
        own.is_ok_and(|own| own.trim_ascii() == name.as_bytes())
    })
}

impl Process {
    /// The name that the process gives itself, as it is.
    pub(crate) fn name(&self, system: &dyn System) -> Result<Vec<u8>, ReadError> {
        system.read(&self.directory.join("comm"), LONGEST_NAME)
    }
}
