//! What util-linux makes of the mounts of this machine, and of a file of its own.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fs;
use std::process::Command;

use muster_target::Recorded;
use tempfile::TempDir;

use super::mounted::mounts;

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
    let found = mounts(&system).unwrap();
    for mount in &found {
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
