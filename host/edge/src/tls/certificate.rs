//! What a certificate says, without judging it: names, dates, key, signature, issuer. The bytes are
//! the server's; its texts come out without control characters.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use muster_facts::tls;
use sha2::{Digest, Sha256};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::oid_registry::Oid;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// Names are of people and machines; what is longer is not meant to be read (RFC 5280, A.1, has
/// 64 characters for each part).
const LONGEST_NAME: usize = 512;

/// Length of an uncompressed coordinate of P-521 in bits, which is not a multiple of eight.
const P521_ROUNDED: u32 = 528;

/// The least that a key of RSA and one on an elliptic curve may have (NIST SP 800-57 part 1, table
/// 2, for 112 bits of security; the CA/Browser Forum's baseline requirements, 6.1.5).
const SMALLEST_RSA: u32 = 2048;
const SMALLEST_EC: u32 = 224;

/// A certificate, read.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    /// As it is reported.
    pub(super) fact: tls::Certificate,
    /// What its names are compared by.
    pub(super) subject: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    /// Whether it tells where its issuer's certificate can be had (RFC 5280, 4.2.2.1).
    pub(super) names_issuer_address: bool,
    subject_key: Option<Vec<u8>>,
    authority_key: Option<Vec<u8>>,
}

impl Certificate {
    /// Reads one from its DER.
    ///
    /// # Errors
    /// A few words when it is not one.
    pub(super) fn read(der: &[u8]) -> Result<Self, String> {
        let (rest, certificate) = X509Certificate::from_der(der)
            .map_err(|error| format!("not a certificate: {}", inert(&error.to_string())))?;
        if !rest.is_empty() {
            return Err("not a certificate: bytes follow it".to_owned());
        }
        let mut read = Self {
            fact: tls::Certificate {
                subject: inert(&certificate.subject().to_string()),
                issuer: inert(&certificate.issuer().to_string()),
                names: Vec::new(),
                not_before: certificate.validity().not_before.timestamp(),
                not_after: certificate.validity().not_after.timestamp(),
                key_type: String::new(),
                key_bits: 0,
                signature: signature(&certificate.signature_algorithm.algorithm),
                certificate_authority: false,
                self_signed: false,
                sha256: HEXLOWER.encode(&Sha256::digest(der)),
            },
            subject: certificate.subject().as_raw().to_vec(),
            issuer: certificate.issuer().as_raw().to_vec(),
            names_issuer_address: false,
            subject_key: None,
            authority_key: None,
        };
        (read.fact.key_type, read.fact.key_bits) = key(certificate.public_key());
        for extension in certificate.extensions() {
            read.take(extension.parsed_extension());
        }
        read.fact.self_signed = read.is_issued_by(&read);
        Ok(read)
    }

    fn take(&mut self, extension: &ParsedExtension<'_>) {
        match extension {
            ParsedExtension::SubjectAlternativeName(names) => {
                self.fact.names = names.general_names.iter().filter_map(name).collect();
            }
            ParsedExtension::BasicConstraints(constraints) => {
                self.fact.certificate_authority = constraints.ca;
            }
            ParsedExtension::SubjectKeyIdentifier(key) => self.subject_key = Some(key.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(authority) => {
                self.authority_key = authority.key_identifier.as_ref().map(|key| key.0.to_vec());
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                // id-ad-caIssuers
                self.names_issuer_address = access.accessdescs.iter().any(|description| {
                    description.access_method.to_id_string() == "1.3.6.1.5.5.7.48.2"
                });
            }
            _ => {}
        }
    }

    /// Whether its names and key identifiers say that it is issued by `issuer` (RFC 5280, 6.1 and
    /// 4.2.1.1). Signatures are verified where trust is.
    pub(super) fn is_issued_by(&self, issuer: &Self) -> bool {
        let keys_agree = match (&self.authority_key, &issuer.subject_key) {
            (Some(authority), Some(subject)) => authority == subject,
            _ => true,
        };
        self.issuer == issuer.subject && keys_agree
    }

    /// Whether the key is too small to be relied on. One of an unknown kind is not.
    pub(super) fn has_small_key(&self) -> bool {
        match self.fact.key_type.as_str() {
            "rsa" => self.fact.key_bits < SMALLEST_RSA,
            "ec" => self.fact.key_bits < SMALLEST_EC,
            _ => false,
        }
    }

    /// What a person calls it: the common name, else the first other name, else the whole subject.
    pub(super) fn called(&self) -> &str {
        let subject = &self.fact.subject;
        subject
            .split(", ")
            .find_map(|part| part.strip_prefix("CN="))
            .or_else(|| self.fact.names.first().map(String::as_str))
            .unwrap_or(subject)
    }
}

/// Whether one of the names covers the host (RFC 9525, 6.3): a wildcard is the whole left-most
/// label and stands for exactly one.
pub(super) fn covers(names: &[String], host: &str) -> bool {
    names.iter().any(|name| {
        let wildcard = name.strip_prefix("*.").zip(host.split_once('.'));
        name.eq_ignore_ascii_case(host)
            || wildcard.is_some_and(|(parent, (label, rest))| {
                !label.is_empty() && parent.eq_ignore_ascii_case(rest)
            })
    })
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(inert(name)),
        GeneralName::IPAddress(bytes) => <[u8; 4]>::try_from(*bytes)
            .map(IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(*bytes).map(IpAddr::from))
            .ok()
            .map(|address| address.to_string()),
        _ => None,
    }
}

