// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:logs/rsyslog`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `program`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Program {
    /// Whether rsyslog is installed.
    pub installed: bool,
    /// The file that it reads first.
    pub configuration: String,
    /// `source`
    pub source: Source,
}

impl Words for Program {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// A file that it writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct LogFile {
    /// As it is written; the name of a template where each message decides.
    pub path: String,
    /// Permission bits that it is created with, in octal digits; none where they are not understood.
    pub mode: Option<String>,
    /// The line that says so; none where nothing does.
    #[cfg_attr(feature = "component", component(name = "decided-by"))]
    pub decided_by: Option<Source>,
    /// `source`
    pub source: Source,
}

impl Words for LogFile {
    fn visit(&mut self, visit: Visit<'_>) {
        self.mode.visit(visit);
        self.decided_by.visit(visit);
        self.source.visit(visit);
    }
}

/// Where it takes messages of this host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Input {
    /// One of `journal` (it reads the journal of systemd) or `socket` (programs write to it, or the journal hands
    /// messages over there).
    pub kind: String,
    /// `source`
    pub source: Source,
}

impl Input {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "rsyslog.input.kind",
        words: &["journal", "socket"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_JOURNAL: &str = "journal";
    /// A word of `kind`.
    pub const KIND_SOCKET: &str = "socket";
}

impl Words for Input {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.source.visit(visit);
    }
}

/// Where it takes messages of other hosts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Receiver {
    /// One of `udp`, `tcp`, `relp` or `gssapi`.
    pub protocol: String,
    /// `port`
    pub port: Option<String>,
    /// Whether only this host itself can reach it.
    pub loopback: bool,
    /// `source`
    pub source: Source,
}

impl Receiver {
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "rsyslog.receiver.protocol",
        words: &["udp", "tcp", "relp", "gssapi"],
        beginnings: &[],
    };
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_RELP: &str = "relp";
    /// A word of `protocol`.
    pub const PROTOCOL_GSSAPI: &str = "gssapi";
}

impl Words for Receiver {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
        self.port.visit(visit);
        self.source.visit(visit);
    }
}

/// Where it sends messages to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Forward {
    /// One of `udp`, `tcp` or `relp`.
    pub protocol: String,
    /// None where it is not a plain name or address.
    pub host: Option<String>,
    /// Whether messages are encrypted on the way.
    pub encrypted: bool,
    /// `source`
    pub source: Source,
}

impl Forward {
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "rsyslog.forward.protocol",
        words: &["udp", "tcp", "relp"],
        beginnings: &[],
    };
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_RELP: &str = "relp";
}

impl Words for Forward {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
        self.host.visit(visit);
        self.source.visit(visit);
    }
}

/// Something that was not read, or not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct UnreadPart {
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl Words for UnreadPart {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:logs/rsyslog`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RsyslogFacts {
    /// `overview`
    pub overview: Fact<Program>,
    /// In the order of the configuration, as are the others.
    pub files: Fact<Vec<LogFile>>,
    /// `inputs`
    pub inputs: Fact<Vec<Input>>,
    /// `receivers`
    pub receivers: Fact<Vec<Receiver>>,
    /// `forwards`
    pub forwards: Fact<Vec<Forward>>,
    /// `unread-parts`
    pub unread_parts: Fact<Vec<UnreadPart>>,
}

impl DomainFacts for RsyslogFacts {
    const DOMAIN: Domain = Domain::Rsyslog;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.rsyslog.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            files: Err(error.clone()),
            inputs: Err(error.clone()),
            receivers: Err(error.clone()),
            forwards: Err(error.clone()),
            unread_parts: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.files.as_ref().map_or(0, Vec::len)
            + self.inputs.as_ref().map_or(0, Vec::len)
            + self.receivers.as_ref().map_or(0, Vec::len)
            + self.forwards.as_ref().map_or(0, Vec::len)
            + self.unread_parts.as_ref().map_or(0, Vec::len)
    }
}

impl Words for RsyslogFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.files.visit(visit);
        self.inputs.visit(visit);
        self.receivers.visit(visit);
        self.forwards.visit(visit);
        self.unread_parts.visit(visit);
    }
}
