//! What util-linux makes of the mounts of this machine, and of a file of its own.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fs;
use std::process::Command;

use muster_target::{Live, Recorded};
use tempfile::TempDir;

use super::{disks, mounted};

fn findmnt(arguments: &[&str]) -> Vec<String> {
    let output = Command::new("findmnt")
        .args([
            "--raw",
            "--noheadings",
            "--output",
            "TARGET,FSTYPE,VFS-OPTIONS",
        ])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn findmnt_finds_the_same_mounts() {
    if !muster_real::runs("findmnt", &["--version"]) {
        return;
    }
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap();
    let system = Recorded::new().file("/proc/self/mountinfo", text.clone());
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mountinfo");
    fs::write(&file, text).unwrap();
    let found = mounted::table(&system).unwrap();
    for mount in found.iter().map(|line| &line.mount) {
        let of_path = findmnt(&[
            "--tab-file",
            file.to_str().unwrap(),
            "--mountpoint",
            &mount.path,
        ]);
        // The last of those that lie on each other is listed first.
        let line = of_path.first().unwrap();
        let fields: Vec<&str> = line.split(' ').collect();
        assert_eq!(fields[1], mount.kind, "{line}");
        let mut options: Vec<&str> = fields[2].split(',').collect();
        options.sort_unstable();
        options.dedup();
        assert_eq!(options, mount.options, "{line}");
    }
}

#[test]
fn df_sees_as_much_room_on_the_disks() {
    if !muster_real::runs("df", &["--version"]) {
        return;
    }
    let table = mounted::table(&Live::new()).unwrap();
    for disk in disks::disks(&Live::new(), &table) {
        let room = disk.room.unwrap();
        let output = Command::new("df")
            .args(["--block-size=1", "--output=used,avail,itotal", &disk.path])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers = text.lines().nth(1).unwrap().split_whitespace();
        let numbers: Vec<u64> = numbers.map(|number| number.parse().unwrap()).collect();
        let [used, available, inodes] = numbers[..] else {
            panic!("{text}");
        };
        assert_eq!(room.bytes, used + available, "{}", disk.path);
        // Others write to the disk at the same time.
        assert!(room.available.abs_diff(available) < 1 << 30, "{text}");
        assert_eq!(room.inodes, inodes, "{text}");
    }
}
