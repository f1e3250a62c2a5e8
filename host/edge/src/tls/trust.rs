//! Whether a client may trust a chain at a given time, and if not, which certificate is the first
//! problem. Paths are built and verified by webpki, as rustls does it; what it refuses is looked
//! at again here, to say why in words that lead to a fix.
//!
//! Pure: roots, chain and time come in.

use std::time::Duration;

use muster_facts::FactError;
use muster_facts::tls::Verification;
use rustls::pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

use super::certificate::Certificate;
use super::roots::Trust;

/// A chain has a leaf, some intermediates, and a root at most; more is somebody's joke.
const LONGEST_PATH: usize = 16;

/// A chain as sent: what is readable of it.
pub(super) struct Chain<'a> {
    /// The bytes of each certificate.
    pub(super) sent: &'a [Vec<u8>],
    /// Those that could be read, leaf first.
    pub(super) certificates: &'a [Certificate],
}

/// Verifies the chain at a time in seconds since 1970.
///
/// # Errors
/// When the time is before 1970, which no clock of a running host says.
pub(super) fn verify(
    chain: &Chain<'_>,
    time: i64,
    trust: &Trust,
) -> Result<Verification, FactError> {
    let seconds = u64::try_from(time)
        .map_err(|_| FactError::Failed("the clock is before 1970; set it".to_owned()))?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let (Some(leaf), Some(leaf_der)) = (chain.certificates.first(), chain.sent.first()) else {
        return Ok(problem("none", "The server presents no certificate."));
    };
    let refusal = match path(chain, leaf_der, time, trust) {
        Ok(anchor) => {
            // The keys above the leaf have signed, and webpki takes no signature of a weak one.
            let leaf = chain.certificates.get(..1).unwrap_or_default();
            return Ok(weakness(leaf).unwrap_or_else(|| trusted(anchor)));
        }
        Err(refusal) => refusal,
    };
    Ok(first_problem(chain, leaf, seconds, trust)
        .or_else(|| weakness(chain.certificates))
        .unwrap_or_else(|| refused(leaf, &refusal)))
}

