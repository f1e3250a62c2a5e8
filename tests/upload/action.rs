//! The action for workflows, run as GitHub's runner runs it, with the stand-in for GitHub's API.

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

fn sha256(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output();
    let output = String::from_utf8(output.expect("sha256sum runs").stdout).expect("text");
    output[..64].to_owned()
}

#[test]
fn a_program_without_the_right_digest_is_not_run() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    // Its own word for it, and a trace when it is run.
    let script = format!("#!/bin/bash\ntouch ran\nexec {MUSTER} \"$@\"\n");
    let binary = job.workspace().join("-muster");
    write(&binary, &script);
    let right = sha256(&binary);
    for (digest, says) in [
        ("0".repeat(64), "does not have the digest"),
        (String::new(), "binary needs sha256"),
        ("abc".to_owned(), "64 hexadecimal digits"),
        (format!("{right}; touch x"), "64 hexadecimal digits"),
    ] {
        job.with("binary", "-muster").with("sha256", digest);
        let ended = job.run().exits(2).says(&[says]);
        assert_eq!(ended.output("exit-code"), "");
        assert!(!job.has("ran") && !job.has("x"));
    }
    job.with("sha256", right.to_uppercase()).run().exits(0);
    assert!(job.has("ran"));
    for (version, code) in [("9.9.9", 2), (env!("CARGO_PKG_VERSION"), 0)] {
        job.with("version", version).run().exits(code);
    }
    job.with("binary", "http://127.0.0.1/muster")
        .run()
        .exits(2)
        .says(&["only over https"]);
    job.with("binary", "nowhere")
        .run()
        .exits(2)
        .says(&["cannot be read"]);
    // What is on the path is checked, too, where a digest is named.
    job.with("binary", "")
        .with("sha256", "0".repeat(64))
        .run()
        .exits(2);
}

#[test]
fn a_program_may_come_in_an_archive() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    let folder = job.workspace().join("muster-0.1.0");
    write(
        &folder.join("muster"),
        format!("#!/bin/bash\nexec {MUSTER} \"$@\"\n"),
    );
    write(&folder.join("README.md"), "");
    let pack = |job: &Job| {
        let packed = Command::new("tar")
            .current_dir(job.workspace())
            .args(["-czf", "muster.tar.gz", "muster-0.1.0"])
            .status();
        assert!(packed.expect("tar runs").success());
        sha256(&job.workspace().join("muster.tar.gz"))
    };
    let digest = pack(&job);
    job.with("binary", "muster.tar.gz").with("sha256", digest);
    job.run().exits(0);
    write(&folder.join("other/muster"), "");
    let digest = pack(&job);
    job.with("sha256", digest)
        .run()
        .exits(2)
        .says(&["one file that is called muster"]);
}

#[test]
fn a_program_is_fetched_over_https_alone() {
    if !can_run() || !tls_front::has_certificates() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    let script = format!("#!/bin/bash\ntouch fetched\nexec {MUSTER} \"$@\"\n");
    let copy = job.workspace().join("copy");
    write(&copy, &script);
    let files = Listener::start(move |mut connection| {
        let mut head = String::new();
        let mut lines = BufReader::new(connection.try_clone()?);
        while lines.read_line(&mut head)? > 2 {}
        let here = connection.local_addr()?;
        if head.starts_with("GET /elsewhere ") {
            let location = format!("location: http://{here}/muster");
            return write!(
                connection,
                "HTTP/1.1 302 Found\r\n{location}\r\ncontent-length: 0\r\n\r\n"
            );
        }
        let length = script.len();
        write!(
            connection,
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{script}"
        )
    });
    let front = TlsFront::start("loopback", files.address);
    let at = |path: &str| front.api().replace("/client/v4", path);
    job.with("binary", at("/muster"))
        .with("sha256", sha256(&copy));
    // An authority that nobody knows.
    job.run().exits(2).says(&["cannot be fetched"]);
    assert!(!job.has("fetched"));
    write(
        &job.workspace().join("root.pem"),
        tls_front::file("root.pem"),
    );
    let roots = job.workspace().join("root.pem").display().to_string();
    job.env.insert("CURL_CA_BUNDLE", roots);
    job.with("binary", at("/elsewhere"))
        .run()
        .exits(2)
        .says(&["cannot be fetched"]);
    assert!(!job.has("fetched"));
    job.with("binary", at("/muster")).run().exits(0);
    assert!(job.has("fetched"));
}

