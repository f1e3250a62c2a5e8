//! A whole handshake, as a modern client makes it. It takes every certificate, and remembers what
//! else the handshake shows.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use muster_facts::FactError;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, ProtocolVersion, SignatureScheme,
    SupportedProtocolVersion,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::certificate::{Certificate, inert};
use super::connection::connect;
use super::hello::Version;
use super::suites;

/// The most that a server may send over one connection: a handshake and a head.
const LARGEST_ANSWER: u64 = 256 << 10;

/// All that a server may want to sign with: what it presents should be seen, not refused.
pub(super) const ALL_SCHEMES: &[SignatureScheme] = &[
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
];

/// A handshake that got as far as the server's certificates.
pub(super) struct Handshake {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) forged: bool,
    pub(super) version: String,
    pub(super) suite: String,
    pub(super) alpn: Option<String>,
    pub(super) ocsp_stapled: bool,
}

/// How a client presents itself.
pub(super) struct Client<'a> {
    /// Whether it says whom it asks for.
    pub(super) names_host: bool,
    /// Versions that it speaks.
    pub(super) versions: &'a [&'static SupportedProtocolVersion],
    /// What the server may sign with.
    pub(super) schemes: &'a [SignatureScheme],
    /// Application protocols, the best one first.
    pub(super) protocols: &'a [&'a [u8]],
}

impl Client<'static> {
    /// A browser.
    pub(super) const BROWSER: Self = Self {
        names_host: true,
        versions: rustls::DEFAULT_VERSIONS,
        schemes: ALL_SCHEMES,
        protocols: &[b"h2", b"http/1.1"],
    };
}

/// The handshake that this client makes.
///
/// # Errors
/// When no handshake comes about.
pub(super) async fn by(
    client: &Client<'_>,
    host: &str,
    at: SocketAddr,
) -> Result<Handshake, Failure> {
    let (stream, witness) = open(client, host, at).await?;
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
            .map(|suite| suites::name(suite.suite().into()))
            .unwrap_or_default(),
        alpn: connection
            .alpn_protocol()
            .map(|protocol| inert(&String::from_utf8_lossy(protocol))),
        ocsp_stapled: witness.stapled.load(Ordering::Relaxed),
    })
}

/// Why no handshake came about.
pub(super) enum Failure {
    /// The server was reached, and did not make one.
    Refused(FactError),
    /// It could not be asked.
    Unasked(FactError),
}

impl From<Failure> for FactError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(error) | Failure::Unasked(error) => error,
        }
    }
}

/// Connects, and makes the handshake.
///
/// # Errors
/// When no handshake comes about.
pub(super) async fn open(
    client: &Client<'_>,
    host: &str,
    at: SocketAddr,
) -> Result<
    (
        TlsStream<impl AsyncRead + AsyncWrite + Unpin + use<>>,
        Arc<Witness>,
    ),
    Failure,
> {
    let failed = |message: String| Failure::Unasked(FactError::Failed(message));
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| failed(format!("{host} is not a name that TLS can ask for")))?;
    let provider = Arc::new(ring::default_provider());
    let witness = Arc::new(Witness {
        provider: Arc::clone(&provider),
        stapled: AtomicBool::new(false),
        forged: AtomicBool::new(false),
        schemes: client.schemes.to_vec(),
    });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(client.versions)
        .map_err(|error| failed(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let protocols = client.protocols.iter();
    config.alpn_protocols = protocols.map(|protocol| protocol.to_vec()).collect();
    config.enable_sni = client.names_host;
    let (reading, writing) = connect(at).await.map_err(Failure::Unasked)?.into_split();
    let stream = tokio::io::join(reading.take(LARGEST_ANSWER), writing);
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| {
            let message = format!("no TLS handshake with {at}: {error}");
            Failure::Refused(FactError::Failed(message))
        })?;
    Ok((stream, witness))
}

/// Takes every certificate, and remembers what else the handshake shows.
#[derive(Debug)]
pub(super) struct Witness {
    provider: Arc<CryptoProvider>,
    stapled: AtomicBool,
    forged: AtomicBool,
    schemes: Vec<SignatureScheme>,
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

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}