/// Type and size. The size is 0 where Muster does not know the algorithm.
fn key(key: &SubjectPublicKeyInfo<'_>) -> (String, u32) {
    let bits = |bits: usize| u32::try_from(bits).unwrap_or(u32::MAX);
    match (
        key.parsed(),
        key.algorithm.algorithm.to_id_string().as_str(),
    ) {
        (Ok(PublicKey::RSA(rsa)), _) => {
            let zeros = rsa.modulus.iter().take_while(|byte| **byte == 0).count();
            let first = rsa
                .modulus
                .get(zeros)
                .map_or(0, |byte| byte.leading_zeros());
            let whole = bits((rsa.modulus.len() - zeros).saturating_mul(8));
            ("rsa".to_owned(), whole.saturating_sub(first))
        }
        (Ok(PublicKey::EC(point)), _) => {
            let size = match bits(point.key_size()) {
                P521_ROUNDED => 521,
                size => size,
            };
            ("ec".to_owned(), size)
        }
        (_, "1.3.101.112") => ("ed25519".to_owned(), 256),
        (_, "1.3.101.113") => ("ed448".to_owned(), 456),
        (_, other) => (inert(other), 0),
    }
}

/// RFC 3279, RFC 4055, RFC 5758 and RFC 8410 number them.
fn signature(algorithm: &Oid<'_>) -> String {
    let oid = algorithm.to_id_string();
    let name = match oid.as_str() {
        "1.2.840.113549.1.1.2" => "md2-rsa",
        "1.2.840.113549.1.1.4" => "md5-rsa",
        "1.2.840.113549.1.1.5" => "sha1-rsa",
        "1.2.840.113549.1.1.10" => "rsa-pss",
        "1.2.840.113549.1.1.11" => "sha256-rsa",
        "1.2.840.113549.1.1.12" => "sha384-rsa",
        "1.2.840.113549.1.1.13" => "sha512-rsa",
        "1.2.840.113549.1.1.14" => "sha224-rsa",
        "1.2.840.10040.4.3" => "sha1-dsa",
        "2.16.840.1.101.3.4.3.2" => "sha256-dsa",
        "1.2.840.10045.4.1" => "sha1-ecdsa",
        "1.2.840.10045.4.3.1" => "sha224-ecdsa",
        "1.2.840.10045.4.3.2" => "sha256-ecdsa",
        "1.2.840.10045.4.3.3" => "sha384-ecdsa",
        "1.2.840.10045.4.3.4" => "sha512-ecdsa",
        "1.3.101.112" => "ed25519",
        "1.3.101.113" => "ed448",
        _ => return inert(&oid),
    };
    name.to_owned()
}

/// A text of the server's without what a terminal would act on: control characters, and those
/// that turn the direction of writing.
pub(super) fn inert(text: &str) -> String {
    let mut inert = String::new();
    for character in text.chars().take(LONGEST_NAME) {
        if character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            inert.extend(character.escape_default());
        } else {
            inert.push(character);
        }
    }
    inert
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn covered(name: &str, host: &str) -> bool {
        covers(&[name.to_owned()], host)
    }

    #[test]
    fn a_wildcard_stands_for_one_whole_label() {
        assert!(covered("*.example.com", "www.example.com"));
        assert!(covered("*.EXAMPLE.com", "www.example.com"));
        assert!(!covered("*.example.com", "a.www.example.com"));
        assert!(!covered("*.example.com", "example.com"));
        assert!(!covered("w*.example.com", "www.example.com"));
        assert!(!covered("www.*.com", "www.example.com"));
        assert!(!covered("*.example.com", ".example.com"));
        assert!(!covered("*", "com"));
    }

    #[test]
    fn texts_of_the_server_act_on_no_terminal() {
        assert_eq!(inert("a\u{1b}[2Jb\u{202e}"), "a\\u{1b}[2Jb\\u{202e}");
        assert_eq!(inert(&"x".repeat(9000)).len(), LONGEST_NAME);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_failing(bytes: Vec<u8>) {
            prop_assert!(Certificate::read(&bytes).is_err());
        }
    }
}
