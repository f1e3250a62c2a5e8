//! What the real server says of itself, where it can be asked: `sshd -T` about the global scope and
//! about a connection for each `Match` block, else `sshd -t`, whether it would start. Its answer is
//! the truth; where Muster's reading differs, that is a note about the reading.

pub(in crate::ssh) mod complaint;

use std::collections::BTreeMap;

use muster_facts::{Source, sshd};
use muster_target::{Command, System};

use super::confidential;
use super::invocation::Invocation;
use crate::readers::accounts::Accounts;
use crate::ssh::configuration::Configuration;
use crate::ssh::configuration::criteria::Criterion;
use crate::ssh::configuration::keyword::{self, KEYWORDS, Keyword, Kind};
use crate::ssh::configuration::problem::{Effect, Problem};
use crate::ssh::configuration::token;
use crate::ssh::configuration::value;
use crate::ssh::evaluate::defaults;
use crate::ssh::evaluate::probe::{self, Probe};
use crate::ssh::evaluate::{self, Decided, Effective};
use crate::ssh::server::version::{Build, NEWEST, Release, SHELL_LIKE};

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

/// From this release on `sshd -G` prints what `sshd -T` does, and needs no host key for it.
const WITHOUT_HOST_KEYS: Release = Release(9, 3);

/// What sshd said.
#[derive(Debug, Default)]
pub(in crate::ssh) struct SshdOutput {
    /// The settings of the global scope.
    pub(in crate::ssh) global: Option<Printed>,
    /// The settings of a connection that a `Match` block matches, by the block's index.
    pub(in crate::ssh) blocks: BTreeMap<usize, Printed>,
    /// Whether it would start: it read the whole configuration and said no word against it.
    pub(in crate::ssh) accepts: bool,
    /// Why the answer is not complete.
    pub(in crate::ssh) not_run: Option<String>,
    /// What it refuses.
    pub(in crate::ssh) refusals: Vec<Problem>,
    /// Where it prints another value than Muster reads.
    pub(in crate::ssh) disagreements: Vec<sshd::Disagreement>,
}

impl SshdOutput {
    /// The word for the fact.
    pub(in crate::ssh) fn verdict(&self) -> String {
        match &self.not_run {
            _ if !self.disagreements.is_empty() => "disagreed".to_owned(),
            Some(_) if self.accepts && self.global.is_none() => "accepted".to_owned(),
            // Of a block that it was not asked about, Muster's reading counts.
            _ if self.global.is_some() => "agreed".to_owned(),
            Some(reason) => format!("not-run: {reason}"),
            None => "agreed".to_owned(),
        }
    }
}

/// Whom to ask, and about what.
#[derive(Clone, Copy)]
pub(in crate::ssh) struct Question<'a> {
    pub(in crate::ssh) system: &'a dyn System,
    pub(in crate::ssh) invocation: &'a Invocation,
    pub(in crate::ssh) build: &'a Build,
    /// Who could log in.
    pub(in crate::ssh) accounts: &'a Accounts,
}

/// Asks about the global scope, and about a connection for each `Match` block.
pub(in crate::ssh) fn ask(
    question: Question<'_>,
    configuration: &Configuration,
    local_port: u16,
) -> SshdOutput {
    let local_ports = configuration
        .blocks
        .iter()
        .flat_map(|block| &block.criteria)
        .any(|criterion| matches!(criterion, Criterion::LocalPort(_)));
    // sshd refuses to evaluate `Match LocalPort` without a local port; a connection without any
    // other attribute meets no other criterion.
    let port_alone = format!("lport={local_port}");
    let mut answer = ask_global(question, local_ports.then_some(port_alone.as_str()));
    if let Some(printed) = &answer.global {
        let ours = evaluate::global(configuration, question.build);
        answer.disagreements = printed.correct(ours, question.build).1;
        blocks(question, configuration, local_port, &mut answer);
    }
    answer
}

/// Asks about the global scope alone.
pub(in crate::ssh) fn ask_global(question: Question<'_>, connection: Option<&str>) -> SshdOutput {
    let mut answer = SshdOutput::default();
    let invocation = question.invocation;
    if !invocation.is_found_by_name() {
        answer.not_run = Some("sshd is not where commands are looked up".to_owned());
        return answer;
    }
    let mut said = run(question, "-T", connection);
    if matches!(said, Said::Nothing(Silence::Surroundings, _))
        && question.build.keywords >= WITHOUT_HOST_KEYS
        && let other @ (Said::Printed(_) | Said::Refused(_)) = run(question, "-G", connection)
    {
        said = other;
    }
    match said {
        Said::Printed(printed) => {
            answer.accepts = true;
            answer.global = Some(printed);
        }
        Said::Refused(problems) => {
            answer.not_run = Some("sshd refuses the configuration".to_owned());
            answer.refusals = problems;
        }
        Said::Nothing(_, reason) => {
            answer.not_run = Some(reason);
            match run(question, "-t", None) {
                Said::Printed(_) => answer.accepts = true,
                Said::Refused(problems) => answer.refusals = problems,
                Said::Nothing(..) => {}
            }
        }
    }
    answer
}

