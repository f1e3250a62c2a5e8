//! The addresses of sites (<https://caddyserver.com/docs/caddyfile/concepts#addresses>).

use muster_facts::caddy::Address;

use super::stop::{Stop, refused};
use super::tokens::Token;

/// The ports that stand for HTTP and HTTPS.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    pub(super) http: u16,
    pub(super) https: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            http: 80,
            https: 443,
        }
    }
}

/// An address as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) scheme: Option<String>,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) path: String,
}

/// What an address says of the connection by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Http,
    Https,
    /// A host on a port of its own: HTTPS, unless it is turned off.
    Host,
}

impl Written {
    /// Reads an address.
    pub(super) fn read(token: &Token, ports: Ports) -> Result<Self, Stop> {
        let wrong = |reason: &str| Err(refused(&token.place, reason));
        let text = token.text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_lowercase()), rest),
            None => (None, text),
        };
        if !matches!(scheme.as_deref(), None | Some("http" | "https")) {
            return wrong("the scheme of an address is neither http nor https");
        }
        let (authority, path) = match rest.split_once('/') {
            Some((authority, path)) => (authority, format!("/{path}")),
            None => (rest, String::new()),
        };
        let (host, port) = host_and_port(authority);
        let port = match port {
            "" => None,
            port => match port.parse::<u16>() {
                Ok(port) => Some(port),
                Err(_) => return wrong("the port of an address is not a port"),
            },
        };
        let against = match scheme.as_deref() {
            Some("http") => port == Some(ports.https),
            Some(_) => port == Some(ports.http),
            None => false,
        };
        if against {
            return wrong("the scheme and the port of an address do not fit");
        }
        Ok(Self {
            scheme,
            host: host.trim().to_lowercase(),
            port,
            path,
        })
    }

    /// Whether its host, if it has one, is a name for which there can be a certificate
    /// (`SubjectQualifiesForCert` of CertMagic).
    pub(super) fn can_have_certificate(&self) -> bool {
        let host = self.host.as_str();
        host.is_empty()
            || !(host.starts_with('.')
                || host.ends_with('.')
                || (host.contains('*') && host != "*" && !host.starts_with("*."))
                || host.contains(|c: char| "()[]{}<> \t\n\"\\!@#$%^&|;'+=".contains(c)))
    }

    /// The port at which it is served.
    pub(super) fn listens(&self, ports: Ports) -> u16 {
        match (self.port, self.scheme.as_deref()) {
            (Some(port), _) => port,
            (None, Some("http")) => ports.http,
            (None, _) => ports.https,
        }
    }

    /// What it says of the connection.
    pub(super) fn says(&self, ports: Ports, tls: bool) -> Says {
        if self.scheme.as_deref() == Some("http") || self.port == Some(ports.http) {
            Says::Http
        } else if self.scheme.is_some() || self.port == Some(ports.https) || tls {
            Says::Https
        } else if self.host.is_empty() {
            Says::Http
        } else {
            Says::Host
        }
    }

    /// The fact.
    pub(super) fn fact(&self, ports: Ports, tls: bool) -> Address {
        Address {
            scheme: match self.says(ports, tls) {
                Says::Http => Address::SCHEME_HTTP,
                Says::Https | Says::Host => Address::SCHEME_HTTPS,
            }
            .to_owned(),
            host: (!self.host.is_empty()).then(|| self.host.clone()),
            port: self.listens(ports),
        }
    }
}

/// The host and the port of `host:port`, of `[::1]:port`, and of either alone.
pub(super) fn host_and_port(text: &str) -> (&str, &str) {
    if let Some(rest) = text.strip_prefix('[')
        && let Some((host, rest)) = rest.split_once(']')
    {
        return (host, rest.strip_prefix(':').unwrap_or(rest));
    }
    match text.rsplit_once(':') {
        // More than one colon and no brackets: an address of IPv6.
        Some((host, _)) if host.contains(':') => (text, ""),
        Some((host, port)) => (host, port),
        None => (text, ""),
    }
}
