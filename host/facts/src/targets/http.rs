//! `[targets.http]`: the application's own endpoints, and the credentials that some of them want.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use super::edge::whole_name;
use super::kinds::{self, host_path, is_variable, is_web_name};
use super::section::section;
use super::shown::KeyPattern;
use crate::{FactError, Secret};

section! {
    /// The application's own endpoints. Each is a host name, as in `web-names`, and a path.
    "targets.http" holds token => pub struct Http {
        /// endpoints that answer with 200 while the application runs: `api/healthz` is `/healthz` of the name `api`,
        /// `@/healthz` of the domain itself
        "health": many health: kinds::HttpEndpoint,
        /// endpoints that say in JSON whether the application is ready to work, and what of it is not
        "readiness": many readiness: kinds::HttpEndpoint,
        /// endpoints that answer with 200 while the last backup is recent
        "backup-health": many backup_health: kinds::HttpEndpoint,
        /// endpoints that give metrics, to whoever has the token
        "metrics": many metrics: kinds::HttpEndpoint,
        /// endpoints that must refuse requests without credentials, such as one that says who is logged in
        "admin": many admin: kinds::HttpEndpoint,
        /// endpoints that other services call with signed requests; one without a signature is sent to each
        "webhooks": many webhooks: kinds::HttpEndpoint,
        /// pages that people open in a browser: `@/` is the first page of the domain
        "pages": many pages: kinds::HttpEndpoint,
        /// where the bearer token for `metrics` is: `env:NAME`, a variable of Muster's environment,
        /// `file:/PATH` on the host, or `key:NAME` of an environment file; sent only with
        /// [`--authenticate HOST`](#credentials)
        "metrics-token": maybe metrics_token: kinds::Credential,
        /// where the bearer token for `admin` is, in the same form
        "admin-token": maybe admin_token: kinds::Credential,
        /// where the user name for `admin` is, for basic authentication, in the same form
        "admin-user": maybe admin_user: kinds::Credential,
        /// where the password for `admin` is, in the same form
        "admin-password": maybe admin_password: kinds::Credential,
        also {
            /// What the command line lets be sent, and where. No policy holds it.
            granted: Granted,
        }
    }
}

/// Which credentials may be sent, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// The hosts that the command line names.
    pub hosts: BTreeSet<String>,
    /// What the variables of Muster's environment hold, by their names, or why there is nothing.
    pub variables: BTreeMap<String, Result<Secret, FactError>>,
}

/// One endpoint: where it is, without the domain until the targets are
/// [complete](super::Targets::complete).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HttpEndpoint {
    /// Whether it is asked over plain HTTP, which only an address of the host itself is.
    pub plain: bool,
    /// A host name, or an address without brackets.
    pub host: String,
    /// The port, where it is not that of all names.
    pub port: Option<u16>,
    /// From the first slash on, without a query.
    pub path: String,
}

/// A text that names no endpoint.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an endpoint")]
pub struct InvalidEndpoint;

/// The longest path; servers refuse a request line of more than 8 KiB.
const LONGEST_PATH: usize = 1024;

impl FromStr for HttpEndpoint {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (plain, rest) = match text.strip_prefix("http://") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let slash = rest.find('/').ok_or(InvalidEndpoint)?;
        let (authority, path) = rest.split_at(slash);
        let (host, port) = host_and_port(authority).ok_or(InvalidEndpoint)?;
        let address = host.parse::<IpAddr>().ok();
        let fits = match address {
            // Nobody on the way can read what this machine tells itself.
            Some(address) => !plain || address.is_loopback(),
            None => !plain && is_web_name(&host),
        };
        (fits && is_path(path))
            .then(|| Self {
                plain,
                host: host.to_ascii_lowercase(),
                port,
                path: path.to_owned(),
            })
            .ok_or(InvalidEndpoint)
    }
}

/// `api`, `api:8443`, `127.0.0.1:8000` or `[::1]:8000`.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            match after {
                "" => (host, None),
                after => (host, Some(after.strip_prefix(':')?)),
            }
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let port = match port {
        None => None,
        Some(text) => Some(
            text.parse::<u16>()
                .ok()
                .filter(|port| *port > 0 && port.to_string() == text)?,
        ),
    };
    Some((host.to_owned(), port))
}

/// A path that needs no resolving, and has neither a query nor what only looks like one.
fn is_path(path: &str) -> bool {
    path.len() <= LONGEST_PATH
        && path
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte))
        && !path.contains("//")
        && !path.split('/').any(|part| matches!(part, "." | ".."))
}

impl HttpEndpoint {
    /// `http` or `https`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        if self.plain { "http" } else { "https" }
    }

    /// The host as it is written in an address.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = match self.host.parse() {
            Ok(IpAddr::V6(_)) => format!("[{}]", self.host),
            _ => self.host.clone(),
        };
        match self.port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }
    }

    fn complete(&mut self, domain: &str) {
        if self.host.parse::<IpAddr>().is_err() {
            self.host = whole_name(&self.host, domain).into_owned();
        }
    }
}

