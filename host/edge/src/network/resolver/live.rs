//! Asks name servers, over UDP and, where an answer does not fit, over TCP.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hickory_resolver::config::{
    NameServerConfig, ResolveHosts, ResolverOpts, ServerOrderingStrategy,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::xfer::{DnsHandle, FirstAnswer};
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::{
    DnsRequest, DnsRequestOptions, DnsResponse, Query, ResponseCode,
};
use hickory_resolver::proto::rr::Name;
use hickory_resolver::{NameServerPool, PoolContext, TlsConfig};
use muster_facts::FactError;
use muster_target::Context;

use super::{RecordType, Response, Security, Status, message};
use crate::network::{DNS_PORT, SLOWEST_ANSWER, SLOWEST_COLLECTION};

const RESOLV_CONF: &str = "/etc/resolv.conf";

/// Servers that are asked, one after the other: `MAXNS` of resolv.conf(5).
const MOST_SERVERS: usize = 3;

/// When no more is asked: what is known by then must still become facts within
/// [`SLOWEST_COLLECTION`].
const LAST_QUESTION: Duration = SLOWEST_COLLECTION.saturating_sub(Duration::from_secs(1));

/// Questions that are under way at one server at a time. Far above what any project asks.
const MOST_QUESTIONS: usize = 512;

/// What happened to a question when the time for all of them was over.
const NOT_AWAITED: &str = "got no answer in time";

/// The servers to ask, in order.
pub(super) struct Servers {
    servers: Vec<Server>,
    begun: Instant,
}

struct Server {
    address: SocketAddr,
    /// Of this one server, so that an error can name it.
    pool: NameServerPool<TokioRuntimeProvider>,
}

/// What one server said: the message's meaning, whether it has validated it (AD), and whether it
/// is a resolver (RA).
struct Said {
    response: Response,
    authentic: bool,
    resolver: bool,
}

/// Why a server gave no answer.
struct Silence {
    code: Option<ResponseCode>,
    message: String,
}

impl std::fmt::Debug for Servers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.names()).finish()
    }
}

