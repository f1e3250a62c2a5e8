//! Hosts whose values are words of Muster's own: whatever stands in their files, each document can be
//! read, names what it always names, and is the same whichever way it was made.
//!
//! `MUSTER_RANDOM_HOSTS=1000000 cargo test --release --workspace random_hosts` tries more of them.
#![expect(
    clippy::disallowed_methods,
    reason = "the number of hosts is the caller's choice"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use muster_facts::{Domain, Secrets, Snapshot, is_guessable};
use muster_outcomes::Evaluation;
use muster_policy::PackSource;
use muster_report::{Format, Options};
use muster_sandbox::{Plugin, Sandbox};
use muster_target::{Command, NetworkAccess, Recorded};
use serde_json::Value;

use crate::plugins;
use crate::progress::Progress;
use crate::project::Packs;
use crate::session::Session;
use crate::trust::Trust;

/// A seed that is written down, so that a failure comes again.
const SEED: u64 = 0x6D75_7374_6572;

const HOSTS: u64 = 300;

/// Families whose rules ask the network, and end in an error here.
const ASK_THE_NETWORK: &[&str] = &["cloudflare", "http", "mail", "tls"];

/// Families of nothing but rules that a pack gives their settings, and that are chosen by no pack here.
const TEMPLATES: &[&str] = &["config"];

/// Every so many hosts are asked everything, the others what one family asks: most of a document is
/// the same for every host, and takes most of the time. Of those beyond the first ones, fewer are.
const EVERYTHING: [u64; 2] = [30, 2_000];

/// Every so many hosts are reported again from what was written. The others need not be: an
/// evaluation that reads back equal is reported equally.
const REPORTED_AGAIN: [u64; 2] = [10, 100];

/// The formats that a host is reported in: all of them, and of the hosts beyond the first ones each in
/// its turn.
fn formats(number: u64) -> Vec<Format> {
    let turn = number as usize % Format::ALL.len();
    Format::ALL
        .into_iter()
        .enumerate()
        .filter(|(at, _)| number < HOSTS || *at == turn)
        .map(|(_, format)| format)
        .collect()
}

/// Whether it is a host's turn.
fn is_turn(number: u64, [first, beyond]: [u64; 2]) -> bool {
    number.is_multiple_of(if number < HOSTS { first } else { beyond })
}

const TARGETS: &str = r#"
[targets]
env-files = ["/etc/app/app.env", "/etc/app/other.env"]
env-reference = "/etc/app/example.env"
compose-file = "/srv/app/docker-compose.yml"
"#;

#[test]
fn documents_do_not_depend_on_the_words_of_a_host() {
    let hosts = std::env::var("MUSTER_RANDOM_HOSTS")
        .ok()
        .map_or(HOSTS, |number| number.parse().expect("a number of hosts"));
    let bench = Bench::new();
    let words = bench.vocabulary();
    assert!(words.len() > 2_000, "{} words", words.len());
    let threads = std::thread::available_parallelism().map_or(1, |number| number.get() as u64);
    std::thread::scope(|scope| {
        for first in 0..threads {
            let (bench, words) = (&bench, &words);
            scope.spawn(move || {
                let sessions = bench.sessions();
                for number in (first..hosts).step_by(threads as usize) {
                    let mut random = Random(SEED.wrapping_add(number));
                    let host = Host::draw(&mut random, words);
                    let session = if is_turn(number, EVERYTHING) {
                        &sessions[0]
                    } else {
                        &sessions[random.below(sessions.len())]
                    };
                    assert_sound(number, session, &host);
                }
            });
        }
    });
}

pub(crate) struct Bench {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) plugins: Vec<Arc<Plugin>>,
}

