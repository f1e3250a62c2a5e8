//! `muster init` on every host: the policy that it writes, and that a scan by it finds the same as one without.

use std::path::Path;

use tempfile::TempDir;

use crate::HOSTS;
use crate::program::{Run, command, finish, host, read};

/// Hosts whose policy stands in their `init.toml`.
const WRITTEN: [&str; 4] = ["shop-1", "ubuntu-24.04", "web-1", "wordpress-tunnel"];

/// Runs a command on a host, as a recording or an image.
fn on(host: &Path, arguments: &[&str]) -> Run {
    let target: [&str; 2] = match host.join("recording.toml").exists() {
        true => ["--recording", "."],
        false => ["--root", "root"],
    };
    finish(command(host).args(arguments).args(target))
}

/// What a scan finds, a line for each finding.
fn findings(host: &Path, policy: &str) -> Vec<String> {
    let scan = ["scan", "--output", "json", "--previous", "none", "--policy"];
    let run = on(host, &[&scan[..], &[policy]].concat());
    let findings = run.findings();
    let shown = findings.iter().map(|finding| {
        let of = |key: &str| finding[key].as_str().unwrap_or_default();
        format!(
            "{} {} {} {}",
            of("status"),
            of("rule"),
            finding["subject"],
            finding["message"]
        )
    });
    shown.collect()
}

#[test]
fn every_host_gets_a_policy_by_which_a_scan_finds_the_same() {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, _) in HOSTS {
        let host = host(name);
        let path = folder.path().join(format!("{name}.toml"));
        let policy = path.to_str().expect("the path is text");
        let run = on(&host, &["init", "--output", policy]).exits(0);
        assert!(run.stdout.starts_with("Written to "), "{}", run.stdout);
        let shown = on(&host, &["init", "--output", "-"]).exits(0);
        assert_eq!(shown.stdout, read(&path), "{name}: not the same twice");
        assert_eq!(shown.stderr, "", "{name}");
        let before = findings(&host, "server");
        let after = findings(&host, policy);
        let is_new = |finding: &&String| !before.contains(*finding);
        let is_gone = |finding: &&String| !after.contains(*finding);
        let new: Vec<&String> = after.iter().filter(is_new).collect();
        let gone: Vec<&String> = before.iter().filter(is_gone).collect();
        assert!(
            new.is_empty() && gone.is_empty(),
            "{name}: new {new:#?}, gone {gone:#?}\n{}",
            shown.stdout
        );
    }
}

#[test]
fn a_policy_is_written_as_expected() {
    for name in WRITTEN {
        let host = host(name);
        let run = on(&host, &["init", "--output", "-"]).exits(0);
        let expected = host.join("init.toml");
        if std::env::var_os("MUSTER_UPDATE").is_some() {
            std::fs::write(&expected, run.stdout).expect("the repository can be written to");
            continue;
        }
        assert_eq!(
            run.stdout,
            read(&expected),
            "{name} differs from its init.toml"
        );
    }
}
