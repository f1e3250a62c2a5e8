//! Each stage on its own gives, byte for byte, what the whole gives.

use std::path::Path;

use muster_report::Format;

use crate::program::{command, finish, host, muster_in, output, read};
use crate::{folder, text};

const HOSTS: &[&str] = &["shop-1", "web-1", "web-2", "unprivileged"];

#[test]
fn collecting_here_and_evaluating_there_gives_the_report_of_a_scan() {
    for name in HOSTS {
        let folder = folder();
        let policy = host(name).join("muster.toml");
        let policy = ["--policy", text(&policy)];
        let recording = host(name);
        let run = |arguments: &[&str]| muster_in(folder.path(), arguments.iter().chain(&policy));
        run(&[
            "collect",
            "--recording",
            text(&recording),
            "--output",
            "host.json",
        ])
        .exits(0);
        run(&[
            "evaluate",
            "host.json",
            "--output",
            "evaluation=evaluation.json",
        ]);
        for format in Format::ALL.map(Format::as_str) {
            let scanned = run(&["scan", "--recording", text(&recording), "--output", format]);
            for stage in [["evaluate", "host.json"], ["report", "evaluation.json"]] {
                let staged = run(&[stage[0], stage[1], "--output", format]);
                assert_eq!(
                    staged.exit_code, scanned.exit_code,
                    "{name} {stage:?} {format}"
                );
                assert!(
                    staged.stdout == scanned.stdout,
                    "{name}: {stage:?} differs as {format}"
                );
            }
        }
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = folder();
    let recording = host("shop-1");
    for format in Format::ALL
        .map(Format::as_str)
        .into_iter()
        .chain(["evaluation"])
    {
        let run = || {
            muster_in(
                folder.path(),
                ["scan", "--recording", text(&recording), "--output", format],
            )
            .stdout
        };
        assert!(run() == run(), "{format} differs from run to run");
    }
}

#[test]
fn a_snapshot_can_come_from_standard_input() {
    let folder = folder();
    let recording = host("shop-2");
    let collected = muster_in(folder.path(), ["collect", "--recording", text(&recording)]).exits(0);
    std::fs::write(folder.path().join("host.json"), &collected.stdout).expect("the folder is ours");
    let piped = output(
        command(folder.path())
            .args(["evaluate", "-", "--output", "json"])
            .stdin(open(&folder.path().join("host.json"))),
    );
    let named = muster_in(folder.path(), ["evaluate", "host.json", "--output", "json"]).exits(0);
    assert_eq!(piped.status.code(), Some(0));
    assert!(piped.stdout == named.stdout.as_bytes());
}

#[test]
fn a_snapshot_written_by_a_scan_evaluates_to_the_same_report() {
    let folder = folder();
    let recording = host("shop-1");
    let scanned = muster_in(
        folder.path(),
        [
            "scan",
            "--recording",
            text(&recording),
            "-o",
            "json",
            "-o",
            "snapshot=host.json",
        ],
    );
    let evaluated = muster_in(
        folder.path(),
        [
            "evaluate",
            "host.json",
            "-o",
            "json",
            "-o",
            "snapshot=again.json",
        ],
    );
    assert!(scanned.stdout == evaluated.stdout);
    assert!(read(&folder.path().join("host.json")) == read(&folder.path().join("again.json")));
}

#[test]
fn an_evaluation_does_not_hold_its_snapshot() {
    let folder = folder();
    let recording = host("shop-2");
    muster_in(
        folder.path(),
        [
            "scan",
            "--recording",
            text(&recording),
            "-o",
            "evaluation=e.json",
        ],
    )
    .exits(0);
    finish(command(folder.path()).args(["report", "e.json", "-o", "snapshot=s.json"]))
        .exits(2)
        .says(&["an evaluation does not hold its snapshot", "muster collect"]);
}

fn open(path: &Path) -> std::fs::File {
    std::fs::File::open(path).expect("the file is there")
}
