//! The public key of a DKIM selector (RFC 6376, 3.6). Reading a record is pure.

use std::sync::LazyLock;

use muster_facts::FactError;
use muster_facts::mail::{DkimKey, DkimSelector};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::{PublicKey, RSAPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::tags;
use crate::network::resolver::{RecordType, Resolver, place};

/// An Ed25519 key is 32 bytes, and as strong as its 256 bits suggest to nobody (RFC 8463).
const ED25519_BYTES: usize = 32;

/// Base64 whose last character may have bits that mean nothing, as verifiers take it (RFC 4648, 3.5).
static BASE64: LazyLock<data_encoding::Encoding> = LazyLock::new(|| {
    let mut specification = data_encoding::BASE64.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(data_encoding::BASE64)
});

/// The key of a selector at a domain.
pub(super) async fn selector(resolver: &Resolver, domain: &str, selector: &str) -> DkimSelector {
    let name = format!("{selector}._domainkey.{domain}");
    DkimSelector {
        selector: selector.to_owned(),
        outcome: key(resolver, &name).await,
        source: place(&name, RecordType::Txt),
    }
}

async fn key(resolver: &Resolver, name: &str) -> Result<DkimKey, FactError> {
    let found = resolver.lookup(name, RecordType::Txt).await?;
    let texts: Vec<&str> = found.values().collect();
    let key = match texts.as_slice() {
        [] => DkimKey {
            status: "missing".to_owned(),
            key_type: None,
            bits: None,
            testing: false,
            aliases: Vec::new(),
            problem: None,
        },
        [text] => parse_key_record(text),
        // What a verifier makes of several is not defined (RFC 6376, 3.6.2.2).
        several => invalid(format!(
            "there are {} records, but only one is allowed",
            several.len()
        )),
    };
    Ok(DkimKey {
        aliases: found.aliases,
        ..key
    })
}

/// What a record says.
#[must_use]
pub fn parse_key_record(text: &str) -> DkimKey {
    parse(text).unwrap_or_else(invalid)
}

fn invalid(problem: String) -> DkimKey {
    DkimKey {
        status: "invalid".to_owned(),
        key_type: None,
        bits: None,
        testing: false,
        aliases: Vec::new(),
        problem: Some(problem),
    }
}

fn parse(text: &str) -> Result<DkimKey, String> {
    let tags = tags::strict(text)?;
    let tag = |name| tags::value(&tags, name);
    let version = tags.iter().position(|(name, _)| name == "v");
    match (version, tag("v")) {
        (None, _) | (Some(0), Some("DKIM1")) => {}
        _ => return Err("`v=DKIM1` does not come first".to_owned()),
    }
    let listed = |name, wanted: &[&str]| {
        tag(name).is_none_or(|list| list.split(':').any(|item| wanted.contains(&item.trim())))
    };
    if !listed("s", &["*", "email"]) {
        return Err("`s=` says that the key is not for mail".to_owned());
    }
    // SHA-1 is no longer to be used (RFC 8301, 3.1).
    if !listed("h", &["sha256"]) {
        return Err("`h=` does not allow sha256".to_owned());
    }
    let key_type = tag("k").unwrap_or("rsa");
    let public: String = tag("p")
        .ok_or("there is no `p=`")?
        .split_ascii_whitespace()
        .collect();
    let (status, bits) = if public.is_empty() {
        ("revoked", None)
    } else {
        ("present", Some(bits(key_type, &public)?))
    };
    Ok(DkimKey {
        status: status.to_owned(),
        key_type: Some(key_type.to_owned()),
        bits,
        testing: tag("t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y")),
        aliases: Vec::new(),
        problem: None,
    })
}

fn bits(key_type: &str, public: &str) -> Result<u32, String> {
    let bytes = BASE64
        .decode(public.as_bytes())
        .map_err(|_| "`p=` is not Base64".to_owned())?;
    match key_type {
        "rsa" => rsa_bits(&bytes).ok_or_else(|| "`p=` is not an RSA key".to_owned()),
        "ed25519" if bytes.len() == ED25519_BYTES => Ok(256),
        "ed25519" => Err("`p=` is not an Ed25519 key, which has 32 bytes".to_owned()),
        _ => Err(format!(
            "`k={key_type}` is not a type of key that verifiers know"
        )),
    }
}

