//! The authorities that a client may trust: the public ones, Cloudflare's for origins, and those of
//! the project's file.
//!
//! Pure: the file's bytes come in.

use muster_http::certificates;
use rustls::pki_types::{CertificateDer, TrustAnchor};
use webpki::anchor_from_trusted_cert;

/// Cloudflare's authorities for origins, see the file.
const CLOUDFLARE_ORIGIN_CA: &[u8] = include_bytes!("cloudflare_origin_ca.pem");

/// The authorities that are trusted.
pub struct Trust {
    /// By the name under which a verification reports them.
    pub(super) sets: Vec<(&'static str, Vec<TrustAnchor<'static>>)>,
    /// Certificates of the project's file, which may be a server's own.
    pub(super) pinned: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// The public roots, Cloudflare's for origins, and those of the project's PEM file.
    ///
    /// # Errors
    /// When the file holds no certificate, or something in it is not one.
    pub fn new(file: Option<&[u8]>) -> Result<Self, String> {
        let mut trust = Self {
            sets: vec![("web", webpki_roots::TLS_SERVER_ROOTS.to_vec())],
            pinned: Vec::new(),
        };
        if let Some(pem) = file {
            trust.pinned = certificates(pem)?;
            trust.sets.push(("file", anchors(&trust.pinned)?));
        }
        let origin = anchors(&certificates(CLOUDFLARE_ORIGIN_CA)?)?;
        trust.sets.push(("cloudflare-origin-ca", origin));
        Ok(trust)
    }

    /// Whether one of them has this name, in DER.
    pub(super) fn has_root_called(&self, name: &[u8]) -> bool {
        // An anchor's name comes without the tag and the length of its sequence.
        self.sets
            .iter()
            .flat_map(|(_, anchors)| anchors)
            .any(|anchor| name.ends_with(&anchor.subject) && !anchor.subject.is_empty())
    }
}

/// The roots in a PEM file.
///
/// # Errors
/// When the file holds no certificate, or something in it is not one.
pub(super) fn parse_roots(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let roots = certificates(pem)?;
    anchors(&roots)?;
    Ok(roots)
}

fn anchors(certificates: &[CertificateDer<'static>]) -> Result<Vec<TrustAnchor<'static>>, String> {
    certificates
        .iter()
        .zip(1..)
        .map(|(certificate, number)| {
            anchor_from_trusted_cert(certificate)
                .map(|anchor| anchor.to_owned())
                .map_err(|error| format!("its certificate {number} is not a root: {error}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::certificate::Certificate;

    #[test]
    fn the_authorities_that_are_compiled_in_can_be_used() {
        let trust = Trust::new(None).unwrap();
        let sizes: Vec<(&str, usize)> = trust
            .sets
            .iter()
            .map(|(name, anchors)| (*name, anchors.len()))
            .collect();
        assert!(
            matches!(sizes[..], [("web", 100..), ("cloudflare-origin-ca", 2)]),
            "{sizes:?}"
        );
        for der in certificates(CLOUDFLARE_ORIGIN_CA).unwrap() {
            let root = Certificate::read(&der).unwrap();
            assert!(root.fact.self_signed && root.fact.certificate_authority);
            assert!(trust.has_root_called(&root.subject));
        }
    }

    #[test]
    fn a_file_without_roots_is_no_file_of_roots() {
        assert!(Trust::new(Some(b"")).is_err());
        assert!(
            Trust::new(Some(
                b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            ))
            .is_err()
        );
    }
}
