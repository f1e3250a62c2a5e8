//! The evaluator against the real sshd: every keyword that `sshd -T` prints, for the global scope
//! and for connections that `Match` blocks match, must be what the evaluator says, and both must
//! refuse the same configurations. The options of a command line are part of it.
//!
//! Needs `/usr/sbin/sshd` and `ssh-keygen`. Without them the tests say so and pass, unless
//! `MUSTER_REAL=require` is set. `MUSTER_SSHD_ORACLES` names a directory with more releases, and
//! `MUSTER_ORACLE_CASES` how many random configurations each is asked about; see CONTRIBUTING.md.
#![expect(
    clippy::disallowed_methods,
    reason = "the oracle is a real program on this machine"
)]

mod corpus;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use muster_facts::Secrets;
use muster_target::Recorded;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use tempfile::TempDir;

use super::invocation::Invocation;
use crate::readers::accounts::Accounts;
use crate::ssh::answer;
use crate::ssh::configuration::criteria::{Connection, Criterion};
use crate::ssh::configuration::keyword::KEYWORDS;
use crate::ssh::configuration::{self, Configuration};
use crate::ssh::evaluate;
use crate::ssh::evaluate::probe::{self, Probe};
use crate::ssh::server;
use crate::ssh::server::vendor::Distribution;
use crate::ssh::server::version::Build;

const SSHD: &str = "/usr/sbin/sshd";

/// A local port that no configuration of the corpus names.
const PORT: u16 = 65_000;

/// Random configurations in the ordinary run.
const CASES: u32 = 150;

struct Oracle {
    sshd: PathBuf,
    directory: TempDir,
    host_key: PathBuf,
    build: Build,
    accounts: Accounts,
}

impl Oracle {
    /// The sshd of this machine and those of `MUSTER_SSHD_ORACLES`; none, with a note, where there is
    /// no sshd to ask.
    fn all() -> Vec<Self> {
        let own = || Self::new(Path::new(SSHD), Path::new("/etc/os-release"));
        let mut found: Vec<Self> = muster_real::or_skip(own).into_iter().collect();
        let more = std::env::var_os("MUSTER_SSHD_ORACLES").map(PathBuf::from);
        for folder in more
            .iter()
            .flat_map(|more| std::fs::read_dir(more).unwrap())
        {
            let folder = folder.unwrap().path();
            let sshd = folder.join("sshd");
            found.push(Self::new(&sshd, &folder.join("os-release")).unwrap());
        }
        found
    }

    fn new(sshd: &Path, os_release: &Path) -> Result<Self, String> {
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
        let banner = Command::new(sshd)
            .arg("-V")
            .output()
            .map_err(|error| format!("{}: {error}", sshd.display()))?;
        let banner = String::from_utf8_lossy(&banner.stderr).into_owned();
        // What OpenSSH itself makes is as good as unpatched.
        let release = std::fs::read_to_string(os_release).unwrap_or_else(|_| "ID=arch".to_owned());
        let here = Recorded::new().file("/etc/os-release", release);
        let build = Build::from_banner(&banner, Distribution::of(&here))
            .ok_or("no version in `sshd -V`")?;
        let read = |path| std::fs::read_to_string(path).map_err(text);
        let system = Recorded::new()
            .file("/etc/passwd", read("/etc/passwd")?)
            .file("/etc/group", read("/etc/group")?);
        Ok(Self {
            sshd: sshd.to_owned(),
            directory,
            host_key,
            build,
            accounts: Accounts::of(&system),
        })
    }

    /// Evaluates and asks about one configuration. `@` in a text stands for the directory.
    fn compare(&self, files: &[(&str, &str)]) -> Result<(), String> {
        self.compare_with(&[], files)
    }