/// Every document of one evaluation, by its name.
type Documents = Vec<(&'static str, String)>;

impl Bench {
    pub(crate) fn new() -> Self {
        let sandbox = Arc::new(Sandbox::new(None).expect("this machine runs WebAssembly"));
        let plugins = plugins::builtin(&sandbox).expect("the plugins are sound");
        Self { sandbox, plugins }
    }

    /// One for everything that files of the host tell, and one for each family of rules on them.
    fn sessions(&self) -> Vec<Session> {
        let rules = plugins::rules(&self.plugins, &[]);
        let families: BTreeSet<&str> = rules
            .iter()
            .map(|rule| rule.id.family())
            .filter(|family| !ASK_THE_NETWORK.contains(family) && !TEMPLATES.contains(family))
            .collect();
        std::iter::once("*")
            .chain(families)
            .map(|family| self.session(family))
            .collect()
    }

    /// The rules of a family, or with `*` of all that ask the host.
    fn session(&self, family: &str) -> Session {
        let rules = plugins::rules(&self.plugins, &[]);
        let others: Vec<String> = rules
            .iter()
            .map(|rule| rule.id.family())
            .filter(|own| match family {
                "*" => ASK_THE_NETWORK.contains(own),
                family => family != *own,
            })
            .map(|own| format!("\"{own}/*\""))
            .collect();
        let text = format!(
            "extends = [\"vps-production\"]\ndisable = [{}]\n{TARGETS}",
            others.join(", ")
        );
        let policy =
            muster_policy::load(PackSource::file("random.toml", text), &Packs(Trust::Named))
                .and_then(|pack| pack.validate(&rules, &[]))
                .unwrap_or_else(|problems| panic!("{}", problems[0]));
        Session::new(Arc::clone(&self.sandbox), policy, self.plugins.clone(), &[])
    }

    /// Words, names and sentences that documents and plugins consist of.
    pub(crate) fn vocabulary(&self) -> Vec<String> {
        let session = self.session("*");
        let host = Host {
            system: Recorded::new(),
            planted: Vec::new(),
        };
        let (snapshot, evaluation) = scan(&session, &host);
        let mut words = BTreeSet::new();
        for (name, document) in documents(&session, &snapshot, &evaluation, &Format::ALL) {
            words.insert(name.to_owned());
            match serde_json::from_str(&document) {
                Ok(document) => collect_words(&document, &mut words),
                Err(_) => words.extend(document.split_whitespace().map(str::to_owned)),
            }
        }
        words.extend(Domain::ALL.map(|domain| domain.interface().to_owned()));
        for plugin in &self.plugins {
            for rule in &plugin.manifest().rules {
                words.insert(rule.id.to_string());
                words.extend(rule.documentation.split('`').map(str::to_owned));
                words.extend(rule.parameters.iter().map(|own| own.name.clone()));
            }
        }
        words.retain(|word| !word.trim().is_empty() && word.len() < 120 && !word.contains('\n'));
        words.into_iter().collect()
    }
}

fn assert_sound(number: u64, session: &Session, host: &Host) {
    let (snapshot, evaluation) = scan(session, host);
    let formats = formats(number);
    let scanned = documents(session, &snapshot, &evaluation, &formats);

    // collect · evaluate · report, with nothing kept but what was written.
    let text = document(&scanned, "snapshot").expect("it is always there");
    let read = Snapshot::from_json(text).unwrap_or_else(|error| panic!("{number}: {error}"));
    assert_eq!(read, snapshot, "host {number}: the snapshot");
    let again = session.evaluate(&read, &Secrets::default());
    assert_eq!(
        again, evaluation,
        "host {number}: the evaluation of the snapshot"
    );
    let read = Evaluation::from_json(document(&scanned, "evaluation").expect("it is always there"))
        .unwrap_or_else(|error| panic!("{number}: {error}"));
    assert_eq!(read, evaluation, "host {number}: the written evaluation");
    if is_turn(number, REPORTED_AGAIN) {
        let reported = documents(session, &snapshot, &read, &formats);
        for ((name, scanned), (_, reported)) in scanned.iter().zip(&reported) {
            assert!(scanned == reported, "host {number}: {name} differs");
        }
    }

    assert_names(number, session, &evaluation, &scanned);
    // Nobody knows the secrets of files that were not read.
    if snapshot.facts.env.is_none() {
        return;
    }
    for planted in &host.planted {
        for (name, document) in &scanned {
            let lines: Vec<&str> = document
                .lines()
                .filter(|line| line.contains(planted))
                .collect();
            assert!(lines.is_empty(), "host {number}: {name} has {lines:?}");
        }
    }
}

/// Names of rules and formats are what they always are, and everything is counted.
fn assert_names(number: u64, session: &Session, evaluation: &Evaluation, documents: &Documents) {
    let planned: BTreeSet<&str> = session.rule_ids().collect();
    let named: BTreeSet<&str> = evaluation
        .rules
        .iter()
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(named, planned, "host {number}");
    let parsed = |name| -> Option<Value> {
        let document = document(documents, name)?;
        Some(
            serde_json::from_str(document)
                .unwrap_or_else(|error| panic!("host {number}: {name}: {error}")),
        )
    };
    let outcomes = evaluation.outcomes.len();
    if let Some(report) = parsed("json") {
        assert_eq!(report["schema"], "muster.report/1", "host {number}");
        let findings = report["findings"].as_array().expect("a list");
        assert_eq!(report["totals"]["all"], outcomes, "host {number}");
        assert_eq!(findings.len(), outcomes, "host {number}");
        for finding in findings {
            let rule = finding["rule"].as_str().expect("a text");
            assert!(planned.contains(rule), "host {number}: {rule}");
        }
    }
    if let Some(sarif) = parsed("sarif") {
        let results = sarif["runs"][0]["results"].as_array().expect("a list");
        assert_eq!(results.len(), outcomes, "host {number}");
    }
    if let Some(junit) = document(documents, "junit") {
        let cases = junit.matches("<testcase ").count();
        assert_eq!(cases, outcomes, "host {number}");
    }
    // A consequence opens no alert of its own.
    if let (Some(report), Some(github)) = (parsed("json"), parsed("sarif-github")) {
        let alerts = github["runs"][0]["results"].as_array().expect("a list");
        let causes = report["totals"]["causes"].as_u64().expect("a number");
        assert!(
            alerts.len() as u64 >= causes,
            "host {number}: {} alerts of {causes} causes",
            alerts.len()
        );
    }
}

fn scan(session: &Session, host: &Host) -> (Snapshot, Evaluation) {
    let secrets = Secrets::default();
    let snapshot = session.collect(
        &host.system,
        &NetworkAccess::Recorded,
        &Progress::hidden(),
        &secrets,
    );
    let evaluation = session.evaluate(&snapshot, &secrets);
    (snapshot, evaluation)
}

fn documents(
    session: &Session,
    snapshot: &Snapshot,
    evaluation: &Evaluation,
    formats: &[Format],
) -> Documents {
    let verdict = session.decide(evaluation.clone());
    let reports = formats.iter().map(|format| {
        let text = muster_report::render(*format, &verdict, &Options::default());
        (format.as_str(), text.expect("it fits"))
    });
    let snapshot = snapshot.to_json().expect("facts are JSON");
    let evaluation = evaluation.to_json().expect("outcomes are JSON");
    reports
        .chain([("snapshot", snapshot), ("evaluation", evaluation)])
        .collect()
}

/// A document; none of a format that the host is not reported in.
fn document<'a>(documents: &'a Documents, wanted: &str) -> Option<&'a str> {
    let found = documents.iter().find(|(name, _)| *name == wanted);
    found.map(|(_, document)| document.as_str())
}

