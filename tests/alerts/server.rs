//! A recorded server whose files change from day to day, scanned each day, with its alerts.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::code_scanning::{Changes, CodeScanning, Document};
use crate::program::{command, finish, host, read, write};

/// Its environment file.
pub(crate) const ENV: &str = "/etc/cleaning/cleaning.env";

/// The first day, in seconds since 1970: 2026-11-01.
const FIRST_DAY: u64 = 1_793_491_200;

const DAY: u64 = 86_400;

pub(crate) struct Server {
    folder: TempDir,
    days: u64,
    alerts: CodeScanning,
    category: String,
}

impl Server {
    /// A copy of a recorded host.
    pub(crate) fn new(name: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let copied = Command::new("cp")
            .arg("-r")
            .arg(host(name))
            .arg(folder.path().join("host"))
            .status();
        assert!(copied.expect("cp starts").success());
        let server = Self {
            folder,
            days: 0,
            alerts: CodeScanning::default(),
            category: String::new(),
        };
        let policy = format!(
            "name = \"p\"\nextends = [\"vps-production\"]\n\n[targets]\nname = \"{name}\"\n"
        );
        server.policy("muster.toml", &policy);
        server
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn days(&self) -> u64 {
        self.days
    }

    /// The program, on the day that it is.
    pub(crate) fn muster(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.path());
        command
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env(
                "SOURCE_DATE_EPOCH",
                (FIRST_DAY + self.days * DAY).to_string(),
            )
            .args(arguments);
        command
    }

    /// Scans on the next day.
    pub(crate) fn scan_document(&mut self, arguments: &[&str]) -> Document {
        self.days += 1;
        let scan = [
            "scan",
            "--recording",
            "host",
            "--output",
            "sarif-github=a.sarif",
        ];
        let run = finish(&mut self.muster(&[&scan, arguments].concat()));
        assert!(matches!(run.exit_code, 0 | 1 | 3), "{}", run.stderr);
        Document::parse(&read(&self.path().join("a.sarif")))
    }

    /// Scans on the next day, and uploads.
    pub(crate) fn scan(&mut self, arguments: &[&str]) -> Changes {
        let document = self.scan_document(arguments);
        self.alerts.upload(&document)
    }

    /// Scans by the policy of every day, and uploads.
    pub(crate) fn day(&mut self) -> Changes {
        let document = self.scan_document(&[]);
        self.category.clone_from(&document.category);
        self.alerts.upload(&document)
    }

    /// Collects here and evaluates as somewhere else, with the last evaluation in `last.json`.
    pub(crate) fn evaluate(&mut self, arguments: &[&str]) -> Changes {
        self.days += 1;
        let collect = ["collect", "--recording", "host", "--output", "host.json"];
        finish(&mut self.muster(&collect)).exits(0);
        let evaluate = [
            "evaluate",
            "host.json",
            "--output",
            "sarif-github=a.sarif",
            "--output",
            "evaluation=last.json",
        ];
        let run = finish(&mut self.muster(&[&evaluate, arguments].concat()));
        assert!(matches!(run.exit_code, 0 | 1 | 3), "{}", run.stderr);
        self.alerts
            .upload(&Document::parse(&read(&self.path().join("a.sarif"))))
    }

    /// Ends the alerts of the host.
    pub(crate) fn retire(&mut self) -> Changes {
        let retire = [
            "report",
            "--retired",
            "web-1",
            "--output",
            "sarif-github=a.sarif",
        ];
        finish(&mut self.muster(&retire)).exits(0);
        let document = Document::parse(&read(&self.path().join("a.sarif")));
        assert_eq!(document.category, self.category);
        self.alerts.upload(&document)
    }

    /// Alerts of the policy of every day that are open.
    pub(crate) fn open(&self) -> usize {
        self.alerts.open(&self.category)
    }

    pub(crate) fn lose_state(&self) {
        std::fs::remove_dir_all(self.path().join("state")).expect("there is a state");
    }

    /// Puts a file on the host.
    pub(crate) fn create(&self, path: &str, text: &str) {
        write(&self.path().join("host/root").join(&path[1..]), text);
    }

    pub(crate) fn edit(&self, path: &str, change: impl Fn(String) -> String) {
        let file = self.path().join("host/root").join(&path[1..]);
        write(&file, change(read(&file)));
    }

    /// Makes a file unreadable.
    pub(crate) fn deny(&self, path: &str) {
        self.describe(|text| {
            let entry = format!("path = \"{path}\"\n");
            if text.contains(&entry) {
                text.replace(&entry, &format!("{entry}denied = true\n"))
            } else {
                format!("{text}\n[[file]]\n{entry}denied = true\n")
            }
        });
    }

    pub(crate) fn allow(&self, path: &str) {
        self.describe(|text| {
            text.replace(
                &format!("path = \"{path}\"\ndenied = true\n"),
                &format!("path = \"{path}\"\n"),
            )
        });
    }

    /// Lets a command run out of time.
    pub(crate) fn time_out(&self, program: &str) {
        let printed = format!("stdout-file = \"commands/{program}.txt\"");
        self.describe(|text| text.replace(&printed, &format!("error = \"timed-out\" # {program}")));
    }

    pub(crate) fn answer(&self, program: &str) {
        let printed = format!("stdout-file = \"commands/{program}.txt\"");
        self.describe(|text| text.replace(&format!("error = \"timed-out\" # {program}"), &printed));
    }

    fn describe(&self, change: impl Fn(String) -> String) {
        let file = self.path().join("host/recording.toml");
        let before = read(&file);
        let after = change(before.clone());
        assert_ne!(before, after, "nothing changes");
        write(&file, after);
    }

    pub(crate) fn policy(&self, name: &str, text: &str) {
        write(&self.path().join(name), text);
    }

    pub(crate) fn list_env_files(&self, paths: &[&str]) {
        self.policy(
            "muster.toml",
            &format!("name = \"p\"\nextends = [\"vps-production\"]\n\n[targets]\nname = \"web-1\"\nenv-files = {paths:?}\n"),
        );
    }

    pub(crate) fn disable(&self, rules: &[&str]) {
        self.policy(
            "muster.toml",
            &format!("name = \"p\"\nextends = [\"base.toml\"]\ndisable = {rules:?}\n"),
        );
    }

    /// Moves all that the policy says into a file that it extends.
    pub(crate) fn split_policy(&self) {
        let all = read(&self.path().join("muster.toml")).replace("name = \"p\"", "name = \"base\"");
        self.policy("base.toml", &all);
        self.disable(&[]);
    }
}