impl Servers {
    /// Those that the project names, else those of the system.
    pub(super) fn of(context: Context<'_>) -> Result<Self, FactError> {
        let named = &context.targets.edge.name_servers;
        let addresses = if named.is_empty() {
            let text = context.system.read_text(Path::new(RESOLV_CONF))?;
            let found = system_servers(&text);
            if found.is_empty() {
                return Err(FactError::Failed(format!(
                    "{RESOLV_CONF} names no server; name one in `targets.edge.name-servers`"
                )));
            }
            found
        } else {
            named.clone()
        };
        let count = addresses.len().min(MOST_SERVERS);
        let patience = SLOWEST_ANSWER / u32::try_from(count).unwrap_or(1);
        let servers = addresses
            .into_iter()
            .take(MOST_SERVERS)
            .map(|address| Server::new(address, patience))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            servers,
            begun: Instant::now(),
        })
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.servers
            .iter()
            .map(|server| server.address.to_string())
            .collect()
    }

    pub(super) async fn ask(&self, name: &str, kind: RecordType) -> Result<Response, FactError> {
        self.first(name, kind, false)
            .await
            .map(|said| said.response)
            .map_err(|silence| FactError::Failed(silence.message))
    }

    /// The state that the resolver reports: it sets AD on what it has validated, answers SERVFAIL
    /// to what is bogus, and answers the same when it is told not to validate (RFC 4035, 3.2).
    /// Whether to believe it is whether to believe the way to it.
    pub(super) async fn security(&self, zone: &str) -> Result<Security, FactError> {
        let failed = |silence: Silence| FactError::Failed(silence.message);
        // Side by side, although the second is not always needed: it may be slow.
        let (answer, keys) = tokio::join!(
            self.first(zone, RecordType::Soa, false),
            self.first(zone, RecordType::Ds, false),
        );
        match answer {
            Ok(said) if said.authentic => Ok(Security::Secure),
            // A zone's own server does not know what its parent says.
            Ok(said) if !said.resolver => Ok(Security::Indeterminate(format!(
                "{} only answers for its own zones",
                self.names().join(", ")
            ))),
            // Its parent zone may be signed, whatever the parent says of this name.
            Ok(said) if said.response.records.is_empty() => Ok(Security::Indeterminate(format!(
                "{zone} is not a zone of its own, and {} did not validate its answer",
                self.names().join(", ")
            ))),
            Ok(_) => {
                let keys = keys.map_err(failed)?;
                Ok(if keys.response.records.is_empty() {
                    Security::Insecure
                } else {
                    Security::Indeterminate(format!(
                        "{zone} has a DS record, but {} did not validate its answer",
                        self.names().join(", ")
                    ))
                })
            }
            Err(silence) if silence.code == Some(ResponseCode::ServFail) => {
                match self.first(zone, RecordType::Soa, true).await {
                    Ok(said) if said.response.status == Status::NoError => {
                        Ok(Security::Bogus(format!(
                            "{}, and does answer when it is told not to validate",
                            silence.message
                        )))
                    }
                    Ok(_) | Err(_) => Err(failed(silence)),
                }
            }
            Err(silence) => Err(failed(silence)),
        }
    }

    /// The first answer of any server.
    async fn first(
        &self,
        name: &str,
        kind: RecordType,
        checking_disabled: bool,
    ) -> Result<Said, Silence> {
        let question = Question {
            name: whole(name).map_err(|message| Silence {
                code: None,
                message,
            })?,
            kind,
            checking_disabled,
        };
        let what = format!("{} {}", message::inert(name.as_bytes()), kind.name());
        let mut code = None;
        let mut reasons = Vec::new();
        for server in &self.servers {
            let reason = match self.waited_for(server.ask(&question)).await {
                Some(Ok(said)) => return Ok(said),
                Some(Err(error)) => {
                    code = code.or(answered(&error));
                    reason(&error)
                }
                None => NOT_AWAITED.to_owned(),
            };
            reasons.push(format!("{} {reason}", server.address));
        }
        Err(Silence {
            code,
            message: format!("{what}: {}", reasons.join("; ")),
        })
    }

    /// Asks one server of the parent zone alone, which need not be one of these.
    pub(super) async fn referral(
        &self,
        address: SocketAddr,
        zone: &str,
    ) -> Result<Vec<String>, FactError> {
        let name = whole(zone).map_err(FactError::Failed)?;
        let server = Server::new(address, SLOWEST_ANSWER)?;
        self.waited_for(server.referral(&name))
            .await
            .unwrap_or_else(|| Err(NOT_AWAITED.to_owned()))
            .map_err(|reason| {
                let zone = message::inert(zone.as_bytes());
                FactError::Failed(format!("{zone} NS: {address} {reason}"))
            })
    }

    /// None when the time for all questions is over first.
    async fn waited_for<T>(&self, answer: impl Future<Output = T>) -> Option<T> {
        let left = LAST_QUESTION.saturating_sub(self.begun.elapsed());
        tokio::time::timeout(left, answer).await.ok()
    }
}

/// A name that is never looked for below a search domain.
fn whole(name: &str) -> Result<Name, String> {
    let mut whole = Name::from_ascii(name)
        .map_err(|error| format!("{} is not a name: {error}", message::inert(name.as_bytes())))?;
    whole.set_fqdn(true);
    Ok(whole)
}

struct Question {
    name: Name,
    kind: RecordType,
    checking_disabled: bool,
}

impl Server {
    fn new(address: SocketAddr, patience: Duration) -> Result<Self, FactError> {
        let mut config = NameServerConfig::udp_and_tcp(address.ip());
        for connection in &mut config.connections {
            connection.port = address.port();
        }
        let mut options = ResolverOpts::default();
        options.timeout = patience;
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        options.max_active_requests = MOST_QUESTIONS;
        options.server_ordering_strategy = ServerOrderingStrategy::UserProvidedOrder;
        let tls = TlsConfig::new().map_err(|error| FactError::Failed(error.to_string()))?;
        let context = PoolContext::new(options, tls);
        Ok(Self {
            address,
            pool: NameServerPool::from_config(
                [config],
                Arc::new(context),
                TokioRuntimeProvider::default(),
            ),
        })
    }