/// The set of roots that a valid path leads to.
fn path(
    chain: &Chain<'_>,
    leaf: &[u8],
    time: UnixTime,
    trust: &Trust,
) -> Result<&'static str, webpki::Error> {
    let leaf = CertificateDer::from(leaf);
    let intermediates: Vec<CertificateDer<'_>> = chain
        .sent
        .iter()
        .skip(1)
        .take(LONGEST_PATH)
        .map(|der| CertificateDer::from(der.as_slice()))
        .collect();
    let end = EndEntityCert::try_from(&leaf)?;
    let mut refusal = webpki::Error::UnknownIssuer;
    for (name, anchors) in &trust.sets {
        let verified = end.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            anchors,
            &intermediates,
            time,
            KeyUsage::server_auth(),
            None,
            None,
        );
        match verified {
            Ok(_) => return Ok(name),
            // The roots that know the issuer say more than those that do not.
            Err(webpki::Error::UnknownIssuer) => {}
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

/// Goes from the leaf towards the roots, and stops at the first certificate that is in the way.
fn first_problem(
    chain: &Chain<'_>,
    leaf: &Certificate,
    now: u64,
    trust: &Trust,
) -> Option<Verification> {
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let mut current = leaf;
    for step in 0..LONGEST_PATH {
        let called = current.called();
        if now > current.fact.not_after {
            return Some(problem(
                "expired",
                &format!("The certificate {called} has expired."),
            ));
        }
        if now < current.fact.not_before {
            return Some(problem(
                "not-yet-valid",
                &format!("The certificate {called} is not valid yet."),
            ));
        }
        if step > 0 && !current.fact.certificate_authority {
            return Some(problem(
                "not-a-ca",
                &format!(
                    "The certificate {called} has issued another one without being an authority."
                ),
            ));
        }
        if trust.has_root_called(&current.issuer) {
            return None;
        }
        if current.fact.self_signed {
            return Some(if step == 0 {
                // A server's own certificate may be what the project's file trusts.
                let pinned = trust
                    .pinned
                    .iter()
                    .any(|der| chain.sent.first().map(Vec::as_slice) == Some(der.as_ref()));
                if pinned {
                    return Some(trusted("file"));
                }
                problem(
                    "self-signed",
                    &format!("The certificate {called} is self-signed."),
                )
            } else {
                problem(
                    "unknown-issuer",
                    &format!("The chain ends in {called}, which is not a trusted root."),
                )
            });
        }
        let issuer = chain
            .certificates
            .iter()
            .find(|candidate| current.is_issued_by(candidate));
        match issuer {
            Some(issuer) => current = issuer,
            None => return Some(no_issuer(current, step)),
        }
    }
    Some(problem("unknown-issuer", "The chain leads in a circle."))
}

/// The issuer was not sent and is not a root. Whether it is an intermediate or a root that nobody
/// knows cannot be seen from outside; but a certificate that tells where its issuer's certificate
/// can be had expects it to be fetched, and then the server should have sent it.
fn no_issuer(certificate: &Certificate, step: usize) -> Verification {
    let called = certificate.called();
    let issuer = &certificate.fact.issuer;
    if certificate.names_issuer_address {
        return problem(
            "missing-intermediate",
            &format!("The issuer of {called} was not sent: {issuer}."),
        );
    }
    let sentence = if step == 0 {
        format!(
            "The issuer of {called}, which may be a root or an intermediate, is not a trusted root \
             and was not sent: {issuer}."
        )
    } else {
        format!("The issuer of {called} is not a trusted root: {issuer}.")
    };
    problem("unknown-issuer", &sentence)
}

/// The first certificate, self-signed roots aside, whose key or signature no client should accept.
fn weakness(certificates: &[Certificate]) -> Option<Verification> {
    certificates.iter().find_map(|certificate| {
        let fact = &certificate.fact;
        let called = certificate.called();
        let broken = ["md2", "md5", "sha1"]
            .iter()
            .any(|digest| fact.signature.starts_with(digest));
        if certificate.has_small_key() {
            let (key, bits) = (&fact.key_type, fact.key_bits);
            Some(problem(
                "weak",
                &format!("The key of {called} has only {bits} bits ({key})."),
            ))
        } else if broken && !fact.self_signed {
            let signature = &fact.signature;
            Some(problem(
                "weak",
                &format!("The certificate {called} is signed with {signature}."),
            ))
        } else {
            None
        }
    })
}

/// What else webpki refuses.
fn refused(leaf: &Certificate, refusal: &webpki::Error) -> Verification {
    use webpki::Error;
    let called = leaf.called();
    match refusal {
        Error::UnknownIssuer => problem(
            "unknown-issuer",
            &format!(
                "An authority with the name of {called}'s issuer is trusted, but did not sign it."
            ),
        ),
        Error::InvalidSignatureForPublicKey => problem(
            "malformed",
            &format!("A signature in the chain of {called} does not match its issuer's key."),
        ),
        Error::CaUsedAsEndEntity => problem(
            "malformed",
            &format!("The certificate {called} is an authority's, and not meant for a server."),
        ),
        Error::RequiredEkuNotFoundContext(_) => problem(
            "malformed",
            &format!("The certificate {called} is not meant for TLS servers (extended key usage)."),
        ),
        Error::PathLenConstraintViolated | Error::NameConstraintViolation => problem(
            "not-a-ca",
            &format!(
                "An authority in the chain of {called} is not allowed to issue it: {refusal}."
            ),
        ),
        other => problem(
            "malformed",
            &format!("The chain of {called} is refused: {other}."),
        ),
    }
}

fn trusted(anchor: &str) -> Verification {
    Verification {
        verdict: "trusted".to_owned(),
        message: None,
        anchor: Some(anchor.to_owned()),
    }
}

pub(super) fn problem(verdict: &str, message: &str) -> Verification {
    Verification {
        verdict: verdict.to_owned(),
        message: Some(message.to_owned()),
        anchor: None,
    }
}
