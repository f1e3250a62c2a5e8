//! Random files of sysctl.d as systemd-sysctl and procps apply them: in a mount namespace of its own, whose
//! `/proc/sys` is a folder.
#![expect(
    clippy::disallowed_methods,
    reason = "the real programs are the oracle"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use muster_target::Recorded;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tempfile::TempDir;

use super::procedure::{Applier, Procedure};
use super::stages::Boot;

/// How many hosts are compared.
const CASES: usize = 80;

/// The parameters of the invented kernel.
const PATHS: [&str; 4] = ["m/conf/all/a", "m/conf/eth0/a", "m/conf/eth0/b", "m/one"];

/// The places of files, as they are called in the folder and on the host.
const PLACES: [(&str, &str); 3] = [
    ("etc", "/etc/sysctl.d"),
    ("run", "/run/sysctl.d"),
    ("usr", "/usr/lib/sysctl.d"),
];

/// Runs a program in a host of its own.
const ENTER: &str = r#"
set -eu
cd "$1"
mount --bind sys /proc/sys
for place in etc usr; do
    case $place in etc) at=/etc/sysctl.d ;; usr) at=/usr/lib/sysctl.d ;; esac
    mount --bind "$place" "$at"
done
mount -t tmpfs none /run
mkdir /run/sysctl.d
cp -a run/. /run/sysctl.d/
mount --bind sysctl.conf /etc/sysctl.conf
shift
"$@" >/dev/null 2>&1 || true
"#;

type Files = Vec<(usize, &'static str, Vec<String>)>;

fn line(patterns: bool) -> BoxedStrategy<String> {
    let names: &[&'static str] = if patterns {
        &[
            "m.conf.all.a",
            "m/conf/eth0/a",
            "m.conf.eth0.b",
            "m.one",
            "m.conf.*.a",
            "m.conf.*.*",
            "m/conf/e*/a",
            "m.conf.eth?.[ab]",
        ]
    } else {
        &["m.conf.all.a", "m/conf/eth0/a", "m.conf.eth0.b", "m.one"]
    };
    let name = proptest::sample::select(names.to_vec());
    let setting = (name.clone(), "-|", " ?= ?|=", 0..4_u8)
        .prop_map(|(name, dash, equals, value)| format!("{dash}{name}{equals}{value}"));
    let except = name.prop_map(|name| format!("-{name}"));
    let noise = proptest::sample::select(vec![
        "",
        "# m.one=1",
        "; m.one = 2",
        "m.one",
        "  m.one = 3  ",
    ])
    .prop_map(str::to_owned);
    if patterns {
        prop_oneof![6 => setting, 1 => except, 1 => noise].boxed()
    } else {
        prop_oneof![6 => setting, 1 => noise].boxed()
    }
}

fn files(patterns: bool) -> impl Strategy<Value = Files> {
    let name = proptest::sample::select(vec![
        "10-a.conf",
        "50.conf",
        "99-z.conf",
        "readme",
        ".5.conf",
    ]);
    let lines = proptest::collection::vec(line(patterns), 0..5);
    proptest::collection::vec((0..PLACES.len(), name, lines), 0..6)
}

fn cases(patterns: bool) -> Vec<(Files, Vec<String>)> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let strategy = (
        files(patterns),
        proptest::collection::vec(line(patterns), 0..3),
    );
    let mut case = || strategy.new_tree(&mut runner).unwrap().current();
    (0..CASES).map(|_| case()).collect()
}

/// What a program makes of files: the values of all parameters, empty where it sets none.
fn applied(files: &Files, old: &[String], program: &[&str]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    for path in PATHS {
        let file = at.join("sys").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "").unwrap();
    }
    for (place, _) in PLACES {
        fs::create_dir_all(at.join(place)).unwrap();
    }
    for (place, name, lines) in files {
        fs::write(at.join(PLACES[*place].0).join(name), text(lines)).unwrap();
    }
    fs::write(at.join("sysctl.conf"), text(old)).unwrap();
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh", "-c", ENTER, "sh"])
        .arg(at)
        .args(program);
    assert!(command.status().unwrap().success());
    let value = |path: &&str| fs::read_to_string(at.join("sys").join(path)).unwrap();
    PATHS
        .iter()
        .map(|path| value(path).trim().to_owned())
        .collect()
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What Muster makes of them.
fn predicted(files: &Files, old: &[String], applier: Applier) -> Vec<String> {
    let mut system = Recorded::new().file("/etc/sysctl.conf", text(old));
    for (place, name, lines) in files {
        system = system.file(Path::new(PLACES[*place].1).join(name), text(lines));
    }
    let boot = Boot::read(&system, &Procedure::by(applier)).unwrap();
    let value = |path: &&str| {
        let value = boot.value(path).unwrap();
        value
            .effective
            .and_then(|line| line.value)
            .unwrap_or_default()
    };
    PATHS.iter().map(value).collect()
}

fn compare(patterns: bool, applier: Applier, program: &[&str]) {
    for (files, old) in cases(patterns) {
        assert_eq!(
            predicted(&files, &old, applier),
            applied(&files, &old, program),
            "{files:#?} {old:?}"
        );
    }
}

#[test]
fn systemd_sets_the_same_values() {
    let program = "/usr/lib/systemd/systemd-sysctl";
    if muster_real::runs("unshare", &["--mount", program, "--version"]) {
        compare(true, Applier::Systemd, &[program]);
    }
}

#[test]
fn procps_sets_the_same_values() {
    if muster_real::runs("unshare", &["--mount", "sysctl", "--version"]) {
        compare(false, Applier::Procps, &["sysctl", "--system"]);
    }
}
