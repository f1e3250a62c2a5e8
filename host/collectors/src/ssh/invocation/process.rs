//! The command lines of the servers that run: every process that listens as sshd, in the namespaces
//! of this host. Containers, whose processes procfs lists too, have a server of their own.

use std::path::Path;

use muster_facts::{FactError, Source};
use muster_target::{ReadError, System};

use super::Start;
use super::options::{Parted, Word};
use crate::readers::processes;

/// Far more than the options of any server. The kernel allows two megabytes.
const LONGEST_LINE: u64 = 128 << 10;

/// How the title begins that sshd gives itself, and what it says about the process that listens.
const TITLE: &str = "sshd: ";
const LISTENS: &str = " [listener]";

/// A running server.
pub(super) struct Running {
    pub(super) start: Start,
    pub(super) parted: Parted,
    /// Whether the process itself says that it listens.
    pub(super) certain: bool,
}

/// The servers, by the number of their process. What ends meanwhile is none.
///
/// # Errors
/// The command line of a server cannot be read.
pub(super) fn running(system: &dyn System) -> Result<Vec<Running>, FactError> {
    let mut found = Vec::new();
    for process in processes::named(system, "sshd") {
        if is_elsewhere(system, &process.directory) {
            continue;
        }
        let path = process.directory.join("cmdline");
        match system.read(&path, LONGEST_LINE) {
            Ok(line) => found.extend(server(&path.display().to_string(), &line)),
            Err(ReadError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

/// Whether a process is known to be in another container, or on another network.
fn is_elsewhere(system: &dyn System, directory: &Path) -> bool {
    ["ns/pid", "ns/net"].iter().any(|namespace| {
        let own = system.read_link(&Path::new("/proc/self").join(namespace));
        let its = system.read_link(&directory.join(namespace));
        matches!((own, its), (Ok(own), Ok(its)) if own != its)
    })
}

fn server(file: &str, line: &[u8]) -> Option<Running> {
    let line = String::from_utf8_lossy(line);
    let line = line.trim_end_matches('\0');
    let word = |text: &str| Word {
        text: text.to_owned(),
        source: Source::file(file),
    };
    if let Some(title) = line.strip_prefix(TITLE) {
        // Titles of sessions say who is logged in.
        let (command, _) = title.split_once(LISTENS)?;
        return Some(Running {
            start: {
                let mut words = command.split_ascii_whitespace();
                let program = words.next().unwrap_or_default();
                Start::new(program, words.map(word).collect())
            },
            parted: Parted::AtBlanks,
            certain: true,
        });
    }
    let mut words = line.split('\0');
    let program = words.next().filter(|program| !program.is_empty())?;
    (Path::new(program).file_name()? == "sshd").then(|| Running {
        start: Start::new(program, words.map(word).collect()),
        parted: Parted::Exactly,
        certain: false,
    })
}
