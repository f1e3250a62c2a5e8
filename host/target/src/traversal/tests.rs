//! A walk through a tree that is made here, and what find(1) makes of the same.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;

use super::*;
use crate::{Live, Recorded, Root, System};

/// Keeps all that has one of some bits, and does not enter directories of one name.
struct Wanted {
    bits: u32,
    not: &'static [u8],
    found: Mutex<BTreeMap<Vec<u8>, Walked>>,
}

impl Wanted {
    fn new(bits: u32) -> Self {
        Self {
            bits,
            not: b"/storage",
            found: Mutex::default(),
        }
    }

    fn paths(self) -> Vec<String> {
        let found = self.found.into_inner().unwrap();
        let paths = found.into_keys();
        paths
            .map(|path| String::from_utf8_lossy(&path).into_owned())
            .collect()
    }
}

impl Visitor for Wanted {
    fn enter(&self, directory: Entered<'_>) -> Option<u8> {
        (directory.path != self.not).then_some(1)
    }

    fn marks(&self, inside: u8, walked: Walked) -> u8 {
        assert_eq!(inside, 1);
        u8::from(walked.mode & self.bits != 0)
    }

    fn keep(&self, directory: &[u8], hits: &[Hit]) {
        let mut found = self.found.lock().unwrap();
        for hit in hits {
            let above = directory.strip_suffix(b"/").unwrap_or(directory);
            let path = [above, b"/", &hit.name].concat();
            assert_eq!(found.insert(path, hit.walked), None, "twice");
        }
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Odd names, links, sockets, hard links, bits of every kind.
fn tree() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in [
        "open",
        "sticky",
        "deep/er/still",
        "storage/x",
        "group",
        "storage-not",
    ] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for (name, bits) in [
        ("plain", 0o644),
        ("deep/er/still/open", 0o666),
        ("open/a b\n'\"$(x)", 0o602),
        ("sticky/su", 0o4755),
        ("sticky/sg", 0o2755),
        ("sticky/both", 0o6711),
        ("storage/x/open", 0o666),
        ("storage-not/open", 0o666),
    ] {
        fs::write(at(name), "").unwrap();
        mode(&at(name), bits);
    }
    let strange = std::ffi::OsString::from_vec(b"open/\xff\xfe".to_vec());
    fs::write(folder.path().join(&strange), "").unwrap();
    mode(&folder.path().join(&strange), 0o666);
    fs::hard_link(at("deep/er/still/open"), at("open/same")).unwrap();
    symlink("../open", at("deep/link")).unwrap();
    symlink("/", at("deep/root")).unwrap();
    symlink(".", at("circle")).unwrap();
    UnixListener::bind(at("open/socket")).unwrap();
    mode(&at("open/socket"), 0o777);
    mode(&at("open"), 0o777);
    mode(&at("sticky"), 0o1777);
    mode(&at("group"), 0o2775);
    folder
}

fn find(folder: &Path, arguments: &[&str]) -> Option<Vec<String>> {
    if !muster_real::runs("find", &["--version"]) {
        return None;
    }
    let output = Command::new("find")
        .current_dir(folder)
        .args([".", "-xdev", "-path", "./storage", "-prune", "-o"])
        .args(arguments)
        .args(["(", "-type", "f", "-o", "-type", "d", ")", "-print0"])
        .output()
        .unwrap();
    let names = output.stdout.split(|byte| *byte == 0);
    let mut names: Vec<String> = names
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(&name[1..]).into_owned())
        .map(|name| {
            if name.is_empty() {
                "/".to_owned()
            } else {
                name
            }
        })
        .collect();
    names.sort();
    Some(names)
}

#[test]
fn find_finds_the_same() {
    let folder = tree();
    for (bits, arguments) in [
        (0o002, "-0002"),
        (0o6000, "/6000"),
        (0o1000, "-1000"),
        (0o4000, "-4000"),
    ] {
        let Some(expected) = find(folder.path(), &["-perm", arguments]) else {
            return;
        };
        let wanted = Wanted::new(bits);
        let root = Root::open(folder.path()).unwrap();
        let report = root.walk_files(&WalkLimits::default(), &wanted).unwrap();
        let mut paths = wanted.paths();
        paths.sort();
        assert_eq!(paths, expected, "{arguments}");
        assert_eq!(report.holes, []);
        assert_eq!(report.skipped, [("/storage".to_owned(), Skip::Storage)]);
        assert_eq!(report.roots, ["/"]);
        assert!(report.entries >= 20);
    }
}

