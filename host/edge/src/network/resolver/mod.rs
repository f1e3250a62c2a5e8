//! Questions to the DNS: to the servers that the project or the system names, or to the answers of
//! a recording. Knows records and answers, not what they mean to mail or TLS.
//!
//! That a name does not exist, or has no record of a type, is an answer. A timeout, SERVFAIL or a
//! refusal is an error that names the server, the name and the type.

mod live;
pub mod message;
mod place;
pub mod recorded;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use muster_facts::FactError;
use muster_target::{Context, NetworkAccess};

use self::live::Servers;
pub(crate) use self::place::place;
use self::recorded::Zones;
use super::{SLOWEST_ANSWER, recorded_answers};

/// Aliases that are followed from one name. RFC 1034 sets no limit; BIND stops at 11 by default
/// (`max-query-restarts`), and a chain that long is a mistake.
const MOST_ALIASES: usize = 11;

/// The types of records that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordType {
    /// An IPv4 address (RFC 1035, 3.4.1).
    A,
    /// An IPv6 address (RFC 3596).
    Aaaa,
    /// Which authorities may issue certificates (RFC 8659).
    Caa,
    /// An alias (RFC 1035, 3.3.1).
    Cname,
    /// The key of a signed child zone (RFC 4034, 5).
    Ds,
    /// Where mail is delivered (RFC 1035, 3.3.9).
    Mx,
    /// A name server of the zone (RFC 1035, 3.3.11).
    Ns,
    /// The start of the zone (RFC 1035, 3.3.13).
    Soa,
    /// Text (RFC 1035, 3.3.14).
    Txt,
}

impl RecordType {
    /// Every type.
    pub const ALL: [Self; 9] = [
        Self::A,
        Self::Aaaa,
        Self::Caa,
        Self::Cname,
        Self::Ds,
        Self::Mx,
        Self::Ns,
        Self::Soa,
        Self::Txt,
    ];

    /// As the DNS writes it: `AAAA`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Caa => "CAA",
            Self::Cname => "CNAME",
            Self::Ds => "DS",
            Self::Mx => "MX",
            Self::Ns => "NS",
            Self::Soa => "SOA",
            Self::Txt => "TXT",
        }
    }
}

/// Whether the name exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does; with or without records of the type.
    NoError,
    /// It does not, and nothing below it does (RFC 8020).
    NxDomain,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Lower case, without a final dot.
    pub name: String,
    /// Time to live in seconds.
    pub ttl: u32,
    /// Presentation format; TXT as its strings joined. Inert: what is not printable ASCII is
    /// written `\DDD`.
    pub value: String,
}

/// What the DNS answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Of the last alias, where there are aliases.
    pub status: Status,
    /// Records of the type that was asked for; all of one owner.
    pub records: Vec<Record>,
    /// Where each alias leads, in order, without final dots.
    pub aliases: Vec<String>,
}

impl Response {
    /// The text of each record.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.value.as_str())
    }
}

/// What DNSSEC says about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Security {
    /// Validated.
    Secure,
    /// Not signed.
    Insecure,
    /// Signed, and the signatures do not hold, for this reason.
    Bogus(String),
    /// It cannot be known, for this reason.
    Indeterminate(String),
}

/// Answers questions.
#[derive(Clone, Debug)]
pub struct Resolver {
    answers: Arc<ResolverBackend>,
}

#[derive(Debug)]
enum ResolverBackend {
    Live(Servers),
    Recorded(Zones),
}

impl Resolver {
    /// The resolver of a target. Nothing is asked yet. To be called inside the runtime.
    ///
    /// # Errors
    /// When the network is not asked, no server is known, or the recording has no answers or
    /// answers that make no sense.
    pub fn of(context: Context<'_>) -> Result<Self, FactError> {
        let answers = match context.network {
            NetworkAccess::Live => ResolverBackend::Live(Servers::of(context)?),
            NetworkAccess::Recorded => {
                let text = recorded_answers(context, "dns", "the answers of the DNS")?;
                let zones = text.parse().map_err(|error: recorded::ParseError| {
                    FactError::Failed(format!("the recorded answers of the DNS, {error}"))
                })?;
                ResolverBackend::Recorded(zones)
            }
            NetworkAccess::Off(error) => return Err(error.clone()),
        };
        Ok(Self {
            answers: Arc::new(answers),
        })
    }

