//! A host, a policy and one plugin, judged by the built program.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{self, command, finish};

/// A folder with everything that a run needs, and nothing of the machine's own.
pub(crate) struct Bench {
    folder: TempDir,
    grants: Vec<String>,
    sha256: Option<String>,
}

/// What a run printed.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) exit_code: i32,
    findings: Vec<Value>,
}

/// A built-in rule that passes on the bench's host, so that a test can see that it still does.
const STANDS: &str = "ssh/permit-root-login";

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("etc/ssh")).expect("the folder is ours");
        std::fs::write(root.join("etc/hostname"), "bench\n").expect("the folder is ours");
        std::fs::write(root.join("etc/ssh/sshd_config"), "PermitRootLogin no\n")
            .expect("the folder is ours");
        Self {
            folder,
            grants: Vec::new(),
            sha256: None,
        }
    }

    pub(crate) fn plugin(self, bytes: &[u8]) -> Self {
        std::fs::write(self.folder().join("hostile.wasm"), bytes).expect("the folder is ours");
        self
    }

    pub(crate) fn grants(mut self, grants: &[&str]) -> Self {
        self.grants = grants.iter().map(|grant| (*grant).to_owned()).collect();
        self
    }

    pub(crate) fn sha256(mut self, digest: &str) -> Self {
        self.sha256 = Some(digest.to_owned());
        self
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.folder().join("cache/muster")
    }

    /// The files of the cache.
    pub(crate) fn cached(&self) -> Vec<PathBuf> {
        std::fs::read_dir(self.cache())
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect()
    }

    /// A scan that enables everything that the plugin has.
    pub(crate) fn scan(&self) -> Run {
        self.run(&["--output", "json"])
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let scan = ["scan", "--root", "root", "--policy", "policy.toml"];
        let run = self.muster(&[&scan, arguments].concat());
        let findings = serde_json::from_str::<Value>(&run.stdout)
            .ok()
            .and_then(|report| report.get("findings")?.as_array().cloned())
            .unwrap_or_default();
        Run {
            findings,
            stdout: run.stdout,
            stderr: run.stderr,
            exit_code: run.exit_code,
        }
    }

    /// Any command, in the bench's folder with its policy in `policy.toml`.
    pub(crate) fn muster(&self, arguments: &[&str]) -> program::Run {
        self.write_policy();
        finish(
            command(self.folder())
                .env("XDG_CACHE_HOME", self.folder().join("cache"))
                .args(arguments),
        )
    }

    fn write_policy(&self) {
        let mut policy = format!(
            "name = \"bench\"\nenable = [\"{STANDS}\", \"*\"]\ndisable = {:?}\n\
             [plugins.hostile]\nfile = \"hostile.wasm\"\ngrants = {:?}\n",
            other_rules(),
            self.grants
        );
        if let Some(digest) = &self.sha256 {
            policy.push_str(&format!("sha256 = \"{digest}\"\n"));
        }
        std::fs::write(self.folder().join("policy.toml"), policy).expect("the folder is ours");
    }
}

/// The rules that are part of the program, without the one that stands.
fn other_rules() -> Vec<&'static str> {
    include_str!("../../docs/rules.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| [`")?.split('`').next())
        .filter(|rule| *rule != STANDS)
        .collect()
}

impl Run {
    fn finding(&self, rule: &str) -> Option<&Value> {
        self.findings.iter().find(|finding| finding["rule"] == rule)
    }

    pub(crate) fn status(&self, rule: &str) -> &str {
        match self.finding(rule) {
            Some(finding) => finding["status"].as_str().expect("a status"),
            None => panic!("{rule} is not reported:\n{}\n{}", self.stdout, self.stderr),
        }
    }

    /// The reason of a rule that could not be evaluated.
    pub(crate) fn error(&self, rule: &str) -> Option<String> {
        let finding = self.finding(rule)?;
        assert_eq!(finding["status"], "error", "{finding}");
        Some(finding["reason"].as_str().expect("a reason").to_owned())
    }

    /// How many findings a rule has.
    pub(crate) fn findings_of(&self, rule: &str) -> usize {
        let of_rule = |finding: &&Value| finding["rule"] == rule;
        self.findings.iter().filter(of_rule).count()
    }

    /// The reason of one finding of a rule, if there is one and it has a reason.
    pub(crate) fn reason(&self, rule: &str, subject: &str) -> Option<String> {
        let wanted = |finding: &&Value| finding["rule"] == rule && finding["subject"] == subject;
        let finding = self.findings.iter().find(wanted)?;
        Some(finding.get("reason")?.as_str()?.to_owned())
    }

    pub(crate) fn assert_everything_else_stands(&self) {
        assert_eq!(self.status(STANDS), "pass");
        assert_eq!(self.exit_code, 3, "{}", self.stderr);
    }
}
