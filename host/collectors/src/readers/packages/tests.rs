#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the real program is the oracle, and a skipped comparison must be seen"
)]

use std::fmt::Write as _;
use std::process::Command;

use muster_target::Recorded;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::*;

fn installed(version: &str) -> Option<Package> {
    Some(Package::Installed(version.to_owned()))
}

#[test]
fn the_first_database_that_is_there_is_read() {
    let pacman = Recorded::new()
        .file(format!("{PACMAN}/openssh-askpass-1.0-1/desc"), "")
        .file(format!("{PACMAN}/openssh-10.0p1-4/desc"), "")
        .file(format!("{PACMAN}/ALPM_DB_VERSION"), "9\n");
    let found = Packages::of(&pacman);
    assert_eq!(found.manager(), Some(Manager::Pacman));
    assert_eq!(found.get("openssh").cloned(), installed("10.0p1-4"));
    assert_eq!(found.get("openssh-askpass").cloned(), installed("1.0-1"));
    let apk = pacman.file(APK[1], "P:musl\nV:1.2.5-r0\n\nP:broken\n");
    let found = Packages::of(&apk);
    assert_eq!(found.manager(), Some(Manager::Apk));
    assert_eq!(found.version(&["other", "musl"]), Some("1.2.5-r0"));
    assert_eq!(found.get("broken"), Some(&Package::Unclear));
    assert_eq!(found.get("openssh"), None);
    let found = Packages::of(&apk.file(DPKG, "Package: a\n"));
    assert_eq!(found.manager(), Some(Manager::Dpkg));
    assert_eq!(Packages::of(&Recorded::new()).manager(), None);
}

#[test]
fn of_two_architectures_the_installed_one_counts() {
    let text = "Package: a\nStatus: deinstall ok config-files\nArchitecture: i386\nVersion: 1\n\n\
                Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2\n\n\
                Package: ab\nStatus: install ok unpacked\nVersion: 3\n";
    let found = Packages::of(&Recorded::new().file(DPKG, text));
    assert_eq!(found.version(&["a"]), Some("2"));
    assert_eq!(found.beginning_with("a").count(), 2);
    assert_eq!(found.beginning_with("ab").count(), 1);
    assert_eq!(found.beginning_with("b").count(), 0);
}

/// Name, whether it is wanted, its status, and its version.
fn entries() -> impl Strategy<Value = Vec<(String, String)>> {
    let status = proptest::sample::select(
        &[
            "install ok installed",
            "hold ok installed",
            "install ok half-configured",
            "install ok unpacked",
            "deinstall ok config-files",
            "purge ok not-installed",
        ][..],
    );
    let entry = ("[a-c][a-c0-9+.-]{1,3}", status);
    proptest::collection::vec(
        entry.prop_map(|(name, status)| (name, status.to_owned())),
        1..40,
    )
}

fn status(entries: &[(String, String)]) -> String {
    let mut text = String::new();
    let mut seen = BTreeSet::new();
    for (index, (name, status)) in entries.iter().enumerate() {
        if !seen.insert(name) {
            continue;
        }
        writeln!(
            text,
            "Package: {name}\nStatus: {status}\nMaintainer: A <a@b.de>\nArchitecture: all\n\
             Version: 1:{index}.0-1\nDescription: a\n Package: not this one\n"
        )
        .unwrap();
    }
    text
}

#[test]
fn dpkg_says_the_same() {
    let Ok(_) = Command::new("dpkg-query").arg("--version").output() else {
        let required = std::env::var("MUSTER_REQUIRE_REAL").is_ok_and(|value| value == "1");
        assert!(!required, "dpkg-query does not work here");
        eprintln!("skipped: dpkg-query does not work here");
        return;
    };
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    for _ in 0..20 {
        let text = status(&entries().new_tree(&mut runner).unwrap().current());
        let directory = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(directory.path().join("updates")).unwrap();
        std::fs::write(directory.path().join("status"), &text).unwrap();
        let output = Command::new("dpkg-query")
            .arg(format!("--admindir={}", directory.path().display()))
            .args(["-W", "-f=${Package} ${db:Status-Status} ${Version}\n"])
            .output()
            .unwrap();
        let theirs = String::from_utf8(output.stdout).unwrap();
        let theirs: BTreeMap<String, Package> = theirs
            .lines()
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let package = match words[1] {
                    "config-files" | "not-installed" => Package::Removed,
                    _ => Package::Installed(words[2].to_owned()),
                };
                (words[0].to_owned(), package)
            })
            .collect();
        let mut ours = Packages::of(&Recorded::new().file(DPKG, text.clone())).packages;
        // dpkg does not list by itself what was never installed or is purged.
        ours.retain(|name, _| {
            theirs.contains_key(name) || !text.contains(&format!("Package: {name}\nStatus: purge"))
        });
        assert_eq!(ours, theirs, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([PV:S]|Package: |Status: |Version: |[a-c -]|\n){0,40}") {
        for path in [DPKG, APK[0]] {
            let found = Packages::of(&Recorded::new().file(path, text.clone()));
            prop_assert!(found.manager().is_some());
        }
        let name = text.replace(['/', '\n'], "");
        let _ = pacman(&name);
    }
}
