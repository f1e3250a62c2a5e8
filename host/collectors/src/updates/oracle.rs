//! Random configurations, as `apt-config` reads them.
#![expect(
    clippy::disallowed_methods,
    reason = "the real program is the oracle, and a skipped comparison must be seen"
)]

use std::process::Command;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::apt_conf::AptConf;

const CONFIGURATIONS: usize = 150;

/// What configurations are made of; keys below `Muster` are nobody else's.
const PIECES: [&str; 16] = [
    "Muster::A \"1\";\n",
    "Muster::B \"0\";",
    "muster::a always;\n",
    "Muster { A \"7\"; };\n",
    "Muster {\n B \"2\";\n C::A 3; }\n",
    "Muster::A \"\";\n",
    "// Muster::A \"4\";\n",
    "# Muster::A \"5\";\n",
    "/* Muster::B \"6\"; */ ",
    "Other::List { \"a // b\"; \"c { ; #\"; };\n",
    "#clear Muster::A;\n",
    "#clear Muster;\n",
    "Muster::C { A \"8\"; }; ",
    "Muster::B\n \"9\"; # \"\n",
    "};\n",
    "Muster::A \"1\"\n",
];

const KEYS: [&str; 3] = ["Muster::A", "Muster::B", "Muster::C::A"];

#[test]
fn apt_config_says_the_same() {
    if !muster_real::runs("apt-config", &["--version"]) {
        return;
    }
    let directory = tempfile::TempDir::new().unwrap();
    let file = directory.path().join("apt.conf");
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let pieces = proptest::collection::vec(proptest::sample::select(&PIECES[..]), 1..8);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..CONFIGURATIONS {
        let text = pieces.new_tree(&mut runner).unwrap().current().concat();
        std::fs::write(&file, &text).unwrap();
        let mut command = Command::new("apt-config");
        command.arg("--config-file").arg(&file).arg("shell");
        for (index, key) in KEYS.iter().enumerate() {
            command.args([&format!("v{index}"), *key]);
        }
        let answer = command.output().unwrap();
        let said = String::from_utf8(answer.stdout).unwrap();
        let mut conf = AptConf::default();
        let ours = conf.add("apt.conf", &text);
        assert_eq!(ours.is_ok(), answer.status.success(), "{text:?} {ours:?}");
        if ours.is_err() {
            refused += 1;
            continue;
        }
        read += 1;
        for (index, key) in KEYS.iter().enumerate() {
            let prefix = format!("v{index}='");
            let theirs = said.lines().find_map(|line| line.strip_prefix(&prefix));
            let theirs = theirs
                .and_then(|line| line.strip_suffix('\''))
                .unwrap_or_default();
            let ours = conf
                .value(&key.to_ascii_lowercase())
                .map_or("", |(value, _)| value);
            assert_eq!(ours, theirs, "{key} {text:?}");
        }
    }
    assert!(read > CONFIGURATIONS / 4 && refused > 0, "{read} {refused}");
}
