//! Pure: the addresses for reports in a DMARC record (RFC 9989, 4.8; RFC 3986; RFC 6068).

/// Whether a text is a URI, whatever its scheme.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = without_size(text).and_then(|uri| uri.split_once(':')) else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !rest.is_empty()
        && of_characters(rest, b":/?#[]@$&'()*+,;=")
}

/// The domain of a `mailto:` that names a mailbox; reports are sent to no other kind of address.
pub(super) fn mail_domain(text: &str) -> Option<String> {
    let (scheme, rest) = without_size(text)?.split_once(':')?;
    let address = rest.split_once('?').map_or(rest, |(address, _)| address);
    let (mailbox, domain) = address.split_once('@')?;
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let valid = scheme.eq_ignore_ascii_case("mailto")
        && is_uri(text)
        && !mailbox.is_empty()
        && of_characters(mailbox, b":$&'()*+=")
        && domain.split('.').all(is_label);
    valid.then(|| domain.to_ascii_lowercase())
}

/// A URI without the limit of size that RFC 7489, 6.4, allows at its end: `!10m`. Another exclamation
/// mark would have to be encoded.
fn without_size(text: &str) -> Option<&str> {
    let uri = match text.split_once('!') {
        Some((uri, size)) => {
            let digits = size
                .strip_suffix(|unit: char| "kmgtKMGT".contains(unit))
                .unwrap_or(size);
            let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            valid.then_some(uri)?
        }
        None => text,
    };
    Some(uri)
}

/// Whether a text has no characters but unreserved ones, encoded ones and these.
fn of_characters(text: &str, allowed: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let valid = match byte {
            b'%' => [bytes.next(), bytes.next()]
                .iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || allowed.contains(&byte),
        };
        if !valid {
            return false;
        }
    }
    true
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_has_a_mailbox_and_a_domain() {
        for text in [
            "mailto:a@example.com",
            "MailTo:a+b=c%40d@Example.com.",
            "mailto:a@example.com!10m",
            "mailto:a@example.com!7",
            "mailto:a@example.com?subject=x",
        ] {
            assert_eq!(mail_domain(text).as_deref(), Some("example.com"), "{text}");
        }
        for text in [
            "",
            "mailto:",
            "mailto:example.com",
            "mailto:@example.com",
            "mailto:a@",
            "mailto:a@.com",
            "mailto:a@example..com",
            "mailto:a@-x.com",
            "mailto: a@example.com",
            "mailto:a@exa mple",
            "mailto:a b@example.com",
            "mailto:a@b@example.com",
            "mailto:a@example.com!",
            "mailto:a@example.com!10x",
            "mailto:a!b@example.com",
            "mailto:a%4@example.com",
            "mailto:<a@example.com>",
            "a@example.com",
            "https://example.com/a@b.com",
            // Strings of a record that ran together.
            "mailto:a@example.comfo=1",
            "mailto:a@example.comruf=mailto:b@example.com",
        ] {
            assert_eq!(mail_domain(text), None, "{text}");
        }
    }

    #[test]
    fn other_uris_are_uris() {
        for text in ["https://example.com/r?a=b", "mailto:example.com", "x:y!1k"] {
            assert!(is_uri(text), "{text}");
        }
        for text in ["", "a", ":x", "1:x", "a b:x", "x:a b", "x:a!b", "x:\\195"] {
            assert!(!is_uri(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_a_uri(text in "(mailto:)?[a-z@.!%:=? 0-9-]{0,20}", any: String) {
            for text in [text, any] {
                if mail_domain(&text).is_some() {
                    prop_assert!(is_uri(&text));
                }
            }
        }
    }
}