    /// As [`Oracle::compare`], with options.
    fn compare_with(&self, words: &[&str], files: &[(&str, &str)]) -> Result<(), String> {
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
        let invocation = Invocation::of_file(&main).with_words(words);
        let configuration = configuration::read_configuration(
            &system,
            &invocation,
            &self.build,
            &Secrets::default(),
        )
        .unwrap();
        let global = evaluate::global(&configuration, &self.build);
        let refused = configuration
            .refused()
            .map(|problem| problem.message.clone());
        let refused = refused.or_else(|| {
            let contradictions = evaluate::contradictions(&global);
            contradictions
                .into_iter()
                .next()
                .map(|(message, _)| message)
        });
        let everybodys = evaluate::for_everybody(&configuration, &self.build);
        let nobody_escapes = configuration
            .blocks
            .iter()
            .all(|block| block.criteria.iter().all(Criterion::met_by_all));
        for connection in self.connections(&configuration) {
            let ours = match &connection {
                // Every account has a group, and the connection of a test need not have one.
                Some(connection) if nobody_escapes && !connection.groups.is_empty() => {
                    everybodys.clone()
                }
                Some(connection) => {
                    evaluate::for_connection(&configuration, &self.build, connection, &[])
                }
                None => global.clone(),
            };
            let output = self.ask(&main, words, connection.as_ref());
            if output.status.code().is_none() {
                // Some releases crash when they print the subsystems of a block.
                continue;
            }
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            match (&refused, output.status.success()) {
                (Some(_), false) => return Ok(()),
                (Some(message), true) => {
                    return Err(format!(
                        "{}: sshd accepts it; the evaluator says: {message}",
                        self.sshd.display()
                    ));
                }
                (None, false) => {
                    return Err(format!(
                        "{}: sshd refuses it: {errors}",
                        self.sshd.display()
                    ));
                }
                (None, true) => {}
            }
            let (printed, ours) = self.without_host_key(&output, ours);
            let differences = answer::differences(&printed, &ours, &self.build);
            if !differences.is_empty() {
                return Err(format!(
                    "{}: {connection:?}: {differences:#?}",
                    self.sshd.display()
                ));
            }
            let output = answer::Printed::read(String::new(), &printed, &self.build);
            if let Some(name) = output.names().find(|name| !is_known(name)) {
                return Err(format!("{}: {name} is not known", self.sshd.display()));
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
            groups: self.accounts.user("root").unwrap().groups.clone(),
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

    fn ask(&self, main: &Path, words: &[&str], connection: Option<&Connection>) -> Output {
        let mut command = Command::new(&self.sshd);
        command
            .current_dir("/")
            .arg("-T")
            .args(words)
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
        let printed: Vec<&str> = printed
            .lines()
            .filter(|line| !line.eq_ignore_ascii_case(&own))
            .collect();
        if let Some(keys) = ours.get_mut("hostkey")
            && keys.source.is_none()
        {
            keys.values.clear();
        }
        (printed.join("\n"), ours)
    }
}

fn is_known(name: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.name == name)
}

#[test]
fn the_corpus_is_evaluated_as_sshd_evaluates_it() {
    let mut failures = Vec::new();
    for oracle in Oracle::all() {
        let single = corpus::SINGLE.iter().map(|text| vec![("main", *text)]);
        let several = corpus::SEVERAL.iter().map(|files| files.to_vec());
        for files in single.chain(several) {
            if let Err(message) = oracle.compare(&files) {
                failures.push(format!("{files:?}\n{message}"));
            }
        }
        for (words, text) in corpus::WITH_OPTIONS {
            if let Err(message) = oracle.compare_with(words, &[("main", text)]) {
                failures.push(format!("{words:?} {text:?}\n{message}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn the_server_of_this_machine_agrees_with_itself() {
    let Some(oracle) = Oracle::all().into_iter().next() else {
        return;
    };
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

/// Options of a command line.
fn options() -> impl Strategy<Value = Vec<&'static str>> {
    let option = prop::sample::select(corpus::OPTIONS);
    prop::collection::vec(option, 0..4)
        .prop_map(|options| options.into_iter().flatten().copied().collect())
}

#[test]
fn made_up_configurations_are_evaluated_as_sshd_evaluates_them() {
    let cases = std::env::var("MUSTER_ORACLE_CASES")
        .ok()
        .map_or(CASES, |cases| cases.parse().unwrap());
    for oracle in Oracle::all() {
        let config = ProptestConfig {
            cases,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        // The same cases in every run; more of them are the same ones and others.
        let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(config, random);
        let files = (
            options(),
            lines(&["@/d/*.conf", "@/d/10.conf", "@/missing", "\"@/e/x\" @/d/2*"]),
            lines(&["@/e/*"]),
            lines(&[]),
            lines(&[]),
        );
        runner
            .run(&files, |(words, main, one, two, three)| {
                let files = [
                    ("main", main.as_str()),
                    ("d/10.conf", &one),
                    ("d/20.conf", &two),
                    ("e/x", &three),
                ];
                oracle
                    .compare_with(&words, &files)
                    .map_err(TestCaseError::fail)
            })
            .unwrap();
    }
}