#[test]
fn a_recording_is_walked_through_in_the_same_way() {
    let folder = tree();
    let mut recorded = Recorded::new().walked();
    let mut pending = vec![PathBuf::new()];
    while let Some(path) = pending.pop() {
        let real = folder.path().join(&path);
        let found = fs::symlink_metadata(&real).unwrap();
        let there = Path::new("/").join(&path);
        recorded = if found.is_dir() {
            let names = fs::read_dir(&real).unwrap();
            pending.extend(names.map(|name| path.join(name.unwrap().file_name())));
            recorded.directory(&there)
        } else if found.is_symlink() {
            recorded.link(&there, fs::read_link(&real).unwrap())
        } else if found.is_file() {
            recorded.file(&there, "")
        } else {
            recorded.special(&there)
        };
        recorded = recorded.owned(&there, found.permissions().mode() & 0o7777, 0, 0);
    }
    let recorded = recorded.file("/proc/1/x", "").file("/sys/x", "");
    for bits in [0o002, 0o6000, 0o7777] {
        let (live, kept) = (Wanted::new(bits), Wanted::new(bits));
        let root = Root::open(folder.path()).unwrap();
        root.walk_files(&WalkLimits::default(), &live).unwrap();
        let report = recorded.walk_files(&WalkLimits::default(), &kept).unwrap();
        assert_eq!(live.paths(), kept.paths());
        assert_eq!(report.holes, []);
    }
}

#[test]
fn a_recording_that_nobody_walked_through_refuses() {
    let system = Recorded::new().file("/a", "");
    let refused = system.walk_files(&WalkLimits::default(), &Wanted::new(0o777));
    assert!(refused.unwrap_err().to_string().contains("walked = true"));
}

#[test]
fn a_recording_has_the_file_systems_of_its_table() {
    let system = Recorded::new()
        .walked()
        .file("/a", "")
        .file("/mnt/nas/b", "")
        .file("/home/c", "")
        .directory("/closed")
        .denied("/closed")
        .file(
            "/proc/1/mountinfo",
            "1 0 8:1 / / rw - ext4 a rw\n2 1 0:9 / /mnt/nas rw - nfs4 n:/ rw\n3 1 8:2 / /home rw - xfs b rw\n",
        );
    let wanted = Wanted::new(0o444);
    let report = system.walk_files(&WalkLimits::default(), &wanted).unwrap();
    assert_eq!(report.roots, ["/", "/home"]);
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|(path, why)| (path.as_str(), *why))
        .collect();
    assert_eq!(
        skipped,
        [("/mnt/nas", Skip::Foreign), ("/proc", Skip::Memory)]
    );
    assert_eq!(report.holes.len(), 1);
    assert_eq!(
        wanted.paths(),
        ["/", "/a", "/closed", "/home", "/home/c", "/mnt"]
    );
}

#[test]
fn a_walk_that_goes_too_far_says_where_it_ended() {
    let folder = TempDir::new().unwrap();
    let deep = folder.path().join("d/".repeat(9));
    fs::create_dir_all(deep).unwrap();
    for number in 0..50 {
        fs::write(folder.path().join(format!("d/{number}")), "").unwrap();
    }
    let root = Root::open(folder.path()).unwrap();
    let walk = |limits| root.walk_files(&limits, &Wanted::new(0)).unwrap();
    let whole = walk(WalkLimits::default());
    assert_eq!((whole.holes.len(), whole.entries), (0, 59));
    let default = WalkLimits::default();
    for (limits, reason) in [
        (
            WalkLimits {
                entries: 20,
                ..default
            },
            "more than 20 files",
        ),
        (
            WalkLimits {
                in_directory: 20,
                ..default
            },
            "more than 20 files",
        ),
        (
            WalkLimits {
                depth: 4,
                ..default
            },
            "deeper",
        ),
        (
            WalkLimits {
                time: Duration::ZERO,
                ..default
            },
            "more than 0 seconds",
        ),
    ] {
        let holes = walk(limits).holes;
        assert!(
            holes.iter().any(|(_, why)| why.contains(reason)),
            "{reason}: {holes:?}"
        );
    }
}

/// Whatever this machine is: the walk begins, and what it says of itself is consistent.
#[test]
fn the_running_host_is_walked_through() {
    struct Nothing;
    impl Visitor for Nothing {
        fn enter(&self, directory: Entered<'_>) -> Option<u8> {
            // One level is enough.
            (directory.path.iter().filter(|byte| **byte == b'/').count() < 2).then_some(0)
        }
        fn marks(&self, _: u8, _: Walked) -> u8 {
            0
        }
        fn keep(&self, _: &[u8], _: &[Hit]) {}
    }
    match Live::new().walk_files(&WalkLimits::default(), &Nothing) {
        Ok(report) => {
            assert_eq!(report.roots[0], "/");
            assert!(report.skipped.contains(&("/proc".to_owned(), Skip::Memory)));
        }
        Err(error) => assert!(error.to_string().contains("network"), "{error}"),
    }
}
