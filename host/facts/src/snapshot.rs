//! `Snapshot`: everything that was found on one target at one time, ready to be written as JSON
//! and judged elsewhere.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{
    Domain, FactError, Secrets, cloudflare, compose, dns, env, host, mail, packet_filter, sockets,
    sshd, tls,
};

/// Name and version of the snapshot's JSON. The version grows when a reader of the old one would
/// misread the new one.
pub const SCHEMA: &str = "muster.snapshot/1";

/// A fact, or why it is missing.
pub type Fact<T> = Result<T, FactError>;

/// What was found on one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Version of Muster that collected it.
    pub muster: String,
    /// What was looked at.
    pub target: Target,
    /// When collection began, RFC 3339 in UTC.
    pub collected_at: String,
    /// The facts of each domain that was collected.
    pub facts: Facts,
}

/// What a snapshot was taken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Name of the host in reports and fingerprints.
    pub name: String,
    /// Which machine it is, 32 hexadecimal digits, where the name is the host's own and could be
    /// that of another. Made of its machine-id(5) as systemd asks for, and no way back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// `live`, `root` (a directory) or `recording`.
    pub kind: String,
}

impl Target {
    /// Whether it is a directory, which has no network and nothing that runs.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.kind == "root"
    }

    /// What tells the host from every other, in fingerprints: its name, and the machine where the name
    /// alone could be that of two.
    #[must_use]
    pub fn identity(&self) -> Cow<'_, str> {
        match &self.machine {
            Some(machine) => format!("{} on machine {machine}", self.name).into(),
            None => self.name.as_str().into(),
        }
    }
}

/// One field per fact domain; `None` for a domain that no selected rule needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each field is the domain of the same name")]
pub struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<HostFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<EnvFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sshd: Option<SshdFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet_filter: Option<PacketFilterFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sockets: Option<SocketFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compose: Option<ComposeFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<DnsFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudflare: Option<CloudflareFacts>,
}

impl Facts {
    /// Whether a domain was collected.
    #[must_use]
    pub const fn has(&self, domain: Domain) -> bool {
        match domain {
            Domain::Host => self.host.is_some(),
            Domain::Env => self.env.is_some(),
            Domain::Sshd => self.sshd.is_some(),
            Domain::PacketFilter => self.packet_filter.is_some(),
            Domain::Sockets => self.sockets.is_some(),
            Domain::Compose => self.compose.is_some(),
            Domain::Dns => self.dns.is_some(),
            Domain::Mail => self.mail.is_some(),
            Domain::Tls => self.tls.is_some(),
            Domain::Cloudflare => self.cloudflare.is_some(),
        }
    }
}

impl Facts {
    /// Removes every secret that the run has registered from the texts. Facts in which two names
    /// would then be the same are taken out as a whole, so that what rests on them is an error.
    pub fn clean(&mut self, secrets: &Secrets) {
        // Every field is named, so that a new one cannot slip through.
        let Self {
            host,
            env,
            sshd,
            packet_filter,
            sockets,
            compose,
            dns,
            mail,
            tls,
            cloudflare,
        } = self;
        clean(host, secrets);
        clean(env, secrets);
        clean(sshd, secrets);
        clean(packet_filter, secrets);
        clean(sockets, secrets);
        clean(compose, secrets);
        clean(dns, secrets);
        clean(mail, secrets);
        clean(tls, secrets);
        clean(cloudflare, secrets);
    }
}

fn clean<T: Serialize + DeserializeOwned>(facts: &mut Option<T>, secrets: &Secrets) {
    if secrets.clean(facts).is_err() {
        *facts = None;
    }
}

/// Answers to the functions of `muster:host/host`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct HostFacts {
    pub identity: Fact<host::HostIdentity>,
    pub addresses: Fact<Vec<host::Address>>,
}

/// Answers to the functions of `muster:env/env`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct EnvFacts {
    pub files: Fact<Vec<env::EnvFile>>,
    /// By the path of the file.
    pub keys: BTreeMap<String, Fact<Vec<env::Key>>>,
    pub reference_keys: Fact<Option<Vec<String>>>,
    pub environments: Fact<Vec<env::Environment>>,
}

