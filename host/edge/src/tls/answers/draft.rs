//! One endpoint of recorded answers, line by line.

use muster_facts::FactError;
use muster_facts::tls::{HttpAnswer, HttpsAnswer, TlsVersion};

use super::Malformed;
use crate::network::NOT_RECORDED;
use crate::tls::Sighting;
use crate::tls::audience::{Audience, Shown};
use crate::tls::hello::Version;
use crate::tls::observe::Seen;
use crate::tls::suites;

/// An endpoint while its lines are read.
pub(super) struct Draft {
    line: usize,
    host: String,
    port: u16,
    address: String,
    scope: String,
    error: Option<String>,
    chain: Vec<Vec<u8>>,
    others: Vec<Shown>,
    versions: Vec<TlsVersion>,
    tls12_suites: Option<Result<Vec<String>, FactError>>,
    negotiated: Option<(String, String)>,
    alpn: Option<String>,
    ocsp_stapled: bool,
    https: Result<HttpsAnswer, FactError>,
    http: Result<HttpAnswer, FactError>,
}

impl Draft {
    /// `HOST:PORT ADDRESS SCOPE`
    pub(super) fn begin(header: &str, line: usize) -> Result<Self, String> {
        let expected = || "expected `endpoint HOST:PORT ADDRESS edge|origin|both`".to_owned();
        let mut words = header.split_whitespace();
        let (Some(server), Some(address), Some(scope), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(expected());
        };
        let (host, port) = server.rsplit_once(':').ok_or_else(expected)?;
        let address: std::net::IpAddr = address.parse().map_err(|_| expected())?;
        if !matches!(scope, "edge" | "origin" | "both") {
            return Err(expected());
        }
        let versions = Version::ALL.map(|version| TlsVersion {
            name: version.name().to_owned(),
            accepted: Err(FactError::Failed(NOT_RECORDED.to_owned())),
        });
        Ok(Self {
            line,
            host: host.to_ascii_lowercase(),
            port: port.parse().map_err(|_| expected())?,
            address: address.to_string(),
            scope: scope.to_owned(),
            error: None,
            chain: Vec::new(),
            others: Vec::new(),
            versions: versions.to_vec(),
            tls12_suites: None,
            negotiated: None,
            alpn: None,
            ocsp_stapled: false,
            https: Err(FactError::Failed(NOT_RECORDED.to_owned())),
            http: Err(FactError::Failed(NOT_RECORDED.to_owned())),
        })
    }

    /// A certificate, of the chain that was begun last.
    pub(super) fn certificate(&mut self, der: Vec<u8>) {
        match self.others.last_mut() {
            Some(Shown {
                chain: Ok(chain), ..
            }) => chain.push(der),
            _ => self.chain.push(der),
        }
    }