#[test]
fn a_host_is_asked_over_ssh() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-1");
    // As sshd does: the words become one line for the shell of the user.
    job.tool("ssh", "printf '%s\\n' \"$@\" >ssh-arguments; while [ \"$1\" != -- ]; do shift; done; shift 2; sh -c \"$*\"");
    job.tool("sudo", "[ \"$1\" = -n ] && shift; \"$@\"");
    job.tool(
        "muster",
        &format!("case $1 in collect) printf '%s\\n' \"$@\" >collect-arguments; cat host.json;; *) exec {MUSTER} \"$@\";; esac"),
    );
    job.with.remove("snapshot");
    job.with("host", "deploy@web-1.example.com").run().exits(1);
    let arguments = read(&job.workspace().join("ssh-arguments"));
    for option in [
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        "--\ndeploy@web-1.example.com\n",
    ] {
        assert!(arguments.contains(option), "{option}: {arguments}");
    }
    assert_eq!(
        read(&job.workspace().join("collect-arguments")),
        "collect\n"
    );
    job.with("host-policy", "/etc/muster/muster.toml")
        .run()
        .exits(1);
    assert_eq!(
        read(&job.workspace().join("collect-arguments")),
        "collect\n--policy=/etc/muster/muster.toml\n"
    );
    // What cannot be collected is not judged.
    job.tool("sudo", "echo 'sudo: a password is required' >&2; exit 1");
    let ended = job
        .run()
        .exits(3)
        .says(&["nothing could be collected", "a password is required"]);
    assert_eq!(ended.output("exit-code"), "3");
    assert_eq!(github.times("POST"), 2);
    for (input, hostile) in [
        ("host", "-oProxyCommand=touch x"),
        ("host", "web-1; touch x"),
        ("host", "$(touch x)"),
        ("host", "web-1\ntouch x"),
        ("host-policy", "a; touch x"),
        ("host-policy", "a\ntouch x"),
        ("host-policy", "$(touch x)"),
        ("snapshot", "host.json"),
    ] {
        let mut job = Job::new(&github, "web-2");
        job.tool("ssh", "touch called");
        job.with.remove("snapshot");
        job.with("host", "web-1")
            .with(input, hostile)
            .run()
            .exits(2);
        assert!(!job.has("x") && !job.has("called"), "{input}: {hostile}");
    }
}

#[test]
fn no_input_is_a_part_of_a_script() {
    if !can_run() {
        return;
    }
    let github = github();
    for hostile in [
        "\"; touch x; \"'; touch x; '",
        "$(touch x)`touch x`",
        "--output=json=x",
        "a\ntouch x\nexit-code=0\nsarif=/etc/passwd",
        "* ? [a-z]",
    ] {
        let mut job = Job::new(&github, "web-2");
        job.tool("ssh", "exit 255");
        // It writes down what it is told, and a report.
        job.tool(
            "muster",
            "printf '%s\\0' \"$@\" >>arguments\n\
             for word; do case $word in --output=sarif-github=*) echo >\"${word#*github=}\";; esac; done",
        );
        let usual = job.with.clone();
        for name in INPUTS {
            job.with = usual.clone();
            let ended = job.with(name, hostile).run();
            assert!(!job.has("x"), "{name}: {hostile}");
            assert_ne!(ended.output("sarif"), "/etc/passwd", "{name}: {hostile}");
        }
        let arguments = read(&job.workspace().join("arguments"));
        for option in [
            "policy",
            "fail-on",
            "category",
            "path-prefix",
            "evidence",
            "ref",
            "commit",
        ] {
            let whole = format!("\0--{option}={hostile}\0");
            assert!(arguments.contains(&whole), "{whole:?}: {arguments:?}");
        }
        assert!(
            arguments.contains(&format!("\0--\0{hostile}\0")),
            "{arguments:?}"
        );
    }
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

#[test]
fn the_action_runs_nobody_else_s_code_and_is_documented() {
    let action = read(&repository().join("action.yml"));
    let page = read(&repository().join("docs/code-scanning.md"));
    assert!(!action.contains("uses:"));
    let mut inputs = Vec::new();
    let mut section = "";
    for line in action.lines() {
        if !line.starts_with([' ', '#']) {
            section = line;
        }
        let is_key = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        if is_key && matches!(section, "inputs:" | "outputs:") {
            let name = line.trim().trim_end_matches(':');
            assert!(
                page.contains(&format!("| `{name}` |")),
                "docs/code-scanning.md: {name}"
            );
            if section == "inputs:" {
                inputs.push(name);
            }
        }
        let script = line.trim_start().strip_prefix("run: ");
        assert!(
            script.is_none_or(|script| !script.contains("${{")),
            "{line}"
        );
    }
    assert_eq!(inputs, INPUTS);
}

#[test]
fn what_a_host_says_is_no_command_to_the_runner() {
    if !can_run() {
        return;
    }
    let github = github();
    let job = Job::new(&github, "web-2");
    job.tool(
        "muster",
        &format!("echo '::set-output name=exit-code::0'; exec {MUSTER} \"$@\""),
    );
    let said = job.run().exits(0).said();
    let stop = said
        .find("::stop-commands::")
        .expect("commands are stopped");
    let command = said.find("::set-output").expect("it is said");
    assert!(stop < command, "{said}");
    let marker: String = said[stop + "::stop-commands::".len()..]
        .lines()
        .next()
        .expect("a marker")
        .to_owned();
    assert!(marker.len() >= 32);
    let goes_on = said
        .find(&format!("\n::{marker}::\n"))
        .expect("commands go on");
    assert!(command < goes_on, "{said}");
}

#[test]
fn the_scripts_of_the_action_are_sound() {
    let scripts: Vec<PathBuf> = std::fs::read_dir(repository().join(".github/action"))
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert!(scripts.len() >= 4);
    let check = || {
        Command::new("shellcheck")
            .args(["-x", "--severity=style"])
            .args(&scripts)
            .output()
    };
    let Some(output) = muster_real::or_skip(check) else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
