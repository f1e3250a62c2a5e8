//! The OpenSSH server's effective configuration.
//!
//! Read in this order: whether sshd is there, which build it is and whose (`sshd -V`, else the package
//! manager), systemd's socket unit, how sshd was and will be started, and for each of these ways the
//! configuration with its includes. An own evaluator decides which line wins, so that an image and a
//! recording are judged like a running host. Where sshd can be run, what `sshd -T` prints with the same
//! options is the truth: the evaluator then says which line it comes from, and where the two differ,
//! the facts have what sshd says, and the difference. The host's public keys are read last, once it is
//! known which they are.

mod answer;
mod confidential;
mod configuration;
mod evaluate;
mod host_keys;
mod invocation;
mod mentions;
mod named;
mod server;
mod variant;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use muster_facts::{DomainFacts as _, FactError, Source, SshdFacts, sshd};
use muster_target::Collection;

use crate::readers::accounts::Accounts;

use self::server::CONFIG;
use self::server::socket::Socket;
use self::server::version::Build;
use invocation::{Unclear, When};
pub use named::help_for;
use variant::Variant;

// The shell's file patterns, glob(7), which other files have too.
pub(crate) use self::configuration::include::expand as expand_pattern;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> SshdFacts {
    let context = collection.context;
    let accounts = match collection.shared::<Accounts>() {
        Ok(accounts) => accounts,
        Err(error) => return SshdFacts::missing(&error),
    };
    match server::installed(collection) {
        Ok(true) => {}
        Ok(false) => return absent(),
        Err(error) => return SshdFacts::missing(&error),
    }
    let build = server::build(collection);
    let socket = match server::socket::enabled(collection) {
        Ok(socket) => socket,
        Err(error) => return SshdFacts::missing(&error),
    };
    let read = invocation::all(collection, socket.is_some()).and_then(|ways| {
        let known = ways.known.iter();
        let variants = known
            .map(|invocation| Variant::read(context, invocation, &build, &accounts))
            .collect::<Result<Vec<Variant>, FactError>>()?;
        Ok((variants, ways.unclear))
    });
    let (variants, unclear) = match read {
        Ok(read) => read,
        Err(error) => return SshdFacts::missing(&error),
    };
    // Errors of any variant count for all: it is not known what that one lets in.
    let all = |trust: fn(&Variant, &Build) -> Result<(), FactError>| {
        variants
            .iter()
            .try_for_each(|variant| trust(variant, &build))
    };
    let trust = all(Variant::trust);
    let lines = all(Variant::trust_lines);
    let settings = trust.map(|()| variant::settings(&variants));
    SshdFacts {
        server: Ok(server_fact(&build, socket.as_ref(), &variants)),
        host_keys: settings
            .as_deref()
            .map(|settings| host_keys::host_keys(context.system, settings))
            .map_err(Clone::clone),
        settings,
        match_blocks: lines
            .clone()
            .map(|()| variant::joined(&variants, |one| one.match_blocks(&build, &accounts))),
        shadowed_lines: lines.map(|()| variant::joined(&variants, |one| one.shadowed(&build))),
        problems: Ok(problems(&variants, &unclear)),
        disagreements: Ok(variant::joined(&variants, Variant::disagreements)),
        port_mentions: mentions::port_mentions(collection),
    }
}

fn server_fact(build: &Build, socket: Option<&Socket>, variants: &[Variant]) -> sshd::SshdServer {
    let mut own_ports: Vec<u16> = variants.iter().flat_map(Variant::ports).collect();
    own_ports.sort_unstable();
    own_ports.dedup();
    let verdicts: Vec<String> = variants
        .iter()
        .map(|variant| variant.answer.verdict())
        .collect();
    // One that was not asked counts before one that disagrees, and that before one that agrees.
    let order = |verdict: &&String| match verdict.as_str() {
        "agreed" => 3,
        "disagreed" => 2,
        "accepted" => 1,
        _ => 0,
    };
    let verdict = verdicts.iter().min_by_key(order);
    sshd::SshdServer {
        installed: true,
        version: build.text.clone(),
        config: variants
            .first()
            .map_or_else(|| CONFIG.to_owned(), |variant| variant.config.clone()),
        drop_in: variants.first().and_then(Variant::drop_in),
        socket_activated: socket.is_some(),
        ports: socket
            .map(|socket| socket.ports(&own_ports))
            .filter(|ports| !ports.is_empty())
            .unwrap_or(own_ports),
        cross_check: verdict.cloned().unwrap_or_default(),
    }
}

/// What every variant says, and that there are several.
fn problems(variants: &[Variant], unclear: &[Unclear]) -> Vec<sshd::Problem> {
    let mut problems = variant::joined(variants, Variant::problems);
    problems.extend(unclear.iter().map(|one| sshd::Problem {
        message: one.why.clone(),
        effect: "next-start".to_owned(),
        source: one.source.clone(),
    }));
    if let [first, .., last] = variants {
        let message = match (first.when, last.when) {
            (When::Now, When::Next) => {
                "sshd will be started with other options than it runs with; both ways are judged"
            }
            _ => "sshd is started in several ways; all of them are judged",
        };
        problems.push(sshd::Problem {
            message: message.to_owned(),
            effect: "note".to_owned(),
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
            drop_in: None,
            ports: Vec::new(),
            socket_activated: false,
            cross_check: "not-run: sshd is not installed".to_owned(),
        }),
        settings: Ok(Vec::new()),
        host_keys: Ok(Vec::new()),
        match_blocks: Ok(Vec::new()),
        shadowed_lines: Ok(Vec::new()),
        problems: Ok(Vec::new()),
        disagreements: Ok(Vec::new()),
        port_mentions: Ok(Vec::new()),
    }
}

fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{}:{line}", source.name),
        None => source.name.clone(),
    }
}
