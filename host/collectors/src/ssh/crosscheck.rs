//! Compares the evaluation with what the real server says of itself, where it can be asked.

use std::collections::BTreeMap;

use muster_facts::{Source, sshd};

use super::accounts::Accounts;
use super::configuration::Configuration;
use super::criteria::Criterion;
use super::evaluate::{self, Decided, Effective};
use super::invocation::Invocation;
use super::keyword::{Combines, KEYWORDS, Keyword, Kind};
use super::probe::{self, Probe};
use super::version::Build;
use super::{complaint, confidential};
use super::{defaults, token, value};
use crate::system::{Command, System};

/// The most `Match` blocks that sshd is asked about.
const MOST_BLOCKS: usize = 64;

/// Printed by its parts rather than as it is written.
const NOT_COMPARED: [&str; 1] = ["persourcepenalties"];

/// What sshd says when it was not asked in the right surroundings. Says nothing about the files.
const SURROUNDINGS: [&str; 4] = [
    "no hostkeys available",
    "Missing privilege separation directory",
    "Privilege separation user",
    "Permission denied",
];

/// What sshd calls the file when a line of it was given as an option.
const OPTIONS: &str = "command-line";

/// How the comparison ended.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// Why it is not complete.
    pub(super) not_run: Option<String>,
    /// What sshd refuses.
    pub(super) refusals: Vec<sshd::Problem>,
    pub(super) disagreements: Vec<sshd::Disagreement>,
}

impl Comparison {
    /// The word for the fact.
    pub(super) fn verdict(&self) -> String {
        match &self.not_run {
            _ if !self.disagreements.is_empty() => "disagreed".to_owned(),
            Some(reason) => format!("not-run: {reason}"),
            None => "agreed".to_owned(),
        }
    }
}

/// Whom to ask, and about what.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) system: &'a dyn System,
    pub(super) invocation: &'a Invocation,
    pub(super) configuration: &'a Configuration,
    pub(super) build: &'a Build,
    pub(super) local_port: u16,
}

/// Asks `sshd -T` about the global scope, and about a connection for each `Match` block.
pub(super) fn run(question: Question<'_>) -> Comparison {
    let Question {
        configuration,
        build,
        local_port,
        ..
    } = question;
    let mut comparison = Comparison::default();
    let local_ports = configuration
        .blocks
        .iter()
        .flat_map(|block| &block.criteria)
        .any(|criterion| matches!(criterion, Criterion::LocalPort(_)));
    // sshd refuses to evaluate `Match LocalPort` without a local port; a connection without any
    // other attribute meets no other criterion.
    let port_alone = format!("lport={local_port}");
    let connection = local_ports.then_some(port_alone.as_str());
    match ask(question, connection) {
        Answer::Printed(output) => match configuration.fatal() {
            Some(problem) => comparison.disagreements.push(sshd::Disagreement {
                keyword: "sshd_config".to_owned(),
                sshd: vec!["accepted".to_owned()],
                evaluated: vec![format!("refused: {}", problem.message)],
                source: Some(problem.source.clone()),
            }),
            None => {
                let global = evaluate::global(configuration, build);
                comparison.disagreements = seen(differences(&output, &global, build)).collect();
            }
        },
        Answer::Refused(problems) => {
            comparison.not_run = Some("sshd refuses the configuration".to_owned());
            comparison.refusals = problems;
            return comparison;
        }
        Answer::None(reason) => {
            comparison.not_run = Some(reason);
            return comparison;
        }
    }
    if configuration.fatal().is_none() {
        blocks(question, &mut comparison);
    }
    comparison
}

fn blocks(question: Question<'_>, comparison: &mut Comparison) {
    let Question {
        system,
        configuration,
        build,
        local_port,
        ..
    } = question;
    let accounts = Accounts::read(system);
    let conditional = configuration
        .blocks
        .iter()
        .filter(|block| !configuration.always(&block.scope));
    for (count, block) in conditional.enumerate() {
        let criteria: Vec<Criterion> = configuration.criteria(&block.scope).cloned().collect();
        let Probe::Found(connection) = probe::find(&criteria, &accounts, local_port) else {
            continue;
        };
        if count == MOST_BLOCKS {
            comparison.not_run = Some(format!("there are more than {MOST_BLOCKS} Match blocks"));
            return;
        }
        match ask(question, Some(&connection.specification())) {
            Answer::Printed(output) => {
                let ours = evaluate::for_connection(configuration, build, &connection, &[]);
                let differences = seen(differences(&output, &ours, build));
                comparison.disagreements.extend(differences);
            }
            Answer::Refused(problems) => comparison.refusals.extend(problems),
            Answer::None(reason) => comparison.not_run = Some(reason),
        }
    }
}

enum Answer {
    Printed(String),
    Refused(Vec<sshd::Problem>),
    None(String),
}

