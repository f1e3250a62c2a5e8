//! The action for workflows, run as GitHub's runner runs it, with the stand-in for GitHub's API.

mod downloads;
mod inputs;
mod source;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::github::{GitHub, REPOSITORY, Reply};
use crate::listener::Listener;
use crate::program::{self, MUSTER, host, muster, read, repository, write};
use crate::project::{COMMIT, TOKEN, assert_silent};
use crate::tls_front::{self, TlsFront};

/// Whether there is what runs an action.
fn can_run() -> bool {
    muster_real::runs(
        "python3",
        &[
            "-c",
            "import sys, yaml; sys.exit(sys.version_info < (3, 9))",
        ],
    )
}

/// A job of a workflow that calls the action.
struct Job {
    folder: TempDir,
    api: String,
    with: BTreeMap<&'static str, String>,
    env: BTreeMap<&'static str, String>,
}

/// How it ended.
struct Ended {
    exit: i64,
    result: Value,
}

impl Job {
    /// For a recorded host and its policy.
    fn new(github: &GitHub, recorded: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let workspace = folder.path().join("workspace");
        let policy = read(&host(recorded).join("muster.toml"));
        write(&workspace.join("policy.toml"), policy);
        let collected = muster([
            "collect".to_owned(),
            format!("--recording={}", host(recorded).display()),
            format!("--policy={}", workspace.join("policy.toml").display()),
        ]);
        write(&workspace.join("host.json"), collected.exits(0).stdout);
        write(&folder.path().join("temp/.keep"), "");
        let mut job = Self {
            folder,
            api: github.api(),
            with: BTreeMap::new(),
            env: BTreeMap::new(),
        };
        job.with("snapshot", "host.json")
            .with("policy", "policy.toml");
        job.tool("muster", &format!("exec {MUSTER} \"$@\""));
        job
    }

    fn with(&mut self, input: &'static str, value: impl Into<String>) -> &mut Self {
        self.with.insert(input, value.into());
        self
    }

    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    fn has(&self, name: &str) -> bool {
        self.workspace().join(name).exists()
    }

    /// A program on the job's path.
    fn tool(&self, name: &str, script: &str) {
        let path = self.folder.path().join("tools").join(name);
        write(&path, format!("#!/bin/bash\n{script}\n"));
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(path, mode).expect("the file is ours");
    }

    fn run(&self) -> Ended {
        let tools = self.folder.path().join("tools");
        let mut env: BTreeMap<&str, String> = BTreeMap::from([
            (
                "PATH",
                format!("{}:/usr/local/bin:/usr/bin:/bin", tools.display()),
            ),
            ("XDG_CACHE_HOME", program::cache().display().to_string()),
            ("GITHUB_API_URL", self.api.clone()),
            ("GITHUB_REPOSITORY", REPOSITORY.to_owned()),
            ("GITHUB_SHA", COMMIT.to_owned()),
            ("GITHUB_REF", "refs/heads/main".to_owned()),
            ("GITHUB_WORKSPACE", self.workspace().display().to_string()),
        ]);
        env.extend(self.env.clone());
        let job = json!({
            "action": repository(),
            "workspace": self.workspace(),
            "temp": self.folder.path().join("temp"),
            "token": TOKEN,
            "with": self.with,
            "env": env,
        });
        let mut runner = Command::new("python3")
            .arg(repository().join("tests/upload/run-action"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        runner
            .stdin
            .take()
            .expect("a pipe")
            .write_all(job.to_string().as_bytes())
            .expect("it reads");
        let output = runner.wait_with_output().expect("it ends");
        let text = String::from_utf8(output.stdout).expect("JSON is text");
        assert!(output.status.success(), "{text}");
        assert_silent("the log", text.as_bytes());
        assert_nowhere(self.folder.path());
        let result: Value = serde_json::from_str(&text).expect("JSON");
        Ended {
            exit: result["exit"].as_i64().expect("a number"),
            result,
        }
    }
}

/// Looks for the token in every file.
fn assert_nowhere(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("the folder is ours") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => assert_nowhere(&path),
            false => assert_silent(
                &path.display().to_string(),
                &std::fs::read(&path).expect("the file is ours"),
            ),
        }
    }
}

impl Ended {
    #[track_caller]
    fn exits(self, code: i64) -> Self {
        assert_eq!(self.exit, code, "{:#}", self.result);
        self
    }

    #[track_caller]
    fn says(self, texts: &[&str]) -> Self {
        let said = self.said();
        for text in texts {
            assert!(said.contains(text), "{text:?} is not in:\n{said}");
        }
        self
    }

    fn said(&self) -> String {
        let steps = self.result["steps"].as_array().expect("steps");
        steps
            .iter()
            .filter_map(|step| step["said"].as_str())
            .collect()
    }

    fn output(&self, name: &str) -> &str {
        self.result["outputs"][name].as_str().expect("an output")
    }
}

fn github() -> GitHub {
    GitHub::start(TOKEN, "")
}

