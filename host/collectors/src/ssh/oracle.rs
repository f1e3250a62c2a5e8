//! The evaluator against the real sshd: every keyword that `sshd -T` prints, for the global scope
//! and for connections that `Match` blocks match, must be what the evaluator says, and both must
//! refuse the same configurations.
//!
//! Needs `/usr/sbin/sshd` and `ssh-keygen`. Without them the tests say so and pass, unless
//! `MUSTER_REQUIRE_REAL=1` is set.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the oracle is a real program on this machine"
)]

mod corpus;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use muster_facts::Secrets;
use proptest::prelude::*;
use tempfile::TempDir;

use super::accounts::Accounts;
use super::configuration::{self, Configuration};
use super::criteria::{Connection, Criterion};
use super::invocation::Invocation;
use super::probe::{self, Probe};
use super::version::Build;
use super::{crosscheck, evaluate, server};
use crate::system::Recorded;

const SSHD: &str = "/usr/sbin/sshd";

/// A local port that no configuration of the corpus names.
const PORT: u16 = 65_000;

struct Oracle {
    directory: TempDir,
    host_key: PathBuf,
    build: Build,
    accounts: Accounts,
}

impl Oracle {
    /// `None`, with a note, where there is no sshd to ask.
    fn find() -> Option<Self> {
        match Self::new() {
            Ok(oracle) => Some(oracle),
            Err(reason) if std::env::var_os("MUSTER_REQUIRE_REAL").is_some_and(|on| on == "1") => {
                panic!("the real sshd is required: {reason}")
            }
            Err(reason) => {
                eprintln!("skipped: no real sshd to compare with: {reason}");
                None
            }
        }
    }

    fn new() -> Result<Self, String> {
        let text = |error: std::io::Error| error.to_string();
        // sshd wants its empty directory even to print its configuration.
        std::fs::create_dir_all("/run/sshd").map_err(text)?;
        let directory = tempfile::tempdir().map_err(text)?;
        let host_key = directory.path().join("host_key");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(&host_key)
            .output()
            .map_err(|error| format!("ssh-keygen: {error}"))?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned());
        }
        let banner = Command::new(SSHD)
            .arg("-V")
            .output()
            .map_err(|error| format!("{SSHD}: {error}"))?;
        let banner = String::from_utf8_lossy(&banner.stderr).into_owned();
        let debian = Path::new("/etc/debian_version").exists();
        let build = Build::from_banner(&banner, debian).ok_or("no version in `sshd -V`")?;
        let read = |path| std::fs::read_to_string(path).map_err(text);
        let system = Recorded::new()
            .file("/etc/passwd", read("/etc/passwd")?)
            .file("/etc/group", read("/etc/group")?);
        Ok(Self {
            directory,
            host_key,
            build,
            accounts: Accounts::read(&system),
        })
    }

    /// Evaluates and asks about one configuration. `@` in a text stands for the directory.
    fn compare(&self, files: &[(&str, &str)]) -> Result<(), String> {
        let directory = tempfile::tempdir_in(self.directory.path()).unwrap();
        let root = directory.path().to_str().unwrap();
        let mut system = Recorded::new();
        for (name, text) in files {
            let text = text.replace("@/", &format!("{root}/"));
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
            system = system.file(path, text);
        }
        let main = directory.path().join("main");
        let configuration = configuration::read(
            &system,
            &Invocation::of_file(&main),
            &self.build,
            &Secrets::default(),
        )
        .unwrap();
        let global = evaluate::global(&configuration, &self.build);
        let refused = configuration.fatal().map(|problem| problem.message.clone());
        let refused = refused.or_else(|| {
            let contradictions = evaluate::contradictions(&global);
            contradictions
                .into_iter()
                .next()
                .map(|(message, _)| message)
        });
        for connection in self.connections(&configuration) {
            let ours = match &connection {
                Some(connection) => {
                    evaluate::for_connection(&configuration, &self.build, connection, &[])
                }
                None => global.clone(),
            };
            let output = self.ask(&main, connection.as_ref());
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            match (&refused, output.status.success()) {
                (Some(_), false) => return Ok(()),
                (Some(message), true) => {
                    return Err(format!("sshd accepts it; the evaluator says: {message}"));
                }
                (None, false) => return Err(format!("sshd refuses it: {errors}")),
                (None, true) => {}
            }
            let (printed, ours) = self.without_host_key(&output, ours);
            let differences = crosscheck::differences(&printed, &ours, &self.build);
            if !differences.is_empty() {
                return Err(format!("{connection:?}: {differences:#?}"));
            }
        }
        Ok(())
    }

    /// No connection, one that matches nothing in particular, a real user, and one for each block.
    fn connections(&self, configuration: &Configuration) -> Vec<Option<Connection>> {
        let mut connections = vec![Some(probe::neutral(PORT))];
        let ports = |one: &Criterion| matches!(one, Criterion::LocalPort(_));
        let mut criteria = configuration
            .blocks
            .iter()
            .flat_map(|block| &block.criteria);
        if !criteria.any(ports) {
            connections.push(None);
        }
        connections.push(Some(Connection {
            user: "root".to_owned(),
            groups: self.accounts.groups("root"),
            address: "10.1.2.3".to_owned(),
            ..probe::neutral(22)
        }));
        for block in &configuration.blocks {
            let criteria: Vec<Criterion> = configuration.criteria(&block.scope).cloned().collect();
            if let Probe::Found(connection) = probe::find(&criteria, &self.accounts, PORT) {
                connections.push(Some(connection));
            }
        }
        connections
    }

    fn ask(&self, main: &Path, connection: Option<&Connection>) -> Output {
        let mut command = Command::new(SSHD);
        command
            .current_dir("/")
            .arg("-T")
            .arg("-f")
            .arg(main)
            .arg("-h")
            .arg(&self.host_key);
        if let Some(connection) = connection {
            command.arg("-C").arg(connection.specification());
        }
        command.output().unwrap()
    }

    /// The host key of the test is not part of the configuration.
    fn without_host_key(
        &self,
        output: &Output,
        mut ours: evaluate::Effective,
    ) -> (String, evaluate::Effective) {
        let own = format!("hostkey {}", self.host_key.display());
        let printed = String::from_utf8_lossy(&output.stdout);
        let printed: Vec<&str> = printed.lines().filter(|line| *line != own).collect();
        if let Some(keys) = ours.get_mut("hostkey")
            && keys.source.is_none()
        {
            keys.values.clear();
        }
        (printed.join("\n"), ours)
    }
}

