//! Which process holds which socket: the links in `/proc/PID/fd`, read only until every socket has
//! been found.
//!
//! Another user's links are not readable without root's rights, and a process may end while it is
//! looked at. Either leaves a socket without an owner, which is not an error.

use std::collections::{BTreeMap, BTreeSet};

use muster_target::System;

use super::parse::socket_inode;
use crate::readers::processes::{self, Process};

pub(super) struct Owner {
    pub(super) pid: u32,
    pub(super) process: String,
}

/// The process that starts services, and holds the sockets that it listens on for them.
const INIT: u32 = 1;

/// The owners of the given inodes. A socket that several processes share, as a parent with its
/// workers, belongs to the one with the lowest number; to the init only where no service has it yet.
pub(super) fn find(
    system: &dyn System,
    inodes: impl IntoIterator<Item = u64>,
) -> BTreeMap<u64, Owner> {
    let mut wanted: BTreeSet<u64> = inodes.into_iter().filter(|inode| *inode != 0).collect();
    let mut owners = BTreeMap::new();
    let all = processes::all(system);
    let (init, services): (Vec<Process>, Vec<Process>) =
        all.into_iter().partition(|process| process.pid == INIT);
    for process in services.into_iter().chain(init) {
        if wanted.is_empty() {
            break;
        }
        let descriptors = process.directory.join("fd");
        let held: Vec<u64> = system
            .list(&descriptors)
            .unwrap_or_default()
            .iter()
            .filter_map(|name| system.read_link(&descriptors.join(name)).ok())
            .filter_map(|leads_to| socket_inode(leads_to.to_str()?))
            .filter(|inode| wanted.remove(inode))
            .collect();
        if held.is_empty() {
            continue;
        }
        if let Some(name) = name(system, &process) {
            for inode in held {
                let owner = Owner {
                    pid: process.pid,
                    process: name.clone(),
                };
                owners.insert(inode, owner);
            }
        }
    }
    owners
}

/// The name of a process. It names itself, so that only printable characters are kept.
fn name(system: &dyn System, process: &Process) -> Option<String> {
    let comm = process.name(system).ok()?;
    Some(
        String::from_utf8_lossy(&comm)
            .chars()
            .filter(|character| !character.is_control())
            .collect(),
    )
}
