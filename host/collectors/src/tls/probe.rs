//! Asks one server at one address: an unrestricted handshake, one for each protocol version, and
//! `/` over HTTPS and HTTP, all side by side. Nothing that is presented is trusted, and no
//! credential is sent: what is seen is judged elsewhere.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use muster_facts::FactError;
use muster_facts::tls::TlsVersion;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, CipherSuite, ClientConfig, DigitallySignedStruct, ProtocolVersion,
    SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::certificate::{Certificate, inert};
use super::flight::{self, Flight, LARGEST_FLIGHT};
use super::hello::{Version, client_hello};
use super::observe::Seen;
use super::web;
use crate::network::{SLOWEST_ANSWER, WebPorts};

/// The most that a server may send over one connection: a handshake and a head.
const LARGEST_ANSWER: u64 = 256 << 10;

/// Sees what there is to see of `host` at the addresses of `https` and `http`.
///
/// # Errors
/// When no handshake shows a certificate.
pub(super) async fn probe(host: &str, at: Ports) -> Result<Seen, FactError> {
    let (modern, tls10, tls11, tls12, tls13, https, http) = tokio::join!(
        in_time(at.https, modern(host, at.https)),
        in_time(at.https, reply(Version::Tls10, host, at.https)),
        in_time(at.https, reply(Version::Tls11, host, at.https)),
        in_time(at.https, reply(Version::Tls12, host, at.https)),
        in_time(at.https, reply(Version::Tls13, host, at.https)),
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

/// A handshake that got as far as the server's certificates.
struct Handshake {
    chain: Vec<Vec<u8>>,
    forged: bool,
    version: String,
    suite: String,
    alpn: Option<String>,
    ocsp_stapled: bool,
}

async fn in_time<T>(
    at: SocketAddr,
    question: impl Future<Output = Result<T, FactError>>,
) -> Result<T, FactError> {
    let answer = tokio::time::timeout(SLOWEST_ANSWER, question).await;
    answer.unwrap_or_else(|_| {
        let seconds = SLOWEST_ANSWER.as_secs();
        Err(FactError::Failed(format!(
            "{at} did not answer within {seconds} seconds"
        )))
    })
}

async fn connect(at: SocketAddr) -> Result<TcpStream, FactError> {
    TcpStream::connect(at)
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => {
                FactError::Failed(format!("{at} refuses the connection"))
            }
            // A property of where Muster runs, such as a machine without IPv6, and not of the server.
            ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable => {
                FactError::Unsupported(format!("there is no route from here to {}", at.ip()))
            }
            _ => FactError::Failed(format!("{at} cannot be reached: {error}")),
        })
}

/// The handshake that a browser would make.
async fn modern(host: &str, at: SocketAddr) -> Result<Handshake, FactError> {
    let (stream, witness) = handshake(host, at, &[b"h2", b"http/1.1"]).await?;
    let (_, connection) = stream.get_ref();
    let chain = connection.peer_certificates().unwrap_or_default();
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => Version::Tls13,
        _ => Version::Tls12,
    };
    Ok(Handshake {
        chain: chain.iter().map(|der| der.to_vec()).collect(),
        forged: witness.forged.load(Ordering::Relaxed),
        version: version.name().to_owned(),
        suite: connection
            .negotiated_cipher_suite()
            .map(|suite| suite_name(suite.suite()))
            .unwrap_or_default(),
        alpn: connection
            .alpn_protocol()
            .map(|protocol| inert(&String::from_utf8_lossy(protocol))),
        ocsp_stapled: witness.stapled.load(Ordering::Relaxed),
    })
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
            suite: suite_name(CipherSuite::from(hello.suite)),
            alpn: None,
            ocsp_stapled: flight.ocsp_stapled,
        })
    })
}

/// The name that IANA gives it; rustls marks those of TLS 1.3.
fn suite_name(suite: CipherSuite) -> String {
    match suite.as_str() {
        Some(name) => name.replacen("TLS13_", "TLS_", 1),
        None => format!("0x{:04x}", u16::from(suite)),
    }
}

/// What came back for a ClientHello of one version.
enum Reply {
    Flight(Flight),
    /// The connection was closed without a word.
    Closed,
}

