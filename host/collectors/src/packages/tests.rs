use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, Root, with_collection};

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
