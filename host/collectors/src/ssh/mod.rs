//! The OpenSSH server's effective configuration.
//!
//! Read in this order: whether sshd is there, which build it is (`sshd -V`, else dpkg), systemd's
//! socket unit, how sshd was and will be started, and for each of these ways the configuration with
//! its includes. An own evaluator decides which line
//! wins, so that an image and a recording are judged like a running host; where sshd can be run,
//! `sshd -T` checks the evaluator.

mod accounts;
mod address;
mod algorithms;
mod complaint;
mod confidential;
mod configuration;
mod criteria;
mod crosscheck;
mod defaults;
mod endpoint;
mod evaluate;
mod include;
mod invocation;
mod keyword;
mod number;
mod pattern;
mod probe;
mod server;
pub mod token;
mod value;
mod variables;
mod variant;
mod version;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use muster_facts::{Fact, FactError, Source, SshdFacts, sshd};

use accounts::Accounts;
use invocation::When;
use server::CONFIG;
use variant::Variant;
use version::Build;

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
    let socket = match server::socket_ports(system) {
        Ok(socket) => socket,
        Err(error) => return missing(&error.into()),
    };
    let variants = invocation::all(system, socket.is_some()).and_then(|invocations| {
        invocations
            .iter()
            .map(|invocation| Variant::read(context, invocation, &build))
            .collect::<Result<Vec<Variant>, FactError>>()
    });
    let variants = match variants {
        Ok(variants) => variants,
        Err(error) => return missing(&error),
    };
    let trust = variants
        .iter()
        .map(|variant| variant.trust(&build))
        .find(Result::is_err)
        .unwrap_or(Ok(()));
    let accounts = Accounts::read(system);
    SshdFacts {
        server: Ok(server_fact(&build, socket, &variants)),
        settings: variant::trusted(&trust, || variant::settings(&variants)),
        match_blocks: variant::trusted(&trust, || {
            variant::joined(&variants, |one| one.match_blocks(&build, &accounts))
        }),
        shadowed_lines: variant::trusted(&trust, || variant::joined(&variants, Variant::shadowed)),
        problems: Ok(problems(&variants)),
        disagreements: Ok(variant::joined(&variants, Variant::disagreements)),
    }
}

fn server_fact(build: &Build, socket: Option<Vec<u16>>, variants: &[Variant]) -> sshd::SshdServer {
    let mut own_ports: Vec<u16> = variants.iter().flat_map(Variant::ports).collect();
    own_ports.sort_unstable();
    own_ports.dedup();
    let verdicts: Vec<String> = variants
        .iter()
        .map(|variant| variant.comparison.verdict())
        .collect();
    // One that disagrees counts before one that was not asked, and that before one that agrees.
    let verdict = verdicts
        .iter()
        .find(|verdict| *verdict == "disagreed")
        .or_else(|| verdicts.iter().find(|verdict| *verdict != "agreed"))
        .or(verdicts.first());
    sshd::SshdServer {
        installed: true,
        version: build.text.clone(),
        config: variants
            .first()
            .map_or_else(|| CONFIG.to_owned(), |variant| variant.config.clone()),
        socket_activated: socket.is_some(),
        ports: socket
            .filter(|ports| !ports.is_empty())
            .unwrap_or(own_ports),
        cross_check: verdict.cloned().unwrap_or_default(),
    }
}

/// What every variant says, and that there are several.
fn problems(variants: &[Variant]) -> Vec<sshd::Problem> {
    let mut problems = variant::joined(variants, Variant::problems);
    if let [first, .., last] = variants {
        let message = match (first.when, last.when) {
            (When::Now, When::Next) => {
                "sshd will be started with other options than it runs with; both ways are judged"
            }
            _ => "sshd is started in several ways; all of them are judged",
        };
        problems.push(sshd::Problem {
            message: message.to_owned(),
            fatal: false,
            source: Source::file(last.config.clone()),
        });
    }
    problems
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

fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{}:{line}", source.name),
        None => source.name.clone(),
    }
}
