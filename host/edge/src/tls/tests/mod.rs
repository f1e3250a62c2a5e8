//! Real servers with every fault that the rules know, and hostile ones.

mod audience;
mod hostile;
mod recorded;
mod servers;
mod suites;
mod versions;
mod web_pki;

use std::net::{IpAddr, Ipv4Addr};

use muster_facts::FactError;
use muster_facts::targets::WebPorts;
use muster_facts::tls::Observation;

use super::observe::observe;
use super::probe::{Ports, probe};
use super::roots::Trust;

const HOST: &str = "www.example.com";

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn in_runtime<T>(question: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(question)
}

/// What a server on this machine looks like to a client that trusts the tests' root.
fn look(host: &str, ports: WebPorts, root: &[u8], now: i64) -> Result<Observation, FactError> {
    let trust = Trust::new(Some(root)).unwrap();
    let seen = in_runtime(probe(host, Ports::at(HERE, ports)))?;
    observe(seen, host, now, &trust)
}
