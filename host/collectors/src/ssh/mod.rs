//! The OpenSSH server's effective configuration.
//!
//! Read in this order: whether sshd is there, which build it is (`sshd -V`, else dpkg), the
//! configuration with its includes, systemd's socket unit. An own evaluator decides which line
//! wins, so that an image and a recording are judged like a running host; where sshd can be run,
//! `sshd -T` checks the evaluator.

mod accounts;
mod address;
mod algorithms;
mod configuration;
mod criteria;
mod crosscheck;
mod defaults;
mod endpoint;
mod evaluate;
mod include;
mod keyword;
mod number;
mod pattern;
mod probe;
mod server;
pub mod token;
mod value;
mod version;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::{Fact, FactError, Source, SshdFacts, sshd};

use accounts::Accounts;
use configuration::Configuration;
use criteria::Criterion;
use crosscheck::Comparison;
use evaluate::Effective;
use probe::Probe;
use server::CONFIG;
use version::{Build, NEWEST, OLDEST};

use crate::Context;

/// Collects the domain.
#[must_use]
pub fn collect(context: Context<'_>) -> SshdFacts {
    let system = context.system;
    match server::installed(system) {
        Ok(true) => {}
        Ok(false) => return absent(),
        Err(error) => return missing(&error.into()),
    }
    let build = server::build(system);
    let mut configuration = match configuration::read(system, Path::new(CONFIG), &build) {
        Ok(configuration) => configuration,
        Err(error) => return missing(&error),
    };
    let socket = match server::socket_ports(system) {
        Ok(socket) => socket,
        Err(error) => return missing(&error.into()),
    };
    let global = evaluate::global(&configuration, &build);
    note_contradictions(&mut configuration, &global);
    note_newer_release(&mut configuration, &build);
    let own_ports = configured_ports(&global);
    let local_port = unnamed_port(&configuration, &own_ports);
    let comparison = if build.defaults < OLDEST {
        Comparison {
            not_run: Some("this release is not evaluated".to_owned()),
            ..Comparison::default()
        }
    } else {
        crosscheck::run(system, &configuration, &build, local_port)
    };
    let trusted = trust(&configuration, &comparison, &build);
    let accounts = Accounts::read(system);
    let when_trusted = |error: &FactError| error.clone();
    SshdFacts {
        server: Ok(sshd::SshdServer {
            installed: true,
            version: build.text.clone(),
            config: CONFIG.to_owned(),
            socket_activated: socket.is_some(),
            ports: socket
                .filter(|ports| !ports.is_empty())
                .unwrap_or(own_ports),
            cross_check: comparison.verdict(),
        }),
        settings: trusted.as_ref().map_err(when_trusted).map(|()| {
            global
                .iter()
                .map(|(keyword, decided)| evaluate::setting(keyword, decided))
                .collect()
        }),
        match_blocks: trusted
            .as_ref()
            .map_err(when_trusted)
            .map(|()| match_blocks(&configuration, &build, &global, &accounts, local_port)),
        shadowed_lines: trusted.map(|()| evaluate::shadowed(&configuration)),
        problems: Ok(problems(configuration, comparison.refusals)),
        disagreements: Ok(comparison.disagreements),
    }
}

/// A host without sshd: nothing is missing, there is nothing.
fn absent() -> SshdFacts {
    SshdFacts {
        server: Ok(sshd::SshdServer {
            installed: false,
            version: None,
            config: CONFIG.to_owned(),
            ports: Vec::new(),
            socket_activated: false,
            cross_check: "not-run: sshd is not installed".to_owned(),
        }),
        settings: Ok(Vec::new()),
        match_blocks: Ok(Vec::new()),
        shadowed_lines: Ok(Vec::new()),
        problems: Ok(Vec::new()),
        disagreements: Ok(Vec::new()),
    }
}

/// Something that could change every fact could not be read.
fn missing(error: &FactError) -> SshdFacts {
    fn fact<T>(error: &FactError) -> Fact<T> {
        Err(error.clone())
    }
    SshdFacts {
        server: fact(error),
        settings: fact(error),
        match_blocks: fact(error),
        shadowed_lines: fact(error),
        problems: fact(error),
        disagreements: fact(error),
    }
}

