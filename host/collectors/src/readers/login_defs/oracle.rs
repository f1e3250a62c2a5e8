//! Random files, as the real useradd(8) reads them: it writes what they say into the line of a new account.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fs;
use std::process::Command;

use muster_target::Recorded;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;

/// How many files are compared.
const CASES: usize = 25;

/// The fields of shadow(5) that a name sets, counted from 0.
const FIELDS: [(&str, usize); 3] = [
    ("PASS_MIN_DAYS", 3),
    ("PASS_MAX_DAYS", 4),
    ("PASS_WARN_AGE", 5),
];

#[test]
fn useradd_reads_the_same() {
    if !muster_real::runs("useradd", &["--help"]) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let line =
        "[ \t]?#?PASS_(MIN_DAYS|MAX_DAYS|WARN_AGE)[ \t=]{1,2}(0|0x|[+-])?[0-9a]{0,2}( # x)?[ \t]?";
    let strategy = proptest::collection::vec(line, 0..8);
    let folder = tempfile::TempDir::new().unwrap();
    let etc = folder.path().join("etc");
    fs::create_dir(&etc).unwrap();
    for _ in 0..CASES {
        let text = strategy.new_tree(&mut runner).unwrap().current().join("\n");
        for name in ["passwd", "group", "shadow", "gshadow"] {
            fs::write(etc.join(name), "").unwrap();
        }
        fs::write(etc.join("login.defs"), format!("{text}\n")).unwrap();
        let output = Command::new("useradd")
            .arg("--prefix")
            .arg(folder.path())
            .args(["--no-create-home", "--no-user-group", "shop"])
            .output()
            .unwrap();
        let shadow = fs::read_to_string(etc.join("shadow")).unwrap();
        assert!(
            output.status.success() && !shadow.is_empty(),
            "{text}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let defs =
            LoginDefs::read(&Recorded::new().file("/etc/login.defs", text.as_str())).unwrap();
        let fields: Vec<&str> = shadow.trim_end().split(':').collect();
        for (name, at) in FIELDS {
            // It writes nothing for no limit.
            let ours = defs.number(name).filter(|days| *days >= 0);
            let theirs: Option<i64> = fields[at].parse().ok().filter(|days| *days >= 0);
            assert_eq!(ours, theirs, "{name} of\n{text}\nis in {shadow}");
        }
    }
}
