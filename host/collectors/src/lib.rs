//! Reads a target and produces facts. One folder per fact domain: `mod.rs` says which sources are
//! read and in which order, `parse.rs` is pure and fuzzed.
//!
//! A collector never fails: what it could not read becomes a [`FactError`] in the place of the
//! fact, with a reason that a person can act on.

mod boot;
pub mod cloudflare;
mod command_line;
pub mod compose;
pub mod dns;
pub mod env;
pub mod firewall;
pub mod host;
pub mod intervals;
pub mod mail;
pub mod network;
mod processes;
pub mod sockets;
pub mod ssh;
pub mod system;
pub mod tls;

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::Instant;

use muster_facts::{Domain, Facts, Secrets};

use crate::network::{Edge, Network};
use crate::system::{System, Traced};

/// What the project says about the host: where its files are. Everything else is found.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Environment files with the dialects that read them.
    pub env_files: Vec<EnvTarget>,
    /// The application's example file, whose keys are the known ones. On the target.
    pub env_reference: Option<PathBuf>,
    /// The Docker Compose file. On the target.
    pub compose_file: Option<PathBuf>,
    /// Whether a built-in pack names it, and nothing of the project's own: where no program runs
    /// containers, it need not exist then.
    pub compose_file_assumed: bool,
    /// The names under which the world reaches the host.
    pub edge: Edge,
}

/// One environment file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvTarget {
    /// Absolute path on the target.
    pub path: PathBuf,
    /// Who reads it, by the names of the [dialects](env::dialect::Dialect); empty where that is to be
    /// found.
    pub dialects: Vec<String>,
}

/// What every collector gets.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The target.
    pub system: &'a dyn System,
    /// What the project says about it.
    pub targets: &'a Targets,
    /// Whether the network is asked.
    pub network: &'a Network,
    /// Where each secret value is registered before anything derived from it is returned.
    pub secrets: &'a Secrets,
}

/// Collects the given domains, and leaves no secret that any of them has met in a text of another.
/// Each is said to be `collected` as soon as it is.
#[must_use]
pub fn collect(
    context: Context<'_>,
    domains: &[Domain],
    collected: &(dyn Fn(Domain) + Sync),
) -> Facts {
    let system = Traced(context.system);
    let watched = Context {
        system: &system,
        ..context
    };
    let mut facts = collect_side_by_side(watched, domains, collected);
    facts.clean(context.secrets);
    facts
}

/// Most of the time goes into waiting for commands and for the network.
fn collect_side_by_side(
    context: Context<'_>,
    domains: &[Domain],
    collected: &(dyn Fn(Domain) + Sync),
) -> Facts {
    let run = Run { context, collected };
    thread::scope(|scope| {
        // Every thread is started before the first is waited for.
        let host = run.start(scope, domains, Domain::Host, host::collect);
        // What mail is sent from stands in the environment files, which are read once for both.
        let env_and_mail = scope.spawn(move || {
            let wanted = |domain| domains.contains(&domain);
            let env = (wanted(Domain::Env) || wanted(Domain::Mail))
                .then(|| run.collect(Domain::Env, env::collect));
            let mail = env
                .as_ref()
                .filter(|_| wanted(Domain::Mail))
                .map(|env| run.collect(Domain::Mail, |context| mail::collect(context, env)));
            (env.filter(|_| wanted(Domain::Env)), mail)
        });
        let sshd = run.start(scope, domains, Domain::Sshd, ssh::collect);
        let sockets = run.start(scope, domains, Domain::Sockets, sockets::collect);
        let compose = run.start(scope, domains, Domain::Compose, compose::collect);
        let dns = run.start(scope, domains, Domain::Dns, dns::collect);
        let tls = run.start(scope, domains, Domain::Tls, tls::collect);
        let cloudflare = run.start(scope, domains, Domain::Cloudflare, cloudflare::collect);
        // What takes longest needs no thread: this one has nothing else to do.
        let packet_filter = domains
            .contains(&Domain::PacketFilter)
            .then(|| run.collect(Domain::PacketFilter, firewall::collect));
        let (env, mail) = finish(env_and_mail);
        Facts {
            host: host.map(finish),
            env,
            sshd: sshd.map(finish),
            packet_filter,
            sockets: sockets.map(finish),
            compose: compose.map(finish),
            dns: dns.map(finish),
            mail,
            tls: tls.map(finish),
            cloudflare: cloudflare.map(finish),
        }
    })
}

/// How each collector is run.
#[derive(Clone, Copy)]
struct Run<'a> {
    context: Context<'a>,
    collected: &'a (dyn Fn(Domain) + Sync),
}

impl<'a> Run<'a> {
    /// Starts the collector of one domain, if the domain is wanted.
    fn start<'scope, T: Send + 'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        domains: &[Domain],
        domain: Domain,
        collect: impl FnOnce(Context<'a>) -> T + Send + 'scope,
    ) -> Option<ScopedJoinHandle<'scope, T>>
    where
        'a: 'scope,
    {
        domains
            .contains(&domain)
            .then(|| scope.spawn(move || self.collect(domain, collect)))
    }

    fn collect<T>(self, domain: Domain, collect: impl FnOnce(Context<'a>) -> T) -> T {
        let begun = Instant::now();
        let facts = collect(self.context);
        tracing::info!(
            facts = domain.interface(),
            microseconds = begun.elapsed().as_micros(),
            "collected"
        );
        (self.collected)(domain);
        facts
    }
}

/// Waits for a collector. Its panic is a mistake in Muster and stays one.
fn finish<T>(collector: ScopedJoinHandle<'_, T>) -> T {
    collector
        .join()
        .unwrap_or_else(|panic| resume_unwind(panic))
}
