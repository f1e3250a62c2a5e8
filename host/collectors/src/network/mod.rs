//! The network as collectors see it: what may be asked, and within which time. Only what the
//! project names is ever contacted.
//!
//! A collector of the network runs on its own thread and asks everything side by side in a runtime
//! of its own, see [`within`].

pub mod resolver;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use muster_facts::{FactError, Secret};

/// Port of the DNS (RFC 1035, 4.2).
const DNS_PORT: u16 = 53;

/// The longest that one question may take, retries included. Resolvers give up after some 5 s, and
/// who waits longer for a handshake gets no page either.
pub const SLOWEST_ANSWER: Duration = Duration::from_secs(5);

/// The longest that one domain's questions may take together. They run side by side, and a few
/// depend on each other: an SPF record can ask for ten more, one after the other.
pub const SLOWEST_COLLECTION: Duration = Duration::from_secs(20);

/// Whether the network is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Network {
    /// It is asked now.
    Live,
    /// Its answers are part of the recorded target.
    Recorded,
    /// It is not asked, for this reason: `unsupported` where the target has no network.
    Off(FactError),
}

/// What the project says about the names under which the world reaches the host.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    /// The domain that the host serves, lower case, without a final dot.
    pub domain: Option<String>,
    /// Public host names, fully qualified; never empty where there is a domain.
    pub names: Vec<String>,
    /// Addresses of the host; empty when the project gives none.
    pub addresses: Vec<IpAddr>,
    /// The domain that mail is sent from.
    pub mail_domain: Option<String>,
    /// Selectors of DKIM keys.
    pub dkim_selectors: Vec<String>,
    /// Name servers to ask; the system's when empty.
    pub name_servers: Vec<SocketAddr>,
    /// Servers of the zone above the domain; nobody asks them when empty.
    pub parent_servers: Vec<SocketAddr>,
    /// A PEM file of root certificates to trust besides the public ones, at the web servers and at
    /// Cloudflare's API. On the target.
    pub tls_roots: Option<PathBuf>,
    /// Port of HTTPS, and of HTTP.
    pub ports: WebPorts,
    /// The zone at Cloudflare.
    pub cloudflare: Option<CloudflareTarget>,
}

/// Where the web is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebPorts {
    /// Of HTTPS.
    pub https: u16,
    /// Of plain HTTP.
    pub http: u16,
}

impl Default for WebPorts {
    fn default() -> Self {
        Self {
            https: 443,
            http: 80,
        }
    }
}

/// A zone at Cloudflare, and how it is read.
#[derive(Clone, Debug)]
pub struct CloudflareTarget {
    /// Name of the zone.
    pub zone: String,
    /// An export that stands for the API. On the target.
    pub export: Option<PathBuf>,
    /// The API's address, without a final slash.
    pub api: String,
    /// The token, or why there is none.
    pub token: Result<Secret, FactError>,
}

/// Runs a collector's questions in a runtime of this thread.
///
/// # Errors
/// When no runtime can be had, or [`SLOWEST_COLLECTION`] is over.
pub fn within<T>(questions: impl Future<Output = T>) -> Result<T, FactError> {
    let failed = |message: String| FactError::Failed(message);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(format!("no asynchronous runtime: {error}")))?;
    runtime
        .block_on(async { tokio::time::timeout(SLOWEST_COLLECTION, questions).await })
        .map_err(|_| {
            failed(format!(
                "the network did not answer within {} seconds",
                SLOWEST_COLLECTION.as_secs()
            ))
        })
}
