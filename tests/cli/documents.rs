//! Which documents are written where, and which exit code every format ends with.

use crate::program::{Run, formats, host, muster, muster_in, read};
use crate::{folder, judged, text};

/// Each conclusion: the host, what narrows it, and the exit code.
const CONCLUSIONS: &[(&str, &[&str], i32)] = &[
    ("web-2", &[], 0),
    ("web-1", &[], 1),
    // What fails lies below the gate.
    (
        "web-1",
        &["--only", "env/unquoted-special", "--fail-on", "critical"],
        0,
    ),
    // An error outweighs whatever fails.
    ("unprivileged", &[], 3),
    ("unprivileged", &["--only", "env/file-permissions"], 0),
];

#[test]
fn every_format_ends_with_the_same_exit_code_and_one_whole_document() {
    for (name, narrowed, exit_code) in CONCLUSIONS {
        for format in &formats() {
            let run = muster(
                judged(name)
                    .iter()
                    .map(String::as_str)
                    .chain(narrowed.iter().copied())
                    .chain(["--previous", "none", "--output", format]),
            );
            let run = run.exits(*exit_code);
            assert_eq!(run.stderr, "", "{name} as {format}");
            assert_document(format, &run);
        }
    }
}

fn assert_document(format: &str, run: &Run) {
    match format {
        "terminal" => {
            assert!(run.stdout.starts_with("muster "), "{}", run.stdout);
            assert!(
                run.stdout
                    .ends_with(&format!("Exit code {}.\n", run.exit_code)),
                "{}",
                run.stdout
            );
        }
        "sarif" | "sarif-github" => assert_eq!(run.json()["version"], "2.1.0"),
        "json" => {
            let report = run.json();
            assert_eq!(report["schema"], "muster.report/1");
            assert_eq!(report["exit_code"], run.exit_code);
        }
        "markdown" => {
            assert!(run.stdout.starts_with("## "), "{}", run.stdout);
            let exit_code = format!(", exit code {}, ", run.exit_code);
            assert!(run.stdout.contains(&exit_code), "{}", run.stdout);
        }
        "junit" => {
            assert!(run.stdout.starts_with("<?xml "), "{}", run.stdout);
            assert!(run.stdout.ends_with("</testsuites>\n"), "{}", run.stdout);
            let exit_code = format!("name=\"exit-code\" value=\"{}\"", run.exit_code);
            assert!(run.stdout.contains(&exit_code), "{}", run.stdout);
        }
        "evaluation" | "snapshot" => {
            assert_eq!(run.json()["schema"], format!("muster.{format}/1"));
        }
        // What is in it is tried with its renderer.
        _ => assert!(run.stdout.ends_with('\n'), "{}", run.stdout),
    }
}

#[test]
fn the_gate_moves_the_exit_code_and_not_the_findings() {
    let with_gate = |severity: &str| {
        let mut arguments = judged("web-1");
        arguments.extend(
            [
                "--only",
                "env/unquoted-special",
                "--output",
                "json",
                "--fail-on",
            ]
            .map(String::from),
        );
        arguments.push(severity.to_owned());
        muster(arguments)
    };
    // The rule's severity is medium.
    for (severity, exit_code) in [
        ("info", 1),
        ("low", 1),
        ("medium", 1),
        ("high", 0),
        ("critical", 0),
    ] {
        let run = with_gate(severity).exits(exit_code);
        assert_eq!(run.json()["totals"]["fail"], 1, "{severity}");
    }
}

#[test]
fn one_run_writes_any_number_of_files() {
    let folder = folder();
    let host = host("shop-1");
    let mut arguments = vec!["scan", "--recording", text(&host)];
    let outputs: Vec<String> = formats()
        .iter()
        .map(|format| format!("{format}=report.{format}"))
        .collect();
    for output in &outputs {
        arguments.extend(["--output", output]);
    }
    let run = muster_in(folder.path(), &arguments).exits(1);
    // The report for people is in its file, and nowhere else.
    assert_eq!(run.stdout, "");
    for output in &outputs {
        let (format, name) = output.split_once('=').expect("a format and a path");
        let written = Run {
            stdout: read(&folder.path().join(name)),
            stderr: String::new(),
            exit_code: 1,
        };
        assert_document(format, &written);
    }
    let entries = std::fs::read_dir(folder.path()).expect("the folder is ours");
    assert_eq!(
        entries.count(),
        outputs.len(),
        "something unfinished was left behind"
    );
}

#[test]
fn documents_for_programs_leave_the_terminal_report_where_it_is() {
    let folder = folder();
    let host = host("shop-1");
    let arguments = ["scan", "--recording", text(&host), "-o", "json=a.json"];
    assert_document("terminal", &muster_in(folder.path(), arguments).exits(1));
}

#[test]
fn a_format_on_standard_output_replaces_the_terminal_report() {
    let folder = folder();
    let host = host("shop-2");
    for json in ["json", "json=-"] {
        let run = muster_in(
            folder.path(),
            [
                "scan",
                "--recording",
                text(&host),
                "-o",
                json,
                "-o",
                "terminal=report.txt",
            ],
        );
        assert_document("json", &run.exits(0));
        assert!(read(&folder.path().join("report.txt")).contains("Exit code 0."));
    }
}

#[test]
fn a_file_that_cannot_be_written_is_no_clean_result() {
    let mut arguments = judged("web-2");
    arguments.extend(["--output", "json=/nowhere/report.json"].map(String::from));
    muster(arguments)
        .exits(2)
        .says(&["/nowhere/report.json: No such file or directory"]);
}