/// Answers to the functions of `muster:ssh/sshd`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct SshdFacts {
    pub server: Fact<sshd::SshdServer>,
    pub settings: Fact<Vec<sshd::Setting>>,
    pub match_blocks: Fact<Vec<sshd::MatchBlock>>,
    pub shadowed_lines: Fact<Vec<sshd::ShadowedLine>>,
    pub problems: Fact<Vec<sshd::Problem>>,
    pub disagreements: Fact<Vec<sshd::Disagreement>>,
}

/// Answers to the functions of `muster:firewall/packet-filter`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct PacketFilterFacts {
    pub overview: Fact<packet_filter::FilterOverview>,
    pub reachability: Fact<Vec<packet_filter::Reach>>,
    pub published_ports: Fact<Vec<packet_filter::PublishedPort>>,
}

/// Answers to the functions of `muster:firewall/sockets`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct SocketFacts {
    pub listeners: Fact<Vec<sockets::Listener>>,
}

/// Answers to the functions of `muster:compose/compose`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct ComposeFacts {
    pub project: Fact<Option<compose::ComposeProject>>,
    pub mounts: Fact<Vec<compose::Mount>>,
    pub ports: Fact<Vec<compose::Port>>,
    pub gaps: Fact<Vec<compose::Gap>>,
}

/// Answers to the functions of `muster:dns/dns`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct DnsFacts {
    pub overview: Fact<Option<dns::DnsOverview>>,
    pub lookups: Fact<Vec<dns::Lookup>>,
    pub dnssec: Fact<Option<dns::Security>>,
    pub referrals: Fact<Vec<dns::Referral>>,
}

/// Answers to the functions of `muster:mail/mail`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct MailFacts {
    pub senders: Fact<Vec<mail::Sender>>,
}

/// Answers to the functions of `muster:tls/tls`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct TlsFacts {
    pub asked_at: Fact<i64>,
    pub endpoints: Fact<Vec<tls::Endpoint>>,
}

/// Answers to the functions of `muster:cloudflare/cloudflare`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the WIT function of the same name"
)]
pub struct CloudflareFacts {
    pub overview: Fact<Option<cloudflare::Zone>>,
    pub settings: Fact<Vec<cloudflare::Setting>>,
    pub dns_records: Fact<Vec<cloudflare::DnsRecord>>,
    /// By phase.
    pub edge_rules: BTreeMap<String, Fact<Vec<cloudflare::EdgeRule>>>,
    pub certificate_packs: Fact<Vec<cloudflare::CertificatePack>>,
    pub refusals: Fact<Vec<cloudflare::Refusal>>,
    pub token_permissions: Fact<Option<Vec<String>>>,
    pub address_ranges: Fact<Vec<String>>,
}

/// A snapshot that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not the JSON of a snapshot, or cut off.
    #[error("line {line}, column {column}: {message}")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// Written by a version with another format.
    #[error("its format is `{found}`, and this version of Muster reads `{SCHEMA}`")]
    Schema {
        /// The format that the file names.
        found: String,
    },
}

impl Snapshot {
    /// Reads a snapshot back.
    ///
    /// # Errors
    /// When the text is no snapshot, is cut off, or has another format version.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        /// Read first, so that a newer format is named as such and not as a misspelt field.
        #[derive(Deserialize)]
        struct Head {
            schema: Option<String>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| malformed(&error))?;
        match head.schema {
            Some(found) if found == SCHEMA => {}
            Some(found) => return Err(SnapshotError::Schema { found }),
            None => {
                return Err(SnapshotError::Malformed {
                    line: 1,
                    column: 1,
                    message: format!(
                        "it does not name its format; a snapshot begins with \"schema\": \"{SCHEMA}\""
                    ),
                });
            }
        }
        serde_json::from_str(text).map_err(|error| malformed(&error))
    }

    /// The snapshot as indented JSON with a final newline. See [`to_json`](crate::to_json).
    ///
    /// # Errors
    /// Never for facts that a collector made.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        crate::to_json(self)
    }
}

fn malformed(error: &serde_json::Error) -> SnapshotError {
    let text = error.to_string();
    // serde_json appends " at line L column C", which stands in front here.
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message)
        .to_owned();
    SnapshotError::Malformed {
        line: error.line().max(1),
        column: error.column().max(1),
        message,
    }
}
