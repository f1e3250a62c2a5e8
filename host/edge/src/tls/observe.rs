//! From what was seen of a server to the facts on it. The same for a live server and for a recorded
//! one.

use muster_facts::FactError;
use muster_facts::tls::{HttpAnswer, HttpsAnswer, Observation, TlsVersion};

use super::audience::{Audience, Shown};
use super::certificate::{Certificate, covers, inert};
use super::roots::Trust;
use super::trust::{Chain, problem, verify};

/// What was seen of a server at one address.
#[derive(Clone, Debug)]
pub struct Seen {
    /// DER of the certificates, as sent.
    pub chain: Vec<Vec<u8>>,
    /// What others are shown.
    pub others: Vec<Shown>,
    /// Whether the server signed with another key than that of its certificate.
    pub forged: bool,
    /// Versions and whether each is accepted alone.
    pub versions: Vec<TlsVersion>,
    /// Suites that are accepted with TLS 1.2, as IANA calls them.
    pub tls12_suites: Result<Vec<String>, FactError>,
    /// Version of an unrestricted handshake.
    pub negotiated_version: String,
    /// Its cipher suite, as IANA calls it.
    pub negotiated_suite: String,
    /// Its application protocol.
    pub alpn: Option<String>,
    /// Whether an OCSP answer came along.
    pub ocsp_stapled: bool,
    /// The answer over HTTPS.
    pub https: Result<HttpsAnswer, FactError>,
    /// The answer over plain HTTP.
    pub http: Result<HttpAnswer, FactError>,
}

/// What browsers see first, then what others do, where that is something else.
pub fn observe_all(
    mut seen: Seen,
    host: &str,
    time: i64,
    trust: &Trust,
) -> Vec<(Option<Audience>, Result<Observation, FactError>)> {
    let others = std::mem::take(&mut seen.others);
    let mut all = vec![(None, observe(seen.clone(), host, time, trust))];
    all.extend(others.into_iter().map(|shown| {
        let observation = shown.chain.and_then(|chain| {
            let seen = Seen {
                chain,
                forged: false,
                ..seen.clone()
            };
            observe(seen, host, time, trust)
        });
        (Some(shown.to), observation)
    }));
    all
}

/// Reads and verifies the chain, for this host at this time.
///
/// # Errors
/// When the server's own certificate cannot be read, since nothing can be said about it then.
pub fn observe(seen: Seen, host: &str, time: i64, trust: &Trust) -> Result<Observation, FactError> {
    let mut certificates = Vec::new();
    let mut unreadable = None;
    for (der, number) in seen.chain.iter().zip(1..) {
        match Certificate::read(der) {
            Ok(certificate) => certificates.push(certificate),
            Err(reason) if number == 1 => {
                return Err(FactError::Failed(format!(
                    "the server's certificate is {}",
                    inert(&reason)
                )));
            }
            Err(reason) => {
                unreadable.get_or_insert(format!("Certificate {number} of the chain is {reason}."));
            }
        }
    }
    let chain = Chain {
        sent: &seen.chain,
        certificates: &certificates,
    };
    let mut trust = verify(&chain, time, trust)?;
    if seen.forged {
        trust = problem(
            "malformed",
            "The server does not have the key of the certificate that it presents.",
        );
    } else if let Some(message) = &unreadable
        && trust.verdict != "trusted"
    {
        trust = problem("malformed", message);
    }
    let in_order = unreadable.is_none()
        && certificates
            .iter()
            .zip(certificates.iter().skip(1))
            .all(|(certificate, next)| certificate.is_issued_by(next));
    let name_matches = certificates
        .first()
        .is_some_and(|leaf| covers(&leaf.fact.names, host));
    Ok(Observation {
        chain: certificates.into_iter().map(|read| read.fact).collect(),
        chain_in_order: in_order,
        trust,
        name_matches,
        versions: seen.versions,
        tls12_suites: seen.tls12_suites,
        negotiated_version: seen.negotiated_version,
        negotiated_suite: seen.negotiated_suite,
        alpn: seen.alpn,
        ocsp_stapled: seen.ocsp_stapled,
        https: seen.https,
        http: seen.http,
    })
}
