//! Asks one server at one address: an unrestricted handshake, one for each protocol version and for
//! each suite of TLS 1.2, and `/` over HTTPS and HTTP. All of it is side by side, except one suite
//! after the other. Nothing that is presented is trusted, and no credential is sent: what is seen is
//! judged elsewhere.

use std::net::SocketAddr;

use muster_facts::FactError;
use muster_facts::targets::WebPorts;
use muster_facts::tls::TlsVersion;

use super::audience;
use super::connection::{connect, in_time};
use super::handshake::{self, Client, Handshake};
use super::hello::Version;
use super::observe::Seen;
use super::offer::{Reply, offer};
use super::suites;
use super::web;

/// Sees what there is to see of `host` at the addresses of `https` and `http`.
///
/// # Errors
/// When no handshake shows a certificate.
pub(super) async fn probe(host: &str, at: Ports) -> Result<Seen, FactError> {
    let alone = |version| {
        in_time(
            at.https,
            offer(version, suites::usual(version), host, at.https),
        )
    };
    let modern = async {
        let made = handshake::by(&Client::BROWSER, host, at.https).await;
        made.map_err(FactError::from)
    };
    let (modern, others, tls10, tls11, (tls12, tls12_suites), tls13, https, http) = tokio::join!(
        in_time(at.https, modern),
        audience::ask(host, at.https),
        alone(Version::Tls10),
        alone(Version::Tls11),
        suites::of_tls12(host, at.https),
        alone(Version::Tls13),
        in_time(at.https, https(host, at.https)),
        in_time(at.http, http(host, at.http)),
    );
    // A server that limits connections closes one that it would have answered.
    let again = async |version, reply| match reply {
        Ok(Reply::Closed) => alone(version).await,
        reply => reply,
    };
    let (tls10, tls11, tls12, tls13) = tokio::join!(
        again(Version::Tls10, tls10),
        again(Version::Tls11, tls11),
        again(Version::Tls12, tls12),
        again(Version::Tls13, tls13),
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
    let tls12_suites = agreeing(tls12_suites, &handshake);
    Ok(Seen {
        others: others.besides(&handshake.chain, host),
        chain: handshake.chain,
        forged: handshake.forged,
        versions,
        tls12_suites,
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

/// The newest handshake that was answered unencrypted: of a server whose suites are all too old for a
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

/// The suites, unless another handshake was made with one that is not among them.
fn agreeing(
    suites: Result<Vec<String>, FactError>,
    handshake: &Handshake,
) -> Result<Vec<String>, FactError> {
    let suites = suites?;
    if handshake.version == Version::Tls12.name() && !suites.contains(&handshake.suite) {
        return Err(FactError::Failed(format!(
            "{} was accepted once and then refused, so others may be too",
            handshake.suite
        )));
    }
    Ok(suites)
}

async fn https(host: &str, at: SocketAddr) -> Result<web::Head, FactError> {
    let client = Client {
        protocols: &[b"http/1.1"],
        ..Client::BROWSER
    };
    let (mut stream, _) = handshake::open(&client, host, at).await?;
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