impl Reply {
    /// Whether the version was accepted. Some servers refuse one by closing; here that is known to
    /// be a refusal, because another handshake with the same server went through.
    fn accepts(&self, version: Version) -> bool {
        match self {
            Self::Flight(flight) => flight
                .hello
                .is_some_and(|hello| hello.version == version.number()),
            Self::Closed => false,
        }
    }
}

/// Offers one version alone.
async fn reply(version: Version, host: &str, at: SocketAddr) -> Result<Reply, FactError> {
    let mut stream = connect(at).await?;
    let sent = stream.write_all(&client_hello(version, host)).await;
    if sent.is_err() {
        return Ok(Reply::Closed);
    }
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        // A reset is a rude way of closing.
        let length = stream.read(&mut piece).await.unwrap_or(0);
        bytes.extend(piece.iter().take(length));
        let flight = flight::read(&bytes).map_err(|error| FactError::Failed(error.to_string()))?;
        let accepted = flight.hello.is_some();
        if flight.complete || (length == 0 && accepted) {
            return Ok(Reply::Flight(flight));
        }
        if length == 0 {
            return Ok(Reply::Closed);
        }
        if bytes.len() > LARGEST_FLIGHT {
            return Err(FactError::Failed(format!(
                "{at} sends more than {} KiB in a handshake",
                LARGEST_FLIGHT >> 10
            )));
        }
    }
}

async fn https(host: &str, at: SocketAddr) -> Result<web::Head, FactError> {
    let (mut stream, _) = handshake(host, at, &[b"http/1.1"]).await?;
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

async fn handshake(
    host: &str,
    at: SocketAddr,
    protocols: &[&[u8]],
) -> Result<
    (
        TlsStream<impl AsyncRead + AsyncWrite + Unpin + use<>>,
        Arc<Witness>,
    ),
    FactError,
> {
    let failed = |message: String| FactError::Failed(message);
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| failed(format!("{host} is no name that TLS can ask for")))?;
    let provider = Arc::new(ring::default_provider());
    let witness = Arc::new(Witness {
        provider: Arc::clone(&provider),
        stapled: AtomicBool::new(false),
        forged: AtomicBool::new(false),
    });
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    client.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let (reading, writing) = connect(at).await?.into_split();
    let stream = tokio::io::join(reading.take(LARGEST_ANSWER), writing);
    let stream = TlsConnector::from(Arc::new(client))
        .connect(name, stream)
        .await
        .map_err(|error| failed(format!("no TLS handshake with {at}: {error}")))?;
    Ok((stream, witness))
}

/// Takes every certificate, and remembers what else the handshake shows.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    stapled: AtomicBool,
    forged: AtomicBool,
}

impl Witness {
    /// Notes a signature that does not fit the certificate's key. What cannot be checked is not
    /// noted: schemes that the provider does not know, and keys that it finds too small.
    fn check(
        &self,
        certificate: &CertificateDer<'_>,
        checked: Result<HandshakeSignatureValid, rustls::Error>,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let bad = matches!(
            checked,
            Err(rustls::Error::InvalidCertificate(
                CertificateError::BadSignature
            ))
        );
        if bad && Certificate::read(certificate).is_ok_and(|read| !read.has_small_key()) {
            self.forged.store(true, Ordering::Relaxed);
        }
        Ok(HandshakeSignatureValid::assertion())
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.stapled
            .store(!ocsp_response.is_empty(), Ordering::Relaxed);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        let checked = rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms);
        self.check(cert, checked)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        let checked = rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms);
        self.check(cert, checked)
    }

    /// All that a server may want to sign with: what it presents is to be seen, not refused.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ECDSA_NISTP384_SHA384,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED25519,
            SignatureScheme::ED448,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PSS_SHA384,
            SignatureScheme::RSA_PSS_SHA512,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::RSA_PKCS1_SHA384,
            SignatureScheme::RSA_PKCS1_SHA512,
            SignatureScheme::ECDSA_SHA1_Legacy,
            SignatureScheme::RSA_PKCS1_SHA1,
        ]
    }
}
