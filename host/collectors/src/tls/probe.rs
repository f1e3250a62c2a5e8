//! Asks one server at one address: an unrestricted handshake, one for each protocol version, and
//! `/` over HTTPS and HTTP, all side by side. Nothing that is presented is trusted, and no
//! credential is sent: what is seen is judged elsewhere.

use std::net::SocketAddr;

use muster_facts::FactError;
use muster_facts::tls::TlsVersion;

use super::connection::{connect, in_time};
use super::handshake::{self, Handshake};
use super::hello::Version;
use super::observe::Seen;
use super::offer::{Reply, offer};
use super::suites;
use super::web;
use crate::network::WebPorts;

/// Sees what there is to see of `host` at the addresses of `https` and `http`.
///
/// # Errors
/// When no handshake shows a certificate.
pub(super) async fn probe(host: &str, at: Ports) -> Result<Seen, FactError> {
    let (modern, tls10, tls11, tls12, tls13, https, http) = tokio::join!(
        in_time(at.https, handshake::modern(host, at.https)),
        in_time(at.https, offer(Version::Tls10, host, at.https)),
        in_time(at.https, offer(Version::Tls11, host, at.https)),
        in_time(at.https, offer(Version::Tls12, host, at.https)),
        in_time(at.https, offer(Version::Tls13, host, at.https)),
        in_time(at.https, https(host, at.https)),
        in_time(at.http, http(host, at.http)),
    );
    let replies = [
        (Version::Tls10, tls10),
        (Version::Tls11, tls11),
        (Version::Tls12, tls12),
        (Version::Tls13, tls13),
    ];
    let handshake = modern.or_else(|error| in_clear(&replies).ok_or(error))?;
    let versions = replies
        .into_iter()
        .map(|(version, reply)| TlsVersion {
            name: version.name().to_owned(),
            accepted: if handshake.version == version.name() {
                Ok(true)
            } else {
                reply.map(|reply| reply.accepts(version))
            },
        })
        .collect();
    Ok(Seen {
        chain: handshake.chain,
        forged: handshake.forged,
        versions,
        negotiated_version: handshake.version,
        negotiated_suite: handshake.suite,
        alpn: handshake.alpn,
        ocsp_stapled: handshake.ocsp_stapled,
        https: https.map(web::Head::over_https),
        http: http.map(|head| head.over_http(host)),
    })
}

/// Where a server is asked over HTTPS and over HTTP.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    https: SocketAddr,
    http: SocketAddr,
}

impl Ports {
    /// Both at one address.
    pub(super) fn at(address: std::net::IpAddr, ports: WebPorts) -> Self {
        Self {
            https: SocketAddr::new(address, ports.https),
            http: SocketAddr::new(address, ports.http),
        }
    }
}

/// The newest handshake that was answered in clear: of a server whose suites are all too old for a
/// modern client.
fn in_clear(replies: &[(Version, Result<Reply, FactError>)]) -> Option<Handshake> {
    replies.iter().rev().find_map(|(version, reply)| {
        let flight = match reply {
            Ok(Reply::Flight(flight)) if !flight.chain.is_empty() => flight,
            _ => return None,
        };
        let hello = flight
            .hello
            .filter(|hello| hello.version == version.number())?;
        Some(Handshake {
            chain: flight.chain.clone(),
            forged: false,
            version: version.name().to_owned(),
            suite: suites::name(hello.suite),
            alpn: None,
            ocsp_stapled: flight.ocsp_stapled,
        })
    })
}

async fn https(host: &str, at: SocketAddr) -> Result<web::Head, FactError> {
    let (mut stream, _) = handshake::open(host, at, &[b"http/1.1"]).await?;
    web::ask(&mut stream, &host_line(host, at.port(), 443)).await
}

async fn http(host: &str, at: SocketAddr) -> Result<web::Head, FactError> {
    let mut stream = connect(at).await?;
    web::ask(&mut stream, &host_line(host, at.port(), 80)).await
}

/// The default port is left out (RFC 9110, 7.2).
fn host_line(host: &str, port: u16, default: u16) -> String {
    if port == default {
        host.to_owned()
    } else {
        format!("{host}:{port}")
    }
}