fn blocks(
    question: Question<'_>,
    configuration: &Configuration,
    local_port: u16,
    answer: &mut SshdOutput,
) {
    let Question {
        build, accounts, ..
    } = question;
    let conditional = configuration
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !configuration.always(&block.scope));
    let test = answer.global.as_ref().map_or("-T", Printed::test);
    for (count, (index, block)) in conditional.enumerate() {
        let criteria: Vec<Criterion> = configuration.criteria(&block.scope).cloned().collect();
        let Probe::Found(connection) = probe::find(&criteria, accounts, local_port) else {
            continue;
        };
        if count == MOST_BLOCKS {
            answer.not_run = Some(format!("there are more than {MOST_BLOCKS} Match blocks"));
            return;
        }
        match run(question, test, Some(&connection.specification())) {
            Said::Printed(printed) => {
                let ours = evaluate::for_connection(configuration, build, &connection, &[]);
                let (_, disagreements) = printed.correct(ours, build);
                answer.disagreements.extend(disagreements);
                answer.blocks.insert(index, printed);
            }
            Said::Refused(problems) => {
                answer.accepts = false;
                answer.refusals.extend(problems);
            }
            Said::Nothing(_, reason) => answer.not_run = Some(reason),
        }
    }
}

enum Said {
    Printed(Printed),
    Refused(Vec<Problem>),
    Nothing(Silence, String),
}

/// Why nothing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    /// It was not run.
    NotRun,
    /// It lacks something that has nothing to do with its configuration.
    Surroundings,
}

fn run(question: Question<'_>, test: &str, connection: Option<&str>) -> Said {
    let Question {
        invocation, build, ..
    } = question;
    let given: Vec<String> = invocation
        .given
        .iter()
        .flat_map(|given| confidential::words(given, build))
        .collect();
    let arguments = [test]
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
    let shown: Vec<String> = [format!("sshd {test}")]
        .into_iter()
        .chain(options)
        .chain(connection.map(|connection| format!("-C {connection}")))
        .collect();
    let shown = shown.join(" ");
    let output = match question.system.run(&command) {
        Ok(output) => output,
        Err(error) => {
            let reason = error.to_string().replace(&command.to_string(), &shown);
            return Said::Nothing(Silence::NotRun, reason);
        }
    };
    if output.status == 0 {
        return Said::Printed(Printed::read(
            shown,
            &String::from_utf8_lossy(&output.stdout),
            build,
        ));
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let surroundings = errors
        .lines()
        .find(|line| SURROUNDINGS.iter().any(|known| line.contains(known)));
    match surroundings {
        Some(line) => Said::Nothing(Silence::Surroundings, complaint::shown(line)),
        None => Said::Refused(refusals(&errors, &shown)),
    }
}

/// Reads `FILE line N: MESSAGE` and `FILE: line N: MESSAGE`.
fn refusals(errors: &str, command: &str) -> Vec<Problem> {
    let mut found: Vec<Problem> = errors
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
            Problem {
                message,
                effect: Effect::Refused,
                source,
            }
        })
        .collect();
    if found.is_empty() {
        found.push(Problem {
            message: "sshd refuses the configuration without saying why".to_owned(),
            effect: Effect::Refused,
            source: Source::command(command),
        });
    }
    found
}

/// What `sshd -T` printed.
#[derive(Clone, Debug)]
pub(in crate::ssh) struct Printed {
    /// The command, as it can be shown.
    command: String,
    /// What follows each keyword, by its name in lower case: from 10.4 on it is printed as the
    /// manual writes it.
    lines: BTreeMap<String, Vec<String>>,
}

impl Printed {
    /// Reads the output.
    pub(in crate::ssh) fn read(command: String, output: &str, build: &Build) -> Self {
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in output.lines() {
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            lines
                .entry(keyword::canonical(name, build))
                .or_default()
                .push(rest.to_owned());
        }
        Self { command, lines }
    }

