//! Private keys in the armour of PEM (RFC 7468) and of OpenSSH. Pure.

use std::ops::Range;

use memchr::memmem;

/// Before the name of what is armoured.
const BEGIN: &[u8] = b"-----BEGIN ";

/// Behind it.
const END: &[u8] = b"-----";

/// Names of what is armoured, with whether it is encrypted; none where what is in it says that.
const NAMES: [(&[u8], Option<bool>); 7] = [
    (b"PRIVATE KEY", Some(false)),
    (b"RSA PRIVATE KEY", None),
    (b"EC PRIVATE KEY", None),
    (b"DSA PRIVATE KEY", None),
    (b"OPENSSH PRIVATE KEY", None),
    (b"ENCRYPTED PRIVATE KEY", Some(true)),
    (b"PGP PRIVATE KEY BLOCK", None),
];

/// How a key of OpenSSH begins that no passphrase protects: `openssh-key-v1`, and the cipher `none`, in
/// Base64.
const OPENSSH: &[u8] = b"b3BlbnNzaC1rZXktdjE";
const OPENSSH_OPEN: &[u8] = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

/// The shortest stretch of Base64 that is taken for a key, and not for a text about keys. An elliptic key
/// has 44 characters in its first line or more.
const SHORTEST: usize = 40;

/// What is searched for the end of the armour. A key of 16,384 bits has 12,000 characters.
const LONGEST: usize = 20_000;

/// Between the first line and the key, at most.
const MOST_BETWEEN: usize = 200;

/// The key whose armour begins there, with the kind of `secret-match`.
pub(super) fn at(text: &[u8], at: usize) -> Option<(&'static str, Range<usize>)> {
    let rest = text.get(at..)?;
    let named = rest.strip_prefix(BEGIN)?;
    let (name, encrypted) = NAMES.iter().find(|(name, _)| {
        named
            .strip_prefix(*name)
            .is_some_and(|after| after.starts_with(END))
    })?;
    let body_at = BEGIN.len() + name.len() + END.len();
    let body = rest.get(body_at..)?;
    let body = body.get(..LONGEST.min(body.len()))?;
    let start = start_of_key(body)?;
    let key = body.get(start..)?;
    let before = body.get(..start)?;
    let is_encrypted = encrypted.unwrap_or_else(|| {
        let says = |word: &[u8]| memmem::find(before, word).is_some();
        says(b"ENCRYPTED") || (key.starts_with(OPENSSH) && !key.starts_with(OPENSSH_OPEN))
    });
    let end = memmem::find(key, END)
        .unwrap_or_else(|| key.iter().take_while(|byte| is_base64(**byte)).count());
    let kind = if is_encrypted {
        "encrypted-private-key"
    } else {
        "private-key"
    };
    Some((kind, at..at + body_at + start + end))
}

/// Where the first long stretch of Base64 begins, behind line ends, be they real or written as `\n`, and
/// the headers of old keys.
fn start_of_key(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at <= MOST_BETWEEN {
        let rest = body.get(at..)?;
        if rest.starts_with(b"\\n") || rest.starts_with(b"\\r") {
            at += 2;
            continue;
        }
        let length = rest.iter().take_while(|byte| is_base64(**byte)).count();
        if length >= SHORTEST {
            return Some(at);
        }
        if rest.starts_with(END) {
            return None;
        }
        at += length.max(1);
    }
    None
}

pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

    fn kind(text: &str) -> Option<&'static str> {
        let text = text.replace('~', "");
        at(text.as_bytes(), 0).map(|(kind, _)| kind)
    }

    #[test]
    fn keys_are_told_by_their_armour_and_what_is_in_it() {
        let whole = |name: &str, body: &str| {
            format!("-----BEGIN {name}-----\n{body}\n-----END {name}-----\n")
        };
        assert_eq!(kind(&whole("PRIV~ATE KEY", BODY)), Some("private-key"));
        assert_eq!(kind(&whole("RSA PRIV~ATE KEY", BODY)), Some("private-key"));
        assert_eq!(
            kind(&whole("ENCRYPTED PRIV~ATE KEY", BODY)),
            Some("encrypted-private-key")
        );
        let old = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n{BODY}");
        assert_eq!(
            kind(&whole("RSA PRIV~ATE KEY", &old)),
            Some("encrypted-private-key")
        );
        let open = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt";
        let closed = "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABBHyL7V";
        assert_eq!(
            kind(&whole("OPENSSH PRIV~ATE KEY", open)),
            Some("private-key")
        );
        assert_eq!(
            kind(&whole("OPENSSH PRIV~ATE KEY", closed)),
            Some("encrypted-private-key")
        );
        // On one line, as in JSON.
        let json = format!("-----BEGIN PRIV~ATE KEY-----\\n{BODY}\\n-----END");
        assert_eq!(kind(&json), Some("private-key"));
    }

    #[test]
    fn a_text_about_keys_is_not_one() {
        for text in [
            "-----BEGIN PRIVATE KEY-----\" in text:",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
            "-----BEGIN PRIVATE KEY-----\n<key>\n-----END PRIVATE KEY-----",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