#[test]
fn the_corpus_is_evaluated_as_sshd_evaluates_it() {
    let Some(oracle) = Oracle::find() else { return };
    let single = corpus::SINGLE.iter().map(|text| vec![("main", *text)]);
    let several = corpus::SEVERAL.iter().map(|files| files.to_vec());
    let mut failures = Vec::new();
    for files in single.chain(several) {
        if let Err(message) = oracle.compare(&files) {
            failures.push(format!("{files:?}\n{message}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn the_server_of_this_machine_agrees_with_itself() {
    let Some(oracle) = Oracle::find() else { return };
    if let Ok(text) = std::fs::read_to_string(server::CONFIG) {
        oracle.compare(&[("main", &text)]).unwrap();
    }
}

/// Lines of a file: keywords in odd forms, blocks, and includes of the files in `inner`.
fn lines(inner: &'static [&'static str]) -> impl Strategy<Value = String> {
    let directive = (
        prop::sample::select(corpus::KEYWORDS),
        prop::sample::select(&["\t", " ", " = ", "=", "  ", " \t"][..]),
        any::<prop::sample::Index>(),
        prop::sample::select(&["", "", "", " ", " # note", "\r"][..]),
    )
        .prop_map(|((keyword, values), separator, index, end)| {
            format!("{keyword}{separator}{}{end}", index.get(values))
        });
    let block = prop::sample::select(corpus::CRITERIA).prop_map(|text| format!("Match {text}"));
    let mut line = prop_oneof![12 => directive, 3 => block, 1 => Just("# note".to_owned())].boxed();
    if !inner.is_empty() {
        let include = prop::sample::select(inner).prop_map(|file| format!("Include {file}"));
        line = prop_oneof![6 => line, 1 => include].boxed();
    }
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

#[test]
fn made_up_configurations_are_evaluated_as_sshd_evaluates_them() {
    let Some(oracle) = Oracle::find() else { return };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let files = (
        lines(&["@/d/*.conf", "@/d/10.conf", "@/missing", "\"@/e/x\" @/d/2*"]),
        lines(&["@/e/*"]),
        lines(&[]),
        lines(&[]),
    );
    runner
        .run(&files, |(main, one, two, three)| {
            let files = [
                ("main", main.as_str()),
                ("d/10.conf", &one),
                ("d/20.conf", &two),
                ("e/x", &three),
            ];
            oracle.compare(&files).map_err(TestCaseError::fail)
        })
        .unwrap();
}