#[test]
fn a_job_is_as_green_or_red_as_muster_after_the_upload() {
    if !can_run() {
        return;
    }
    for (recorded, code) in [("web-2", 0), ("web-1", 1), ("unprivileged", 3)] {
        let github = github();
        let job = Job::new(&github, recorded);
        let ended = job.run().exits(code);
        assert_eq!(ended.output("exit-code"), code.to_string());
        let summary = ended.result["summary"].as_str().expect("a text");
        assert!(summary.contains(recorded), "{recorded}: {summary}");
        let sarif = read(Path::new(ended.output("sarif")));
        let report: Value = serde_json::from_str(&sarif).expect("JSON");
        // A run that did not succeed would be refused, and is told.
        if report["runs"][0]["invocations"][0]["executionSuccessful"] == false {
            assert_eq!((github.times("POST"), code), (0, 3), "{recorded}");
            assert!(ended.said().contains("not successful"), "{}", ended.said());
        } else {
            assert_eq!(github.times("POST"), 1, "{recorded}");
            assert_eq!(github.requests()[0].sarif(), sarif.as_bytes());
        }
        assert!(read(Path::new(ended.output("evaluation"))).contains("muster.evaluation/"));
    }
}

#[test]
fn an_upload_that_is_refused_makes_the_job_red() {
    if !can_run() {
        return;
    }
    let message = "Resource not accessible by integration";
    for (recorded, code) in [("web-2", 3), ("web-1", 3)] {
        let github = github();
        github.uploads([Reply::refusal(403, message)]);
        let ended = Job::new(&github, recorded).run().exits(code);
        assert!(!ended.output("sarif").is_empty());
        ended.says(&[message, "security-events: write"]);
    }
}

#[test]
fn what_is_not_wanted_is_not_done() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-1");
    job.with("upload", "false").with("summary", "false");
    let ended = job.run().exits(1);
    assert_eq!(ended.result["summary"], "");
    assert!(github.requests().is_empty());
    job.with("fail-on", "critical");
    let only_critical = job.run();
    assert_ne!(only_critical.output("exit-code"), "2");
    for (input, wrong) in [
        ("upload", "yes"),
        ("summary", "TRUE"),
        ("fail-on", "worst"),
        ("policy", "nowhere.toml"),
    ] {
        let mut job = Job::new(&github, "web-2");
        let ended = job.with(input, wrong).run().exits(2);
        assert_eq!(ended.output("exit-code"), "2");
    }
    assert!(github.requests().is_empty());
}

#[test]
fn the_alerts_can_belong_to_another_commit() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    let other = "f".repeat(40);
    job.with("ref", "refs/heads/evidence")
        .with("sha", other.as_str());
    job.run().exits(0);
    let body = github.requests()[0].json();
    assert_eq!(body["ref"], "refs/heads/evidence");
    assert_eq!(body["commit_sha"], other);
}

#[test]
fn what_the_job_says_about_the_alerts_reaches_them() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-1");
    let first = job.run().exits(1);
    let evaluation = read(Path::new(first.output("evaluation")));
    write(&job.workspace().join("last.json"), evaluation);
    job.with("previous", "last.json")
        .with("category", "nightly")
        .with("evidence", "evidence")
        .run()
        .exits(1);
    let reports: Vec<Value> = github
        .requests()
        .iter()
        .filter(|sent| sent.method == "POST")
        .map(|sent| serde_json::from_slice(&sent.sarif()).expect("JSON"))
        .collect();
    let category = |report: &Value| report["runs"][0]["automationDetails"]["id"].to_string();
    assert!(!category(&reports[0]).contains("nightly"));
    assert!(category(&reports[1]).contains("nightly"));
    let alerts = |report: &Value| {
        let results = report["runs"][0]["results"].as_array().expect("results");
        results
            .iter()
            .map(|result| result["partialFingerprints"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(alerts(&reports[0]), alerts(&reports[1]));
    assert!(job.has("evidence/hosts/web-1"));
}

#[test]
fn an_evaluation_that_is_lost_is_not_taken_for_none() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    job.tool("muster", "printf '%s\\n' \"$@\" >arguments");
    write(&job.workspace().join("last.json"), "");
    for (previous, given) in [
        ("last.json", Some("--previous=last.json")),
        ("none", Some("--previous=none")),
        ("lost.json", None),
        ("", None),
    ] {
        job.with("previous", previous).run().exits(0);
        let arguments = read(&job.workspace().join("arguments"));
        let found = arguments
            .lines()
            .find(|line| line.starts_with("--previous"));
        assert_eq!(found, given);
    }
}

/// Every input, which the next test compares with the action.
const INPUTS: [&str; 17] = [
    "snapshot",
    "host",
    "host-policy",
    "policy",
    "fail-on",
    "category",
    "path-prefix",
    "previous",
    "evidence",
    "upload",
    "summary",
    "ref",
    "sha",
    "token",
    "binary",
    "sha256",
    "version",
];
