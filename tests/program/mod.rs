//! Runs the built program with nothing of the machine's own: an empty environment, and one cache
//! of compiled plugins that all whole-program tests share.
#![allow(
    dead_code,
    reason = "every whole-program test includes this module and uses a part of it"
)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The built program.
pub(crate) const MUSTER: &str = env!("CARGO_BIN_EXE_muster");

/// What `SOURCE_DATE_EPOCH` is in every run, so that reports can be compared.
const COLLECTED_AT: &str = "1700000000";

/// A program that takes longer hangs. The slowest run, compiling on a busy machine, takes seconds.
const HANGS_AFTER: Duration = Duration::from_secs(300);

/// What a run printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) exit_code: i32,
}

/// The program in the given working directory.
pub(crate) fn command(directory: &Path) -> Command {
    isolated(MUSTER, directory)
}

/// Any program, as isolated as Muster itself.
pub(crate) fn isolated(program: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(directory)
        .env_clear()
        .env(
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        )
        .env("XDG_CACHE_HOME", cache())
        // No scan of a test may know of another.
        .env("XDG_STATE_HOME", "/dev/null")
        .env("SOURCE_DATE_EPOCH", COLLECTED_AT);
    command
}

/// The cache that all tests share, below the target directory.
pub(crate) fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// Runs the program in the repository.
pub(crate) fn muster<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    muster_in(&repository(), arguments)
}

/// Runs the program in a directory.
pub(crate) fn muster_in<A: AsRef<OsStr>>(
    directory: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Run {
    finish(command(directory).args(arguments))
}

/// Every document that the program writes, by its name on the command line: what it says itself.
pub(crate) fn formats() -> Vec<String> {
    let refused = muster(["scan", "--output", "none-of-them"]).exits(2);
    let (_, names) = refused
        .stderr
        .split_once("is not a format; use ")
        .unwrap_or_else(|| panic!("{}", refused.stderr));
    let line = names.lines().next().unwrap_or_default();
    let formats: Vec<String> = line
        .replace(" or ", ", ")
        .split(", ")
        .map(|name| name.trim().to_owned())
        .collect();
    assert!(formats.contains(&"snapshot".to_owned()), "{formats:?}");
    formats
}

/// Runs a command to its end, without input.
pub(crate) fn finish(command: &mut Command) -> Run {
    Run::of(output(command.stdin(Stdio::null())))
}

/// What a command wrote, whatever its end.
pub(crate) fn output(command: &mut Command) -> Output {
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let id = Pid::from_child(&child);
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(HANGS_AFTER) {
        Ok(output) => output.expect("its output can be read"),
        Err(_) => {
            kill_process(id, Signal::KILL).ok();
            panic!("hangs: {command:?}");
        }
    }
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).expect("standard output is text"),
            stderr: String::from_utf8(output.stderr).expect("standard error is text"),
            exit_code: output.status.code().expect("no signal ended it"),
        }
    }

    /// Standard output as exactly one JSON document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout, self.stderr))
    }

    /// The findings of a JSON report.
    pub(crate) fn findings(&self) -> Vec<Value> {
        let report = self.json();
        report["findings"]
            .as_array()
            .expect("a report has findings")
            .clone()
    }

    /// Fails unless the program ended with this code, and shows what it said.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.exit_code, code,
            "standard output:\n{}\nstandard error:\n{}",
            self.stdout, self.stderr
        );
        assert!(!self.stderr.contains("internal error"), "{}", self.stderr);
        self
    }

    /// Fails unless standard error has all of these texts.
    #[track_caller]
    pub(crate) fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "standard error does not say {text:?}:\n{}",
                self.stderr
            );
        }
        self
    }
}

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the repository is there")
}

/// The folder of a recorded host.
pub(crate) fn host(name: &str) -> PathBuf {
    repository().join("tests/hosts").join(name)
}

/// A file of our own.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) {
    let folder = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(folder).expect("the folder is ours");
    std::fs::write(path, content).expect("the folder is ours");
}

/// Copies what is in a folder, without what has one of these names.
pub(crate) fn copy_folder(from: &Path, to: &Path, without: &[&str]) {
    std::fs::create_dir_all(to).expect("the folder is ours");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let name = entry.expect("an entry").file_name();
        if without.iter().any(|other| name == *other) {
            continue;
        }
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy_folder(&from, &to, without);
        } else {
            std::fs::copy(&from, &to).expect("a copy");
        }
    }
}

/// A file that must be there.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
