//! How much room there is on the host's own disks.

use std::collections::BTreeSet;
use std::path::Path;

use muster_facts::mounts::{Disk, Mount, Room};
use muster_target::System;

use super::mounted::Mounted;

/// File systems on disks of the host. Nobody asks those of other machines: where one does not answer, the
/// question would not end.
const KINDS: [&str; 12] = [
    "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "nilfs2", "reiserfs", "ubifs",
    "xfs", "zfs",
];

/// What the root of a container is made of, which lies on a disk of the machine below.
const LAYERS: &str = "overlay";

/// The file systems of disks that can be written to, each once.
pub(super) fn disks(system: &dyn System, table: &[Mounted]) -> Vec<Disk> {
    let mut lines: Vec<&Mounted> = table.iter().filter(|line| is_disk(&line.mount)).collect();
    lines.sort_by_key(|line| line.mount.path.len());
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.device.as_str()));
    lines.sort_by_key(|line| line.mount.path.as_str());
    lines
        .into_iter()
        .map(|line| disk(system, &line.mount))
        .collect()
}

fn is_disk(mount: &Mount) -> bool {
    let is_kind =
        KINDS.contains(&mount.kind.as_str()) || (mount.kind == LAYERS && mount.path == "/");
    is_kind && mount.options.iter().all(|option| option != "ro")
}

fn disk(system: &dyn System, mount: &Mount) -> Disk {
    let (room, gap) = match system.free_space(Path::new(&mount.path)) {
        Ok(Some(space)) => {
            let room = Room {
                bytes: space.bytes,
                available: space.available,
                inodes: space.inodes,
                free_inodes: space.free_inodes,
            };
            (Some(room), None)
        }
        Ok(None) => (
            None,
            Some("the recording does not say how much room there is".to_owned()),
        ),
        Err(error) => (None, Some(error.to_string())),
    };
    Disk {
        path: mount.path.clone(),
        kind: mount.kind.clone(),
        room,
        gap,
        source: mount.source.clone(),
    }
}

#[cfg(test)]
mod tests {
    use muster_target::{Recorded, Space};

    use super::*;
    use crate::kernel::mounts::mounted;

    fn found(system: &Recorded) -> Vec<Disk> {
        disks(system, &mounted::table(system).unwrap())
    }

    #[test]
    fn each_disk_that_can_be_written_to_is_told_once() {
        let table = "22 27 0:21 / /proc rw - proc proc rw\n\
                     30 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n\
                     31 30 8:1 /srv /srv/data rw - ext4 /dev/sda1 rw\n\
                     32 30 8:2 /x /mnt/long rw - xfs /dev/sdb rw\n\
                     33 30 8:2 / /var rw - xfs /dev/sdb rw\n\
                     34 30 8:3 / /usr ro - ext4 /dev/sdc rw\n\
                     35 30 0:40 / /mnt/nfs rw - nfs4 h:/x rw\n\
                     36 30 0:41 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw\n\
                     37 30 0:42 / /run rw - tmpfs tmpfs rw\n";
        let space = Space {
            bytes: 100,
            available: 10,
            inodes: 0,
            free_inodes: 0,
        };
        let system = Recorded::new()
            .file("/proc/1/mountinfo", table)
            .directory("/")
            .space("/", space);
        let disks = found(&system);
        let paths: Vec<&str> = disks.iter().map(|disk| disk.path.as_str()).collect();
        assert_eq!(paths, ["/", "/var"]);
        assert_eq!(disks[0].room.as_ref().unwrap().available, 10);
        assert_eq!(disks[1].room, None);
        assert!(
            disks[1]
                .gap
                .as_deref()
                .unwrap()
                .contains("/var does not exist")
        );
    }

    #[test]
    fn the_root_of_a_container_lies_on_a_disk() {
        let system = Recorded::new().file(
            "/proc/1/mountinfo",
            "1 0 0:50 / / rw - overlay overlay rw\n",
        );
        let disks = found(&system);
        assert_eq!(disks.len(), 1);
        assert!(disks[0].gap.as_deref().unwrap().contains("recording"));
    }
}
