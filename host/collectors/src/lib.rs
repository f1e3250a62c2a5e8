//! Reads what is on a target, and produces facts. One folder per fact domain: `mod.rs` says which
//! sources are read and in which order; parsing is pure and fuzzed.
//!
//! A collector never fails: what it could not read becomes a [`FactError`](muster_facts::FactError) in
//! the place of the fact, with a reason that a person can act on.

pub mod accounts;
pub mod backups;
pub mod clock;
pub mod command_line;
pub mod compose;
pub mod config;
pub mod docker;
pub mod env;
pub mod files;
pub mod firewall;
pub mod host;
pub mod init;
pub mod intervals;
pub mod kernel;
pub mod logs;
pub mod packages;
pub mod pam;
pub mod proxy;
mod readers;
pub mod repository;
pub mod schedule;
pub mod sockets;
pub mod ssh;
pub mod sudo;
mod tokens;
pub mod updates;

use muster_target::Collector;

/// The domains of the host, each with its collector.
pub const COLLECTORS: &[Collector] = &[
    Collector::Host(host::collect),
    Collector::Kernels(host::kernels::collect),
    Collector::CryptoPolicy(host::crypto_policy::collect),
    Collector::Env(env::collect),
    Collector::Sshd(ssh::collect),
    Collector::PacketFilter(firewall::collect),
    Collector::Sockets(sockets::collect),
    Collector::Compose(compose::collect),
    Collector::Paths(files::collect),
    Collector::Tree(files::tree::collect),
    Collector::Packages(packages::collect),
    Collector::Updates(packages::updates::collect),
    Collector::Upgrades(packages::upgrades::collect),
    Collector::Units(init::collect),
    Collector::Clock(clock::collect),
    Collector::Services(compose::services::collect),
    Collector::Backups(backups::collect),
    Collector::Caddy(proxy::collect),
    Collector::Jobs(schedule::collect),
    Collector::Rotation(logs::rotation::collect),
    Collector::Variables(compose::variables::collect),
    Collector::Builds(compose::builds::collect),
    Collector::Daemon(docker::daemon::collect),
    Collector::Containers(docker::containers::collect),
    Collector::Git(repository::collect),
    Collector::Scripts(repository::scripts::collect),
    Collector::Lines(logs::lines::collect),
    Collector::Sysctl(kernel::sysctl::collect),
    Collector::Modules(kernel::modules::collect),
    Collector::Mounts(kernel::mounts::collect),
    Collector::Boot(kernel::boot::collect),
    Collector::AccessControl(kernel::access_control::collect),
    Collector::AutomaticUpdates(updates::collect),
    Collector::PackageSources(updates::sources::collect),
    Collector::Accounts(accounts::collect),
    Collector::Sudoers(sudo::collect),
    Collector::Settings(config::settings::collect),
    Collector::Banners(config::banners::collect),
    Collector::Login(config::login::collect),
    Collector::Rsyslog(logs::rsyslog::collect),
    Collector::Pam(pam::collect),
];