    /// A line `KEY: VALUE`.
    pub(super) fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        let failed = || FactError::Failed(value.to_owned());
        match key {
            "shown-to" => {
                let to = Audience::of(value).ok_or_else(|| {
                    let words = Audience::ALL.map(Audience::as_str);
                    format!("expected one of {}", words.join(", "))
                })?;
                self.others.push(Shown {
                    to,
                    chain: Ok(Vec::new()),
                });
            }
            "error" => self.error = Some(value.to_owned()),
            "versions" => {
                for version in &mut self.versions {
                    version.accepted = Ok(false);
                }
                for name in value.split_whitespace() {
                    self.version(name)?.accepted = Ok(true);
                }
            }
            "version-error" => {
                let (name, reason) = value
                    .split_once(' ')
                    .ok_or("expected a version and what went wrong")?;
                self.version(name)?.accepted = Err(FactError::Failed(reason.to_owned()));
            }
            "tls12-suites" => {
                let suites: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
                match suites.iter().find(|suite| !suites::is_known(suite)) {
                    Some(unknown) => return Err(format!("`{unknown}` is not a suite of TLS 1.2")),
                    None if suites.is_empty() => return Err("expected suites".to_owned()),
                    None => self.tls12_suites = Some(Ok(suites)),
                }
            }
            "tls12-suites-error" => self.tls12_suites = Some(Err(failed())),
            "negotiated" => {
                let (version, suite) = value
                    .split_once(' ')
                    .ok_or("expected a version and a cipher suite")?;
                self.version(version)?;
                self.negotiated = Some((version.to_owned(), suite.to_owned()));
            }
            "alpn" => self.alpn = Some(value.to_owned()),
            "ocsp" if value == "stapled" => self.ocsp_stapled = true,
            "https" => {
                self.https = Ok(HttpsAnswer {
                    status: status(value)?,
                    hsts: None,
                    server: None,
                });
            }
            "hsts" => self.https()?.hsts = Some(value.to_owned()),
            "server" => self.https()?.server = Some(value.to_owned()),
            "https-error" => self.https = Err(failed()),
            "http" => {
                let (code, location) = match value.split_once(' ') {
                    Some((code, location)) => (code, Some(location.to_owned())),
                    None => (value, None),
                };
                self.http = Ok(HttpAnswer {
                    status: status(code)?,
                    location,
                });
            }
            "http-error" => self.http = Err(failed()),
            _ => {
                return Err(format!(
                    "`{key}: {value}` is not one of shown-to, error, versions, version-error, \
                     tls12-suites, \
                     tls12-suites-error, negotiated, alpn, `ocsp: stapled`, https, hsts, server, \
                     https-error, http and http-error"
                ));
            }
        }
        Ok(())
    }

    fn version(&mut self, name: &str) -> Result<&mut TlsVersion, String> {
        self.versions
            .iter_mut()
            .find(|version| version.name == name)
            .ok_or_else(|| format!("`{name}` is not one of 1.0, 1.1, 1.2 and 1.3"))
    }

    fn refuses(&self, name: &str) -> bool {
        let mut versions = self.versions.iter();
        versions.any(|version| version.name == name && version.accepted == Ok(false))
    }

    fn https(&mut self) -> Result<&mut HttpsAnswer, String> {
        self.https
            .as_mut()
            .map_err(|_| "an `https` line must come first".to_owned())
    }

    /// Those of a server that refuses TLS 1.2 need no line.
    fn tls12_suites(&mut self) -> Result<Vec<String>, FactError> {
        self.tls12_suites.take().unwrap_or_else(|| {
            let mut versions = self.versions.iter();
            match versions.find(|version| version.name == Version::Tls12.name()) {
                Some(TlsVersion {
                    accepted: Ok(false),
                    ..
                }) => Ok(Vec::new()),
                _ => Err(FactError::Failed(NOT_RECORDED.to_owned())),
            }
        })
    }

    /// What was recorded, when all lines are read.
    pub(super) fn finish(mut self) -> Result<Sighting, Malformed> {
        let tls12_suites = self.tls12_suites();
        let refused = self.negotiated.as_ref().map(|(version, _)| version);
        let refused = refused.filter(|version| self.refuses(version)).cloned();
        if let (None, Some(version)) = (&self.error, refused) {
            return Err(Malformed {
                line: self.line,
                message: format!("TLS {version} is negotiated, but is not one of the `versions`"),
            });
        }
        let outcome = match (self.error, self.negotiated) {
            (Some(error), _) => Err(FactError::Failed(error)),
            (None, Some((negotiated_version, negotiated_suite))) => Ok(Seen {
                chain: self.chain,
                others: self.others,
                forged: false,
                versions: self.versions,
                tls12_suites,
                negotiated_version,
                negotiated_suite,
                alpn: self.alpn,
                ocsp_stapled: self.ocsp_stapled,
                https: self.https,
                http: self.http,
            }),
            (None, None) => {
                return Err(Malformed {
                    line: self.line,
                    message: "the endpoint has neither `negotiated` nor `error`".to_owned(),
                });
            }
        };
        Ok(Sighting {
            host: self.host,
            port: self.port,
            address: self.address,
            scope: self.scope,
            outcome,
        })
    }
}

fn status(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|status| (100..1000).contains(status))
        .ok_or_else(|| format!("`{text}` is not an HTTP status"))
}