    async fn ask(&self, question: &Question) -> Result<Said, NetError> {
        let query = Query::query(question.name.clone(), question.kind.to_proto());
        let mut request = DnsRequest::from_query(query, DnsRequestOptions::default());
        // "Understands AD", without asking for signatures (RFC 6840, 5.7).
        request.metadata.authentic_data = true;
        request.metadata.checking_disabled = question.checking_disabled;
        match self.pool.send(request).first_answer().await {
            Ok(answer) => match answer.response_code {
                ResponseCode::NoError | ResponseCode::NXDomain => Ok(said(&answer, question)),
                code => Err(NetError::Dns(DnsError::ResponseCode(code))),
            },
            // Servers of another zone know more; that is not an empty answer.
            Err(NetError::Dns(DnsError::NoRecordsFound(none)))
                if none.ns.is_some() && none.soa.is_none() =>
            {
                Err(NetError::Message("it refers to other servers"))
            }
            Err(NetError::Dns(DnsError::NoRecordsFound(none))) => Ok(Said {
                response: Response {
                    status: match none.response_code {
                        ResponseCode::NXDomain => Status::NxDomain,
                        _ => Status::NoError,
                    },
                    records: Vec::new(),
                    aliases: Vec::new(),
                },
                authentic: false,
                resolver: true,
            }),
            Err(error) => Err(error),
        }
    }

    /// The servers to which this server of a parent zone refers; otherwise what it did, as the end
    /// of a sentence.
    async fn referral(&self, zone: &Name) -> Result<Vec<String>, String> {
        let query = Query::query(zone.clone(), RecordType::Ns.to_proto());
        let mut options = DnsRequestOptions::default();
        // What the server itself says, and not whom it could ask.
        options.recursion_desired = false;
        let request = DnsRequest::from_query(query, options);
        match self.pool.send(request).first_answer().await {
            Ok(answer) => message::referral(&answer, zone),
            Err(NetError::Dns(DnsError::NoRecordsFound(none))) => {
                is_denial(&none, zone).then(Vec::new)
            }
            Err(error) => return Err(reason(&error)),
        }
        .ok_or_else(|| "did not answer as a server of the parent zone does".to_owned())
    }
}

/// Whether a server of a zone above says that this one is not delegated. Others refer elsewhere,
/// such as to the root.
fn is_denial(none: &NoRecords, zone: &Name) -> bool {
    none.response_code == ResponseCode::NXDomain
        || none
            .soa
            .as_ref()
            .is_some_and(|soa| soa.name != *zone && soa.name.zone_of(zone))
}

fn said(answer: &DnsResponse, question: &Question) -> Said {
    Said {
        response: message::interpret_response(answer, &question.name, question.kind),
        authentic: answer.metadata.authentic_data,
        resolver: answer.metadata.recursion_available,
    }
}

fn answered(error: &NetError) -> Option<ResponseCode> {
    match error {
        NetError::Dns(DnsError::ResponseCode(code)) => Some(*code),
        _ => None,
    }
}

/// What the server did, as the end of a sentence that begins with its address.
fn reason(error: &NetError) -> String {
    match error {
        NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)) => {
            "answered SERVFAIL".to_owned()
        }
        NetError::Dns(DnsError::ResponseCode(ResponseCode::Refused)) => {
            "refused to answer".to_owned()
        }
        NetError::Dns(DnsError::ResponseCode(code)) => format!("answered {code}"),
        NetError::Timeout => "did not answer".to_owned(),
        NetError::NoConnections => "cannot be reached".to_owned(),
        NetError::Truncated => "answered too long, over TCP too".to_owned(),
        other => format!("gave no answer: {other}"),
    }
}

/// The servers of resolv.conf(5). An address with a zone (`fe80::1%eth0`) is left out.
fn system_servers(text: &str) -> Vec<SocketAddr> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            let address = match words.next()? {
                "nameserver" => words.next()?.parse::<IpAddr>().ok()?,
                _ => return None,
            };
            Some(SocketAddr::new(address, DNS_PORT))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_servers_are_those_of_resolv_conf() {
        let text = "# comment\nsearch example.com\nnameserver 192.0.2.53 \nnameserver fe80::1%eth0\n nameserver 2001:db8::53\noptions ndots:2\n";
        let servers: Vec<String> = system_servers(text)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(servers, ["192.0.2.53:53", "[2001:db8::53]:53"]);
    }
}