    /// The servers that are asked, `address:port`; none for a recording.
    #[must_use]
    pub fn servers(&self) -> Vec<String> {
        match &*self.answers {
            ResolverBackend::Live(servers) => servers.names(),
            ResolverBackend::Recorded(_) => Vec::new(),
        }
    }

    /// The records of a type at a name, aliases followed. For `CNAME` the alias itself.
    ///
    /// # Errors
    /// When no server answers, or none will say.
    pub async fn lookup(&self, name: &str, kind: RecordType) -> Result<Response, FactError> {
        let mut aliases: Vec<String> = Vec::new();
        while aliases.len() <= MOST_ALIASES {
            let asked = aliases.last().map_or(name, String::as_str);
            let answer = self.ask(asked, kind).await?;
            // A server that is not a resolver gives only the part of a chain that lies in its zones:
            // what the last alias holds is then asked for again.
            let ends = answer.aliases.is_empty()
                || !answer.records.is_empty()
                || answer.status == Status::NxDomain;
            aliases.extend(answer.aliases);
            if ends {
                return Ok(Response {
                    aliases,
                    status: answer.status,
                    records: answer.records,
                });
            }
        }
        Err(FactError::Failed(format!(
            "{} {} is an alias of an alias, more than {MOST_ALIASES} times",
            message::inert(name.as_bytes()),
            kind.name()
        )))
    }

    /// All addresses of a name, IPv4 first. Empty where it has none.
    ///
    /// # Errors
    /// When one of the two questions has no answer.
    pub async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, FactError> {
        let (v4, v6) = tokio::join!(
            self.lookup(name, RecordType::A),
            self.lookup(name, RecordType::Aaaa)
        );
        let (v4, v6) = (v4?, v6?);
        Ok(v4
            .values()
            .chain(v6.values())
            .filter_map(|value| value.parse().ok())
            .collect())
    }

    /// [`Self::addresses`] of a name that must have one, soon enough to ask there.
    ///
    /// # Errors
    /// As [`Self::addresses`], and when there is no address, or no answer in time.
    pub async fn addresses_to_ask(&self, name: &str) -> Result<Vec<IpAddr>, FactError> {
        // An alias and its target may take an answer each.
        let answer = tokio::time::timeout(2 * SLOWEST_ANSWER, self.addresses(name)).await;
        let addresses = answer.unwrap_or_else(|_| {
            Err(FactError::Failed(format!(
                "the DNS did not answer for {name} in time"
            )))
        })?;
        if addresses.is_empty() {
            return Err(FactError::Failed(format!(
                "the DNS gives no address for {name}"
            )));
        }
        Ok(addresses)
    }

    /// What DNSSEC says about a zone.
    ///
    /// # Errors
    /// When the servers do not answer.
    pub async fn security(&self, zone: &str) -> Result<Security, FactError> {
        match &*self.answers {
            ResolverBackend::Live(servers) => servers.security(zone).await,
            ResolverBackend::Recorded(zones) => zones.security(zone),
        }
    }

    /// The servers to which a server of the parent zone refers for a zone; none where it does not
    /// delegate it.
    ///
    /// # Errors
    /// When the server does not answer, will not say, or is not one of the parent's.
    pub async fn referral(&self, server: SocketAddr, zone: &str) -> Result<Vec<String>, FactError> {
        match &*self.answers {
            ResolverBackend::Live(servers) => servers.referral(server, zone).await,
            ResolverBackend::Recorded(zones) => zones.referral(server, zone),
        }
    }

    async fn ask(&self, name: &str, kind: RecordType) -> Result<Response, FactError> {
        match &*self.answers {
            ResolverBackend::Live(servers) => servers.ask(name, kind).await,
            ResolverBackend::Recorded(zones) => zones.ask(name, kind),
        }
    }
}
