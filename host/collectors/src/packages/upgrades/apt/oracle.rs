//! Random sources, lists and preferences, as `apt-cache policy` resolves them; `MUSTER_ORACLE_CASES` says how many.
#![expect(
    clippy::disallowed_methods,
    reason = "the real program is the oracle, and a skipped comparison must be seen"
)]

use std::path::Path;
use std::process::Command;

use muster_target::Root;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::packages::upgrades::tests::facts;

/// Each takes apt some hundredths of a second.
const HOSTS: usize = 40;

const NAMES: [&str; 3] = ["alpha", "beta", "gamma"];
const VERSIONS: [&str; 6] = ["1.0", "1.0-1", "1.1~rc1", "1.1", "1:0.9", "2.0+b1"];

/// Suite and what its file says; the last two are of another vendor, and without a suite.
const SUITES: [(&str, &str); 5] = [
    (
        "stable",
        "Origin: Debian\nLabel: Debian\nSuite: stable\nCodename: trixie\nVersion: 13.1\n",
    ),
    (
        "backports",
        "Origin: Debian\nSuite: stable-backports\nCodename: backports\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n",
    ),
    (
        "experimental",
        "Origin: Debian\nSuite: experimental\nCodename: rc-buggy\nNotAutomatic: yes\n",
    ),
    (
        "vendor",
        "Origin: Vendor Inc\nLabel: vendor\nSuite: any\nCodename: any\n",
    ),
    ("other", "Origin: Other\nSuite: testing\nCodename: forky\n"),
];

const PINS: [&str; 18] = [
    "Package: *\nPin: release a=stable-backports\nPin-Priority: 600\n",
    "Package: *\nPin: release o=Debian\nPin-Priority: 400\n",
    "Package: *\nPin: release n=forky\nPin-Priority: -1\n",
    "Package: *\nPin: release o=Vendor*, l=vendor\nPin-Priority: 1001\n",
    "Package: *\nPin: origin \"vendor.example\"\nPin-Priority: 50\n",
    "Package: *\nPin: origin \"\"\nPin-Priority: 900\n",
    "Package: *\nPin: release testing\nPin-Priority: 700\n",
    "Package: *\nPin: release 13*\nPin-Priority: 650\n",
    "Package: *\nPin: release c=main\nPin-Priority: 300\n",
    "Package: alpha\nPin: version 1.1*\nPin-Priority: 900\n",
    "Package: al* gamma\nPin: release a=experimental\nPin-Priority: 800\n",
    "Package: beta\nPin: origin vendor.example\nPin-Priority: -10\n",
    "# a comment\nExplanation: why\nPackage: /^GAM/\nPin: release o=Debian\nPin-Priority: 1000\n",
    "Package: src:greek\nPin: version *\nPin-Priority: 5\n",
    "Package: beta:amd64\nPin: version /^1/\nPin-Priority: 1002\n",
    "Package: beta:i386\nPin: version *\nPin-Priority: -1\n",
    "Package: gamma\nPin: release a=stable\nPin-Priority: 99\n",
    "Package: *\nPin: release n=trixie\nPin-Priority: never\n",
];

/// A host: what is installed, what each suite has, and the places of pins in two files.
type Host = (
    Vec<usize>,
    Vec<Vec<(usize, usize)>>,
    Vec<usize>,
    Vec<usize>,
    bool,
);

fn hosts() -> impl Strategy<Value = Host> {
    let version = 0..VERSIONS.len();
    let offers = proptest::collection::vec((0..NAMES.len(), 0..VERSIONS.len()), 0..6);
    (
        proptest::collection::vec(version, NAMES.len()),
        proptest::collection::vec(offers, SUITES.len()),
        proptest::collection::vec(0..PINS.len(), 0..3),
        proptest::collection::vec(0..PINS.len(), 0..3),
        any::<bool>(),
    )
}

