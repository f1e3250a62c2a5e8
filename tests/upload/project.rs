//! A folder with a report for GitHub, from which it is uploaded.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::github::{GitHub, REPOSITORY};
use crate::program::{Run, command, finish, host, muster, write};

pub(crate) const TOKEN: &str = "ghs_Canary7fQx9aLmT2kR5vW8zB3nY6pD1sG4hJ0c";

/// As much of the token as helps to guess the rest.
const TELLING: usize = 8;

pub(crate) const COMMIT: &str = "4b6472266afd7b471e86085a6659e8c7f2b119da";

/// A recorded host as the given format has it.
fn report(format: &str) -> String {
    let host = host("web-1");
    let policy = host.join("muster.toml");
    let text = |path: &Path| path.to_str().expect("the path is text").to_owned();
    muster([
        "scan".to_owned(),
        "--recording".to_owned(),
        text(&host),
        "--policy".to_owned(),
        text(&policy),
        "--output".to_owned(),
        format.to_owned(),
    ])
    .exits(1)
    .stdout
}

pub(crate) static FOR_GITHUB: LazyLock<String> = LazyLock::new(|| report("sarif-github"));
pub(crate) static FULL: LazyLock<String> = LazyLock::new(|| report("sarif"));

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// With a report in `host.sarif`.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        write(&folder.path().join("host.sarif"), &*FOR_GITHUB);
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        write(&self.path().join(name), content);
    }

    /// The command in the environment of a job, as talkative as it gets.
    pub(crate) fn job(&self, api: &str, arguments: &[&str]) -> Command {
        let mut job = self.bare(arguments);
        job.env("GITHUB_API_URL", api)
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_SHA", COMMIT)
            .env("GITHUB_REF", "refs/heads/main")
            .env("GITHUB_TOKEN", TOKEN);
        job
    }

    /// The command in an empty environment.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut bare = command(self.path());
        bare.arg("upload").args(arguments).arg("-vvv");
        bare
    }

    /// Uploads `host.sarif` from a job.
    pub(crate) fn upload(&self, github: &GitHub, arguments: &[&str]) -> Run {
        let arguments = [&["host.sarif"], arguments].concat();
        self.run(&mut self.job(&github.api(), &arguments))
    }

    /// Runs a command, and looks for the token in what it printed and wrote.
    pub(crate) fn run(&self, command: &mut Command) -> Run {
        let run = finish(command);
        assert_silent("standard output", run.stdout.as_bytes());
        assert_silent("standard error", run.stderr.as_bytes());
        for entry in std::fs::read_dir(self.path()).expect("the folder is ours") {
            let path = entry.expect("an entry").path();
            if path.is_file() && !path.ends_with("token") {
                let bytes = std::fs::read(&path).expect("the file is ours");
                assert_silent(&path.display().to_string(), &bytes);
            }
        }
        run
    }
}

pub(crate) fn assert_silent(place: &str, bytes: &[u8]) {
    for part in TOKEN.as_bytes().windows(TELLING) {
        assert!(
            memchr::memmem::find(bytes, part).is_none(),
            "{place} holds a part of the token"
        );
    }
}
