//! The drop-ins of a program of systemd, as `systemd-analyze cat-config` lists them.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fs;
use std::path::Path;
use std::process::Command;

use muster_target::{Recorded, System as _};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tempfile::TempDir;

use super::{files, sources};

/// How many hosts are compared.
const CASES: usize = 20;

/// Where a file may be.
const PLACES: [&str; 4] = [
    "etc/systemd/journald.conf.d",
    "run/systemd/journald.conf.d",
    "usr/local/lib/systemd/journald.conf.d",
    "usr/lib/systemd/journald.conf.d",
];

const NAMES: [&str; 4] = ["10-a.conf", "50-b.conf", "b.conf", "c.txt"];

#[test]
fn files_are_read_as_systemd_lists_them() {
    if !muster_real::runs("systemd-analyze", &["--version"]) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let strategy = proptest::collection::btree_map((0..4_usize, 0..4_usize), any::<bool>(), 0..8);
    let (source, _) = sources::find("journald/Journal/Storage").unwrap();
    for _ in 0..CASES {
        let made = strategy.new_tree(&mut runner).unwrap().current();
        let folder = TempDir::new().unwrap();
        let mut host = Recorded::new();
        for ((place, name), is_masked) in made {
            let path = format!("{}/{}", PLACES[place], NAMES[name]);
            let real = folder.path().join(&path);
            fs::create_dir_all(real.parent().unwrap()).unwrap();
            if is_masked {
                std::os::unix::fs::symlink("/dev/null", &real).unwrap();
                host = host.link(format!("/{path}"), "/dev/null");
            } else {
                fs::write(&real, "[Journal]\n").unwrap();
                host = host.file(format!("/{path}"), "[Journal]\n");
            }
        }
        let main = folder.path().join("etc/systemd/journald.conf");
        fs::create_dir_all(main.parent().unwrap()).unwrap();
        fs::write(&main, "[Journal]\n").unwrap();
        host = host.file("/etc/systemd/journald.conf", "[Journal]\n");
        let output = Command::new("systemd-analyze")
            .arg(format!("--root={}", folder.path().display()))
            .args(["cat-config", "systemd/journald.conf"])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let prefix = format!("# {}", folder.path().display());
        let listed: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix(&prefix))
            // It lists what is masked as well, with nothing in it.
            .filter(|path| host.read_link(Path::new(path)).is_err())
            .map(str::to_owned)
            .collect();
        let read: Vec<String> = files::read(&host, source)
            .unwrap()
            .into_iter()
            .map(|file| file.path)
            .collect();
        assert_eq!(read, listed, "{text}");
    }
}
