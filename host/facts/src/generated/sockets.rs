// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:firewall/sockets`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `listener`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Listener {
    /// One of `tcp` or `udp`.
    pub protocol: String,
    /// One of `ipv4` or `ipv6`. A dual-stack socket is listed once, as `ipv6` with `also-ipv4`.
    pub family: String,
    /// Canonical text form; `0.0.0.0` and `::` mean every address.
    pub address: String,
    /// `port`
    pub port: u16,
    /// `also-ipv4`
    #[cfg_attr(feature = "component", component(name = "also-ipv4"))]
    pub also_ipv4: bool,
    /// Name of the process that holds the socket; none when it could not be told.
    pub process: Option<String>,
    /// `pid`
    pub pid: Option<u32>,
    /// `uid`
    pub uid: u32,
    /// `source`
    pub source: Source,
}

impl Listener {
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "sockets.listener.protocol",
        words: &["tcp", "udp"],
        beginnings: &[],
    };
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// What `family` can be.
    pub const FAMILY: Vocabulary = Vocabulary {
        field: "sockets.listener.family",
        words: &["ipv4", "ipv6"],
        beginnings: &[],
    };
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
}

impl Words for Listener {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
        crate::vocabulary::visit_texts(&Self::FAMILY, &mut self.family, visit);
        self.process.visit(visit);
        self.pid.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:firewall/sockets`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocketsFacts {
    /// Every TCP socket in LISTEN and every unconnected UDP socket; `unsupported` for a target
    /// that is not running.
    pub listeners: Fact<Vec<Listener>>,
}

impl DomainFacts for SocketsFacts {
    const DOMAIN: Domain = Domain::Sockets;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.sockets.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            listeners: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.listeners.as_ref().map_or(0, Vec::len)
    }
}

impl Words for SocketsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.listeners.visit(visit);
    }
}