/// Whether the evaluation says what the server does. A server that refuses its configuration
/// still runs with the one that it was started with, which nobody can read.
fn trust(
    configuration: &Configuration,
    comparison: &Comparison,
    build: &Build,
) -> Result<(), FactError> {
    if build.defaults < OLDEST {
        let version = build.text.as_deref().unwrap_or_default();
        return Err(FactError::Failed(format!(
            "Muster evaluates the configuration of OpenSSH {}.{} and newer, and this is {version}; \
             update OpenSSH",
            OLDEST.0, OLDEST.1
        )));
    }
    match configuration
        .fatal()
        .or_else(|| comparison.refusals.iter().find(|problem| problem.fatal))
    {
        Some(problem) => Err(FactError::Failed(format!(
            "sshd would refuse this configuration: {}: {}; correct it and check it with `sshd -t`",
            place(&problem.source),
            problem.message
        ))),
        None => Ok(()),
    }
}

fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{}:{line}", source.name),
        None => source.name.clone(),
    }
}

fn note_contradictions(configuration: &mut Configuration, global: &Effective) {
    if configuration.fatal().is_some() {
        return;
    }
    for (message, source) in evaluate::contradictions(global) {
        let source = source.unwrap_or_else(|| Source::file(CONFIG));
        configuration.note(source, true, message);
    }
}

fn note_newer_release(configuration: &mut Configuration, build: &Build) {
    if build.defaults > NEWEST {
        let message = format!(
            "this OpenSSH is newer than Muster knows; defaults are those of {}.{}",
            NEWEST.0, NEWEST.1
        );
        configuration.note(Source::file(CONFIG), false, message);
    }
}

/// The server's own problems, and those of sshd's that it did not find on the same line.
fn problems(configuration: Configuration, refusals: Vec<sshd::Problem>) -> Vec<sshd::Problem> {
    let mut problems = configuration.problems;
    let fatal_already = problems.iter().any(|problem| problem.fatal);
    if !fatal_already {
        problems.extend(refusals);
    }
    problems
}

fn configured_ports(global: &Effective) -> Vec<u16> {
    let addresses = evaluate::values(global, "listenaddress");
    let mut ports: Vec<u16> = addresses
        .iter()
        .filter_map(|address| {
            let address = address.split(' ').next()?;
            address.rsplit_once(':')?.1.parse().ok()
        })
        .collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// A local port that no `Match LocalPort` names, one of the server's own where there is one.
fn unnamed_port(configuration: &Configuration, own: &[u16]) -> u16 {
    let named = |port: &u16| {
        let criterion = Criterion::LocalPort(*port);
        configuration
            .blocks
            .iter()
            .any(|block| block.criteria.contains(&criterion))
    };
    own.iter()
        .copied()
        .chain(1..)
        .find(|port| !named(port))
        .unwrap_or(1)
}

fn match_blocks(
    configuration: &Configuration,
    build: &Build,
    global: &Effective,
    accounts: &Accounts,
    local_port: u16,
) -> Vec<sshd::MatchBlock> {
    let fact = |block: &configuration::Block| {
        let criteria: Vec<Criterion> = configuration.criteria(&block.scope).cloned().collect();
        let connection = match probe::find(&criteria, accounts, local_port) {
            Probe::Impossible => None,
            Probe::Found(connection) | Probe::Near(connection) => Some(connection),
        };
        let effective = connection.as_ref().map(|connection| {
            evaluate::for_connection(configuration, build, connection, &block.scope)
        });
        let overrides = effective.iter().flatten().filter(|(keyword, decided)| {
            global
                .get(*keyword)
                .is_none_or(|global| global.values != decided.values)
        });
        sshd::MatchBlock {
            criteria: block.text.clone(),
            source: block.source.clone(),
            satisfiable: connection.is_some(),
            overrides: overrides
                .map(|(keyword, decided)| evaluate::setting(keyword, decided))
                .collect(),
        }
    };
    configuration.blocks.iter().map(fact).collect()
}