fn collect_words(document: &Value, words: &mut BTreeSet<String>) {
    match document {
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            words.insert(document.to_string());
        }
        Value::String(text) => {
            words.insert(text.clone());
            words.extend(text.split_whitespace().map(str::to_owned));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, words)),
        Value::Object(entries) => {
            for (name, entry) in entries {
                words.insert(name.clone());
                collect_words(entry, words);
            }
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("it is small")
    }

    fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    fn word<'a>(&mut self, words: &'a [String]) -> &'a str {
        &words[self.below(words.len())]
    }

    /// What no vocabulary has and nobody guesses.
    fn token(&mut self) -> String {
        loop {
            let token = format!("{:016x}{:016x}", self.next(), self.next());
            if !is_guessable(&token) {
                return token;
            }
        }
    }
}

pub(crate) struct Host {
    pub(crate) system: Recorded,
    /// Secrets that also stand where nobody expects one.
    pub(crate) planted: Vec<String>,
}

/// Names of keys: secret, public, listed ones, and one that Muster does not know.
const KEYS: &[&str] = &[
    "X_SECRET",
    "DB_PASSWORD",
    "API_KEY",
    "AUTH_SECRET_KEY",
    "DATABASE_URL",
    "RUNTIME",
    "DEPLOY_MODE",
    "REGION",
    "BUCKET",
    "APP_ENV",
    "EMAIL_FROM",
    "SMTP_HOST",
    "CORS_ORIGINS",
    "POSTGRES_PASSWORD",
    "POSTGRES_USER",
    "TURNSTILE_SECRET_KEY",
    "muster",
];