impl fmt::Display for HttpEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.plain { "http://" } else { "" };
        write!(f, "{scheme}{}{}", self.authority(), self.path)
    }
}

/// Where a credential is; never the credential itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// In a variable of Muster's own environment.
    Variable(String),
    /// In a file of the host.
    File(PathBuf),
    /// The value of a key of an environment file.
    Key(String),
}

/// A text that does not say where a credential is.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this does not say where a credential is")]
pub struct InvalidCredential;

impl FromStr for Credential {
    type Err = InvalidCredential;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = match text.split_once(':').ok_or(InvalidCredential)? {
            ("env", name) if is_variable(name) => Self::Variable(name.to_owned()),
            ("file", path) => Self::File(host_path(path).ok_or(InvalidCredential)?),
            ("key", name) if !name.contains('*') && name.parse::<KeyPattern>().is_ok() => {
                Self::Key(name.to_owned())
            }
            _ => return Err(InvalidCredential),
        };
        Ok(place)
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Key(name) => write!(f, "key:{name}"),
        }
    }
}

impl Http {
    /// The endpoints of every purpose.
    fn lists(&mut self) -> [&mut Vec<HttpEndpoint>; 7] {
        [
            &mut self.health,
            &mut self.readiness,
            &mut self.backup_health,
            &mut self.metrics,
            &mut self.admin,
            &mut self.webhooks,
            &mut self.pages,
        ]
    }

    /// Where the credentials are that the project names.
    pub fn credentials(&self) -> impl Iterator<Item = &Credential> {
        [
            &self.metrics_token,
            &self.admin_token,
            &self.admin_user,
            &self.admin_password,
        ]
        .into_iter()
        .flatten()
    }

    /// The hosts of the endpoints that want credentials.
    pub fn guarded_hosts(&self) -> impl Iterator<Item = &str> {
        let endpoints = self.metrics.iter().chain(&self.admin);
        endpoints.map(|endpoint| endpoint.host.as_str())
    }

    pub(super) fn complete(&mut self, domain: Option<&str>) {
        for endpoints in self.lists() {
            match domain {
                Some(domain) => {
                    for endpoint in endpoints {
                        endpoint.complete(domain);
                    }
                }
                // Without a domain nobody is asked about anything.
                None => endpoints.clear(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> HttpEndpoint {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn an_endpoint_is_a_host_and_a_path() {
        let mut health = endpoint("API/healthz");
        health.complete("shop.example");
        assert_eq!(health.to_string(), "api.shop.example/healthz");
        assert_eq!(health.scheme(), "https");
        let mut page = endpoint("@/");
        page.complete("shop.example");
        assert_eq!(
            (page.host.as_str(), page.path.as_str()),
            ("shop.example", "/")
        );
        let other = endpoint("status.shop.example:8443/health/live");
        assert_eq!((other.port, other.plain), (Some(8443), false));
        for own in ["http://127.0.0.1:8000/readyz", "http://[::1]:8000/readyz"] {
            let mut own_endpoint = endpoint(own);
            own_endpoint.complete("shop.example");
            assert_eq!(own_endpoint.to_string(), own);
        }
    }

    #[test]
    fn nothing_else_is_an_endpoint() {
        for wrong in [
            "",
            "api",
            "/healthz",
            "api/healthz?token=1",
            "api/healthz#x",
            "api/../healthz",
            "api//healthz",
            "me@api/healthz",
            "me:pw@api/healthz",
            "https://api/healthz",
            "http://api/healthz",
            "http://203.0.113.7/healthz",
            "api:0/healthz",
            "api:080/healthz",
            "api:x/healthz",
            "[::1/healthz",
            "[api]/healthz",
            "api/a b",
            "api/a%2fb",
            "api\\x/healthz",
        ] {
            assert_eq!(
                wrong.parse::<HttpEndpoint>(),
                Err(InvalidEndpoint),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_credential_is_named_and_not_written() {
        for place in [
            "env:METRICS_TOKEN",
            "file:/etc/shop/token",
            "key:METRICS_TOKEN",
        ] {
            let parsed: Credential = place.parse().unwrap();
            assert_eq!(parsed.to_string(), place);
        }
        for wrong in [
            "s3cret",
            "env:",
            "env:a",
            "file:token",
            "key:*",
            "key:",
            "env:A=B",
        ] {
            assert_eq!(
                wrong.parse::<Credential>(),
                Err(InvalidCredential),
                "{wrong}"
            );
        }
    }

    #[test]
    fn nobody_is_asked_without_a_domain() {
        let mut http = Http {
            health: vec![endpoint("shop.example/healthz")],
            ..Http::default()
        };
        http.complete(None);
        assert!(http.health.is_empty());
    }
}
