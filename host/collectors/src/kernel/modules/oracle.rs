//! Random files of modprobe.d as kmod reads them: `modprobe --showconfig` lists what it takes from them.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fs;
use std::path::Path;
use std::process::Command;

use muster_target::Recorded;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tempfile::TempDir;

use super::configuration::Configuration;

const CASES: usize = 60;
const NAMES: [&str; 3] = ["udf", "usb_storage", "hfs"];

fn line() -> impl Strategy<Value = String> {
    let name = proptest::sample::select(vec!["udf", "usb-storage", "usb_storage", "hfs", "h?s"]);
    let command = proptest::sample::select(vec![
        "/bin/false",
        "/bin/true",
        "/bin/true # no",
        "/sbin/modprobe -i udf",
        "\\\n /bin/false",
    ]);
    prop_oneof![
        (name.clone(), command, "[ \t]{1,2}")
            .prop_map(|(name, command, blank)| format!("install{blank}{name}{blank}{command}")),
        name.prop_map(|name| format!("blacklist {name}")),
        Just("# install udf /bin/false".to_owned()),
        Just("options udf x=1".to_owned()),
        Just(" install hfs /bin/false".to_owned()),
        Just("install".to_owned()),
    ]
}

/// What kmod takes: for each module the command of its first line, and whether it is on the list.
fn taken(folder: &Path) -> Vec<(Option<bool>, bool)> {
    let output = Command::new("modprobe")
        .args(["--showconfig", "--config"])
        .arg(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    NAMES
        .iter()
        .map(|name| {
            let mut lines = text
                .lines()
                .map(|line| line.splitn(3, ' ').collect::<Vec<_>>());
            let install = lines.find_map(|line| match line.as_slice() {
                ["install", pattern, command]
                    if muster_names::patterns::any_name_matches(name, pattern) =>
                {
                    Some(matches!(command.trim(), "/bin/false" | "/bin/true"))
                }
                _ => None,
            });
            let blacklisted = text
                .lines()
                .any(|line| line.trim_end() == format!("blacklist {name}"));
            (install, blacklisted)
        })
        .collect()
}

#[test]
fn kmod_takes_the_same_lines() {
    if !muster_real::runs("modprobe", &["--version"]) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let files = proptest::collection::vec(
        (
            proptest::sample::select(vec!["a.conf", "b.conf", "c", ".d.conf"]),
            proptest::collection::vec(line(), 0..4),
        ),
        0..4,
    );
    for _ in 0..CASES {
        let files = files.new_tree(&mut runner).unwrap().current();
        let folder = TempDir::new().unwrap();
        let mut system = Recorded::new();
        for (name, lines) in &files {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            fs::write(folder.path().join(name), &text).unwrap();
            system = system.file(Path::new("/etc/modprobe.d").join(name), text);
        }
        let configuration = Configuration::read(&system).unwrap();
        let own: Vec<(Option<bool>, bool)> = NAMES
            .iter()
            .map(|name| {
                let found = configuration.find(name).unwrap();
                (
                    found.install.map(|install| install.runs == "nothing"),
                    found.blacklisted.is_some(),
                )
            })
            .collect();
        assert_eq!(own, taken(folder.path()), "{files:#?}");
    }
}
