//! Asks the network about the names under which the world reaches the host, and produces facts. One
//! folder per fact domain, and `network` for how all of them ask.
//!
//! As collectors of the host, none fails: what has no answer is an error in place of the fact.

pub mod cloudflare;
pub mod dns;
pub mod mail;
pub mod network;
pub mod probes;
pub mod tls;

use muster_target::Collector;

/// The domains of the edge, each with its collector.
pub const COLLECTORS: &[Collector] = &[
    Collector::Dns(dns::collect),
    Collector::Mail(mail::collect),
    Collector::Tls(tls::collect),
    Collector::Cloudflare(cloudflare::collect),
    Collector::Probes(probes::collect),
];
