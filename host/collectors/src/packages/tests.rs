use std::path::Path;

use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, Root, System, with_collection};

use super::*;

fn facts(system: &dyn System) -> PackagesFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn states(system: &Recorded) -> Vec<String> {
    let packages = facts(system).packages.unwrap();
    packages
        .iter()
        .map(|package| format!("{} {} {}", package.name, package.version, package.state))
        .collect()
}

#[test]
fn dpkg_says_in_three_words_how_far_a_package_is() {
    let system = Recorded::new().file(
        "/var/lib/dpkg/status",
        "Package: cron\nStatus: install ok installed\nVersion: 3.0pl1-162\n\n\
         Package: curl\nStatus: deinstall ok config-files\nVersion: 7.88\n\n\
         Package: git\nStatus: install ok half-configured\nVersion: 1:2.39\n\n\
         Package: jq\nStatus: install ok unpacked\n\n",
    );
    assert_eq!(
        states(&system),
        [
            "cron 3.0pl1-162 installed",
            "curl  removed",
            "git 1:2.39 broken",
            "jq  broken"
        ]
    );
    let found = facts(&system);
    assert_eq!(
        found.find_package("cron").unwrap().unwrap().state,
        "installed"
    );
    assert_eq!(found.find_package("nano").unwrap(), None);
    assert!(found.overview.unwrap().complete);
}

#[test]
fn an_image_without_dpkg_has_a_file_for_each_package() {
    let system = Recorded::new()
        .file(
            "/var/lib/dpkg/status.d/base",
            "Package: base-files\nVersion: 12.4\n",
        )
        .file("/var/lib/dpkg/status.d/base.md5sums", "0 a\n")
        .file(
            "/var/lib/dpkg/status.d/zone",
            "Package: tzdata\nVersion: 2026a\n",
        );
    assert_eq!(
        states(&system),
        ["base-files 12.4 installed", "tzdata 2026a installed"]
    );
}

#[test]
fn what_is_not_understood_makes_the_list_incomplete() {
    let system = Recorded::new().file(
        "/lib/apk/db/installed",
        "P:busybox\nV:1.37.0-r18\n\nV:1\n\n",
    );
    assert_eq!(states(&system), ["busybox 1.37.0-r18 installed"]);
    assert!(!facts(&system).overview.unwrap().complete);
}

#[test]
fn a_database_that_is_not_read_is_not_empty() {
    let rpm = Recorded::new().file("/var/lib/rpm/rpmdb.sqlite", "");
    assert!(matches!(facts(&rpm).packages, Err(FactError::Failed(_))));
    let none = facts(&Recorded::new()).packages;
    assert!(matches!(none, Err(FactError::Unsupported(_))));
}

fn rpm(packages: &str) -> Vec<u8> {
    muster_specs::rpm::database(packages).unwrap()
}

#[test]
fn of_several_versions_the_last_one_counts() {
    let database = rpm(
        "kernel-5.14.0-570.el9.x86_64\nkernel-5.14.0-570.12.1.el9_6.x86_64\n\
         kernel-5.14.0-503.el9.x86_64\nbind-32:9.16.23-24.el9.x86_64\ngpg-pubkey-1-1.noarch\n",
    );
    let system = Recorded::new().file("/var/lib/rpm/Packages.db", database);
    assert_eq!(
        states(&system),
        [
            "bind 32:9.16.23-24.el9 installed",
            "kernel 5.14.0-570.12.1.el9_6 installed"
        ]
    );
    let found = facts(&system);
    let kernel = found.find_package("kernel").unwrap().unwrap();
    assert_eq!(kernel.installed_at, Some(1_767_225_600));
    assert_eq!(found.overview.unwrap().manager, "rpm");
}

/// Fedora has dpkg as a tool.
#[test]
fn an_empty_database_gives_way_to_one_that_lists_something() {
    let system = Recorded::new()
        .file("/var/lib/dpkg/status", "")
        .file("/var/lib/rpm/Packages.db", rpm("jq-1.7-1.fc43.x86_64"));
    assert_eq!(states(&system), ["jq 1.7-1.fc43 installed"]);
    let alone = Recorded::new().file("/var/lib/dpkg/status", "");
    assert_eq!(facts(&alone).overview.unwrap().manager, "dpkg");
}

#[test]
fn a_database_that_may_not_be_read_is_an_error() {
    let path = "/var/lib/dpkg/status";
    let system = Recorded::new().file(path, "").denied(path);
    assert!(matches!(facts(&system).packages, Err(FactError::Denied(_))));
}

/// This machine, as `dpkg-query` lists it.
#[test]
fn dpkg_lists_the_same_packages() {
    if !muster_real::runs("dpkg-query", &["--version"]) {
        return;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the real program is the oracle, and a skipped comparison must be seen"
    )]
    let answer = std::process::Command::new("dpkg-query")
        .args([
            "--show",
            "--showformat",
            "${Package} ${Version} ${db:Status-Status}\n",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8(answer.stdout).unwrap();
    let found = facts(&Root::open(Path::new("/")).unwrap());
    let mut compared = 0;
    for line in text.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(version), Some("installed")) =
            (words.next(), words.next(), words.next())
        else {
            continue;
        };
        let package = found.find_package(name).unwrap().unwrap();
        assert_eq!(package.state, "installed", "{name}");
        // Of several architectures one.
        let same = format!("{name} {version} installed\n");
        let ours = format!("{name} {} installed\n", package.version);
        assert!(same == ours || text.contains(&ours), "{line} {package:?}");
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}