fn ask(question: Question<'_>, connection: Option<&str>) -> Answer {
    let Question {
        invocation, build, ..
    } = question;
    let given: Vec<String> = invocation
        .given
        .iter()
        .flat_map(|given| confidential::words(given, build))
        .collect();
    let arguments = ["-T"]
        .into_iter()
        .chain(given.iter().map(String::as_str))
        .chain(
            connection
                .into_iter()
                .flat_map(|connection| ["-C", connection]),
        );
    let command = Command::new("sshd", arguments);
    // Options may hold what must not be shown.
    let options = invocation
        .given
        .iter()
        .map(|given| confidential::option(given, build));
    let shown: Vec<String> = ["sshd -T".to_owned()]
        .into_iter()
        .chain(options)
        .chain(connection.map(|connection| format!("-C {connection}")))
        .collect();
    let shown = shown.join(" ");
    let output = match question.system.run(&command) {
        Ok(output) => output,
        Err(error) => {
            return Answer::None(error.to_string().replace(&command.to_string(), &shown));
        }
    };
    if output.status == 0 {
        return Answer::Printed(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let surroundings = errors
        .lines()
        .find(|line| SURROUNDINGS.iter().any(|known| line.contains(known)));
    match surroundings {
        Some(line) => Answer::None(complaint::shown(line)),
        None => Answer::Refused(refusals(&errors, &shown)),
    }
}

/// The differences that are left when nothing is compared that sshd was not told, see
/// [`confidential::words`].
fn seen(differences: Vec<sshd::Disagreement>) -> impl Iterator<Item = sshd::Disagreement> {
    differences.into_iter().filter(|found| {
        let shown = confidential::disagreement(found.clone());
        shown.sshd != shown.evaluated
    })
}

/// Reads `FILE line N: MESSAGE` and `FILE: line N: MESSAGE`.
fn refusals(errors: &str, command: &str) -> Vec<sshd::Problem> {
    let mut found: Vec<sshd::Problem> = errors
        .lines()
        .map(complaint::shown)
        .filter(|line| !line.is_empty() && !line.contains("Deprecated option"))
        .map(|line| {
            let place = line.split_once(" line ").and_then(|(file, rest)| {
                let (number, message) = rest.split_once(": ")?;
                let source = match file.trim_end_matches(':') {
                    OPTIONS => Source::command(command),
                    file => Source::line(file, number.parse().ok()?),
                };
                Some((source, message.to_owned()))
            });
            let (source, message) = place.unwrap_or_else(|| (Source::command(command), line));
            sshd::Problem {
                message,
                fatal: true,
                source,
            }
        })
        .collect();
    if found.is_empty() {
        found.push(sshd::Problem {
            message: "sshd refuses the configuration without saying why".to_owned(),
            fatal: true,
            source: Source::command(command),
        });
    }
    found
}

/// The keywords on which the output of `sshd -T` and the evaluation differ.
pub(super) fn differences(
    output: &str,
    ours: &Effective,
    build: &Build,
) -> Vec<sshd::Disagreement> {
    let mut printed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in output.lines() {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        printed.entry(name).or_default().push(rest);
    }
    let unknown = printed.iter().filter(|(name, _)| !ours.contains_key(*name));
    let mut found: Vec<sshd::Disagreement> = unknown
        .map(|(name, lines)| sshd::Disagreement {
            keyword: token::printable(name),
            sshd: lines.iter().map(|line| token::printable(line)).collect(),
            evaluated: Vec::new(),
            source: None,
        })
        .collect();
    for keyword in KEYWORDS {
        let Some(decided) = ours.get(keyword.name) else {
            continue;
        };
        if !comparable(keyword, decided, build) {
            continue;
        }
        let theirs = match printed.get(keyword.name) {
            Some(lines) => canonical(keyword, lines, build),
            None if printed_when_set(keyword) => Vec::new(),
            None => continue,
        };
        let ours = comparand(keyword, decided);
        if ours != theirs {
            found.push(sshd::Disagreement {
                keyword: keyword.name.to_owned(),
                sshd: theirs,
                evaluated: ours,
                source: decided.source.clone(),
            });
        }
    }
    found
}

fn comparable(keyword: &Keyword, decided: &Decided, build: &Build) -> bool {
    let built_in = !build.debian && decided.source.is_none() && defaults::varies_by_build(keyword);
    // sshd prints the addresses of a host name, which only a resolver knows.
    let named_host = keyword.kind == Kind::ListenAddress
        && decided.values.iter().any(|address| {
            let host = address.rsplit_once(':').map_or("", |(host, _)| host);
            !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err()
        });
    !built_in && !named_host && !NOT_COMPARED.contains(&keyword.name)
}

/// Whether sshd prints one line for each value.
fn one_line_each(keyword: &Keyword) -> bool {
    keyword.combines == Combines::All || keyword.kind == Kind::Environment
}

/// Whether sshd prints nothing where the keyword is not set.
fn printed_when_set(keyword: &Keyword) -> bool {
    one_line_each(keyword)
        || matches!(keyword.kind, Kind::ChannelTimeout)
        || keyword.name == "logverbose"
}

/// Printed lines in the form of [`comparand`].
fn canonical(keyword: &Keyword, lines: &[&str], build: &Build) -> Vec<String> {
    let lines = lines.iter().map(|line| token::printable(line));
    if one_line_each(keyword) {
        return lines.collect();
    }
    let line = lines.collect::<Vec<_>>().join("\n");
    if is_list(keyword) {
        return split_list(&line);
    }
    if printed_when_set(keyword) && line == "none" {
        return Vec::new();
    }
    if matches!(keyword.kind, Kind::Choice(_)) {
        // Letter case and synonyms differ between releases.
        return value::parse(keyword, &line, build).unwrap_or_else(|_| vec![line]);
    }
    // A relative path is printed below the directory that sshd was started in.
    let below_root = matches!(keyword.kind, Kind::Path { .. }) && line.starts_with("//");
    vec![if below_root {
        line.replacen("//", "/", 1)
    } else {
        line
    }]
}

/// Evaluated values in a form that can be compared: lists by item, all else as one text.
fn comparand(keyword: &Keyword, decided: &Decided) -> Vec<String> {
    if is_list(keyword) || one_line_each(keyword) {
        return decided.values.clone();
    }
    if decided.values.is_empty() || (printed_when_set(keyword) && decided.values == ["none"]) {
        return Vec::new();
    }
    vec![decided.values.join(" ")]
}

fn is_list(keyword: &Keyword) -> bool {
    matches!(keyword.kind, Kind::Algorithms(_) | Kind::GssKex)
}

fn split_list(text: &str) -> Vec<String> {
    text.split(',')
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}
