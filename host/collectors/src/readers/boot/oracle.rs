//! Random trees of units, as `systemctl --root` reads them.
#![expect(
    clippy::disallowed_methods,
    reason = "the real program is the oracle, and a skipped comparison must be seen"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use muster_target::Root;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{Boot, Start};

const TREES: usize = 100;

const UNITS: [&str; 3] = ["one.service", "two.service", "three.socket"];

/// Where a file or a link of a unit is put in a tree; `@` stands for the unit.
const PLACES: [&str; 8] = [
    "etc/systemd/system/@",
    "run/systemd/system/@",
    "usr/local/lib/systemd/system/@",
    "etc/systemd/system/multi-user.target.wants/@",
    "etc/systemd/system/sockets.target.requires/@",
    "etc/systemd/system/other.service.wants/@",
    "run/systemd/system/multi-user.target.wants/@",
    "etc/systemd/system.control/@",
];

const UNIT: &str = "[Unit]\nDescription=a\n[Install]\nWantedBy=multi-user.target\n";

#[test]
fn systemctl_says_the_same() {
    if !muster_real::runs("systemctl", &["--version"]) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    // What is put in each place: nothing, a unit or a link to it, a link to nothing, an empty file.
    let what = proptest::sample::select(&[0_u8, 0, 0, 0, 1, 1, 2, 3][..]);
    let tree = proptest::collection::vec(what, UNITS.len() * PLACES.len());
    let (mut yes, mut no) = (0, 0);
    for _ in 0..TREES {
        let directory = tempfile::TempDir::new().unwrap();
        let root = directory.path();
        write(
            &root.join("etc/machine-id"),
            "0123456789abcdef0123456789abcdef\n",
        );
        let tree = tree.new_tree(&mut runner).unwrap().current();
        for (index, what) in tree.iter().enumerate() {
            let unit = UNITS[index % UNITS.len()];
            let place = PLACES[index / UNITS.len()].replace('@', unit);
            put(&root.join(&place), unit, *what);
        }
        for unit in UNITS {
            write(&root.join("usr/lib/systemd/system").join(unit), UNIT);
        }
        let boot = Boot::of(&Root::open(root).unwrap());
        for unit in UNITS {
            let answer = Command::new("systemctl")
                .args([&format!("--root={}", root.display()), "is-enabled", unit])
                .output()
                .unwrap();
            let state = String::from_utf8(answer.stdout).unwrap();
            let name = unit.strip_suffix(".service").unwrap_or(unit);
            let theirs = matches!(state.trim(), "enabled" | "enabled-runtime");
            let ours = matches!(boot.start(name), Start::Yes(_));
            assert_eq!(
                ours,
                theirs,
                "{unit} {state:?} {:?} {tree:?}",
                boot.start(name)
            );
            if ours { yes += 1 } else { no += 1 }
        }
    }
    assert!(yes > TREES / 4 && no > TREES / 4, "{yes} {no}");
}

fn put(path: &Path, unit: &str, what: u8) {
    let below = path.parent().unwrap();
    fs::create_dir_all(below).unwrap();
    let is_link = below
        .extension()
        .is_some_and(|kind| kind == "wants" || kind == "requires");
    match (what, is_link) {
        (0, _) => {}
        (_, true) => symlink(format!("/usr/lib/systemd/system/{unit}"), path).unwrap(),
        (1, false) => write(path, UNIT),
        (2, false) => symlink("/dev/null", path).unwrap(),
        (_, false) => write(path, ""),
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