impl Host {
    pub(crate) fn draw(random: &mut Random, words: &[String]) -> Self {
        let planted = [random.token(), random.token()];
        let mut files = [String::new(), String::new()];
        for file in &mut files {
            for _ in 0..random.below(8) {
                let key = random.of(KEYS);
                let value = value(random, words);
                writeln!(file, "{key}={value}").expect("a String takes any text");
            }
        }
        let [mut first, second] = files;
        writeln!(
            first,
            "ONE_SECRET={}\nTWO_TOKEN='{}'",
            planted[0], planted[1]
        )
        .expect("a String takes any text");
        // Where a host may repeat a secret, besides: a word of its own, or a planted one.
        let echo = |random: &mut Random| match random.below(4) {
            0 => planted[random.below(2)].clone(),
            _ => random.word(words).replace(['\n', '\0'], " "),
        };
        let name = echo(random);
        let compose = format!(
            "services:\n  {service:?}:\n    image: x\n    ports: [\"{port}:80\"]\n    volumes: [{volume:?}]\n",
            service = echo(random),
            port = random.of(&["8080", "127.0.0.1:8080", "${PORT}", "443"]),
            volume = format!("/srv/{}:/data", echo(random).replace(':', "")),
        );
        let sshd = format!(
            "{} {}\nBanner {}\n",
            random.of(&[
                "PermitRootLogin",
                "PasswordAuthentication",
                "Port",
                "Ciphers"
            ]),
            random.of(&["no", "yes", "22", "2222", "aes256-ctr"]),
            echo(random).replace(char::is_whitespace, "_"),
        );
        let rules = serde_json::json!({"nftables": [
            {"table": {"family": "inet", "name": "filter", "handle": 1}},
            {"chain": {"family": "inet", "table": "filter", "name": echo(random), "handle": 1, "type": "filter",
                "hook": "input", "prio": 0, "policy": "drop"}},
        ]});
        let system = Recorded::new()
            .named(name.as_str())
            .file("/etc/hostname", format!("{name}\n"))
            .file("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
            .file("/etc/app/app.env", first)
            .file("/etc/app/other.env", second)
            .file("/etc/app/example.env", "X_SECRET=\nREGION=\n")
            .file("/srv/app/docker-compose.yml", compose)
            .file("/usr/sbin/sshd", "")
            .file("/etc/ssh/sshd_config", sshd)
            .command(
                Command::new("nft", ["-j", "list", "ruleset"]),
                rules.to_string(),
            );
        Self {
            system,
            planted: planted.to_vec(),
        }
    }
}

/// One or two words, bare, quoted, or with the marks that documents are made of.
fn value(random: &mut Random, words: &[String]) -> String {
    let word = random.word(words);
    match random.below(8) {
        0 => format!("'\"{word}\"'"),
        1 => format!("\"{word}\""),
        2 => format!("{word}{}", random.word(words)),
        3 => format!("'\": \"{word}'"),
        4 => format!("postgres://{word}:{}@db:5432/{word}", random.word(words)),
        5 => random
            .of(&[
                "compose", "docker", "results", "fail", "muster", "default", "/etc", "\\", "{", ",",
            ])
            .to_owned(),
        _ => word.to_owned(),
    }
}