/// Bits of the modulus. As a SubjectPublicKeyInfo, which everybody publishes, or as the bare
/// RSAPublicKey that RFC 6376, 3.6.1, names and verifiers take as well.
fn rsa_bits(bytes: &[u8]) -> Option<u32> {
    let modulus = |key: &RSAPublicKey<'_>| {
        let significant = key.modulus.iter().skip_while(|byte| **byte == 0);
        let mut bits = 0_u32;
        for (index, byte) in significant.enumerate() {
            bits += if index == 0 {
                8 - byte.leading_zeros()
            } else {
                8
            };
        }
        (bits > 0).then_some(bits)
    };
    if let Ok((_, info)) = SubjectPublicKeyInfo::from_der(bytes) {
        return match info.parsed() {
            Ok(PublicKey::RSA(key)) => modulus(&key),
            Ok(_) | Err(_) => None,
        };
    }
    let (_, key) = RSAPublicKey::from_der(bytes).ok()?;
    modulus(&key)
}

#[cfg(test)]
mod oracle;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A key of 1024 bits, of RFC 6376, appendix C.
    const RSA_1024: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkM\
        oGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/R\
        tdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI\
        MmPSPDdQPNUYckcQ2QIDAQAB";

    /// Of RFC 8463, appendix A.2.
    const ED25519: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    #[test]
    fn measures_keys() {
        let rsa = parse_key_record(&format!("v=DKIM1; k=rsa; p={RSA_1024}"));
        assert_eq!((rsa.status.as_str(), rsa.bits), ("present", Some(1024)));
        let spaced = parse_key_record(&format!("p={}", RSA_1024.replace('A', "A ")));
        assert_eq!(spaced.bits, Some(1024));
        // A tab is a space, and the version may be left out.
        let folded = parse_key_record(&format!(
            "k = rsa ;\\009h=sha1 : sha256; s=tlsrpt:email; p=\\009{RSA_1024}"
        ));
        assert_eq!(
            (folded.status.as_str(), folded.bits),
            ("present", Some(1024))
        );
        // Verifiers do not look at what is left over in the last character.
        let loose = parse_key_record(&format!("k=ed25519; p={}", ED25519.replace("URo=", "URp=")));
        assert_eq!(loose.bits, Some(256));
        let ed = parse_key_record(&format!("v=DKIM1; k=ed25519; t=s:y; p={ED25519};"));
        assert_eq!((ed.bits, ed.testing), (Some(256), true));
    }

    #[test]
    fn an_empty_key_is_revoked() {
        assert_eq!(parse_key_record("v=DKIM1; p=").status, "revoked");
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, problem) in [
            ("v=DKIM1; k=rsa".to_owned(), "no `p=`"),
            (format!("k=rsa; v=DKIM1; p={RSA_1024}"), "come first"),
            (format!("v=DKIM2; p={RSA_1024}"), "come first"),
            (format!("v=DKIM1; p={ED25519}"), "not an RSA key"),
            (
                format!("v=DKIM1; k=ed25519; p={RSA_1024}"),
                "not an Ed25519 key",
            ),
            (format!("v=DKIM1; k=dsa; p={RSA_1024}"), "not a type of key"),
            (format!("v=DKIM1; h=sha1; p={RSA_1024}"), "sha256"),
            (format!("v=DKIM1; s=tlsrpt; p={RSA_1024}"), "not for mail"),
            ("v=DKIM1; p=***".to_owned(), "not Base64"),
            ("nothing at all".to_owned(), "not a tag"),
            (
                format!("v=DKIM1; p={RSA_1024}; p={ED25519}"),
                "`p` appears twice",
            ),
            (
                format!("v=DKIM1; x=1; x=1; p={RSA_1024}"),
                "`x` appears twice",
            ),
            // Names and values have a case (RFC 6376, 3.2).
            (format!("v=DKIM1; P={RSA_1024}"), "no `p=`"),
            (format!("v=dkim1; p={RSA_1024}"), "come first"),
            (format!("v=DKIM1; k=RSA; p={RSA_1024}"), "not a type of key"),
            (format!("v=DKIM1; h=; p={RSA_1024}"), "sha256"),
            (format!("v=DKIM1; k=; p={RSA_1024}"), "not a type of key"),
            (format!("v=DKIM1;; p={RSA_1024}"), "not a tag"),
            (
                format!("v=DKIM1; p={}", RSA_1024.trim_end_matches('B')),
                "not Base64",
            ),
        ] {
            let key = parse_key_record(&text);
            assert_eq!(key.status, "invalid", "{text}");
            assert!(key.problem.as_deref().unwrap().contains(problem), "{key:?}");
        }
    }

    proptest! {
        #[test]
        fn any_key_is_read_or_refused(bytes: Vec<u8>, kind in "rsa|ed25519") {
            let public = data_encoding::BASE64.encode(&bytes);
            let _ = parse_key_record(&format!("v=DKIM1; k={kind}; p={public}"));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = parse_key_record(&text);
        }
    }
}