fn stanza(name: usize, version: usize) -> String {
    // A source package is another one in some versions.
    let origin = if version.is_multiple_of(2) {
        "Source: greek (1)\n"
    } else {
        ""
    };
    format!(
        "Package: {}\n{origin}Architecture: amd64\nMaintainer: a\nVersion: {}\nFilename: a\nSize: 1\nSHA256: {version:064}\n\
         Description: a\n",
        NAMES[name], VERSIONS[version]
    )
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn lay_out(root: &Path, (installed, suites, main, part, has_default): &Host) {
    let mut status = String::new();
    for (name, version) in installed.iter().enumerate() {
        status += &stanza(name, *version).replacen('\n', "\nStatus: install ok installed\n", 1);
        status.push('\n');
    }
    write(root, "var/lib/dpkg/status", &status);
    let mut sources = String::new();
    for ((suite, head), offers) in SUITES.iter().zip(suites) {
        let site = format!("{suite}.example");
        sources += &format!("deb [trusted=yes] http://{site}/d {suite} main\n");
        let base = format!("var/lib/apt/lists/{site}_d_dists_{suite}");
        let release = format!(
            "{head}Date: Wed, 03 Jun 2026 09:12:44 UTC\nArchitectures: amd64\nComponents: main\nSHA256:\n a 1 main/binary-amd64/Packages\n"
        );
        write(root, &format!("{base}_Release"), &release);
        let mut offers = offers.clone();
        offers.sort_unstable();
        offers.dedup();
        let list: Vec<String> = offers
            .iter()
            .map(|(name, version)| stanza(*name, *version))
            .collect();
        write(
            root,
            &format!("{base}_main_binary-amd64_Packages"),
            &list.join("\n"),
        );
    }
    write(root, "etc/apt/sources.list", &sources);
    let pins = |places: &[usize]| {
        let pins: Vec<&str> = places.iter().map(|place| PINS[*place]).collect();
        pins.join("\n")
    };
    write(root, "etc/apt/preferences", &pins(main));
    write(root, "etc/apt/preferences.d/part", &pins(part));
    let default = if *has_default {
        "APT::Default-Release \"stable\";\n"
    } else {
        ""
    };
    write(root, "etc/apt/apt.conf.d/10default", default);
}

/// The candidate of each package, as apt has it.
fn candidates(root: &Path) -> Vec<String> {
    let shown = root.display();
    let configuration = format!(
        "Dir \"{shown}\";\nDir::State::status \"{shown}/var/lib/dpkg/status\";\nDir::Cache::pkgcache \"\";\n\
         Dir::Cache::srcpkgcache \"\";\nAPT::Architecture \"amd64\";\nAPT::Architectures {{ \"amd64\"; }};\n"
    );
    let file = root.join("oracle.conf");
    std::fs::write(&file, configuration).unwrap();
    let answer = Command::new("apt-cache")
        .env("APT_CONFIG", &file)
        .env("LC_ALL", "C")
        .arg("policy")
        .args(NAMES)
        .output()
        .unwrap();
    let said = String::from_utf8(answer.stdout).unwrap();
    said.lines()
        .filter_map(|line| line.trim().strip_prefix("Candidate: "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn apt_chooses_the_same_versions() {
    if !muster_real::runs("apt-cache", &["--version"]) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let hosts = hosts();
    let cases = std::env::var("MUSTER_ORACLE_CASES");
    let cases = cases.ok().and_then(|cases| cases.parse().ok());
    let cases = cases.unwrap_or(HOSTS);
    let mut later = 0;
    for _ in 0..cases {
        let host = hosts.new_tree(&mut runner).unwrap().current();
        let directory = tempfile::TempDir::new().unwrap();
        let root = directory.path();
        lay_out(root, &host);
        let theirs = candidates(root);
        assert_eq!(theirs.len(), NAMES.len(), "{host:?}");
        let found = facts(&Root::open(root).unwrap(), &["*"]).upgrades;
        let found = found.unwrap_or_else(|error| panic!("{error:?} {host:?}"));
        for ((name, installed), theirs) in NAMES.iter().zip(&host.0).zip(&theirs) {
            let installed = VERSIONS[*installed];
            let is_later =
                muster_versions::dpkg::compare(theirs, installed).is_gt() && theirs != "(none)";
            let expected = is_later.then_some(theirs.as_str());
            let ours = found.iter().find(|one| one.name == *name);
            let ours = ours.map(|one| one.candidate.as_str());
            assert_eq!(ours, expected, "{name} {host:?}");
            later += usize::from(is_later);
        }
    }
    assert!(later > cases / 2, "{later}");
}
