//! Which files are sent: those that GitHub would keep.

use serde_json::{Value, json};

use crate::github::GitHub;
use crate::project::{FOR_GITHUB, FULL, Project, TOKEN};

fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut report: Value = serde_json::from_str(&FOR_GITHUB).expect("a report is JSON");
    change(&mut report);
    report.to_string()
}

#[test]
fn a_file_that_github_would_refuse_or_misread_is_not_sent() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    let unsuccessful = changed(|report| {
        report["runs"][0]["invocations"][0]["executionSuccessful"] = json!(false);
    });
    let with_reason = changed(|report| {
        report["runs"][0]["invocations"] = json!([{
            "executionSuccessful": false,
            "toolExecutionNotifications": [
                { "level": "error", "message": { "text": "No rule could be evaluated." } },
            ],
        }]);
    });
    let runs = changed(|report| {
        let run = report["runs"][0].clone();
        report["runs"] = vec![run; 21].into();
    });
    let results = changed(|report| {
        let result = report["runs"][0]["results"][0].clone();
        report["runs"][0]["results"] = vec![result; 25_001].into();
    });
    let without_results = changed(|report| {
        report["runs"][0]
            .as_object_mut()
            .expect("an object")
            .remove("results");
    });
    for (file, code, says) in [
        (unsuccessful.as_str(), 3, "not successful"),
        (&with_reason, 3, "No rule could be evaluated"),
        (&FULL, 2, "--output sarif-github=FILE"),
        ("", 2, "is not a SARIF file"),
        ("{", 2, "is not a SARIF file"),
        ("[]", 2, "is not a SARIF file"),
        (r#"{"version": "2.0.0", "runs": []}"#, 2, "2.1.0"),
        (r#"{"version": "2.1.0", "runs": []}"#, 3, "no run"),
        (&runs, 3, "21 runs"),
        (&results, 3, "25001 results"),
        (&without_results, 3, "without `results`"),
    ] {
        project.write("host.sarif", file);
        let run = project
            .upload(&github, &[])
            .exits(code)
            .says(&["host.sarif", says]);
        assert_eq!(run.stdout, "");
    }
    assert!(github.requests().is_empty());
}

#[test]
fn a_file_that_is_too_large_after_compression_is_not_sent() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    // Hexadecimal digits without a pattern become half as many bytes.
    let mut state = 1_u64;
    let noise: String = (0..1_400_000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            format!("{state:016x}")
        })
        .collect();
    let large = changed(|report| report["runs"][0]["properties"]["noise"] = json!(noise));
    project.write("host.sarif", large);
    project.upload(&github, &[]).exits(3).says(&[
        "after compression",
        "10000000",
        "--min-severity",
    ]);
    assert!(github.requests().is_empty());
}

#[test]
fn only_a_regular_file_is_read() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    for (file, says) in [
        ("nowhere.sarif", "No such file"),
        (".", "is not a regular file"),
    ] {
        let mut job = project.job(&github.api(), &[file]);
        project.run(&mut job).exits(2).says(&[says]);
    }
    // A name cannot write a line of its own.
    let name = "a\nerror: b\u{1b}[2J.sarif";
    project.write(name, "");
    let mut job = project.job(&github.api(), &[name]);
    let run = project.run(&mut job).exits(2);
    assert!(!run.stderr.contains("\nerror: b"), "{:?}", run.stderr);
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
    assert!(github.requests().is_empty());
}

#[test]
fn a_host_that_is_gone_closes_its_alerts() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    let output = project.path().join("host.sarif");
    let output = format!("--output=sarif-github={}", output.display());
    crate::program::muster(["report", "--retired", "web-1", &output]).exits(0);
    let run = project.upload(&github, &[]).exits(0);
    assert!(run.stdout.contains("0 results"), "{}", run.stdout);
}

#[test]
fn a_clean_host_closes_its_alerts() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    project.write(
        "host.sarif",
        changed(|report| report["runs"][0]["results"] = json!([])),
    );
    let run = project.upload(&github, &[]).exits(0);
    assert!(run.stdout.contains("0 results"), "{}", run.stdout);
    assert_eq!(github.times("POST"), 1);
}
