//! What the real server says of itself, where it can be asked: `sshd -T` about the global scope and
//! about a connection for each `Match` block, else `sshd -t`, whether it would start. Its answer is
//! the truth; where Muster's reading differs, that is a note about the reading.

pub(in crate::ssh) mod complaint;
mod printed;

use std::collections::BTreeMap;

use muster_facts::{Source, sshd};
use muster_target::{Command, System};

pub(in crate::ssh) use self::printed::Printed;
#[cfg(test)]
pub(in crate::ssh) use self::printed::differences;
use super::confidential;
use super::invocation::Invocation;
use crate::readers::accounts::Accounts;
use crate::ssh::configuration::Configuration;
use crate::ssh::configuration::criteria::Criterion;
use crate::ssh::configuration::problem::{Effect, Problem};
use crate::ssh::evaluate;
use crate::ssh::evaluate::probe::{self, Probe};
use crate::ssh::server::version::{Build, Release};

/// The most `Match` blocks that sshd is asked about.
const MOST_BLOCKS: usize = 64;

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
