//! What the project says about the host: where its files are, and under which names the world reaches
//! it. Only what is named here is ever contacted.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use muster_facts::{FactError, Secret};

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
    /// Who reads it, by the names of the dialects; empty where that is to be
    /// found.
    pub dialects: Vec<String>,
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