    /// The option that had it printed.
    fn test(&self) -> &'static str {
        if self.command.starts_with("sshd -G") {
            "-G"
        } else {
            "-T"
        }
    }

    /// The names of the keywords.
    #[cfg(test)]
    pub(in crate::ssh) fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// The settings with what was printed in place of what is not the same, and the keywords on which
    /// both can be compared and differ.
    pub(in crate::ssh) fn correct(
        &self,
        mut settings: Effective,
        build: &Build,
    ) -> (Effective, Vec<sshd::Disagreement>) {
        let mut differ = Vec::new();
        for keyword in KEYWORDS.iter().filter(|keyword| keyword.is_setting()) {
            let theirs = match self.lines.get(keyword.name) {
                Some(lines) => canonical(keyword, lines, build),
                None if printed_when_set(keyword) && settings.contains_key(keyword.name) => {
                    Vec::new()
                }
                None => continue,
            };
            let Some(decided) = settings.get(keyword.name) else {
                settings.insert(
                    keyword.name,
                    Decided {
                        values: separate(keyword, theirs),
                        source: None,
                    },
                );
                continue;
            };
            let ours = comparand(keyword, decided);
            let found = sshd::Disagreement {
                keyword: keyword.name.to_owned(),
                sshd: theirs,
                evaluated: ours,
                source: decided.source.clone(),
            };
            // What sshd was not told is not a difference, see [`confidential::words`].
            let shown = confidential::disagreement(found.clone());
            if found.sshd == found.evaluated || shown.sshd == shown.evaluated {
                continue;
            }
            let comparable = comparable(keyword, decided, build);
            let source = if comparable {
                Some(Source::command(&self.command))
            } else {
                decided.source.clone()
            };
            let values = separate(keyword, found.sshd.clone());
            settings.insert(keyword.name, Decided { values, source });
            if comparable {
                differ.push(found);
            }
        }
        (settings, differ)
    }
}

/// The keywords on which the output of `sshd -T` and the evaluation differ.
#[cfg(test)]
pub(in crate::ssh) fn differences(
    output: &str,
    ours: &Effective,
    build: &Build,
) -> Vec<sshd::Disagreement> {
    Printed::read(String::new(), output, build)
        .correct(ours.clone(), build)
        .1
}

/// Printed values in the form of evaluated ones.
fn separate(keyword: &Keyword, theirs: Vec<String>) -> Vec<String> {
    if is_list(keyword) || one_line_each(keyword) {
        return theirs;
    }
    let several = matches!(
        keyword.kind,
        Kind::Words
            | Kind::KeysFiles
            | Kind::RevokedKeys
            | Kind::AuthenticationMethods
            | Kind::PubkeyAuthOptions
            | Kind::Forwards { .. }
            | Kind::ChannelTimeout
            | Kind::RekeyLimit
            | Kind::IpQos
    );
    if !several {
        return theirs;
    }
    theirs
        .iter()
        .flat_map(|text| text.split_whitespace())
        .map(str::to_owned)
        .collect()
}

/// Whether a difference says something about the reading: of a value that is in the files, and
/// of a default that the tables know for this build.
fn comparable(keyword: &Keyword, decided: &Decided, build: &Build) -> bool {
    // sshd prints the addresses of a host name, which only a resolver knows.
    let named_host = keyword.kind == Kind::ListenAddress
        && decided.values.iter().any(|address| {
            let host = address.rsplit_once(':').map_or("", |(host, _)| host);
            !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err()
        });
    let newer = build.keywords > NEWEST;
    let set = decided.source.is_some();
    // What a list adds to or takes from is a default too.
    let from_default = !set || is_list(keyword);
    let known_default = !newer
        && build.defaults >= SHELL_LIKE
        && match build.distribution.is_patched() {
            true => false,
            false => build.distribution.is_debian() || !defaults::varies_by_build(keyword),
        };
    (!from_default || known_default)
        && (!newer || plain(keyword))
        && !named_host
        && !NOT_COMPARED.contains(&keyword.name)
}

/// Whether a value is printed as it is written, so that a later release will print it that way too.
fn plain(keyword: &Keyword) -> bool {
    matches!(
        keyword.kind,
        Kind::Choice(_) | Kind::Integer | Kind::Port | Kind::Path { .. } | Kind::Word
    )
}

/// Whether sshd prints one line for each value.
fn one_line_each(keyword: &Keyword) -> bool {
    keyword.accumulates() || keyword.kind == Kind::Environment
}

/// Whether sshd prints nothing where the keyword is not set.
fn printed_when_set(keyword: &Keyword) -> bool {
    one_line_each(keyword)
        || matches!(keyword.kind, Kind::ChannelTimeout)
        || keyword.name == "logverbose"
}

/// Printed lines in the form of [`comparand`].
fn canonical(keyword: &Keyword, lines: &[String], build: &Build) -> Vec<String> {
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
